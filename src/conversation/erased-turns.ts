// Takes turns out of a conversation at somebody's wish, and remembers for some hours which messages they were.
import type { Summary } from "./summary.ts";
import type { TurnPath } from "./turn-path.ts";
import { type TurnRow, titleOf } from "./turn-row.ts";

/** As long as a platform may deliver a message again. */
const REDELIVERY_MS = 9 * 3_600_000;

export class ErasedTurns {
  readonly #sql: SqlStorage;
  readonly #path: TurnPath;
  readonly #summary: Summary;

  constructor(sql: SqlStorage, path: TurnPath, summary: Summary) {
    this.#sql = sql;
    this.#path = path;
    this.#summary = summary;
  }

  /** Turns from a platform, of one person or of all. */
  ofPerson(userId: string | null): TurnRow[] {
    return this.#sql
      .exec<TurnRow>(
        "SELECT * FROM turns WHERE origin IS NOT NULL AND (?1 IS NULL OR user_id = ?1) ORDER BY seq DESC LIMIT 100",
        userId,
      )
      .toArray();
  }

  /** A platform delivers again what was erased since it was answered. */
  knows(messageId: string): boolean {
    return this.#sql.exec("SELECT 1 FROM forgotten WHERE message_id = ?", messageId).toArray().length > 0;
  }

  /** Unix milliseconds until which erased messages are known; null when there are none. */
  knownUntil(): number | null {
    return this.#sql.exec<{ until: number | null }>("SELECT max(until) AS until FROM forgotten").one().until;
  }

  /** Turns that ended before then, among the oldest so many; with the last turn the conversation goes. */
  expire(before: number, among = Number.MAX_SAFE_INTEGER): void {
    const old = `seq IN (SELECT seq FROM turns ORDER BY seq LIMIT ${among}) AND state <> 'pending' AND finished_at < ?`;
    this.#sql.exec(`DELETE FROM image_parts WHERE seq IN (SELECT seq FROM turns WHERE ${old})`, before);
    if (!this.#path.delete(old, before)) return;
    this.#summary.expire(before);
    this.#sql.exec("DELETE FROM conversation WHERE NOT EXISTS (SELECT 1 FROM turns)");
    // Its title was a message that is gone.
    const [first] = this.#sql.exec<{ text: string }>("SELECT text FROM turns ORDER BY seq LIMIT 1").toArray();
    if (first !== undefined)
      this.#sql.exec("UPDATE conversation SET title = ? WHERE named = 0", titleOf(first.text));
  }

  /** Everything, or one person's turns; with the last turn the conversation goes. */
  erase(userId: string | null, now: number): void {
    const condition = userId === null ? "true" : "user_id = ?";
    const values = userId === null ? [] : [userId];
    this.#sql.exec(
      `DELETE FROM image_parts WHERE seq IN (SELECT seq FROM turns WHERE ${condition})`,
      ...values,
    );
    // Somebody else may have asked an erased question again: the answer is theirs, the words are not.
    this.#sql.exec(
      `UPDATE turns SET question = '' WHERE again_of IN (SELECT seq FROM turns WHERE ${condition})`,
      ...values,
    );
    this.#sql.exec(
      `INSERT OR REPLACE INTO forgotten (message_id, until) SELECT message_id, ? FROM turns WHERE origin IS NOT NULL AND ${condition}`,
      now + REDELIVERY_MS,
      ...values,
    );
    this.#sql.exec("DELETE FROM forgotten WHERE until < ?", now);
    this.#path.delete(condition, ...values);
    this.#summary.drop();
    const [first] = this.#sql
      .exec<{ text: string; user_id: string }>("SELECT text, user_id FROM turns ORDER BY seq LIMIT 1")
      .toArray();
    if (first === undefined) this.#sql.exec("DELETE FROM conversation");
    // Owner and title were the erased person's: they become those of who spoke next, and what was open to readers is closed.
    else {
      this.#sql.exec("UPDATE conversation SET share_token = NULL, shared_end = NULL, shared_at = NULL");
      this.#sql.exec(
        "UPDATE conversation SET owner = ?, title = ?, named = 0, pinned = 0 WHERE owner = ?",
        first.user_id,
        titleOf(first.text),
        userId,
      );
    }
  }
}
