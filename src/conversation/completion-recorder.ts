// Completions of the stateless API on their way to D1: a few Durable Objects that keep each row until D1 took it.
import { DurableObject } from "cloudflare:workers";
import type { LogRow, RecordedCompletion } from "../core/message.ts";
import { nextStep } from "../core/step.ts";
import { type ServiceBindings, servicesOf } from "../services.ts";
import { Lane } from "./lane.ts";
import { Outbox } from "./outbox.ts";
import { OUTBOX_STATEMENT } from "./tables.ts";

/** Rows of one moment go to D1 together. */
const GATHER_MS = 50;
/** A row of SQLite takes two megabytes, and on its way it is JSON, where a control character takes six bytes. */
const LONGEST_ROW_BYTES = 1_900_000;

export class CompletionRecorder extends DurableObject<ServiceBindings> {
  readonly #outbox: Outbox;
  readonly #lane: Lane;
  readonly #now: () => number;

  constructor(ctx: DurableObjectState, env: ServiceBindings) {
    super(ctx, env);
    const { records, now } = servicesOf(env);
    this.#now = now;
    ctx.storage.sql.exec(OUTBOX_STATEMENT);
    this.#outbox = new Outbox(ctx.storage.sql, records);
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
    const row = fitting({
      ...completion.row,
      bot_response: reply,
      prompt_tokens: usage?.prompt_tokens ?? null,
      completion_tokens: usage?.completion_tokens ?? null,
    });
    this.#outbox.add({ kind: "turn", record: { row, conversation: null } }, this.#now());
    await this.#leaveSoon();
    const whole = row.status === "ok" && transcript.whole && !transcript.hasToolCalls;
    if (completion.cacheKey === null || !whole) return;
    await cache.write(
      completion.cacheKey,
      JSON.stringify({ contentType: completion.contentType, body: completion.body }),
    );
  }

  /** Rows of this person that are still on their way are erased behind their arrival. */
  async erase(userId: string): Promise<void> {
    if (this.#outbox.head() === null) return;
    this.#outbox.add({ kind: "erase", target: { userId } }, this.#now());
    await this.#leaveSoon();
  }

  override async alarm(): Promise<void> {
    await this.#lane.run();
    const head = this.#outbox.head();
    if (head !== null) await this.ctx.storage.setAlarm(Math.max(head.dueAt, this.#now() + GATHER_MS));
  }

  /** Never puts off an alarm that is near: rows that keep coming would otherwise never leave. */
  async #leaveSoon(): Promise<void> {
    const soon = this.#now() + GATHER_MS;
    const set = await this.ctx.storage.getAlarm();
    if (set === null || set > soon) await this.ctx.storage.setAlarm(soon);
  }
}

/** The row with its texts cut until it fits. */
function fitting(row: LogRow): LogRow {
  const bytes = new TextEncoder().encode(JSON.stringify(row)).length;
  if (bytes <= LONGEST_ROW_BYTES) return row;
  const share = (0.9 * LONGEST_ROW_BYTES) / bytes;
  const shorten = (text: string) => text.slice(0, Math.floor(text.length * share)).toWellFormed();
  return fitting({
    ...row,
    user_input: shorten(row.user_input),
    bot_response: shorten(row.bot_response),
  });
}
