// The conversations of this person, or why there are none to show.
import type { SessionSummary } from "../../../core/wire.ts";
import type { ConversationActions } from "../hooks/use-conversation-actions.ts";
import type { SessionList as Sessions } from "../hooks/use-sessions.ts";
import { useMessages } from "../messages.ts";
import { SessionItem } from "./session-item.tsx";

interface SessionListProps {
  list: Sessions;
  current: string | null;
  actions: ConversationActions;
}

function Remark({ list }: { list: Sessions }) {
  const messages = useMessages();
  if (list.phase === "failed") {
    return (
      <div class="remark" role="alert">
        <p>{messages.chatsFailed}</p>
        <button type="button" class="button is-quiet" onClick={list.refresh}>
          {messages.tryAgain}
        </button>
      </div>
    );
  }
  if (list.phase === "loading" || list.sessions.length > 0) return null;
  return <p class="remark">{list.query.trim() === "" ? messages.noChats : messages.noMatches}</p>;
}

export function SessionList({ list, current, actions }: SessionListProps) {
  const messages = useMessages();
  const pinned = list.sessions.filter((session) => session.pinned);
  const others = list.sessions.filter((session) => !session.pinned);
  const draw = (sessions: readonly SessionSummary[]) => (
    <ul>
      {sessions.map((session) => (
        <SessionItem
          key={session.session_id}
          session={session}
          current={session.session_id === current}
          actions={actions}
        />
      ))}
    </ul>
  );
  return (
    <div class="session-list">
      <Remark list={list} />
      {pinned.length > 0 && (
        <>
          <h2>{messages.pinned}</h2>
          {draw(pinned)}
          {others.length > 0 && <h2>{messages.others}</h2>}
        </>
      )}
      {others.length > 0 && draw(others)}
      {list.hasMore && (
        <button type="button" class="button is-quiet" onClick={list.loadMore}>
          {messages.more}
        </button>
      )}
    </div>
  );
}
