// Genuine group messages of which nobody can tell yet whether the bot is meant: kept until its identity is known.
import type { JsonRecord } from "../core/json.ts";

/** As long as Feishu itself goes on redelivering, and we remember what was answered. */
const PATIENCE_MS = 8 * 3_600_000;
const MOST_WAITING = 10_000;

export interface WaitingEvent {
  id: number;
  event: JsonRecord;
  requestId: string;
}

type WaitingRow = { id: number; event: string; request_id: string };

export class WaitingRoom {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(`CREATE TABLE IF NOT EXISTS waiting (
      id INTEGER PRIMARY KEY, event TEXT NOT NULL, request_id TEXT NOT NULL, arrived_at INTEGER NOT NULL
    )`);
  }

  /** False when the room is full: then nothing was taken. */
  add(event: JsonRecord, requestId: string, now: number): boolean {
    if (this.size() >= MOST_WAITING) return false;
    this.#sql.exec(
      "INSERT INTO waiting (event, request_id, arrived_at) VALUES (?, ?, ?)",
      JSON.stringify(event),
      requestId,
      now,
    );
    return true;
  }

  /** The one that waits longest. */
  first(): WaitingEvent | null {
    const [row] = this.#sql
      .exec<WaitingRow>("SELECT id, event, request_id FROM waiting ORDER BY id LIMIT 1")
      .toArray();
    return row === undefined
      ? null
      : { id: row.id, event: JSON.parse(row.event) as JsonRecord, requestId: row.request_id };
  }

  remove(id: number): void {
    this.#sql.exec("DELETE FROM waiting WHERE id = ?", id);
  }

  /** Whatever this person may have said; their id stands in the event as the platform wrote it. */
  forget(userId: string): void {
    this.#sql.exec("DELETE FROM waiting WHERE instr(event, ?) > 0", JSON.stringify(userId));
  }

  /** How many were given up: nobody learned in all that time who the bot is. */
  giveUp(now: number): number {
    return this.#sql.exec("DELETE FROM waiting WHERE arrived_at < ?", now - PATIENCE_MS).rowsWritten;
  }

  size(): number {
    return this.#sql.exec<{ size: number }>("SELECT count(*) AS size FROM waiting").one().size;
  }
}
