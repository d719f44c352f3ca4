// The conversations of this person, or why there are none to show.
import type { SessionSummary } from "../../../core/wire.ts";
import type { SessionList as Sessions } from "../hooks/use-sessions.ts";
import { useMessages } from "../messages.ts";
import { SessionItem } from "./session-item.tsx";

interface SessionListProps {
  list: Sessions;
  current: string | null;
  onForget(session: SessionSummary): void;
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

export function SessionList({ list, current, onForget }: SessionListProps) {
  const messages = useMessages();
  return (
    <div class="session-list">
      <Remark list={list} />
      {list.sessions.length > 0 && (
        <ul>
          {list.sessions.map((session) => (
            <SessionItem
              key={session.session_id}
              session={session}
              current={session.session_id === current}
              onForget={onForget}
            />
          ))}
        </ul>
      )}
      {list.hasMore && (
        <button type="button" class="button is-quiet" onClick={list.loadMore}>
          {messages.more}
        </button>
      )}
    </div>
  );
}
