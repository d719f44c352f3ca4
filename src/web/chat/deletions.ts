// Conversations on their way out: hidden at once, erased when the time to take it back is over.
// They are remembered, so that a page that is closed or breaks erases them when it is next opened.
import type { SessionSummary } from "../../core/wire.ts";
import { failureOf } from "./failure.ts";
import { createStore, type Store } from "./store.ts";

/** So long can it be taken back, in milliseconds. */
export const undoTime = 8_000;

/** What was remembered longer ago, in milliseconds, has no page any more that could take it back. */
const orphanAge = 15_000;

interface DeletionState {
  /** Those that can be brought back now, all at once. */
  undoable: readonly SessionSummary[];
  hidden: ReadonlySet<string>;
  /** The server will not delete one. */
  refused: boolean;
}

export interface DeletionOptions {
  forget(sessionId: string, leaving: boolean): Promise<void>;
  now(): number;
  read(): string | null;
  write(value: string): void;
}

/** Session id → when a page last held it. */
type Memory = Map<string, number>;

function parseMemory(text: string | null): Memory {
  try {
    const entries: unknown = JSON.parse(text ?? "[]");
    if (!Array.isArray(entries)) return new Map();
    return new Map(entries.filter((entry): entry is [string, number] => typeof entry?.[0] === "string"));
  } catch {
    return new Map();
  }
}

const nothing: DeletionState = { undoable: [], hidden: new Set(), refused: false };

function withChange(state: DeletionState, change: Partial<DeletionState>): DeletionState {
  return { ...state, ...change };
}

export class Deletions {
  readonly store: Store<DeletionState, Partial<DeletionState>> = createStore(withChange, nothing);
  #options: DeletionOptions;
  #left = 0;
  #sending = new Set<string>();
  /** The server's list names a conversation for a moment longer than it lives. */
  #erased = new Set<string>();

  constructor(options: DeletionOptions) {
    this.#options = options;
    this.look();
  }

  /** Another window may have deleted one, or brought it back. */
  look(): void {
    const own = this.store.read().undoable.map((session) => session.session_id);
    const hidden = new Set([...this.#erased, ...this.#sending, ...own, ...this.#memory().keys()]);
    this.store.dispatch({ hidden });
  }

  remove(session: SessionSummary): void {
    this.#left = undoTime;
    this.store.dispatch({ undoable: [...this.store.read().undoable, session], refused: false });
    this.#remember([session.session_id]);
  }

  undo(): readonly SessionSummary[] {
    const { undoable } = this.store.read();
    this.store.dispatch({ undoable: [] });
    this.#drop(undoable.map((session) => session.session_id));
    return undoable;
  }

  /** Time goes by: for those that can be taken back, unless `held`, and for those that no page holds any more. */
  tick(milliseconds: number, held: boolean): void {
    const own = this.store.read().undoable.map((session) => session.session_id);
    if (own.length > 0) {
      if (!held) this.#left -= milliseconds;
      if (this.#left > 0) this.#remember(own);
      else this.finish(false);
    }
    const orphans = [...this.#memory()].filter(([, at]) => !(this.#options.now() - at < orphanAge));
    for (const [id] of orphans) void this.#send(id, false);
  }

  /** Erases what could still be taken back. */
  finish(leaving: boolean): void {
    const { undoable } = this.store.read();
    if (undoable.length === 0) return;
    this.store.dispatch({ undoable: [] });
    for (const session of undoable) void this.#send(session.session_id, leaving);
  }

  async #send(id: string, leaving: boolean): Promise<void> {
    if (this.#sending.has(id)) return;
    this.#sending.add(id);
    const { kind } = await this.#options.forget(id, leaving).then(() => ({ kind: "missing" }), failureOf);
    this.#sending.delete(id);
    if (kind === "missing" || kind === "foreign") {
      this.#erased.add(id);
      this.#drop([id]);
    } else if (kind === "refused") {
      this.#drop([id]);
      this.store.dispatch({ refused: true });
    } else {
      // Out of reach: remembered, and tried again.
      this.#remember([id]);
    }
  }

  #memory(): Memory {
    return parseMemory(this.#options.read());
  }

  #remember(ids: readonly string[]): void {
    const memory = this.#memory();
    for (const id of ids) memory.set(id, this.#options.now());
    this.#keep(memory);
  }

  #drop(ids: readonly string[]): void {
    const memory = this.#memory();
    for (const id of ids) memory.delete(id);
    this.#keep(memory);
  }

  #keep(memory: Memory): void {
    this.#options.write(memory.size === 0 ? "" : JSON.stringify([...memory]));
    this.look();
  }
}
