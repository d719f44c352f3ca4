// Where a conversation lives: one Durable Object each. What arrives is a row; one lane answers rows in order, another brings
// finished turns to D1, and an alarm makes sure that both run. What to do next is decided in core/step.
import { DurableObject } from "cloudflare:workers";
import { backoffMs, RECORD_BACKOFF } from "../core/backoff.ts";
import type { DeliveryRecord } from "../core/delivery.ts";
import { parseEventId } from "../core/event-stream.ts";
import type { AdoptedConversation, Channel, Erasure, IncomingMessage } from "../core/message.ts";
import { fail, type Result, succeed } from "../core/result.ts";
import type { SharedConversation } from "../core/sharing.ts";
import { wakeAt } from "../core/step.ts";
import type { ChatEvent, Rating, SessionChange } from "../core/wire.ts";
import { type ServiceBindings, type Services, servicesOf } from "../services.ts";
import { type Acceptance, acceptMessage, mayEnter, NO_SUCH_MESSAGE, NO_SUCH_SESSION } from "./accept.ts";
import { adoptTurns } from "./adopting.ts";
import { assemble } from "./assembly.ts";
import type { DeliveryControl } from "./delivery-control.ts";
import type { DeliveryJournal } from "./delivery-journal.ts";
import type { DeliveryStore } from "./delivery-store.ts";
import type { Forgetting } from "./forgetting.ts";
import type { HistoryPart } from "./history.ts";
import { type Holder, type SharedPart, sharedOf } from "./holder.ts";
import type { Lanes } from "./lanes.ts";
import { watchAnswer } from "./live-answer.ts";
import type { Outbox } from "./outbox.ts";
import { within } from "./race.ts";
import { makeTables, upgradeTables } from "./tables.ts";
import type { TurnRunner } from "./turn-runner.ts";
import type { ConversationRow, TurnStore } from "./turn-store.ts";

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
  readonly #journal: DeliveryJournal;
  readonly #control: DeliveryControl;
  readonly #forgetting: Forgetting;
  readonly #holder: Holder;
  readonly #lanes: Lanes;
  #hasTables: boolean;

  constructor(ctx: DurableObjectState, env: ServiceBindings) {
    super(ctx, env);
    this.#services = servicesOf(env);
    const parts = assemble(ctx, this.#services, () => this.#rest());
    this.#turns = parts.turns;
    this.#outbox = parts.outbox;
    this.#runner = parts.runner;
    this.#deliveries = parts.deliveries;
    this.#journal = parts.journal;
    this.#control = parts.control;
    this.#forgetting = parts.forgetting;
    this.#holder = parts.holder;
    this.#lanes = parts.lanes;
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
  history(owner: string, limit: number, position: number | null): Result<HistoryPart> {
    return this.#held(owner, () => succeed(this.#turns.page(limit, position)));
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
    const rated = this.#held(owner, () => this.#holder.rate(messageId, rating));
    if (rated.ok) this.#wake();
    return rated;
  }

  /** Shows this version of a message, and the newest of what followed it. */
  show(owner: string, messageId: string): Result<null> {
    return this.#held(owner, () => this.#holder.show(messageId));
  }

  change(owner: string, wish: SessionChange): Result<Required<SessionChange>> {
    const changed = this.#held(owner, (row) => succeed(this.#holder.change(row, wish)));
    if (changed.ok) this.#wake();
    return changed;
  }

  /** Whether it is open to readers. */
  shared(owner: string): Result<SharedConversation | null> {
    return this.#held(owner, (row) => succeed(sharedOf(row)));
  }

  share(owner: string, token: string): Result<SharedConversation> {
    return this.#held(owner, (row) => this.#holder.share(row, token));
  }

  unshare(owner: string): Result<null> {
    const closed = this.#held(owner, (row) => succeed(this.#holder.unshare(row)));
    if (closed.ok) this.#wake();
    return closed;
  }

  /** For whoever has the token. */
  readShared(token: string, limit: number, position: number | null): Result<SharedPart> {
    const row = this.#hasTables ? this.#turns.conversation() : null;
    return this.#holder.readShared(row, token, limit, position);
  }

  /** Begins with what was said elsewhere: JSON of an `AdoptedConversation` as bytes, since a call takes 32 MiB and text may take two bytes a letter. */
  adopt(json: Uint8Array): void {
    const adopted = JSON.parse(new TextDecoder().decode(json)) as AdoptedConversation;
    this.#makeTables();
    this.ctx.storage.transactionSync(() => {
      if (this.#turns.conversation() !== null) return;
      adoptTurns(this.#turns, adopted, this.ctx.id.name ?? "", this.#services.now());
      this.#holder.list();
    });
    this.#wake();
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

  #makeTables(): void {
    if (!this.#hasTables) makeTables(this.ctx.storage);
    this.#hasTables = true;
  }

  #accept(message: IncomingMessage): Result<Acceptance> {
    // A guessed session id leaves nothing behind.
    if (!this.#hasTables && message.insteadOf !== undefined) return fail(NO_SUCH_MESSAGE);
    this.#makeTables();
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
    return this.#held(owner, ({ session_id }) => succeed(session_id));
  }

  /** Lets the holder act on it; a stranger is refused. */
  #held<Value>(owner: string, act: (conversation: ConversationRow) => Result<Value>): Result<Value> {
    const conversation = this.#hasTables ? this.#turns.conversation() : null;
    if (conversation === null) return fail(NO_SUCH_SESSION);
    const entered = mayEnter(conversation, owner);
    return entered.ok ? act(conversation) : entered;
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
