// Small facts of a turn, the same in the list and in the thread.
import { Mark } from "../../components/mark.tsx";
import { addressOf } from "../../route.ts";
import type { Turn } from "../../wire.ts";
import { useConversationWords } from "./words.ts";

const MARKS = { ok: "good", stopped: "info", failed: "bad" } as const;

export function StatusMark({ turn }: { turn: Turn }) {
  const words = useConversationWords();
  return <Mark kind={MARKS[turn.status]}>{words.statuses[turn.status]}</Mark>;
}

/** Leads to all turns of this person. */
export function Person({ turn }: { turn: Turn }) {
  const words = useConversationWords();
  const name = turn.user_name ?? turn.user_id;
  if (turn.user_id === null || name === null)
    return <span class="quiet">{turn.user_name ?? words.unknownPerson}</span>;
  return (
    <a class="person" href={addressOf("conversations", { user_id: turn.user_id })} title={turn.user_id}>
      {name}
    </a>
  );
}

export function Rating({ turn }: { turn: Turn }) {
  const words = useConversationWords();
  if (turn.rating === null) return null;
  return <Mark kind={turn.rating === "up" ? "good" : "warn"}>{words.ratings[turn.rating]}</Mark>;
}
