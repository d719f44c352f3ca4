// One conversation in the list: a link to it, when it was, and a menu of what can be done with it.
import { useContext, useState } from "preact/hooks";
import type { SessionSummary } from "../../../core/wire.ts";
import { LanguageContext, tagOf } from "../../common/language.ts";
import { tellTime } from "../../common/relative-time.ts";
import { type ConversationActions, focusLine } from "../hooks/use-conversation-actions.ts";
import { useMessages } from "../messages.ts";
import { hashOfSession } from "../route.ts";
import { ConversationMenu } from "./conversation-menu.tsx";
import { RenameField } from "./rename-field.tsx";

interface SessionItemProps {
  session: SessionSummary;
  current: boolean;
  actions: ConversationActions;
}

function SessionLink({ session, current }: Omit<SessionItemProps, "actions">) {
  const messages = useMessages();
  const locale = tagOf[useContext(LanguageContext)];
  return (
    <a href={hashOfSession(session.session_id)} aria-current={current ? "page" : undefined}>
      <span class="session-title">{session.title || messages.untitled}</span>
      <time dateTime={session.updated_at}>{tellTime(session.updated_at, Date.now(), locale)}</time>
    </a>
  );
}

export function SessionItem({ session, current, actions }: SessionItemProps) {
  const [renaming, setRenaming] = useState(false);
  function onEnd(title: string | null, byKey: boolean): void {
    setRenaming(false);
    if (title !== null) actions.rename(session, title);
    if (byKey) focusLine(session.session_id, "button");
  }
  return (
    <li class="session" data-session-id={session.session_id} data-current={current ? "" : undefined}>
      {renaming ? (
        <RenameField title={session.title} onEnd={onEnd} />
      ) : (
        <>
          <SessionLink session={session} current={current} />
          <ConversationMenu session={session} actions={actions} onRename={() => setRenaming(true)} />
        </>
      )}
    </li>
  );
}
