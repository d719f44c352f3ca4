// Where a shared conversation is, by the token in its address. Whether it is open, its object says: this table only leads there.
import { sha256Hex } from "../core/identifier.ts";

export class Shares {
  readonly #database: D1Database;

  constructor(database: D1Database) {
    this.#database = database;
  }

  /** Safe to repeat. The token itself is not kept. */
  async keep(token: string, objectName: string): Promise<void> {
    await this.#database
      .prepare("INSERT OR REPLACE INTO shares (id, object_name) VALUES (?, ?)")
      .bind(await sha256Hex(token), objectName)
      .run();
  }

  /** Name of the conversation's Durable Object. */
  async find(token: string): Promise<string | null> {
    return this.#database
      .prepare("SELECT object_name FROM shares WHERE id = ?")
      .bind(await sha256Hex(token))
      .first<string>("object_name");
  }

  async drop(token: string): Promise<void> {
    await this.#database
      .prepare("DELETE FROM shares WHERE id = ?")
      .bind(await sha256Hex(token))
      .run();
  }
}
