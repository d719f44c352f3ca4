// Messages a minute of one caller, counted right: a Durable Object each, which counts in memory and notes its count a moment later.
import { DurableObject } from "cloudflare:workers";

const WINDOW_MS = 60_000;
/** A burst is one write. A crash within this time forgets the burst; being thrown out of memory does not, it waits for the timer. */
const NOTE_AFTER_MS = 200;
const NOTE = "times";

export class RateLimiter extends DurableObject {
  /** Unix milliseconds of the messages of the last minute, oldest first; null until read. */
  #times: number[] | null = null;
  #noting = false;

  /** Null when the message may pass, else the seconds until the next one may. */
  take(limit: number): number | null {
    const now = Date.now();
    const times = this.#recent(now);
    const oldest = times.at(-limit);
    if (oldest !== undefined) return Math.max(1, Math.ceil((oldest + WINDOW_MS - now) / 1000));
    times.push(now);
    this.#noteSoon();
    return null;
  }

  /** After a quiet minute nothing is left. */
  override async alarm(): Promise<void> {
    const now = Date.now();
    const newest = this.#recent(now).at(-1);
    if (newest === undefined) await this.ctx.storage.deleteAll();
    else await this.ctx.storage.setAlarm(newest + WINDOW_MS);
  }

  #recent(now: number): number[] {
    this.#times ??= this.ctx.storage.kv.get<number[]>(NOTE) ?? [];
    const fresh = this.#times.findIndex((time) => time > now - WINDOW_MS);
    if (fresh === -1) this.#times.length = 0;
    else this.#times.splice(0, fresh);
    return this.#times;
  }

  #noteSoon(): void {
    if (this.#noting) return;
    this.#noting = true;
    setTimeout(() => {
      this.#noting = false;
      this.ctx.storage.kv.put(NOTE, this.#times ?? []);
      void this.ctx.storage.setAlarm(Date.now() + WINDOW_MS);
    }, NOTE_AFTER_MS);
  }
}
