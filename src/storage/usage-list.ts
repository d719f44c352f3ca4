// What was counted of turns and deliveries, as D1 keeps it: by hour, and of all time.
import { getTableColumns } from "drizzle-orm";
import { addUsage, DURATION_STEPS_MS, type Durations, noUsage, type UsageCount } from "../core/usage.ts";
import { type deliveryTotals, usage } from "./schema.ts";

/** Whether it came from the cache, as SQLite keeps it. */
type UsageRow = Omit<typeof usage.$inferSelect, "cached"> & { cached: number };

export interface UsageLine {
  /** Such as 2026-11-25T19 or 2026-11-25, UTC; 'total' of all time. */
  period: string;
  channel: string;
  model: string;
  count: UsageCount;
}

/** Of all time: also by how a turn ended. */
export interface UsageTotal extends UsageLine {
  status: string;
  cached: boolean;
}

const ALL_TIME = "total";
const KEY = new Set(["period", "channel", "model", "status", "cached"]);
const SUMS = Object.keys(getTableColumns(usage))
  .filter((column) => !KEY.has(column))
  .map((column) => `sum(${column}) AS ${column}`)
  .join(", ");

export class UsageList {
  readonly #database: D1Database;

  constructor(database: D1Database) {
    this.#database = database;
  }

  /**
   * What was counted from `from` up to, and without, `to` (ISO 8601 up to the hour), by hour or by day. Summed by the database: a year has
   * many hours.
   */
  async series(from: string, to: string, by: "hour" | "day"): Promise<UsageLine[]> {
    const { results } = await this.#database
      .prepare(
        `SELECT substr(period, 1, ${by === "day" ? "2026-11-25".length : "2026-11-25T19".length}) AS span, channel, model, status, cached, ${SUMS}
         FROM usage WHERE period >= ?1 AND period < ?2 AND period < '${ALL_TIME}' GROUP BY 1, 2, 3, 4, 5`,
      )
      .bind(from, to)
      .all<UsageRow & { span: string }>();
    return results.map((row) => toLine({ ...row, period: row.span }));
  }

  async totals(): Promise<UsageTotal[]> {
    const { results } = await this.#database
      .prepare("SELECT * FROM usage WHERE period = ?")
      .bind(ALL_TIME)
      .all<UsageRow>();
    return results.map((row) => ({ ...toLine(row), status: row.status, cached: row.cached === 1 }));
  }

  /** How many deliveries came to an end, ever. */
  async deliveries(): Promise<(typeof deliveryTotals.$inferSelect)[]> {
    const { results } = await this.#database
      .prepare("SELECT * FROM delivery_totals")
      .all<typeof deliveryTotals.$inferSelect>();
    return results;
  }

  /** Bytes of the database, as it says of itself. */
  async databaseBytes(): Promise<number | null> {
    const { meta } = await this.#database.prepare("SELECT 1").run();
    return typeof meta.size_after === "number" ? meta.size_after : null;
  }
}

export function sumUsage(lines: UsageLine[]): UsageCount {
  return lines.reduce((sum, line) => addUsage(sum, line.count), noUsage());
}

function toLine(row: UsageRow): UsageLine {
  const { period, channel, model, turns, status } = row;
  const count: UsageCount = {
    turns,
    failed: status === "failed" ? turns : 0,
    stopped: status === "stopped" ? turns : 0,
    cached: row.cached === 1 ? turns : 0,
    // An answer from the cache repeats what its first one cost, and costs nothing.
    promptTokens: row.cached === 1 ? 0 : row.prompt_tokens,
    completionTokens: row.cached === 1 ? 0 : row.completion_tokens,
    latency: durations(row, "latency"),
    firstToken: durations(row, "first_token"),
  };
  return { period, channel, model, count };
}

function durations(row: UsageRow, what: "latency" | "first_token"): Durations {
  return {
    count: row[`${what}_count`],
    sumMs: row[`${what}_ms`],
    upTo: DURATION_STEPS_MS.map((step) => row[`${what}_le_${step}`]),
  };
}
