// Completions of the stateless API on their way to D1: a few Durable Objects that keep each row until D1 took it.
import { DurableObject } from "cloudflare:workers";
import { fittingRow } from "../core/log-row.ts";
import type { RecordedCompletion } from "../core/message.ts";
import { nextStep } from "../core/step.ts";
import { type ServiceBindings, servicesOf } from "../services.ts";
import { Lane } from "./lane.ts";
import { Outbox, type RecordTask } from "./outbox.ts";
import { OUTBOX_STATEMENT } from "./tables.ts";

/** Rows of one moment go to D1 together. */
const GATHER_MS = 500;
/** Rows of this time are one commit. */
const COMMIT_AFTER_MS = 50;
export class CompletionRecorder extends DurableObject<ServiceBindings> {
  readonly #outbox: Outbox;
  readonly #lane: Lane;
  readonly #now: () => number;
  /** An alarm is set, as far as this instance knows; a new one sets its own, once. */
  #leaves = false;
  #gathered: RecordTask[] = [];
  #written: Promise<void> | null = null;

  constructor(ctx: DurableObjectState, env: ServiceBindings) {
    super(ctx, env);
    const services = servicesOf(env);
    const { now } = services;
    this.#now = now;
    ctx.storage.sql.exec(OUTBOX_STATEMENT);
    this.#outbox = new Outbox(ctx.storage.sql, services);
    this.#lane = new Lane(
      () => nextStep(this.#outbox.head(), now()),
      () => this.#outbox.deliver(now),
    );
  }

  /** Reads what went over the wire, so that the Worker that relayed it only had to move bytes. */
  async record(completion: RecordedCompletion): Promise<void> {
    const { transcriptOf, cache } = servicesOf(this.env);
    const transcript = transcriptOf(completion.contentType, completion.body);
    const { usage, reply } = transcript;
    const row = fittingRow({
      ...completion.row,
      bot_response: reply,
      prompt_tokens: usage?.prompt_tokens ?? null,
      completion_tokens: usage?.completion_tokens ?? null,
    });
    await this.#keep({ kind: "turn", record: { row, conversation: null } });
    const whole = row.status === "ok" && transcript.whole && !transcript.hasToolCalls;
    if (completion.cacheKey === null || !whole) return;
    await cache.write(
      completion.cacheKey,
      JSON.stringify({ contentType: completion.contentType, body: completion.body }),
    );
  }

  /** Rows of this person that are still on their way are erased behind their arrival. */
  async erase(userId: string): Promise<void> {
    if (this.#outbox.head() === null && this.#gathered.length === 0) return;
    await this.#keep({ kind: "erase", target: { userId } });
  }

  override async alarm(): Promise<void> {
    this.#leaves = false;
    await this.#lane.run();
    const head = this.#outbox.head();
    if (head !== null) this.#leaveAt(Math.max(head.dueAt, this.#now() + GATHER_MS));
  }

  /** Resolves when the task is on disk. Tasks of one moment are written together: a commit costs more than a row. */
  #keep(task: RecordTask): Promise<void> {
    this.#gathered.push(task);
    this.#written ??= new Promise((resolve) => setTimeout(resolve, COMMIT_AFTER_MS)).then(() => {
      const tasks = this.#gathered;
      this.#gathered = [];
      this.#written = null;
      for (const gathered of tasks) this.#outbox.add(gathered, this.#now());
      this.#leaveSoon();
    });
    return this.#written;
  }

  /** Never puts off an alarm that is set: rows that keep coming would otherwise never leave. */
  #leaveSoon(): void {
    if (!this.#leaves) this.#leaveAt(this.#now() + GATHER_MS);
  }

  /** Not awaited: the row before it and the alarm reach the disk together. */
  #leaveAt(time: number): void {
    this.#leaves = true;
    void this.ctx.storage.setAlarm(time);
  }
}
