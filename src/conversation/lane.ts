// One lane of a Durable Object: does its rows one after another, never two at a time, until none is due.
import type { Step } from "../core/step.ts";

export class Lane {
  readonly #next: () => Step;
  readonly #work: (id: number) => Promise<void>;
  #running: Promise<void> | null = null;

  constructor(next: () => Step, work: (id: number) => Promise<void>) {
    this.#next = next;
    this.#work = work;
  }

  get isRunning(): boolean {
    return this.#running !== null;
  }

  /** Resolves when nothing is due any more. Callers that come while it runs wait for the same end. */
  run(): Promise<void> {
    this.#running ??= this.#loop();
    return this.#running;
  }

  async #loop(): Promise<void> {
    // Yield once, so that #running is set before the loop can end and clear it.
    await Promise.resolve();
    try {
      for (let step = this.#next(); step.do === "work"; step = this.#next()) await this.#work(step.id);
    } finally {
      this.#running = null;
    }
  }
}
