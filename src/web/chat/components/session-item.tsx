// One conversation in the list: a link to it, when it was, and a button that deletes it.
import { useContext } from "preact/hooks";
import type { SessionSummary } from "../../../core/wire.ts";
import { IconButton } from "../../common/components/icon-button.tsx";
import { LanguageContext, tagOf } from "../../common/language.ts";
import { tellTime } from "../../common/relative-time.ts";
import { useMessages } from "../messages.ts";
import { hashOfSession } from "../route.ts";

interface SessionItemProps {
  session: SessionSummary;
  current: boolean;
  onForget(session: SessionSummary): void;
}

export function SessionItem({ session, current, onForget }: SessionItemProps) {
  const messages = useMessages();
  const locale = tagOf[useContext(LanguageContext)];
  const title = session.title || messages.untitled;
  return (
    <li class="session" data-current={current ? "" : undefined}>
      <a href={hashOfSession(session.session_id)} aria-current={current ? "page" : undefined}>
        <span class="session-title">{title}</span>
        <time dateTime={session.updated_at}>{tellTime(session.updated_at, Date.now(), locale)}</time>
      </a>
      <IconButton icon="trash" label={messages.forgetChat(title)} onClick={() => onForget(session)} />
    </li>
  );
}
