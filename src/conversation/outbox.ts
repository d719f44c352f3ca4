// What has to reach D1 from a Durable Object: kept until D1 took it, in order, tried for as long as that takes.
import { backoffMs, RECORD_BACKOFF } from "../core/backoff.ts";
import { faultMessage } from "../core/fault.ts";
import type { ConversationEntry, DeliveryEntry, Erasure, TurnRecord } from "../core/message.ts";
import type { Head } from "../core/step.ts";
import type { Rating } from "../core/wire.ts";
import type { Services } from "../services.ts";

export type RecordTask =
  | { kind: "turn"; record: TurnRecord }
  | { kind: "delivery"; entry: DeliveryEntry }
  | { kind: "rating"; id: string; rating: Rating | null }
  | { kind: "erase"; target: Erasure }
  /** What this token opened to readers is closed. */
  | { kind: "unshare"; token: string }
  | { kind: "entry"; entry: ConversationEntry; sessionId: string; updatedAt: string };

/** Rows that a batch takes together with others. */
const BATCHED = new Set<RecordTask["kind"]>(["turn", "delivery"]);
/** Rows written in one go: a batch of D1 costs about what one row costs. */
const BATCH = 100;
/** Bytes of one go: D1 takes two megabytes a parameter. One row may be longer than this, and then goes alone. */
const BATCH_BYTES = 1_000_000;

/** Some four minutes of growing pauses. */
const MOST_INDEX_FAILURES = 8;

type TaskRow = { id: number; task: string; failures: number; bytes: number };

export class Outbox {
  readonly #sql: SqlStorage;
  readonly #records: Services["records"];
  readonly #shares: Services["shares"];
  readonly #telemetry: Services["telemetry"];

  constructor(
    sql: SqlStorage,
    { records, shares, telemetry }: Pick<Services, "records" | "shares" | "telemetry">,
  ) {
    this.#sql = sql;
    this.#records = records;
    this.#shares = shares;
    this.#telemetry = telemetry;
  }

  /** `dueAt`: Unix milliseconds; a row that may wait a moment often leaves together with the next one. */
  add(task: RecordTask, dueAt: number): void {
    this.#sql.exec("INSERT INTO outbox (task, due_at) VALUES (?, ?)", JSON.stringify(task), dueAt);
  }

  /** Due when any row is: they leave in their order, together. After a failure it is the first one that has to wait. */
  head(): Head | null {
    const [row] = this.#sql
      .exec<{ id: number; failures: number; due_at: number; soonest: number }>(
        "SELECT id, failures, due_at, (SELECT min(due_at) FROM outbox) AS soonest FROM outbox ORDER BY id LIMIT 1",
      )
      .toArray();
    return row ? { id: row.id, dueAt: row.failures > 0 ? row.due_at : row.soonest } : null;
  }

  /** Carries out the first task, and the rows right behind it; a failure moves its time. */
  async deliver(now: () => number): Promise<void> {
    const batch = this.#batch();
    const [first] = batch;
    if (first === undefined) return;
    try {
      await this.#perform(
        batch.map(({ task }) => task),
        first.row.failures,
      );
      const last = batch.at(-1) ?? first;
      this.#sql.exec("DELETE FROM outbox WHERE id >= ? AND id <= ?", first.row.id, last.row.id);
    } catch (error) {
      this.#postpone(first.row, now(), error);
    }
  }

  /** After a failure the first one goes alone, so that what is wrong with one row holds up as few as possible. */
  #batch(): { row: TaskRow; task: RecordTask }[] {
    const batch: { row: TaskRow; task: RecordTask }[] = [];
    let bytes = 0;
    for (const row of this.#sql.exec<TaskRow>(
      "SELECT id, task, failures, length(CAST(task AS BLOB)) AS bytes FROM outbox ORDER BY id LIMIT ?",
      BATCH,
    )) {
      const task = JSON.parse(row.task) as RecordTask;
      const [first] = batch;
      bytes += row.bytes;
      const joins =
        first !== undefined &&
        BATCHED.has(first.task.kind) &&
        BATCHED.has(task.kind) &&
        first.row.failures === 0;
      if (first !== undefined && (!joins || bytes > BATCH_BYTES)) break;
      batch.push({ row, task });
    }
    return batch;
  }

  /** The index can be rebuilt; the rows behind must not wait for it for ever. */
  async #index(turns: TurnRecord[], failures: number): Promise<void> {
    try {
      await this.#records.index(turns);
    } catch (error) {
      if (failures < MOST_INDEX_FAILURES) throw error;
      const facts = { rows: turns.length, error: faultMessage(error) };
      this.#telemetry.write("error", "storage", "rows_not_indexed", facts);
    }
  }

  #postpone(row: TaskRow, now: number, error: unknown): void {
    const failures = row.failures + 1;
    const dueAt = now + backoffMs(RECORD_BACKOFF, failures, Math.random());
    this.#sql.exec("UPDATE outbox SET failures = ?, due_at = ? WHERE id = ?", failures, dueAt, row.id);
    this.#telemetry.write("warn", "storage", "record_postponed", { failures, error: faultMessage(error) });
  }

  async #perform(tasks: RecordTask[], failures: number): Promise<void> {
    const turns: TurnRecord[] = [];
    // Of one delivery only its last state is of interest.
    const deliveries = new Map<string, DeliveryEntry>();
    for (const task of tasks) {
      if (task.kind === "turn") turns.push(task.record);
      else if (task.kind === "delivery") deliveries.set(task.entry.id, task.entry);
      else if (task.kind === "rating") await this.#records.rate(task.id, task.rating);
      else if (task.kind === "erase") await this.#records.erase(task.target);
      else if (task.kind === "unshare") await this.#shares.drop(task.token);
      else await this.#records.saveEntry(task.entry, task.sessionId, task.updatedAt);
    }
    if (turns.length > 0 || deliveries.size > 0) await this.#records.save(turns, [...deliveries.values()]);
    if (turns.length > 0) await this.#index(turns, failures);
  }
}
