// What a person can do in a conversation, and the requests that follow from it.
import type { HistoryPage, Rating } from "../../core/wire.ts";
import type { Api } from "./api.ts";
import { failureOf } from "./failure.ts";
import type { Schedule } from "./frame-batch.ts";
import { pendingQuestion } from "./history.ts";
import { newQuestion, type UserMessage } from "./message.ts";
import {
  isProvisional,
  memoryOutbox,
  type Outbox,
  provisionalId,
  questionOfUnsent,
  unsentOf,
} from "./outbox.ts";
import { nextUnsent } from "./path.ts";
import { rateAnswer, readOlder, readUpTo } from "./reading.ts";
import { Runner, type SessionListener } from "./runner.ts";
import {
  blankChat,
  type ChatAction,
  type ChatState,
  questionOf,
  reduceChat,
  runningAnswer,
} from "./state.ts";
import { createStore, type Store } from "./store.ts";
import { noTabs, type Tabs } from "./tabs.ts";

export interface ChatOptions {
  api: Api;
  wait(milliseconds: number): Promise<void>;
  newId(): string;
  now(): Date;
  schedule?: Schedule;
  outbox?: Outbox;
  tabs?: Tabs;
}

export class Chat {
  readonly store: Store<ChatState, ChatAction> = createStore(reduceChat, blankChat);
  #options: ChatOptions;
  #outbox: Outbox;
  #tabs: Tabs;
  /** What the conversation shown is called as long as the server does not know it. */
  #provisional: string | null = null;
  #runner: Runner;
  #opening = new AbortController();
  /** The server's path is to be read once what is being asked is answered. */
  #behind = false;

