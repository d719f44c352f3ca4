// Where a conversation lives: one Durable Object each. What arrives is a row; one lane answers rows in order, another brings
// finished turns to D1, and an alarm makes sure that both run. What to do next is decided in core/step.
import { DurableObject } from "cloudflare:workers";
import { backoffMs, RECORD_BACKOFF } from "../core/backoff.ts";
import { parseEventId } from "../core/event-stream.ts";
import { faultMessage } from "../core/fault.ts";
import type { Channel, Erasure, IncomingMessage } from "../core/message.ts";
import { fail, type Result, succeed } from "../core/result.ts";
import { nextStep, wakeAt } from "../core/step.ts";
import type { ChatEvent, HistoryMessage, Rating } from "../core/wire.ts";
import { type ServiceBindings, type Services, servicesOf } from "../services.ts";
import { type Acceptance, acceptMessage, mayEnter, NO_SUCH_SESSION } from "./accept.ts";
import { Lane } from "./lane.ts";
import { watchAnswer } from "./live-answer.ts";
import { Outbox } from "./outbox.ts";
import { makeTables, upgradeTables } from "./tables.ts";
import { TurnRunner } from "./turn-runner.ts";
import { TurnStore } from "./turn-store.ts";

/** The safety net of a turn that was started at once. When it rings in mid-answer it keeps the object in memory until the end. */
const SAFETY_ALARM_MS = 2_000;
/** The platform ends an alarm after 15 minutes; before that we hand over to the next one. */
const LONGEST_ALARM_MS = 12 * 60_000;
/** Session ids of these share one name space: the page and `/api/chat`. */
const CHAT_CHANNELS: Channel[] = ["web", "api"];

export class Conversation extends DurableObject<ServiceBindings> {
  readonly #services: Services;
  readonly #turns: TurnStore;
  readonly #outbox: Outbox;
  readonly #runner: TurnRunner;
  readonly #records: Lane;
  #hasTables: boolean;
  /** Times in a row that a lane stopped at something that it could not write down. */
  #faults = 0;

  constructor(ctx: DurableObjectState, env: ServiceBindings) {
    super(ctx, env);
    this.#services = servicesOf(env);
    this.#turns = new TurnStore(ctx.storage.sql);
    this.#outbox = new Outbox(ctx.storage.sql, this.#services.records);
    this.#runner = new TurnRunner(ctx, this.#services, this.#turns, this.#outbox);
    const { now } = this.#services;
    this.#records = new Lane(
      () => nextStep(this.#outbox.head(), now()),
      () => this.#outbox.deliver(now),
    );
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

  /** Erases everything here, or one person's turns, at the operator's wish; rows on their way to D1 are erased behind their arrival. */
  erase(userId: string | null): void {
    const conversation = this.#hasTables ? this.#turns.conversation() : null;
    if (conversation === null) return;
    const until = new Date(this.#services.now()).toISOString();
    this.#erase(userId, {
      sessionId: conversation.session_id,
      objectName: conversation.name,
      ...(userId !== null && { userId }),
      until,
    });
  }

  /** For the health check: the object's storage answers. */
  ping(): number {
    return this.ctx.storage.sql.exec<{ one: number }>("SELECT 1 AS one").one().one;
  }

  override async alarm(): Promise<void> {
    if (!this.#hasTables) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const handOver = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, LONGEST_ALARM_MS);
    });
    await Promise.race([this.#runLanes(), handOver]);
    clearTimeout(timer);
    await this.#rest();
  }

  #accept(message: IncomingMessage): Result<Acceptance> {
    if (!this.#hasTables) {
      makeTables(this.ctx.storage);
      this.#hasTables = true;
    }
    const accepted = this.ctx.storage.transactionSync(() =>
      acceptMessage(this.#turns, message, this.ctx.id.name ?? "", this.#services.now()),
    );
    if (accepted.ok && accepted.value.turn.state === "pending") this.#wake();
    return accepted;
  }

  /** The session's id, if `owner` may go on with it. */
  #enter(owner: string): Result<string> {
    const conversation = this.#hasTables ? this.#turns.conversation() : null;
    return conversation === null ? fail(NO_SUCH_SESSION) : mayEnter(conversation, owner);
  }

  #erase(userId: string | null, target: Erasure): void {
    this.ctx.storage.transactionSync(() => {
      this.#turns.erase(userId);
      this.#outbox.add({ kind: "erase", target }, this.#services.now());
      this.#listAnew();
    });
    this.#wake();
    this.#runner.dropErased();
  }

  /** Its entry in the list may have been an erased person's: those who are left get one of their own. */
  #listAnew(): void {
    const conversation = this.#turns.conversation();
    const lastAt = this.#turns.lastFinishedAt();
    if (conversation === null || lastAt === null) return;
    const { name, owner, title, session_id: sessionId } = conversation;
    const updatedAt = new Date(lastAt).toISOString();
    this.#outbox.add(
      { kind: "entry", entry: { name, owner, title }, sessionId, updatedAt },
      this.#services.now(),
    );
  }

  /** Starts what is due without waiting for it, with the alarm as its safety net. */
  #wake(): void {
    // Not awaited: what was written just before and the alarm reach the disk together or not at all.
    void this.ctx.storage.setAlarm(this.#services.now() + SAFETY_ALARM_MS);
    this.ctx.waitUntil(this.#runLanes().then(() => this.#rest()));
  }

  /** Never throws: the platform gives up an alarm that does. What cannot even be written down is tried again, ever more rarely. */
  async #runLanes(): Promise<void> {
    try {
      await Promise.all([this.#runner.run().then(() => this.#records.run()), this.#records.run()]);
      this.#faults = 0;
    } catch (error) {
      this.#faults += 1;
      const facts = { area: "conversation", event: "lane_stopped", faults: this.#faults };
      console.error(JSON.stringify({ level: "error", ...facts, error: faultMessage(error) }));
    }
  }

  /** Nothing is due now: the alarm rings for what is due later, or not at all. */
  async #rest(): Promise<void> {
    if (!this.#hasTables) return;
    const { storage } = this.ctx;
    const wake = wakeAt([this.#turns.pendingHead(), this.#outbox.head()]);
    if (wake !== null) {
      const pause =
        this.#faults === 0 ? SAFETY_ALARM_MS / 2 : backoffMs(RECORD_BACKOFF, this.#faults, Math.random());
      return storage.setAlarm(Math.max(wake, this.#services.now() + pause));
    }
    if (this.#turns.conversation() !== null) return storage.deleteAlarm();
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
