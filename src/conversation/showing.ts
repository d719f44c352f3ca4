// Shows answers while they are made, as far as their platform can: the latest text wins, at a pace that slackens with time.
import type { Sender } from "../channels/channel.ts";
import type { Origin, PartProgress } from "../core/delivery.ts";
import { faultMessage } from "../core/fault.ts";
import { areaOf } from "../core/log.ts";
import { emptyCutMemory } from "../core/markdown/cut.ts";
import type { Services } from "../services.ts";
import type { DeliveryStore } from "./delivery-store.ts";
import type { LiveAnswer } from "./live-answer.ts";
import type { Parts } from "./parts.ts";
import { openingOf } from "./reply-text.ts";
import type { Speaker } from "./speaker.ts";
import { originOf, type TurnRow } from "./turn-row.ts";

/** An answer that is there so soon needs no card that grows: one message is one call instead of four. */
const GRACE_MS = 300;
/** Of the time that the answer took so far: an answer of five minutes is some fifty calls, not six hundred. */
const PACE_SHARE = 0.08;
/** How often it is looked whether the answers before this one have left. */
const TURN_LOOK_MS = 500;
/** Only so that a show does not wait for ever on an answer that never changes; it looks again then. */
const LONGEST_QUIET_MS = 60_000;

export class Showing {
  readonly #services: Services;
  readonly #store: DeliveryStore;
  readonly #parts: Parts;
  readonly #speaker: Speaker;
  /** Showings that still run, by their turn: a card takes one call at a time. */
  readonly #running = new Map<number, Promise<void>>();

  constructor(services: Services, store: DeliveryStore, parts: Parts, speaker: Speaker) {
    this.#services = services;
    this.#store = store;
    this.#parts = parts;
    this.#speaker = speaker;
  }

  begin(turn: TurnRow, live: LiveAnswer): void {
    const origin = originOf(turn);
    const sender = this.#services.senderOf(turn.channel);
    if (origin === null || sender === null || this.#running.has(turn.seq)) return;
    const show = this.#show(turn, live, origin, sender)
      .catch((error: unknown) => this.#log("show_failed", turn, faultMessage(error)))
      .finally(() => this.#running.delete(turn.seq));
    this.#running.set(turn.seq, show);
  }

  /** Resolves when nothing of this turn's answer is being shown any more. */
  async ended(seq: number): Promise<void> {
    await this.#running.get(seq);
  }

  async #show(turn: TurnRow, live: LiveAnswer, origin: Origin, sender: Sender): Promise<void> {
    await live.pause(GRACE_MS);
    // Answers are seen in the order of their questions: not before those that wait to be delivered.
    while (live.final === null && this.#isBehind(turn.seq)) await live.pause(TURN_LOOK_MS);
    const slowdown = live.final === null ? await this.#services.slowdownOf(turn.channel) : null;
    if (live.final !== null || slowdown === null) return;
    if (sender.show === null) {
      // Not waited for: a sign that hangs must not hold back the answer.
      void this.#giveSign(turn, origin, sender);
      return;
    }
    await this.#grow(turn, live, origin, sender, slowdown);
  }

  /** One that comes when the answer has left is taken away at once. */
  async #giveSign(turn: TurnRow, origin: Origin, sender: Sender): Promise<void> {
    try {
      const sign = await sender.beginWork(origin);
      if (sign === null) return;
      if (this.#store.isOpen(turn.seq)) this.#store.setSign(turn.seq, sign);
      else await sender.endWork(origin, sign);
    } catch (error) {
      this.#log("no_sign", turn, faultMessage(error));
    }
  }

  async #grow(
    turn: TurnRow,
    live: LiveAnswer,
    origin: Origin,
    sender: Sender,
    slowdown: number,
  ): Promise<void> {
    const { now } = this.#services;
    const begunAt = now();
    const opening = openingOf(turn, this.#speaker.languageOf(turn));
    const memory = emptyCutMemory();
    let shown: number | null = null;
    while (live.final === null) {
      if (live.length !== shown) {
        shown = live.length;
        const pieces = sender.split(opening + live.text, memory);
        if (!(await this.#showPieces(turn, pieces, origin, sender))) return;
      }
      const pace = Math.max(sender.showEveryMs, PACE_SHARE * (now() - begunAt));
      await live.pause(pace * slowdown);
      if (live.final === null && live.length === shown) await live.changed(LONGEST_QUIET_MS);
    }
  }

  #isBehind(seq: number): boolean {
    const head = this.#store.head();
    return head !== null && head.id < seq;
  }

  /** Parts that no longer grow leave for good. False when nothing more can be shown. */
  async #showPieces(turn: TurnRow, pieces: string[], origin: Origin, sender: Sender): Promise<boolean> {
    for (const [index, markdown] of (pieces.length === 0 ? [""] : pieces).entries()) {
      const part = await this.#parts.make(turn, index, markdown);
      if (index < pieces.length - 1) {
        if ((await this.#parts.send(sender, origin, part, turn.seq)).kind !== "sent") return false;
        continue;
      }
      const known = this.#parts.progressOf(turn.seq, index);
      const note = (next: PartProgress) => this.#parts.note(turn.seq, index, next);
      const outcome = await sender.show?.(origin, part, { ...known, done: false }, note);
      if (outcome?.kind !== "over") continue;
      this.#log("show_over", turn, outcome.error);
      const isUnopened = this.#parts.progressOf(turn.seq, index).card === null;
      if (isUnopened && outcome.onlyHere !== true) await this.#services.restCardsOf(turn.channel);
      return false;
    }
    return true;
  }

  #log(event: string, turn: TurnRow, error: string): void {
    const facts = { request_id: turn.request_id, error };
    this.#services.telemetry.write("warn", areaOf(turn.channel), event, facts);
  }
}