  constructor(options: ChatOptions) {
    this.#options = options;
    this.#outbox = options.outbox ?? memoryOutbox();
    this.#tabs = options.tabs ?? noTabs;
    const { api, wait, schedule } = options;
    const places = { store: this.store, outbox: this.#outbox, tabs: this.#tabs };
    this.#runner = new Runner({ api, wait, schedule, ...places });
  }

  /** Returns how to stop listening. */
  onSession(listener: SessionListener): () => void {
    return this.#runner.onSession(listener);
  }

  async stop(): Promise<void> {
    await this.#runner.stop();
  }

  /** The name of the conversation shown, provisional or not; null on an empty page. */
  get conversation(): string | null {
    return this.store.read().sessionId ?? this.#provisional;
  }

  /** Shows a conversation, or an empty page for null. An answer that runs elsewhere goes on without this page. */
  async open(sessionId: string | null): Promise<void> {
    this.#leave();
    this.#provisional = null;
    if (sessionId === null) return this.store.dispatch({ type: "blank" });
    const { signal } = this.#opening;
    if (isProvisional(sessionId)) {
      this.store.dispatch({ type: "blank" });
      this.#provisional = sessionId;
      return this.#takeUp(signal);
    }
    this.store.dispatch({ type: "loading", sessionId });
    try {
      const page = await this.#options.api.history(sessionId, null, signal);
      if (signal.aborted) return;
      this.store.dispatch({ type: "loaded", page });
      await this.#goOn(page, signal);
    } catch (error) {
      if (!signal.aborted) this.store.dispatch({ type: "load-failed", failure: failureOf(error) });
    }
  }

  async loadOlder(): Promise<void> {
    await readOlder(this.store, this.#options.api, this.#opening.signal);
  }

  /** What another window said meanwhile in the conversation that is shown here. */
  async catchUp(): Promise<void> {
    const { sessionId, phase, failure, messages } = this.store.read();
    if (phase === "failed" && failure?.kind === "offline") return this.open(sessionId);
    if (phase !== "ready" || this.#runner.asking !== null) return;
    if (sessionId === null || messages.length === 0) return this.#drain();
    const { signal } = this.#opening;
    // Nobody asked for this, so nobody is told when it fails.
    const page = await this.#options.api.history(sessionId, null, signal).catch(() => null);
    if (page === null || signal.aborted || this.#runner.asking !== null) return;
    this.store.dispatch({ type: "newest-loaded", page });
    await this.#goOn(page, signal);
  }

  /** Behind messages that wait for a connection it waits too; while an answer runs nothing is sent. */
  async send(text: string, images: readonly string[], model: string | null): Promise<void> {
    await this.#submit(text, { images, imageCount: images.length, model });
  }

  /** Another version of an earlier message, or the same words once more: the answer is made anew. */
  async sendInstead(messageId: string, text: string, model: string | null): Promise<void> {
    const earlier = questionOf(this.store.read(), messageId);
    if (earlier === null) return;
    if (!earlier.unsent) {
      const { images, imageCount } = earlier;
      return this.#submit(text, { images, imageCount, model, insteadOf: messageId });
    }
    if (text === earlier.text) return this.retry(messageId);
    const { images, imageCount, insteadOf } = earlier;
    await this.withdraw(messageId, false);
    await this.#submit(text, { images, imageCount, model, insteadOf });
  }

  /** The same words once more, for another answer. */
  async again(messageId: string, model: string | null): Promise<void> {
    const question = questionOf(this.store.read(), messageId);
    if (question !== null) await this.sendInstead(messageId, question.text, model);
  }

  /** Takes back a message that was not sent; `returned` puts it into the field again. */
  async withdraw(messageId: string, returned: boolean): Promise<void> {
    const question = questionOf(this.store.read(), messageId);
    if (question === null || !question.unsent) return;
    if (this.#runner.asking === messageId) this.#runner.letGo();
    this.store.dispatch({ type: "withdrawn", id: messageId, returned });
    this.#tabs.tell({ type: "withdrawn", messageId });
    await this.#outbox.drop(messageId);
    // Of another version the server's path is shown again.
    void (question.insteadOf === null ? this.#drain() : this.catchUp());
  }

  /** Another window took back a message that waits here too. */
  forgetUnsent(messageId: string): void {
    if (questionOf(this.store.read(), messageId)?.unsent !== true) return;
    if (this.#runner.asking === messageId) this.#runner.letGo();
    this.store.dispatch({ type: "withdrawn", id: messageId, returned: false });
  }

  async showVersion(messageId: string): Promise<void> {
    const { sessionId } = this.store.read();
    if (sessionId === null || runningAnswer(this.store.read()) !== null) return;
    const { signal } = this.#opening;
    try {
      await this.#options.api.showVersion(sessionId, messageId);
      const page = await readUpTo(this.#options.api, sessionId, messageId, signal);
      if (signal.aborted) return;
      if (this.#runner.asking === null) this.store.dispatch({ type: "newest-loaded", page });
      else this.#behind = true;
      this.#tabs.tell({ type: "turn", sessionId });
    } catch {
      // The version that is there stays; the press can be repeated.
    }
  }

  /** The same message under the same id: the server answers it anew or hands over what it has. */
  async retry(messageId: string): Promise<void> {
    const state = this.store.read();
    const question = questionOf(state, messageId);
    if (question !== null && runningAnswer(state) === null) await this.#ask(question);
  }

  /** Opens one of the person's own messages for editing, or closes it. */
  edit(messageId: string | null): void {
    if (messageId !== null && runningAnswer(this.store.read()) !== null) return;
    this.store.dispatch({ type: "editing", id: messageId });
  }

  async rate(messageId: string, rating: Rating | null): Promise<void> {
    await rateAnswer(this.store, this.#options.api, messageId, rating);
  }

  async #submit(text: string, changes: Partial<UserMessage>): Promise<void> {
    if (runningAnswer(this.store.read()) !== null) return;
    const { newId, now } = this.#options;
    const question = newQuestion(newId(), text, now().toISOString(), { ...changes, unsent: true });
    if (this.conversation === null) this.#provisional = provisionalId(question.id);
    const conversation = this.conversation ?? "";
    const free = this.#runner.asking === null && nextUnsent(this.store.read().messages) === null;
    this.store.dispatch({ type: free ? "asked" : "queued", question });
    const kept = this.#outbox.keep(unsentOf(question, conversation));
    if (free) await this.#ask(question, kept);
  }

  /** What of this conversation was written here and never acknowledged, and an answer that is still being made. */
  async #goOn(page: HistoryPage, signal: AbortSignal): Promise<void> {
    const known = new Set(page.messages.map((message) => message.message_id));
    await this.#takeUp(signal, known);
    if (signal.aborted) return;
    const pending = pendingQuestion(page);
    if (this.#runner.asking !== null) {
      // Something was sent in the meantime. The server answers it behind what is pending.
      this.#behind ||= pending !== null;
      return;
    }
    await (pending === null ? this.#drain() : this.#ask(pending));
  }

  async #takeUp(signal: AbortSignal, known: ReadonlySet<string> = new Set()): Promise<void> {
    if (this.conversation === null) return;
    const unsent = await this.#outbox.list(this.conversation);
    if (signal.aborted) return;
    for (const message of unsent) {
      if (known.has(message.id)) void this.#outbox.drop(message.id);
      else if (questionOf(this.store.read(), message.id) === null) {
        this.store.dispatch({ type: "queued", question: questionOfUnsent(message) });
        if (message.refused !== null) this.#runner.showFailure(message.id, message.refused);
      }
    }
    if (known.size === 0) await this.#drain();
  }

  /** The oldest message that waits; the others follow when it is answered. */
  async #drain(): Promise<void> {
    const question = this.#runner.asking === null ? nextUnsent(this.store.read().messages) : null;
    if (question !== null) await this.#ask(question);
  }

  async #ask(question: UserMessage, kept?: Promise<void>): Promise<void> {
    await this.#runner.ask(question, this.conversation, kept);
    if (!this.#behind || this.#runner.asking !== null) return this.#drain();
    this.#behind = false;
    await this.catchUp();
  }

  #leave(): void {
    this.#behind = false;
    this.#runner.letGo();
    this.#opening.abort();
    this.#opening = new AbortController();
  }
}
