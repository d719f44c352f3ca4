// Where a conversation lives: one Durable Object each. What arrives is a row; one lane answers rows in order, another brings
// finished turns to D1, and an alarm makes sure that both run. What to do next is decided in core/step.
import { DurableObject } from "cloudflare:workers";
import { backoffMs, RECORD_BACKOFF } from "../core/backoff.ts";
import type { DeliveryRecord } from "../core/delivery.ts";
import { parseEventId } from "../core/event-stream.ts";
import type { Channel, Erasure, IncomingMessage } from "../core/message.ts";
import { fail, type Result, succeed } from "../core/result.ts";
import { nextStep, wakeAt } from "../core/step.ts";
import type { ChatEvent, HistoryMessage, Rating } from "../core/wire.ts";
import { type ServiceBindings, type Services, servicesOf } from "../services.ts";
import { type Acceptance, acceptMessage, mayEnter, NO_SUCH_SESSION } from "./accept.ts";
import { Deliverer } from "./deliverer.ts";
import { DeliveryControl } from "./delivery-control.ts";
import { DeliveryJournal } from "./delivery-journal.ts";
import { DeliveryStore } from "./delivery-store.ts";
import { Forgetting } from "./forgetting.ts";
import { Lane } from "./lane.ts";
import { Lanes } from "./lanes.ts";
import { watchAnswer } from "./live-answer.ts";
import { Outbox } from "./outbox.ts";
import { Parts } from "./parts.ts";
import { within } from "./race.ts";
import { Showing } from "./showing.ts";
import { Speaker } from "./speaker.ts";
import { makeTables, upgradeTables } from "./tables.ts";
import { TurnRunner } from "./turn-runner.ts";
import { TurnStore } from "./turn-store.ts";

/** The safety net of a turn that was started at once. When it rings in mid-answer it keeps the object in memory until the end. */
const SAFETY_ALARM_MS = 2_000;
/** What is due although the lanes are at rest has only just come. */
const SHORTEST_REST_MS = 50;
/** The platform ends an alarm after 15 minutes; before that we hand over to the next one. */
const LONGEST_ALARM_MS = 12 * 60_000;
/** Session ids of these share one name space: the page and `/api/chat`. */
const CHAT_CHANNELS: Channel[] = ["web", "api"];

export class Conversation extends DurableObject<ServiceBindings> {
  readonly #services: Services;
  readonly #turns: TurnStore;
  readonly #outbox: Outbox;
  readonly #runner: TurnRunner;
  readonly #deliveries: DeliveryStore;
  readonly #deliverer: Deliverer;
  readonly #journal: DeliveryJournal;
  readonly #control: DeliveryControl;
  readonly #forgetting: Forgetting;
  readonly #lanes: Lanes;
  #hasTables: boolean;

