// Limits of time on a call: one for the whole answer, one for the silence between two pieces, and the caller's own stop.

export type LimitReason = "timeout" | "silent" | "stopped";

export interface Limits {
  /** Milliseconds for the whole answer, all tries together. */
  timeoutMs: number;
  /** Milliseconds between two pieces, and before the first. */
  silenceMs: number;
}

export class Watchdog {
  readonly #whole = new AbortController();
  readonly #stop: AbortSignal;
  readonly #onStop = () => this.#endWhole("stopped");
  readonly #silenceMs: number;
  readonly #deadline: ReturnType<typeof setTimeout>;
  #attempt = new AbortController();
  #silence: ReturnType<typeof setTimeout> | undefined;
  #lastPieceAt = 0;
  #reason: LimitReason | null = null;

  constructor(limits: Limits, stop: AbortSignal) {
    this.#silenceMs = limits.silenceMs;
    this.#stop = stop;
    this.#deadline = setTimeout(() => this.#endWhole("timeout"), limits.timeoutMs);
    if (stop.aborted) this.#endWhole("stopped");
    stop.addEventListener("abort", this.#onStop);
  }

  /** Aborted when no further try makes sense. */
  get signal(): AbortSignal {
    return this.#whole.signal;
  }

  /** Which limit ended the current try, if one did. */
  get reason(): LimitReason | null {
    return this.#reason;
  }

  /** A try begins; the signal is for its call. */
  begin(): AbortSignal {
    this.#attempt = new AbortController();
    if (this.#whole.signal.aborted) this.#attempt.abort();
    else this.#reason = null;
    this.touch();
    return this.#attempt.signal;
  }

  /** A piece came: silence counts from here. Called for each, so it only notes the time. */
  touch(): void {
    this.#lastPieceAt = Date.now();
    if (this.#silence === undefined) this.#listenFor(this.#silenceMs);
  }

  /** A try is over; while waiting for the next nobody expects a word. */
  rest(): void {
    clearTimeout(this.#silence);
    this.#silence = undefined;
  }

  /** Whoever reads the current try no longer wants it. */
  abort(): void {
    this.#attempt.abort();
  }

  end(): void {
    this.rest();
    clearTimeout(this.#deadline);
    this.#stop.removeEventListener("abort", this.#onStop);
  }

  #listenFor(milliseconds: number): void {
    this.#silence = setTimeout(() => {
      const left = this.#lastPieceAt + this.#silenceMs - Date.now();
      if (left > 0) this.#listenFor(left);
      else this.#endAttempt("silent");
    }, milliseconds);
  }

  #endWhole(reason: LimitReason): void {
    this.#endAttempt(reason);
    this.#whole.abort();
  }

  #endAttempt(reason: LimitReason): void {
    this.#reason ??= reason;
    this.#attempt.abort();
  }
}
