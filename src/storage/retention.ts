// Deletes what is older than the operator wants, a bounded piece at a time. Leaves no trace that would keep a backup from coming back.
import { firstIdAt } from "../core/identifier.ts";

/** Rows of one statement. */
const ROWS = 500;

/** `more`: something is left. `written`: rows as D1 counts them, index rows included. */
export interface Deleted {
  more: boolean;
  written: number;
}

export class Retention {
  readonly #database: D1Database;
  readonly #search: D1Database;

  constructor(database: D1Database, search: D1Database) {
    this.#database = database;
    this.#search = search;
  }

  /** Finished turns from before then, Unix milliseconds, and their terms in the index. */
  async deleteTurns(before: number): Promise<Deleted> {
    // rowid = milliseconds × 2^20, see log-index.
    const old = `SELECT rowid FROM log_entries WHERE rowid < CAST(?1 AS INTEGER) * 1048576 ORDER BY rowid LIMIT ${ROWS}`;
    const results = await this.#search.batch([
      this.#search.prepare(`DELETE FROM log_terms WHERE rowid IN (${old})`).bind(before),
      this.#search.prepare(`DELETE FROM log_entries WHERE rowid IN (${old})`).bind(before),
    ]);
    const index = results.reduce((sum, { meta }) => sum + meta.rows_written, 0);
    const { more, written } = await this.#delete("conversation_logs", "id < ?1", firstIdAt(before));
    return { more, written: written + index };
  }

  /** Deliveries that came to an end, from before then. */
  async deleteDeliveries(before: number): Promise<Deleted> {
    return this.#delete("deliveries", "id < ?1 AND state <> 'pending'", firstIdAt(before));
  }

  /** Names behind `after` of conversations, in their order, and whether anything was said there since then. */
  async conversations(
    before: number,
    after: string,
    limit: number,
  ): Promise<{ name: string; quiet: boolean }[]> {
    const { results } = await this.#database
      .prepare(
        "SELECT name, updated_at < ?1 AS quiet FROM conversations WHERE name > ?2 ORDER BY name LIMIT ?3",
      )
      .bind(new Date(before).toISOString(), after, limit)
      .all<{ name: string; quiet: number }>();
    return results.map(({ name, quiet }) => ({ name, quiet: quiet === 1 }));
  }

  /** Their entries in the list, unless somebody has spoken there meanwhile. */
  async deleteConversations(names: string[], before: number): Promise<void> {
    await this.#database
      .prepare("DELETE FROM conversations WHERE name IN (SELECT value FROM json_each(?)) AND updated_at < ?")
      .bind(JSON.stringify(names), new Date(before).toISOString())
      .run();
  }

  async #delete(table: string, condition: string, value: string): Promise<Deleted> {
    const { meta } = await this.#database
      .prepare(
        `DELETE FROM ${table} WHERE id IN (SELECT id FROM ${table} WHERE ${condition} ORDER BY id LIMIT ${ROWS})`,
      )
      .bind(value)
      .run();
    return { more: meta.changes >= ROWS, written: meta.rows_written };
  }
}
