// Brings finished answers to the platform that asked: in the order of their questions, and again for as long as a fault may pass.
import type { Sender } from "../channels/channel.ts";
import { backoffMs, DELIVERY_BACKOFF } from "../core/backoff.ts";
import type { Origin, SendOutcome } from "../core/delivery.ts";
import { faultMessage } from "../core/fault.ts";
import { areaOf } from "../core/log.ts";
import { nextStep } from "../core/step.ts";
import type { Services } from "../services.ts";
import type { DeliveryJournal } from "./delivery-journal.ts";
import { type DeliveryRow, type DeliveryStore, partsOf } from "./delivery-store.ts";
import { Lane } from "./lane.ts";
import type { Parts } from "./parts.ts";
import { within } from "./race.ts";
import type { Showing } from "./showing.ts";
import type { Speaker } from "./speaker.ts";
import { originOf, type TurnRow } from "./turn-row.ts";
import type { TurnStore } from "./turn-store.ts";

/** Longer than this a passing fault is none. Feishu forgets a message's key after an hour; until then a repeat shows nothing twice. */
const LONGEST_TRYING_MS = 10 * 60_000;
/** A sign on the question is not worth a longer wait. */
const SIGN_PATIENCE_MS = 3_000;

export class Deliverer {
  readonly #services: Services;
  readonly #turns: TurnStore;
  readonly #store: DeliveryStore;
  readonly #parts: Parts;
  readonly #journal: DeliveryJournal;
  readonly #speaker: Speaker;
  readonly #showing: Showing;
  readonly #lane: Lane;

  constructor(
    services: Services,
    turns: TurnStore,
    exit: {
      store: DeliveryStore;
      parts: Parts;
      journal: DeliveryJournal;
      speaker: Speaker;
      showing: Showing;
    },
  ) {
    this.#services = services;
    this.#turns = turns;
    this.#store = exit.store;
    this.#parts = exit.parts;
    this.#journal = exit.journal;
    this.#speaker = exit.speaker;
    this.#showing = exit.showing;
    this.#lane = new Lane(
      () => nextStep(exit.store.head(), services.now()),
      (seq) => this.#deliver(seq),
    );
  }

  /** Resolves when no answer is due to leave any more. */
  run(): Promise<void> {
    return this.#lane.run();
  }

  /** Best effort, for an answer that will never leave: no card goes on growing, no sign stays. */
  async abandon(turn: TurnRow): Promise<void> {
    const known = this.#store.bySeq(turn.seq);
    const origin = originOf(turn);
    const sender = this.#services.senderOf(turn.channel);
    if (known === null || origin === null || sender === null) return;
    const lastWord = this.#speaker.wordsFor(turn).stoppedMark;
    try {
      await this.#showing.ended(turn.seq);
      // An erased one is no longer there.
      const row = this.#store.bySeq(turn.seq) ?? known;
      await this.#parts.close(sender, origin, turn, partsOf(row), Number.POSITIVE_INFINITY, lastWord);
      await this.#takeSignAway(row, origin, sender);
    } catch (error) {
      this.#log("not_closed", turn, faultMessage(error));
    }
  }

  async #deliver(seq: number): Promise<void> {
    await this.#showing.ended(seq);
    const turn = this.#turns.bySeq(seq);
    const row = this.#store.bySeq(seq);
    const origin = turn === null ? null : originOf(turn);
    if (turn === null || row === null || origin === null) return this.#store.remove(seq);
    const sender = this.#services.senderOf(turn.channel);
    const outcome: SendOutcome =
      sender === null ? CHANNEL_OFF : await this.#sendAll(turn, row, origin, sender).catch(unexpected);
    // Before the row is settled: a stop in between would leave the sign for ever.
    if (sender !== null && outcome.kind !== "again") await this.#takeSignAway(row, origin, sender);
    this.#settle(turn, outcome);
    if (this.#store.bySeq(seq)?.state === "dead") await this.abandon(turn);
  }

  async #sendAll(turn: TurnRow, row: DeliveryRow, origin: Origin, sender: Sender): Promise<SendOutcome> {
    const reply = this.#speaker.replyTo(turn, row);
    const pieces = sender.split(reply.markdown);
    for (const [index, markdown] of pieces.entries()) {
      const part = await this.#parts.make(turn, index, markdown, reply.failed);
      const outcome = await this.#parts.send(sender, origin, part, turn.seq);
      if (outcome.kind !== "sent") return outcome;
    }
    // An earlier making of the answer, which a crash ended, was longer.
    const parts = partsOf(this.#store.bySeq(turn.seq) ?? row);
    return this.#parts.close(
      sender,
      origin,
      turn,
      parts,
      pieces.length,
      this.#speaker.wordsFor(turn).seeAbove,
    );
  }

  /** Every way that a try can end, and what becomes of the row. */
  #settle(turn: TurnRow, outcome: SendOutcome): void {
    const row = this.#store.bySeq(turn.seq);
    if (row === null) return;
    const now = this.#services.now();
    if (outcome.kind === "sent") this.#store.finish(turn.seq, "done", null, now);
    else if (outcome.kind === "dead") this.#store.finish(turn.seq, "dead", outcome.error, now);
    else {
      const dueAt = now + backoffMs(DELIVERY_BACKOFF, row.attempts + 1, Math.random(), outcome.pauseMs);
      const endsAt = (row.first_tried_at ?? now) + LONGEST_TRYING_MS;
      if (dueAt <= endsAt) this.#store.postpone(turn.seq, outcome.error, dueAt, now);
      else this.#store.finish(turn.seq, "dead", `given up after ten minutes: ${outcome.error}`, now);
    }
    if (outcome.kind !== "sent") this.#log(`delivery_${outcome.kind}`, turn, outcome.error);
    this.#journal.departure(turn);
  }

  async #takeSignAway(row: DeliveryRow, origin: Origin, sender: Sender): Promise<void> {
    if (row.sign === null) return;
    await within(
      SIGN_PATIENCE_MS,
      sender.endWork(origin, row.sign).catch(() => undefined),
    );
    this.#store.setSign(row.seq, null);
  }

  #log(event: string, turn: TurnRow, error: string): void {
    const facts = { request_id: turn.request_id, error };
    this.#services.telemetry.write("warn", areaOf(turn.channel), event, facts);
  }
}

const CHANNEL_OFF: SendOutcome = {
  kind: "again",
  error: "channel_off: the channel is switched off or not fully configured",
  pauseMs: null,
};

function unexpected(error: unknown): SendOutcome {
  return { kind: "again", error: `internal_error: ${faultMessage(error)}`, pauseMs: null };
}
