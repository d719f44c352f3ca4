// What the alerts look at in D1. Each question reads only what the last minutes brought, however long the logs are.
import { firstIdAt } from "../core/identifier.ts";
import { DAY_MS } from "../core/retention.ts";

/** Failures of the model itself, by the code that a row's error begins with. */
const MODEL_FAULTS = ["unreachable", "refused", "rate_limited", "timeout", "silent", "cut", "malformed"];

/** Rows among which the last calls to the model are looked for: most may be answers from the cache. */
const RECENT_ROWS = 200;
const MOST_FIRST_TOKENS = 1_000;

export class WatchList {
  readonly #database: D1Database;

  constructor(database: D1Database) {
    this.#database = database;
  }

  /** Newest first; true is an answer. `others`: names in the column `model` that are no model. */
  async modelOutcomes(limit: number, others: string[]): Promise<boolean[]> {
    const faults = MODEL_FAULTS.map((reason) => `model_${reason}`);
    const { results } = await this.#database
      .prepare(
        `SELECT status = 'ok' AS ok FROM (SELECT id, status, error, model FROM conversation_logs WHERE cached = 0 ORDER BY id DESC LIMIT ${RECENT_ROWS})
         WHERE model NOT IN (SELECT value FROM json_each(?1)) AND (status = 'ok' OR (status = 'failed'
           AND substr(error, 1, instr(error, ':') - 1) IN (SELECT value FROM json_each(?2))))
         ORDER BY id DESC LIMIT ?3`,
      )
      .bind(JSON.stringify(["", ...others]), JSON.stringify(faults), limit)
      .all<{ ok: number }>();
    return results.map(({ ok }) => ok === 1);
  }

  /** Milliseconds to the first piece, of answers that a model made since then. */
  async firstTokens(since: number, others: string[]): Promise<number[]> {
    const { results } = await this.#database
      .prepare(
        `SELECT first_token_ms AS ms FROM conversation_logs WHERE id >= ?1 AND cached = 0 AND first_token_ms IS NOT NULL
         AND model NOT IN (SELECT value FROM json_each(?2)) ORDER BY id DESC LIMIT ${MOST_FIRST_TOKENS}`,
      )
      .bind(firstIdAt(since), JSON.stringify(others))
      .all<{ ms: number }>();
    return results.map(({ ms }) => ms);
  }

  /** Deliveries that died since then, but for those that the operator discarded or asked anew. */
  async deadLetters(since: number): Promise<number> {
    return this.#count(
      "state = 'dead' AND id >= ?1 AND updated_at >= ?2 AND coalesce(last_error, '') NOT LIKE 'discarded%' AND coalesce(last_error, '') NOT LIKE 'replaced%'",
      // Ids bear the time at which a delivery came; whatever dies has lived for less than a day.
      firstIdAt(since - DAY_MS),
      new Date(since).toISOString(),
    );
  }

  /** Deliveries that came before then and still wait. */
  async stuck(before: number): Promise<number> {
    return this.#count("state = 'pending' AND id < ?", firstIdAt(before));
  }

  async #count(condition: string, ...values: string[]): Promise<number> {
    const row = await this.#database
      .prepare(`SELECT count(*) AS count FROM deliveries WHERE state <> 'done' AND ${condition}`)
      .bind(...values)
      .first<{ count: number }>();
    return row?.count ?? 0;
  }
}
