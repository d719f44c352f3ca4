// The fake platform without its socket: what a test can ask of it and do to it, in process or by /control/.
import { setMaxListeners } from "node:events";
import { createGates, type Gates } from "../fake-model/gates.ts";
import type { RecordedCall } from "./call.ts";
import { type Chaos, createFaults, type FaultRule, type Faults } from "./faults.ts";
import type { StoredFile } from "./files.ts";
import type { Limits } from "./limits.ts";
import type { Mark, VisibleMessage } from "./messages.ts";
import { type CallFilter, createRecorder, type Recorder } from "./recorder.ts";
import type { Expiry } from "./sessions.ts";
import { revokeTokens, setTokenLife } from "./tokens.ts";
import { createWorld, type FakeDingTalkOptions, type Reach, type World } from "./world.ts";

export interface VisibleFilter {
  chat?: string | null;
  /** Part of the text. */
  contains?: string | null;
  /** No cards that still grow. */
  finished?: boolean;
  /** Only messages behind the one with this id: a look at a long run need not begin with its first one. */
  after?: number;
}

/** What a test steers the platform by. */
export interface Controls {
  calls(filter?: CallFilter & { chat?: string | null }): RecordedCall[];
  visible(filter?: VisibleFilter): VisibleMessage[];
  marks(chat?: string | null): Mark[];
  fault(rule: FaultRule): void;
  chaos(chaos: Chaos | null): void;
  pendingFaults(): FaultRule[];
  clearFaults(): void;
  /** All tokens are worth nothing from now on. */
  revoke(): void;
  /** Life of the tokens that are issued from now on. */
  tokenLife(seconds: number): void;
  expireSessions(expiry?: Expiry): void;
  limit(limits: Partial<Limits>): void;
  reach(chat: string, reach: Partial<Reach>): void;
  /** Null: the code is refused. */
  file(downloadCode: string, file: StoredFile | null): void;
  /** Lets go of calls with a `hold` fault of this name. */
  release(name: string): void;
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
  /** Calls that came before the last reset end with it. */
  era: { signal: AbortSignal };
  /** Tells those who wait for something to happen that something did. */
  changed(): void;
  controls: Controls;
}

export function createFake(options: FakeDingTalkOptions): Fake {
  const events = new EventTarget();
  // As many as there are calls and questions at one time.
  setMaxListeners(0, events);
  const changed = () => void events.dispatchEvent(new Event("change"));
  const world = createWorld(options);
  const recorder = createRecorder();
  const faults = createFaults(world.messages.sameChat);
  const era = createEra();
  const parts = { world, recorder, faults, gates: createGates(changed), events, era, changed };
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
    ...createQuestions(world, recorder),
    fault: faults.add,
    chaos: faults.setChaos,
    pendingFaults: faults.pending,
    clearFaults: faults.reset,
    revoke: () => revokeTokens(world),
    tokenLife: (seconds) => setTokenLife(world, seconds),
    expireSessions: (expiry = {}) => void world.expiries.push(expiry),
    limit: (limits) => void Object.assign(world.limits, limits),
    reach: world.setReach,
    file: (downloadCode, file) => void world.files.set(downloadCode, file),
    release: gates.release,
    waiting: gates.waiting,
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

function createQuestions(world: World, recorder: Recorder): Pick<Controls, "calls" | "visible" | "marks"> {
  const { sameChat } = world.messages;
  return {
    calls: (filter = {}) =>
      recorder
        .find(filter)
        .filter(({ chats }) => !filter.chat || chats.some((chat) => sameChat(chat, filter.chat ?? ""))),
    visible: ({ chat = null, contains, finished = false, after = 0 } = {}) =>
      world.messages
        .visible(chat, after)
        .filter(
          ({ text, card }) => text.includes(contains ?? "") && (!finished || card === null || card.finished),
        ),
    marks: (chat) => world.messages.marks.filter((mark) => !chat || sameChat(mark.chat, chat)),
  };
}
