// What a person can do in a conversation, and the requests that follow from it.
import type { ChatEvent, ChatRequest, Rating } from "../../core/wire.ts";
import type { Api } from "./api.ts";
import { followAnswer, type Outcome } from "./chat-stream.ts";
import { failureOf } from "./failure.ts";
import { createBatch, type Schedule } from "./frame-batch.ts";
import { pendingQuestion } from "./history.ts";
import type { UserMessage } from "./message.ts";
import {
  blankChat,
  type ChatAction,
  type ChatState,
  questionOf,
  reduceChat,
  runningAnswer,
} from "./state.ts";
import { createStore, type Store } from "./store.ts";

export interface ChatOptions {
  api: Api;
  wait(milliseconds: number): Promise<void>;
  newId(): string;
  now(): Date;
  schedule?: Schedule;
}

/** Hears that a conversation began or got an answer: its place in the list has changed. */
export type SessionListener = (sessionId: string, began: boolean) => void;

/** One answer that this page follows. */
interface Run {
  id: string;
  left: AbortController;
  stopWanted: boolean;
}

function requestOf(question: UserMessage, sessionId: string | null): ChatRequest {
  return {
    message: question.text,
    message_id: question.id,
    stream: true,
    ...(sessionId === null ? {} : { session_id: sessionId }),
    ...(question.model === null ? {} : { model: question.model }),
    ...(question.images.length === 0 ? {} : { images: [...question.images] }),
  };
}

export class Chat {
  readonly store: Store<ChatState, ChatAction> = createStore(reduceChat, blankChat);
  #options: ChatOptions;
  #run: Run | null = null;
  #opening = new AbortController();
  #listeners = new Set<SessionListener>();

  constructor(options: ChatOptions) {
    this.#options = options;
  }

