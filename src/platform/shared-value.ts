// A value that a platform gave us (token, identity): asked for once however many want it, kept across restarts.
import type { CallError, CallResult } from "../channels/channel.ts";
import { backoffMs } from "../core/backoff.ts";

interface Kept<Value> {
  value: Value;
  /** Unix milliseconds. */
  gotAt: number;
  /** Unix milliseconds. */
  until: number;
}

/** After a failure everybody is told of it for so long, instead of each asking again: every question counts as a call. */
const FAILURE_BACKOFF = { firstMs: 1_000, longestMs: 60_000 };
/** A value that is refused so soon after it was got would only be got again: the fault lies elsewhere. */
const TOO_FRESH_MS = 1_000;

export class SharedValue<Value> {
  readonly #storage: DurableObjectStorage;
  readonly #name: string;
  readonly #now: () => number;
  readonly #ask: () => Promise<CallResult<{ value: Value; lifeMs: number }>>;
  #asking: Promise<CallResult<Value>> | null = null;
  #failure: { error: CallError; until: number } | null = null;
  #failures = 0;

  constructor(
    storage: DurableObjectStorage,
    name: string,
    now: () => number,
    ask: () => Promise<CallResult<{ value: Value; lifeMs: number }>>,
  ) {
    this.#storage = storage;
    this.#name = name;
    this.#now = now;
    this.#ask = ask;
  }

  /** Null when it was never got, or was dropped. It may be past its time. */
  known(): Value | null {
    return this.#kept()?.value ?? null;
  }

  get(): Promise<CallResult<Value>> {
    const kept = this.#kept();
    if (kept !== undefined && kept.until > this.#now())
      return Promise.resolve({ ok: true, value: kept.value });
    if (this.#failure !== null && this.#failure.until > this.#now())
      return Promise.resolve({ ok: false, error: this.#failure.error });
    this.#asking ??= this.#askOnce().finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  /** Forgets this very value; one that was got since stays, and so does one that was got just now. */
  drop(value: Value): void {
    const kept = this.#kept();
    if (kept?.value === value && this.#now() - kept.gotAt >= TOO_FRESH_MS)
      this.#storage.kv.delete(this.#name);
  }

  #kept(): Kept<Value> | undefined {
    return this.#storage.kv.get<Kept<Value>>(this.#name);
  }

  async #askOnce(): Promise<CallResult<Value>> {
    const answer = await this.#ask();
    if (!answer.ok) {
      this.#failures += 1;
      const pause = backoffMs(FAILURE_BACKOFF, this.#failures, Math.random());
      this.#failure = { error: answer.error, until: this.#now() + pause };
      return answer;
    }
    this.#failures = 0;
    const { value, lifeMs } = answer.value;
    const gotAt = this.#now();
    this.#storage.kv.put<Kept<Value>>(this.#name, { value, gotAt, until: gotAt + lifeMs });
    return { ok: true, value };
  }
}
