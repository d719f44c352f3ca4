// Tells the operator's list in D1 of what came in and what goes out, by the same outbox that brings finished turns there.
import type { DeliveryRecord } from "../core/delivery.ts";
import { timeOrderedId } from "../core/identifier.ts";
import type { DeliveryRow, DeliveryStore } from "./delivery-store.ts";
import type { Outbox } from "./outbox.ts";
import { errorOf, type TurnRow } from "./turn-row.ts";
import type { TurnStore } from "./turn-store.ts";

/** An answer that comes sooner takes the news of its question along: one write to D1 instead of two. */
const ARRIVAL_MAY_WAIT_MS = 1_000;
/** The same for the log row of an answer and the news of its delivery. */
const STATE_MAY_WAIT_MS = 500;

const DISCARDED = "discarded by the operator";

/** Why a delivery is given up, and what went wrong before. */
export function giveUpReason(lastError: string | null): string {
  if (lastError?.startsWith(DISCARDED)) return lastError;
  return lastError === null ? DISCARDED : `${DISCARDED}; before that: ${lastError}`;
}

export class DeliveryJournal {
  readonly #turns: TurnStore;
  readonly #store: DeliveryStore;
  readonly #outbox: Outbox;
  readonly #now: () => number;

  constructor(turns: TurnStore, store: DeliveryStore, outbox: Outbox, now: () => number) {
    this.#turns = turns;
    this.#store = store;
    this.#outbox = outbox;
    this.#now = now;
  }

  /** The message as it stands now: just taken, answered, or failed. */
  arrival(turn: TurnRow): void {
    const record = this.arrivalRecord(turn);
    if (record !== null)
      this.#write(turn, record, turn.state === "pending" ? ARRIVAL_MAY_WAIT_MS : STATE_MAY_WAIT_MS);
  }

  /** The answer on its way as it stands now. */
  departure(turn: TurnRow): void {
    const row = this.#store.bySeq(turn.seq);
    const record = row === null ? null : this.departureRecord(turn, row);
    if (record !== null) this.#write(turn, record, STATE_MAY_WAIT_MS);
  }

  /** An answer that has to wait behind another one is listed too; one that leaves at once is listed when it has left. */
  ready(turn: TurnRow): void {
    if (this.#store.head()?.id !== turn.seq) this.departure(turn);
  }

  arrivalRecord(turn: TurnRow): DeliveryRecord | null {
    if (turn.arrival_id === null) return null;
    const error = errorOf(turn);
    const reason = error === null ? null : `${error.code}: ${error.message}`;
    return {
      id: turn.arrival_id,
      ...this.#facts(turn),
      direction: "in",
      state: turn.state === "pending" ? "pending" : turn.state === "failed" ? "dead" : "done",
      attempts: turn.runs,
      last_error: turn.discarded === 1 ? giveUpReason(reason) : reason,
      created_at: isoTime(turn.received_at),
      updated_at: isoTime(turn.finished_at ?? this.#now()),
      next_attempt_at: null,
    };
  }

  departureRecord(turn: TurnRow, row: DeliveryRow): DeliveryRecord | null {
    if (row.state === "open") return null;
    return {
      id: row.id,
      ...this.#facts(turn),
      direction: "out",
      state: row.state,
      attempts: row.attempts,
      last_error: row.last_error,
      created_at: isoTime(row.created_at),
      updated_at: isoTime(row.updated_at),
      next_attempt_at: row.state === "pending" ? isoTime(row.due_at) : null,
    };
  }

  /** For a delivery that begins. */
  newId(): string {
    return timeOrderedId(this.#now(), crypto.getRandomValues(new Uint8Array(10)));
  }

  #facts(turn: TurnRow) {
    const sessionId = this.#turns.conversation()?.session_id ?? "";
    return { message_id: turn.message_id, channel: turn.channel, session_id: sessionId };
  }

  #write(turn: TurnRow, record: DeliveryRecord, mayWaitMs: number): void {
    const objectName = this.#turns.conversation()?.name ?? "";
    const entry = { ...record, user_id: turn.user_id, object_name: objectName };
    this.#outbox.add({ kind: "delivery", entry }, this.#now() + mayWaitMs);
  }
}

function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