  /** Returns how to stop listening. */
  onSession(listener: SessionListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Shows a conversation, or an empty page for null. An answer that runs elsewhere goes on without this page. */
  async open(sessionId: string | null): Promise<void> {
    this.#leave();
    if (sessionId === null) return this.store.dispatch({ type: "blank" });
    const { signal } = this.#opening;
    this.store.dispatch({ type: "loading", sessionId });
    try {
      const page = await this.#options.api.history(sessionId, null, signal);
      if (signal.aborted) return;
      this.store.dispatch({ type: "loaded", page });
      const pending = pendingQuestion(page);
      if (pending !== null) await this.#ask(pending);
    } catch (error) {
      if (!signal.aborted) this.store.dispatch({ type: "load-failed", failure: failureOf(error) });
    }
  }

  async loadOlder(): Promise<void> {
    const { sessionId, olderCursor, loadingOlder } = this.store.read();
    if (sessionId === null || olderCursor === null || loadingOlder) return;
    const { signal } = this.#opening;
    this.store.dispatch({ type: "loading-older" });
    try {
      const page = await this.#options.api.history(sessionId, olderCursor, signal);
      if (!signal.aborted) this.store.dispatch({ type: "older-loaded", page });
    } catch {
      // Scrolling up again tries again.
      if (!signal.aborted) this.store.dispatch({ type: "older-failed" });
    }
  }

  /** What another window said meanwhile in the conversation that is shown here. */
  async catchUp(): Promise<void> {
    const { sessionId, phase, messages } = this.store.read();
    const last = messages.at(-1);
    if (sessionId === null || phase !== "ready" || last === undefined || this.#run !== null) return;
    const { signal } = this.#opening;
    // Nobody asked for this, so nobody is told when it fails.
    const page = await this.#options.api.history(sessionId, null, signal).catch(() => null);
    if (page === null || signal.aborted || this.#run !== null) return;
    // After a message that the server does not have, or a long absence, there is nothing to append to.
    if (!page.messages.some((message) => message.message_id === last.id)) return;
    this.store.dispatch({ type: "newer-loaded", page });
    const pending = pendingQuestion(page);
    if (pending !== null) await this.#ask(pending);
  }

  async send(text: string, images: readonly string[], model: string | null): Promise<void> {
    if (runningAnswer(this.store.read()) !== null) return;
    const id = this.#options.newId();
    const timestamp = this.#options.now().toISOString();
    await this.#ask({ role: "user", id, text, images, imageCount: images.length, model, timestamp });
  }

  /** The same message under the same id: the server answers it anew or hands over what it has. */
  async retry(messageId: string): Promise<void> {
    const state = this.store.read();
    const question = questionOf(state, messageId);
    if (question !== null && runningAnswer(state) === null) await this.#ask(question);
  }

  async stop(): Promise<void> {
    const run = this.#run;
    if (run === null) return;
    // A second press means it, and so does one without a connection: leave without waiting for the server.
    const unreachable = runningAnswer(this.store.read())?.status === "broken";
    if (run.stopWanted || unreachable) return this.#abandon(run);
    run.stopWanted = true;
    this.store.dispatch({ type: "stopping" });
    await this.#tellStop(run);
  }

  async rate(messageId: string, rating: Rating | null): Promise<void> {
    const { sessionId, messages } = this.store.read();
    if (sessionId === null) return;
    const rated = messages.find((message) => message.role === "assistant" && message.id === messageId);
    const before = rated?.role === "assistant" ? rated.rating : null;
    this.store.dispatch({ type: "rated", id: messageId, rating });
    try {
      await this.#options.api.rate(sessionId, messageId, rating);
    } catch {
      this.store.dispatch({ type: "rated", id: messageId, rating: before });
    }
  }

  async #ask(question: UserMessage): Promise<void> {
    this.#run?.left.abort();
    const run: Run = { id: question.id, left: new AbortController(), stopWanted: false };
    this.#run = run;
    this.store.dispatch({ type: "asked", question });
    const batch = createBatch<ChatEvent>((events) => this.#heed(run, events), this.#options.schedule);
    const outcome = await followAnswer({
      post: (lastEventId) => {
        const request = requestOf(question, this.store.read().sessionId);
        return this.#options.api.chat(request, lastEventId, run.left.signal);
      },
      wait: this.#options.wait,
      signal: run.left.signal,
      onEvent: batch.add,
      onBroken: () => {
        batch.flush();
        if (this.#run === run) this.store.dispatch({ type: "broken", id: run.id });
      },
    });
    batch.flush();
    this.#conclude(run, outcome);
  }

  #heed(run: Run, events: readonly ChatEvent[]): void {
    if (this.#run !== run) return;
    const began = this.store.read().sessionId === null;
    this.store.dispatch({ type: "events", id: run.id, events });
    const { sessionId } = this.store.read();
    if (sessionId === null) return;
    const done = events.some((event) => event.event === "done");
    if (began || done) for (const listener of this.#listeners) listener(sessionId, began);
    if (began && run.stopWanted) void this.#tellStop(run);
  }

  #conclude(run: Run, outcome: Outcome): void {
    if (this.#run !== run) return;
    this.#run = null;
    if (outcome.kind === "failed") {
      this.store.dispatch({ type: "failed", id: run.id, failure: outcome.failure });
    }
  }

  /** Without a session yet, the first `start` brings the name that the stop needs. */
  async #tellStop(run: Run): Promise<void> {
    const { sessionId } = this.store.read();
    if (sessionId === null || this.#run !== run) return;
    try {
      await this.#options.api.stop(sessionId);
    } catch {
      this.#abandon(run);
    }
  }

  #abandon(run: Run): void {
    if (this.#run !== run) return;
    run.left.abort();
    this.#run = null;
    this.store.dispatch({ type: "abandoned", id: run.id });
  }

  #leave(): void {
    this.#run?.left.abort();
    this.#run = null;
    this.#opening.abort();
    this.#opening = new AbortController();
  }
}
