// Reads and writes the turns of one conversation. Every change of state is one conditional UPDATE.
import type { IncomingMessage, Outcome } from "../core/message.ts";
import { HISTORY_IMAGES, HISTORY_TURNS, type PastTurn } from "../core/prompt.ts";
import type { Head } from "../core/step.ts";
import type { HistoryMessage, Rating } from "../core/wire.ts";
import { ImageStore } from "./image-store.ts";
import { type TurnRow, titleOf, toHistory } from "./turn-row.ts";

export interface ConversationRow {
  /** Name of the Durable Object. */
  name: string;
  session_id: string;
  owner: string;
  issued: number;
  title: string;
  [column: string]: SqlStorageValue;
}

export class TurnStore {
  readonly images: ImageStore;
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    this.images = new ImageStore(sql);
  }

  conversation(): ConversationRow | null {
    return (
      this.#sql
        .exec<ConversationRow>("SELECT name, session_id, owner, issued, title FROM conversation")
        .toArray()[0] ?? null
    );
  }

  open(message: IncomingMessage, objectName: string, title: string): void {
    this.#sql.exec(
      "INSERT INTO conversation (id, name, session_id, owner, issued, title) VALUES (1, ?, ?, ?, ?, ?)",
      objectName,
      message.sessionId,
      message.owner,
      message.sessionIssued ? 1 : 0,
      title,
    );
  }

  byMessageId(messageId: string): TurnRow | null {
    return (
      this.#sql.exec<TurnRow>("SELECT * FROM turns WHERE message_id = ?", messageId).toArray()[0] ?? null
    );
  }

  bySeq(seq: number): TurnRow | null {
    return this.#sql.exec<TurnRow>("SELECT * FROM turns WHERE seq = ?", seq).toArray()[0] ?? null;
  }

  insert(message: IncomingMessage, receivedAt: number): void {
    const { seq } = this.#sql
      .exec<{ seq: number }>(
        `INSERT INTO turns (message_id, text, image_count, asked_model, channel, user_id, user_name, request_id, skip_cache, received_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING seq`,
        message.messageId,
        message.text,
        message.images.length,
        message.model,
        message.channel,
        message.owner,
        message.userName,
        message.requestId,
        message.skipCache ? 1 : 0,
        receivedAt,
      )
      .one();
    this.images.write(seq, message.images);
  }

  /** A failed turn, asked again, goes to the end of the conversation, where its answer will be. */
  askAgain(row: TurnRow, requestId: string, receivedAt: number): void {
    const next = "(SELECT max(seq) + 1 FROM turns)";
    this.images.move(row.seq, next);
    this.#sql.exec(
      `UPDATE turns SET seq = ${next}, state = 'pending', error = NULL, finished_at = NULL, request_id = ?, received_at = ?
       WHERE seq = ? AND state = 'failed'`,
      requestId,
      receivedAt,
      row.seq,
    );
  }

  pendingHead(): Head | null {
    const [row] = this.#sql
      .exec<{ seq: number }>("SELECT seq FROM turns WHERE state = 'pending' ORDER BY seq LIMIT 1")
      .toArray();
    return row ? { id: row.seq, dueAt: 0 } : null;
  }

  /** Counts the making of an answer before it begins, so that a turn that kills its process does not do so for ever. */
  beginRun(seq: number): void {
    this.#sql.exec("UPDATE turns SET runs = runs + 1 WHERE seq = ? AND state = 'pending'", seq);
  }

  /** False when the turn was no longer pending: then nothing changed. */
  finish(seq: number, outcome: Outcome, logId: string, now: number): boolean {
    const { rowsWritten } = this.#sql.exec(
      `UPDATE turns SET state = ?, reply = ?, model = ?, cached = ?, truncated = ?, usage = ?, sources = ?, error = ?, log_id = ?,
       finished_at = ? WHERE seq = ? AND state = 'pending'`,
      outcome.status,
      outcome.reply,
      outcome.model,
      outcome.cached ? 1 : 0,
      outcome.truncated ? 1 : 0,
      outcome.usage === null ? null : JSON.stringify(outcome.usage),
      JSON.stringify(outcome.sources),
      outcome.error === null ? null : JSON.stringify(outcome.error),
      logId,
      now,
      seq,
    );
    return rowsWritten > 0;
  }

  /** Answered turns before this one, newest first, read one by one as far as they are asked for. */
  *pastTurns(before: number): Generator<PastTurn> {
    const rows = this.#sql.exec<{ seq: number; text: string; image_count: number; reply: string }>(
      `SELECT seq, text, image_count, reply FROM turns WHERE seq < ? AND state IN ('ok', 'stopped') AND reply != ''
       ORDER BY seq DESC LIMIT ?`,
      before,
      HISTORY_TURNS,
    );
    let imagesLeft = HISTORY_IMAGES;
    for (const row of rows) {
      const images = row.image_count > 0 && row.image_count <= imagesLeft ? this.images.read(row.seq) : [];
      imagesLeft -= images.length;
      yield { text: row.text, images, reply: row.reply };
    }
  }

  /** At most `limit` messages in the order of time, before `position` (2 × seq, + 1 for an answer), and the next position. */
  page(limit: number, position: number | null): { messages: HistoryMessage[]; next: number | null } {
    const before = position ?? Number.MAX_SAFE_INTEGER;
    const rows = this.#sql
      .exec<TurnRow>("SELECT * FROM turns WHERE seq * 2 < ? ORDER BY seq DESC LIMIT ?", before, limit + 1)
      .toArray();
    const messages = rows
      .reverse()
      .flatMap((row) => toHistory(row).map((message, index) => ({ message, position: row.seq * 2 + index })))
      .filter((entry) => entry.position < before);
    const page = messages.slice(-limit);
    const next = messages.length > page.length ? (page[0]?.position ?? null) : null;
    return { messages: page.map((entry) => entry.message), next };
  }

  /** The log row's id, when there is such an answered turn. */
  rate(messageId: string, rating: Rating | null): string | null {
    const rows = this.#sql.exec<{ log_id: string | null }>(
      "UPDATE turns SET rating = ? WHERE message_id = ? AND state IN ('ok', 'stopped') RETURNING log_id",
      rating,
      messageId,
    );
    return rows.toArray()[0]?.log_id ?? null;
  }

  /** Everything, or one person's turns; with the last turn the conversation goes. */
  erase(userId: string | null): void {
    const condition = userId === null ? "true" : "user_id = ?";
    const values = userId === null ? [] : [userId];
    this.#sql.exec(
      `DELETE FROM image_parts WHERE seq IN (SELECT seq FROM turns WHERE ${condition})`,
      ...values,
    );
    this.#sql.exec(`DELETE FROM turns WHERE ${condition}`, ...values);
    const [first] = this.#sql
      .exec<{ text: string; user_id: string }>("SELECT text, user_id FROM turns ORDER BY seq LIMIT 1")
      .toArray();
    if (first === undefined) this.#sql.exec("DELETE FROM conversation");
    // Owner and title were the erased person's: they become those of who spoke next.
    else
      this.#sql.exec(
        "UPDATE conversation SET owner = ?, title = ? WHERE owner = ?",
        first.user_id,
        titleOf(first.text),
        userId,
      );
  }
}
