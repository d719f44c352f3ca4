// Runs what a conversation has to do: one lane answers, one brings answers to their platform, one brings rows to D1.
import { faultMessage } from "../core/fault.ts";
import { type Head, wakeAt } from "../core/step.ts";
import type { Services } from "../services.ts";
import type { Deliverer } from "./deliverer.ts";
import type { Lane } from "./lane.ts";
import { within } from "./race.ts";
import type { TurnRunner } from "./turn-runner.ts";

/** How often what waits is looked at while an answer is being made. */
const SHORTEST_LOOK_MS = 100;
const LONGEST_LOOK_MS = 30_000;

export class Lanes {
  readonly #runner: TurnRunner;
  readonly #deliverer: Deliverer;
  readonly #records: Lane;
  readonly #services: Services;
  readonly #leaving: () => (Head | null)[];
  #timekeeper: Promise<void> | null = null;
  #faults = 0;

  /** `leaving`: the first rows of the lanes that lead out of the conversation. */
  constructor(
    runner: TurnRunner,
    deliverer: Deliverer,
    records: Lane,
    services: Services,
    leaving: () => (Head | null)[],
  ) {
    this.#runner = runner;
    this.#deliverer = deliverer;
    this.#records = records;
    this.#services = services;
    this.#leaving = leaving;
  }

  /** Times in a row that a lane stopped at something that it could not write down. */
  get faults(): number {
    return this.#faults;
  }

  /**
   * Resolves when nothing is due. Never throws: the platform gives up an alarm that does. What cannot even be written down is tried
   * again, ever more rarely.
   */
  async run(): Promise<void> {
    try {
      const answered = this.#runner.run().then(() => this.#leave());
      await Promise.all([answered, this.#leave(), this.#records.run(), this.#keepTime()]);
      this.#faults = 0;
    } catch (error) {
      this.#faults += 1;
      const facts = { failures: this.#faults, error: faultMessage(error) };
      this.#services.telemetry.write("error", "conversation", "lane_stopped", facts);
    }
  }

  async #leave(): Promise<void> {
    await this.#deliverer.run();
    await this.#records.run();
  }

  /** The alarm does not ring before its handler has ended, which waits for an answer: until then what is due is looked after here. */
  #keepTime(): Promise<void> {
    this.#timekeeper ??= this.#watchTime().finally(() => {
      this.#timekeeper = null;
    });
    return this.#timekeeper;
  }

  async #watchTime(): Promise<void> {
    while (this.#runner.isRunning) {
      const due = wakeAt(this.#leaving());
      const wait = (due ?? Number.POSITIVE_INFINITY) - this.#services.now();
      const look = Math.min(Math.max(wait, SHORTEST_LOOK_MS), LONGEST_LOOK_MS);
      await within(look, this.#runner.run());
      await this.#leave();
    }
  }
}
