// The fake platform without its socket: what a test can ask of it and do to it, in process or by /control/.
import { setMaxListeners } from "node:events";
import { createGates, type Gates } from "../fake-model/gates.ts";
import type { RecordedCall } from "./call.ts";
import { endStreaming } from "./card.ts";
import type { Chat } from "./chats.ts";
import { ControlError } from "./control-input.ts";
import { type Chaos, createFaults, type FaultRule, type Faults } from "./faults.ts";
import type { Limits } from "./limits.ts";
import { type Message, makeMessage } from "./messages.ts";
import { type CallFilter, createRecorder, type Recorder } from "./recorder.ts";
import type { StoredFile } from "./resources.ts";
import { revokeTokens, setTokenLife } from "./tokens.ts";
import {
  type VisibleFilter,
  type VisibleMessage,
  type VisibleReaction,
  visibleMessages,
  visibleReactions,
} from "./visible.ts";
import { waitUntil } from "./waiting.ts";
import { type Bot, createWorld, type FakeFeishuOptions, type World } from "./world.ts";

/** A person's message, so that it can be answered; one that is known already is changed. */
export type PersonsMessage = Pick<Message, "messageId"> &
  Partial<Pick<Message, "chatId" | "threadId" | "rootId" | "parentId" | "msgType" | "content" | "state">>;

/** What a test steers the platform by. */
export interface Controls {
  calls(filter?: CallFilter): RecordedCall[];
  /** What people see of the bot, in order; of one chat when it is named. */
  visible(filter?: VisibleFilter | string): VisibleMessage[];
  reactions(chat?: string | null): VisibleReaction[];
  /** Resolves once it is true; throws after five seconds. */
  until(isTrue: () => boolean): Promise<void>;
  fault(rule: FaultRule): void;
  chaos(chaos: Chaos | null): void;
  pendingFaults(): FaultRule[];
  clearFaults(): void;
  /** All tokens at once. */
  revoke(): void;
  /** Seconds; holds for the next one. */
  tokenLife(seconds: number): void;
  /** The platform's clock goes ahead by so many milliseconds. */
  advance(milliseconds: number): void;
  limit(limits: Partial<Limits>): void;
  bot(change: Partial<Bot>): void;
  chat(chatId: string, change: Partial<Chat>): void;
  message(message: PersonsMessage): void;
  /** As the platform does after ten minutes; all cards of a chat, or all that there are. */
  endStreaming(chat?: string | null): void;
  /** Null: the key is refused. */
  file(key: string, file: StoredFile | null): void;
  release(name: string): void;
  /** Calls that a `hold` fault holds. */
  waiting(name: string): number;
  /** Forgets everything but the tokens. */
  reset(): void;
}

export interface Fake {
  world: World;
  recorder: Recorder;
  faults: Faults;
  gates: Gates;
  events: EventTarget;
  /** Ends with each reset. */
  era: { readonly signal: AbortSignal };
  controls: Controls;
  /** Tells those who wait for something to happen that something did. */
  changed(): void;
}

export function createFake(options: FakeFeishuOptions): Fake {
  const events = new EventTarget();
  setMaxListeners(0, events);
  const changed = () => void events.dispatchEvent(new Event("change"));
  const era = createEra();
  const parts = {
    world: createWorld(options),
    recorder: createRecorder(),
    faults: createFaults(),
    gates: createGates(changed),
    events,
    era,
    changed,
  };
  return { ...parts, controls: createControls(parts, era.end) };
}

function createEra() {
  const begin = () => {
    const controller = new AbortController();
    setMaxListeners(0, controller.signal);
    return controller;
  };
  let present = begin();
  return {
    get signal() {
      return present.signal;
    },
    end() {
      present.abort();
      present = begin();
    },
  };
}

function createControls(parts: Omit<Fake, "controls">, endEra: () => void): Controls {
  const { world, recorder, faults, gates, changed } = parts;
  return {
    ...createQuestions(parts),
    fault: faults.add,
    chaos: faults.setChaos,
    pendingFaults: faults.pending,
    clearFaults: faults.reset,
    revoke: () => revokeTokens(world),
    tokenLife: (seconds) => setTokenLife(world, seconds),
    advance: world.advance,
    limit: (limits) => void Object.assign(world.limits, limits),
    bot: (change) => void Object.assign(world.bot, change),
    chat: (chatId, change) => world.chats.set(chatId, change),
    message: (message) => putMessage(world, message),
    endStreaming(chat) {
      for (const card of world.cards.values()) {
        const shown = visibleMessages(world, { chat: chat ?? null }).some(
          ({ cardId }) => cardId === card.cardId,
        );
        if (!chat || shown) endStreaming(card);
      }
      changed();
    },
    file: (key, file) => void world.files.set(key, file),
    release: gates.release,
    reset() {
      endEra();
      faults.reset();
      gates.reset();
      recorder.reset();
      world.reset();
      changed();
    },
  };
}

function createQuestions({ world, recorder, gates, events }: Omit<Fake, "controls">) {
  return {
    calls: (filter: CallFilter = {}) => recorder.find(filter),
    visible: (filter: VisibleFilter | string = {}) =>
      visibleMessages(world, typeof filter === "string" ? { chat: filter } : filter),
    reactions: (chat?: string | null) => visibleReactions(world, chat),
    waiting: gates.waiting,
    async until(isTrue: () => boolean) {
      if (!(await waitUntil(events, isTrue))) throw new Error(`Waited in vain for ${isTrue}`);
    },
  };
}

function putMessage(world: World, { messageId, ...change }: PersonsMessage): void {
  const known = world.messages.find(messageId);
  if (known !== null) return void Object.assign(known, change);
  if (change.chatId === undefined) throw new ControlError(`${messageId} tells no chat, so chatId is needed`);
  const at = world.now();
  world.messages.add(makeMessage({ ...change, messageId, chatId: change.chatId, at, updatedAt: at }));
}