  constructor(ctx: DurableObjectState, env: ServiceBindings) {
    super(ctx, env);
    this.#services = servicesOf(env);
    this.#turns = new TurnStore(ctx.storage.sql);
    this.#outbox = new Outbox(ctx.storage.sql, this.#services);
    const { now } = this.#services;
    const [services, turns] = [this.#services, this.#turns];
    const speaker = new Speaker(services, turns);
    this.#deliveries = new DeliveryStore(ctx.storage.sql);
    this.#journal = new DeliveryJournal(turns, this.#deliveries, this.#outbox, now);
    const store = this.#deliveries;
    const parts = new Parts(store);
    const showing = new Showing(services, store, parts, speaker);
    this.#deliverer = new Deliverer(services, turns, {
      store,
      parts,
      journal: this.#journal,
      speaker,
      showing,
    });
    const background = (work: Promise<void>) => ctx.waitUntil(work);
    this.#runner = new TurnRunner(
      ctx,
      services,
      turns,
      { services, turns, speaker, background },
      {
        outbox: this.#outbox,
        deliveries: this.#deliveries,
        journal: this.#journal,
        showing,
        leave: () => background(this.#lanes.run().then(() => this.#rest())),
      },
    );
    this.#control = new DeliveryControl(
      ctx.storage,
      turns,
      this.#deliveries,
      this.#journal,
      { runner: this.#runner, deliverer: this.#deliverer, background },
      now,
    );
    const stores = { turns, deliveries: store, outbox: this.#outbox };
    this.#forgetting = new Forgetting(ctx, services, stores, this.#deliverer);
    const records = new Lane(
      () => nextStep(this.#outbox.head(), now()),
      () => this.#outbox.deliver(now),
    );
    this.#lanes = new Lanes(this.#runner, this.#deliverer, records, services, () => [
      this.#deliveries.head(),
      this.#outbox.head(),
    ]);
    this.#hasTables = upgradeTables(ctx.storage);
  }

  /** Takes a message and streams its answer as server-sent events, behind `lastEventId` when that is of this answer. */
  chat(message: IncomingMessage, lastEventId: string | null): Result<ReadableStream<Uint8Array>> {
    const accepted = this.#accept(message);
    if (!accepted.ok) return accepted;
    const start = { session_id: accepted.value.sessionId, message_id: message.messageId };
    return succeed(watchAnswer(this.#runner.watch(accepted.value.turn), start, parseEventId(lastEventId)));
  }

  /** Takes a message and waits for the whole answer. */
  async ask(message: IncomingMessage): Promise<Result<ChatEvent>> {
    const accepted = this.#accept(message);
    return accepted.ok ? succeed(await this.#runner.watch(accepted.value.turn).ended()) : accepted;
  }

  /** Takes a message that a platform delivered; its answer is sent there. Safe to repeat. */
  receive(message: IncomingMessage): Result<{ duplicate: boolean }> {
    if (this.#hasTables && this.#turns.erased.knows(message.messageId)) return succeed({ duplicate: true });
    const accepted = this.#accept(message);
    return accepted.ok ? succeed({ duplicate: accepted.value.duplicate }) : accepted;
  }

  /** The operator tries a delivery once more, or gives it up. As it stands then; null when it is not of this conversation. */
  async controlDelivery(id: string, wish: "retry" | "discard"): Promise<DeliveryRecord | null> {
    if (!this.#hasTables) return null;
    const record = await this.#control.perform(id, wish);
    if (record !== null) this.#wake();
    return record;
  }

  /** Whether this message has its answer here, or will: who asks for that again costs nothing. A failed one would call the model anew. */
  holds(owner: string, messageId: string): boolean {
    const turn = this.#enter(owner).ok ? this.#turns.byMessageId(messageId) : null;
    return turn !== null && turn.state !== "failed";
  }

  /** A page of messages before `position`, and the position of the next page. */
  history(
    owner: string,
    limit: number,
    position: number | null,
  ): Result<{ messages: HistoryMessage[]; next: number | null }> {
    const entered = this.#enter(owner);
    return entered.ok ? succeed(this.#turns.page(limit, position)) : entered;
  }

  /** Ends the running answer; what came so far is kept. The id of its message, or null when nothing ran. */
  async stop(owner: string): Promise<Result<string | null>> {
    const entered = this.#enter(owner);
    if (!entered.ok) return entered;
    const messageId = await this.#runner.stopCurrent();
    this.#wake();
    return succeed(messageId);
  }

  rate(owner: string, messageId: string, rating: Rating | null): Result<null> {
    const entered = this.#enter(owner);
    if (!entered.ok) return entered;
    const known = this.ctx.storage.transactionSync(() => {
      const id = this.#turns.rate(messageId, rating);
      if (id !== null) this.#outbox.add({ kind: "rating", id, rating }, this.#services.now());
      return id !== null;
    });
    if (!known) return fail(NO_SUCH_ANSWER);
    this.#wake();
    return succeed(null);
  }

  /** Forgets the conversation at its holder's wish: here at once, in D1 as soon as D1 takes it. */
  forget(owner: string): Result<null> {
    const entered = this.#enter(owner);
    if (!entered.ok) return entered;
    const objectName = this.#turns.conversation()?.name ?? "";
    const until = new Date(this.#services.now()).toISOString();
    this.#erase(null, { sessionId: entered.value, objectName, channels: CHAT_CHANNELS, until });
    return succeed(null);
  }

  /** Erases everything here, or one person's turns, at the operator's wish; rows on their way to D1 are erased behind their arrival. False: there is nothing here, and nothing is done about D1. */
  erase(userId: string | null): boolean {
    const conversation = this.#hasTables ? this.#turns.conversation() : null;
    if (conversation === null) return false;
    const until = new Date(this.#services.now()).toISOString();
    this.#erase(userId, {
      sessionId: conversation.session_id,
      objectName: conversation.name,
      ...(userId !== null && { userId }),
      until,
    });
    return true;
  }

  /** Lets go of turns that ended before then (Unix milliseconds), because nothing is kept for so long. */
  expire(before: number): void {
    if (!this.#hasTables) return;
    if (this.#forgetting.expire(before)) this.#wake();
  }

  /** For the health check: the object's storage answers. */
  ping(): number {
    return this.ctx.storage.sql.exec<{ one: number }>("SELECT 1 AS one").one().one;
  }

  override async alarm(): Promise<void> {
    if (!this.#hasTables) return;
    await within(LONGEST_ALARM_MS, this.#lanes.run());
    await this.#rest();
  }

  #accept(message: IncomingMessage): Result<Acceptance> {
    if (!this.#hasTables) {
      makeTables(this.ctx.storage);
      this.#hasTables = true;
    }
    const accepted = this.ctx.storage.transactionSync(() => {
      const taken = acceptMessage(this.#turns, message, this.ctx.id.name ?? "", this.#services.now(), () =>
        this.#journal.newId(),
      );
      if (taken.ok && !taken.value.duplicate) {
        this.#journal.arrival(taken.value.turn);
        this.#forgetting.makeRoom();
      }
      if (taken.ok && taken.value.redirected) this.#runner.sendOff(taken.value.turn);
      return taken;
    });
    if (!accepted.ok) return accepted;
    const { turn, duplicate, redirected } = accepted.value;
    const isDue = turn.state === "pending" || redirected;
    // Nobody waits on a connection for it: the alarm starts the answer when the acknowledgement has left.
    if (isDue && message.origin !== null) void this.ctx.storage.setAlarm(this.#services.now());
    else if (isDue) this.#wake();
    if (!duplicate && turn.command === "stop" && turn.argument !== null)
      this.#runner.stopRunning(Number(turn.argument));
    return accepted;
  }

  /** The session's id, if `owner` may go on with it. */
  #enter(owner: string): Result<string> {
    const conversation = this.#hasTables ? this.#turns.conversation() : null;
    return conversation === null ? fail(NO_SUCH_SESSION) : mayEnter(conversation, owner);
  }

  #erase(userId: string | null, target: Erasure): void {
    this.#forgetting.erase(userId, target);
    this.#wake();
    this.#runner.dropErased();
  }

  /** Starts what is due without waiting for it, with the alarm as its safety net. */
  #wake(): void {
    // Not awaited: what was written just before and the alarm reach the disk together or not at all.
    void this.ctx.storage.setAlarm(this.#services.now() + SAFETY_ALARM_MS);
    this.ctx.waitUntil(this.#lanes.run().then(() => this.#rest()));
  }

  /** Nothing is due now: the alarm rings for what is due later, or not at all. */
  async #rest(): Promise<void> {
    if (!this.#hasTables) return;
    const { storage } = this.ctx;
    const wake = wakeAt([this.#turns.pendingHead(), this.#deliveries.head(), this.#outbox.head()]);
    if (wake !== null) {
      const pause =
        this.#lanes.faults === 0
          ? SHORTEST_REST_MS
          : backoffMs(RECORD_BACKOFF, this.#lanes.faults, Math.random());
      return storage.setAlarm(Math.max(wake, this.#services.now() + pause));
    }
    if (this.#turns.conversation() !== null) return storage.deleteAlarm();
    const knownUntil = this.#turns.erased.knownUntil();
    if (knownUntil !== null && knownUntil > this.#services.now()) return storage.setAlarm(knownUntil);
    this.#hasTables = false;
    await storage.deleteAll();
  }
}

const NO_SUCH_ANSWER = {
  kind: "not_found",
  code: "message_not_found",
  message: "No answer of this conversation has that message_id.",
  param: "message_id",
} as const;
