// Asks one question and follows its answer, from the press of a key to the last event or the stop.
import type { ChatEvent } from "../../core/wire.ts";
import type { Api } from "./api.ts";
import { followAnswer, type Outcome } from "./chat-stream.ts";
import type { Failure } from "./failure.ts";
import { createBatch, type Schedule } from "./frame-batch.ts";
import type { UserMessage } from "./message.ts";
import { giveSession, isProvisional, type Outbox, unsentOf } from "./outbox.ts";
import { isForGood, requestOf } from "./request.ts";
import { type ChatAction, type ChatState, questionOf, runningAnswer } from "./state.ts";
import type { Store } from "./store.ts";
import type { Tabs } from "./tabs.ts";

export interface RunnerOptions {
  api: Api;
  store: Store<ChatState, ChatAction>;
  outbox: Outbox;
  tabs: Tabs;
  wait(milliseconds: number): Promise<void>;
  schedule: Schedule | undefined;
}

/**
 * Hears that a conversation began or got an answer: its place in the list has changed. `waits` where the server does not
 * know it yet; then its name is a provisional one.
 */
export type SessionListener = (sessionId: string, change: "began" | "answered" | "waits") => void;

/** One answer that this page follows. */
interface Run {
  id: string;
  left: AbortController;
  stopWanted: boolean;
  /** The conversation's name while the message was unsent; null for one that the server had already. */
  unsentIn: string | null;
  /** Lets other windows send for this conversation again. */
  release?: () => void;
}

export class Runner {
  #options: RunnerOptions;
  #run: Run | null = null;
  #listeners = new Set<SessionListener>();

  constructor(options: RunnerOptions) {
    this.#options = options;
  }

  /** The id of the question that is being asked. */
  get asking(): string | null {
    return this.#run?.id ?? null;
  }

  /** Returns how to stop listening. */
  onSession(listener: SessionListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Of an unsent one also where it waits, and when it is kept there. */
  async ask(question: UserMessage, conversation: string | null, kept?: Promise<void>): Promise<void> {
    this.#run?.left.abort();
    const unsentIn = question.unsent ? conversation : null;
    const run: Run = { id: question.id, left: new AbortController(), stopWanted: false, unsentIn };
    this.#run = run;
    this.#options.store.dispatch({ type: "asked", question });
    await kept;
    await this.#follow(run, question);
  }

  /** Another window may be sending the same words: one at a time, for as long as an attempt lasts. */
  async #post(run: Run, question: UserMessage, lastEventId: string | null): Promise<Response> {
    const { signal } = run.left;
    if (run.unsentIn !== null) run.release = await this.#options.outbox.claim(run.unsentIn, signal);
    const request = requestOf(question, this.#options.store.read().sessionId);
    return this.#options.api.chat(request, lastEventId, signal);
  }

  async #follow(run: Run, question: UserMessage): Promise<void> {
    const batch = createBatch<ChatEvent>((events) => this.#heed(run, events), this.#options.schedule);
    const outcome = await followAnswer({
      post: (lastEventId) => this.#post(run, question, lastEventId),
      wait: this.#options.wait,
      signal: run.left.signal,
      patient: question.unsent,
      onEvent: batch.add,
      onBroken: () => {
        batch.flush();
        run.release?.();
        this.#notice(run);
      },
    });
    batch.flush();
    run.release?.();
    this.#conclude(run, outcome);
  }

  #heed(run: Run, events: readonly ChatEvent[]): void {
    if (this.#run !== run) return;
    const began = this.#options.store.read().sessionId === null;
    this.#options.store.dispatch({ type: "events", id: run.id, events });
    const { sessionId } = this.#options.store.read();
    if (sessionId === null) return;
    const acknowledged = run.unsentIn !== null;
    if (run.unsentIn !== null) this.#acknowledge(run, sessionId, run.unsentIn);
    const done = events.some((event) => event.event === "done");
    if (began || done) this.#announce(sessionId, began ? "began" : "answered");
    if (acknowledged && run.stopWanted) void this.#tellStop(run);
  }

  #announce(sessionId: string, change: "began" | "answered" | "waits"): void {
    for (const listener of this.#listeners) listener(sessionId, change);
  }

  /** The first event of an answer: from here on the server has the message. */
  #acknowledge(run: Run, sessionId: string, conversation: string): void {
    run.unsentIn = null;
    run.release?.();
    // In this order: a page that breaks in between leaves nothing that would begin a conversation of its own.
    void giveSession(this.#options.outbox, conversation, sessionId)
      .then(() => this.#options.outbox.drop(run.id))
      .then(() => this.#options.tabs.tell({ type: "turn", sessionId, was: conversation }));
  }

  /** The connection broke: an answer goes on later, a message that the server does not have waits. */
  #notice(run: Run): void {
    if (this.#run !== run) return;
    const { id, unsentIn } = run;
    if (unsentIn !== null && run.stopWanted) {
      this.#abandon(run);
      return;
    }
    this.#options.store.dispatch({ type: unsentIn === null ? "broken" : "put-off", id });
    if (unsentIn !== null && isProvisional(unsentIn)) this.#announce(unsentIn, "waits");
  }

  showFailure(id: string, failure: Failure): void {
    const question = questionOf(this.#options.store.read(), id);
    if (question?.unsent) this.#options.store.dispatch({ type: "asked", question });
    this.#options.store.dispatch({ type: "failed", id, failure });
  }

  #conclude(run: Run, outcome: Outcome): void {
    if (this.#run !== run) return;
    this.#run = null;
    if (outcome.kind !== "failed") return;
    const { failure } = outcome;
    this.showFailure(run.id, failure);
    const question = questionOf(this.#options.store.read(), run.id);
    if (run.unsentIn === null || question === null || !isForGood(failure)) return;
    void this.#options.outbox.keep({ ...unsentOf(question, run.unsentIn), refused: failure });
  }

  /** What the server does not have yet it cannot stop: then the first `start` is waited for. */
  async #tellStop(run: Run): Promise<void> {
    const { sessionId } = this.#options.store.read();
    if (sessionId === null || run.unsentIn !== null || this.#run !== run) return;
    try {
      await this.#options.api.stop(sessionId);
    } catch {
      this.#abandon(run);
    }
  }

  #abandon(run: Run): void {
    if (this.#run !== run) return;
    this.letGo();
    // Who stops a message that waits does not want it sent later.
    if (run.unsentIn !== null) void this.#options.outbox.drop(run.id);
    this.#options.store.dispatch({ type: "abandoned", id: run.id });
  }

  letGo(): void {
    this.#run?.left.abort();
    this.#run = null;
  }

  async stop(): Promise<void> {
    const run = this.#run;
    if (run === null) return;
    // A second press means it, and so does one without a connection: leave without waiting for the server.
    const unreachable = runningAnswer(this.#options.store.read())?.status === "broken";
    if (run.stopWanted || unreachable) return this.#abandon(run);
    run.stopWanted = true;
    this.#options.store.dispatch({ type: "stopping" });
    await this.#tellStop(run);
  }
}
