// Reads and writes the turns of one conversation. Every change of state is one conditional UPDATE.

import type { Origin } from "../core/delivery.ts";
import type { IncomingMessage, Outcome } from "../core/message.ts";
import type { Head } from "../core/step.ts";
import type { Rating } from "../core/wire.ts";
import { ErasedTurns } from "./erased-turns.ts";
import { type HistoryPart, readHistory } from "./history.ts";
import { ImageStore } from "./image-store.ts";
import { PastTurns } from "./past-turns.ts";
import { StopCommands } from "./stop-commands.ts";
import { Summary } from "./summary.ts";
import { TurnPath } from "./turn-path.ts";
import type { TurnRow } from "./turn-row.ts";

export interface ConversationRow {
  /** Name of the Durable Object. */
  name: string;
  session_id: string;
  owner: string;
  issued: number;
  title: string;
  /** Chosen by `/model`; null: the configured one. */
  model: string | null;
  /** 1: its holder named it so. */
  named: number;
  pinned: number;
  /** Opens it to readers, as it was at `shared_at` (Unix milliseconds) up to turn `shared_end`. */
  share_token: string | null;
  shared_end: number | null;
  shared_at: number | null;
  [column: string]: SqlStorageValue;
}

export class TurnStore {
  readonly images: ImageStore;
  readonly erased: ErasedTurns;
  readonly stops: StopCommands;
  readonly path: TurnPath;
  readonly past: PastTurns;
  readonly summary: Summary;
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    this.images = new ImageStore(sql);
    this.path = new TurnPath(sql);
    this.summary = new Summary(sql, this.path);
    this.erased = new ErasedTurns(sql, this.path, this.summary);
    this.stops = new StopCommands(sql);
    this.past = new PastTurns(this.path, this.images);
  }

  conversation(): ConversationRow | null {
    return this.#sql.exec<ConversationRow>("SELECT * FROM conversation").toArray()[0] ?? null;
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

  /** Somebody chose it: what is said does not change it. */
  keepTitle(): void {
    this.#sql.exec("UPDATE conversation SET named = 1");
  }

  byMessageId(messageId: string): TurnRow | null {
    return (
      this.#sql.exec<TurnRow>("SELECT * FROM turns WHERE message_id = ?", messageId).toArray()[0] ?? null
    );
  }

  bySeq(seq: number): TurnRow | null {
    return this.#sql.exec<TurnRow>("SELECT * FROM turns WHERE seq = ?", seq).toArray()[0] ?? null;
  }

  /** The number of the new turn. It goes on from what is shown, or is another version of turn `insteadOf`. */
  insert(
    message: IncomingMessage,
    receivedAt: number,
    arrivalId: string | null,
    insteadOf: TurnRow | null = null,
  ): number {
    const parent = this.path.parentOfNext(insteadOf?.seq ?? null);
    const images =
      message.images.length > 0 || insteadOf === null ? message.images : this.images.read(insteadOf.seq);
    const { seq } = this.#sql
      .exec<{ seq: number }>(
        `INSERT INTO turns (message_id, text, image_count, asked_model, channel, user_id, user_name, request_id, skip_cache,
         received_at, command, argument, origin, arrival_id, parent) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING seq`,
        message.messageId,
        message.text,
        images.length,
        message.model,
        message.channel,
        message.owner,
        message.userName,
        message.requestId,
        message.skipCache ? 1 : 0,
        receivedAt,
        message.command?.name ?? null,
        message.command?.argument ?? null,
        message.origin === null ? null : JSON.stringify(message.origin),
        arrivalId,
        parent,
      )
      .one();
    this.path.showNewest();
    this.images.write(seq, images);
    return seq;
  }

  /** Turn `seq` asks `earlier` again: the same words, and never from the cache. */
  repeat(seq: number, earlier: TurnRow): void {
    this.#sql.exec(
      "UPDATE turns SET question = ?, again_of = ?, skip_cache = 1 WHERE seq = ?",
      earlier.question ?? earlier.text,
      earlier.again_of ?? earlier.seq,
      seq,
    );
  }

  /** Images that were fetched after the message had arrived. */
  addImages(seq: number, images: string[]): void {
    this.images.write(seq, images);
    this.images.prune(seq);
    this.#sql.exec("UPDATE turns SET image_count = ? WHERE seq = ?", images.length, seq);
  }

  chooseModel(model: string | null): void {
    this.#sql.exec("UPDATE conversation SET model = ?", model);
  }

  byArrivalId(id: string): TurnRow | null {
    return this.#sql.exec<TurnRow>("SELECT * FROM turns WHERE arrival_id = ?", id).toArray()[0] ?? null;
  }

  /** The same, at the operator's wish. */
  askOnceMore(row: TurnRow, now: number): void {
    this.askAgain(row, { requestId: row.request_id, skipCache: true, model: null, images: [] }, now);
  }

  discard(seq: number): void {
    this.#sql.exec("UPDATE turns SET discarded = 1 WHERE seq = ? AND state = 'failed'", seq);
  }

  /** A failed turn, asked again, goes to the end of the conversation, where its answer will be. */
  askAgain(
    row: TurnRow,
    message: Pick<IncomingMessage, "requestId" | "skipCache" | "model" | "images">,
    receivedAt: number,
  ): void {
    const seq = this.#nextSeq();
    this.images.move(row.seq, seq);
    this.path.move(row, seq);
    this.#sql.exec(
      `UPDATE turns SET state = 'pending', error = NULL, discarded = 0, finished_at = NULL, runs_before = runs, request_id = ?, received_at = ?,
       skip_cache = ?, asked_model = coalesce(?, asked_model) WHERE seq = ? AND state = 'failed'`,
      message.requestId,
      receivedAt,
      message.skipCache ? 1 : 0,
      message.model,
      seq,
    );
    this.#sql.exec("UPDATE turns SET again_of = ? WHERE again_of = ?", seq, row.seq);
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
      `UPDATE turns SET state = ?, reply = ?, model = ?, cached = ?, truncated = ?, usage = ?, sources = ?, tools = ?, model_version = ?,
       error = ?, log_id = ?, finished_at = ? WHERE seq = ? AND state = 'pending'`,
      outcome.status,
      outcome.reply,
      outcome.model,
      outcome.cached ? 1 : 0,
      outcome.truncated ? 1 : 0,
      outcome.usage === null ? null : JSON.stringify(outcome.usage),
      JSON.stringify(outcome.sources),
      outcome.tools.length === 0 ? null : JSON.stringify(outcome.tools),
      outcome.modelVersion,
      outcome.error === null ? null : JSON.stringify(outcome.error),
      logId,
      now,
      seq,
    );
    return rowsWritten > 0;
  }

  /** The answer of turn `seq` counts instead of the earlier ones to the same question, whose first turn is `first`. */
  supersede(seq: number, first: number): void {
    this.#sql.exec(
      "UPDATE turns SET superseded = 1 WHERE seq >= ? AND seq < ? AND (seq = ? OR again_of = ?)",
      first,
      seq,
      first,
      first,
    );
  }

  /** At most `limit` messages in the order of time, before `position`, of the way up to turn `end`, and the next position. */
  page(limit: number, position: number | null, end = this.path.end()): HistoryPart {
    return readHistory(this.path, end, limit, position);
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

  /** The answer is to be sent somewhere after all. */
  addOrigin(seq: number, origin: Origin, arrivalId: string): void {
    this.#sql.exec(
      "UPDATE turns SET origin = ?, arrival_id = ? WHERE seq = ? AND origin IS NULL",
      JSON.stringify(origin),
      arrivalId,
      seq,
    );
  }
}
