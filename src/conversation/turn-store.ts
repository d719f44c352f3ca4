// Reads and writes the turns of one conversation. Every change of state is one conditional UPDATE.
import type { IncomingMessage, Outcome } from "../core/message.ts";
import { HISTORY_IMAGE_CHARACTERS, HISTORY_IMAGES, HISTORY_TURNS, type PastTurn } from "../core/prompt.ts";
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

/** UTF-16 units of text in one page: an answer of a Durable Object has at most 32 MiB. */
const LONGEST_PAGE = 2_000_000;

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
  askAgain(row: TurnRow, message: IncomingMessage, receivedAt: number): void {
    const seq = this.#nextSeq();
    this.images.move(row.seq, seq);
    this.#sql.exec(
      `UPDATE turns SET seq = ?, state = 'pending', error = NULL, finished_at = NULL, runs_before = runs, request_id = ?, received_at = ?,
       skip_cache = ?, asked_model = coalesce(?, asked_model) WHERE seq = ? AND state = 'failed'`,
      seq,
      message.requestId,
      receivedAt,
      message.skipCache ? 1 : 0,
      message.model,
      row.seq,
    );
    // Its own images may have been let go since.
    const lost = row.image_count > 0 && !this.images.has(seq);
    if (lost) this.images.write(seq, message.images.slice(0, row.image_count));
  }

  /** AUTOINCREMENT notes what it gave out itself, but not what an UPDATE sets. */
  #nextSeq(): number {
    return this.#sql
      .exec<{ seq: number }>("UPDATE sqlite_sequence SET seq = seq + 1 WHERE name = 'turns' RETURNING seq")
      .one().seq;
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
    let charactersLeft = HISTORY_IMAGE_CHARACTERS;
    for (const row of rows) {
      const fits = row.image_count <= imagesLeft && this.images.size(row.seq) <= charactersLeft;
      const images = row.image_count > 0 && fits ? this.images.read(row.seq) : [];
      imagesLeft -= images.length;
      charactersLeft -= images.reduce((sum, image) => sum + image.length, 0);
      yield { text: row.text, images, reply: row.reply };
    }
  }

  /** At most `limit` messages in the order of time, before `position` (2 × seq, + 1 for an answer), and the next position. */
  page(limit: number, position: number | null): { messages: HistoryMessage[]; next: number | null } {
    const before = position ?? Number.MAX_SAFE_INTEGER;
    const rows = this.#newest(Math.ceil(before / 2), limit);
    const messages = rows
      .reverse()
      .flatMap((row) => toHistory(row).map((message, index) => ({ message, position: row.seq * 2 + index })))
      .filter((entry) => entry.position < before);
    const page = messages.slice(-limit);
    const [first] = page;
    const next = first !== undefined && this.#hasBefore(first.position) ? first.position : null;
    return { messages: page.map((entry) => entry.message), next };
  }

  /** Turns before `seq`, newest first, enough for so many messages, but no more text than a page may have. */
  #newest(seq: number, messages: number): TurnRow[] {
    const rows: TurnRow[] = [];
    let left = LONGEST_PAGE;
    let found = 0;
    for (const row of this.#sql.exec<TurnRow>("SELECT * FROM turns WHERE seq < ? ORDER BY seq DESC", seq)) {
      left -= row.text.length + row.reply.length;
      // One more than asked for: of the first turn the answer may stand behind the position.
      if (rows.length > 0 && (left < 0 || found > messages)) break;
      rows.push(row);
      found += row.state === "pending" ? 1 : 2;
    }
    return rows;
  }

  #hasBefore(position: number): boolean {
    if (position % 2 === 1) return true;
    return this.#sql.exec("SELECT 1 FROM turns WHERE seq < ? LIMIT 1", position / 2).toArray().length > 0;
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

  /** Unix milliseconds of the newest answer; null when there is none. */
  lastFinishedAt(): number | null {
    return this.#sql.exec<{ at: number | null }>("SELECT max(finished_at) AS at FROM turns").one().at;
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
