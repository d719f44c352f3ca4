// Spaces calls out, so that many conversations together keep a platform's limits of calls a second.

/** More names than this are not remembered: those that are free now have nothing to tell. */
const MOST_NAMES = 1_000;

export class Pacer {
  readonly #freeAt = new Map<string, number>();

  /** Milliseconds to wait before this call may go out; the place is taken. `intervalMs`: least time between two calls. */
  reserve(name: string, intervalMs: number, now: number): number {
    const at = Math.max(this.#freeAt.get(name) ?? 0, now);
    this.#freeAt.set(name, at + intervalMs);
    if (this.#freeAt.size > MOST_NAMES) this.#forgetFree(now);
    return at - now;
  }

  #forgetFree(now: number): void {
    for (const [name, at] of this.#freeAt) if (at <= now) this.#freeAt.delete(name);
  }
}
