// The parts of an answer on their way: their keys, how far each has come, and the sending of one.
import type { Sender } from "../channels/channel.ts";
import {
  NOTHING_SENT,
  type Origin,
  type PartProgress,
  type ReplyPart,
  type SendOutcome,
} from "../core/delivery.ts";
import { fingerprint } from "../core/identifier.ts";
import { type DeliveryStore, partsOf } from "./delivery-store.ts";
import type { TurnRow } from "./turn-row.ts";

/** Among a part's notes: the digest of the text that its reader has. */
const SEALED = "sealed";
const SENT: SendOutcome = { kind: "sent" };

export class Parts {
  readonly #store: DeliveryStore;

  constructor(store: DeliveryStore) {
    this.#store = store;
  }

  /** The key follows from the message and how often it was asked again, so that a second answer is no repeat of the first. */
  async make(turn: TurnRow, index: number, markdown: string, failed = false): Promise<ReplyPart> {
    const key = await fingerprint(JSON.stringify([turn.channel, turn.message_id, turn.runs_before, index]));
    return { key, index, markdown, failed };
  }

  progressOf(seq: number, index: number): PartProgress {
    const row = this.#store.bySeq(seq);
    return (row === null ? undefined : partsOf(row)[index]) ?? NOTHING_SENT;
  }

  note(seq: number, index: number, progress: PartProgress): void {
    this.#store.note(seq, index, progress);
  }

  /**
   * A part that its reader has is not sent again, unless it says something else by now: an answer that a crash interrupted was made
   * anew. Its card is then filled again; a message cannot be changed, and the new text follows it under a key of its own.
   */
  async send(sender: Sender, origin: Origin, part: ReplyPart, seq: number): Promise<SendOutcome> {
    const known = this.progressOf(seq, part.index);
    const seal = await fingerprint(part.markdown);
    const isOther = known.done && known.notes[SEALED] !== seal;
    if (known.done && !isOther) return SENT;
    const isMessage = isOther && (known.card === null || known.form !== null);
    const progress = isMessage ? NOTHING_SENT : { ...known, done: false };
    const sent = isMessage ? { ...part, key: await fingerprint(`${part.key} ${known.notes[SEALED]}`) } : part;
    const note = (next: PartProgress) => this.note(seq, part.index, next);
    const outcome = await sender.send(origin, sent, progress, note);
    if (outcome.kind === "sent") {
      const last = this.progressOf(seq, part.index);
      note({ ...last, done: true, notes: { ...last.notes, [SEALED]: seal } });
    }
    return outcome;
  }

  /** Cards that still seem to grow get a last word; from part `said` on also those that say what is no longer said. */
  async close(
    sender: Sender,
    origin: Origin,
    turn: TurnRow,
    parts: PartProgress[],
    said: number,
    lastWord: string,
  ): Promise<SendOutcome> {
    for (const [index, known] of parts.entries()) {
      if (known.card === null || (known.done && index < said)) continue;
      const part = await this.make(turn, index, lastWord);
      const note = (next: PartProgress) => this.note(turn.seq, index, next);
      const outcome = await sender.send(origin, part, { ...known, done: false }, note);
      if (outcome.kind === "again") return outcome;
      note({ ...this.progressOf(turn.seq, index), done: true });
    }
    return SENT;
  }
}
