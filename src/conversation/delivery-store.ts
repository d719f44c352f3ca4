// Answers on their way to a platform: one row a turn, open → pending → done | dead. Every change of state is one conditional UPDATE.
import type { DeliveryState, PartProgress } from "../core/delivery.ts";
import { NOTHING_SENT } from "../core/delivery.ts";
import type { Head } from "../core/step.ts";

/** A row of `deliveries`, column by column. Times are Unix milliseconds. */
export type DeliveryRow = {
  /** The turn whose answer it is. */
  seq: number;
  id: string;
  state: DeliveryState;
  /** JSON of each part's progress. */
  parts: string;
  /** Handle of the sign that says that an answer is being made. */
  sign: string | null;
  attempts: number;
  last_error: string | null;
  first_tried_at: number | null;
  due_at: number;
  created_at: number;
  updated_at: number;
};

export class DeliveryStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  bySeq(seq: number): DeliveryRow | null {
    return this.#sql.exec<DeliveryRow>("SELECT * FROM deliveries WHERE seq = ?", seq).toArray()[0] ?? null;
  }

  byId(id: string): DeliveryRow | null {
    return this.#sql.exec<DeliveryRow>("SELECT * FROM deliveries WHERE id = ?", id).toArray()[0] ?? null;
  }

  /** Begins to know of the delivery of this turn's answer, if it does not yet. */
  open(seq: number, id: string, now: number): void {
    this.#sql.exec(
      `INSERT OR IGNORE INTO deliveries (seq, id, state, parts, due_at, created_at, updated_at)
       VALUES (?, ?, 'open', '[]', ?, ?, ?)`,
      seq,
      id,
      now,
      now,
      now,
    );
  }

  /** The answer is there. */
  makeReady(seq: number, now: number): void {
    this.#sql.exec(
      "UPDATE deliveries SET state = 'pending', due_at = ?, updated_at = ? WHERE seq = ? AND state = 'open'",
      now,
      now,
      seq,
    );
  }

  /** Answers leave in the order of their questions. */
  head(): Head | null {
    const [row] = this.#sql
      .exec<{ seq: number; due_at: number }>(
        "SELECT seq, due_at FROM deliveries WHERE state = 'pending' ORDER BY seq LIMIT 1",
      )
      .toArray();
    return row ? { id: row.seq, dueAt: row.due_at } : null;
  }

  note(seq: number, index: number, progress: PartProgress): void {
    const row = this.bySeq(seq);
    if (row === null) return;
    const parts = partsOf(row);
    while (parts.length < index) parts.push(NOTHING_SENT);
    parts[index] = progress;
    this.#sql.exec("UPDATE deliveries SET parts = ? WHERE seq = ?", JSON.stringify(parts), seq);
  }

  setSign(seq: number, sign: string | null): void {
    this.#sql.exec("UPDATE deliveries SET sign = ? WHERE seq = ?", sign, seq);
  }

  /** A passing fault: later again. */
  postpone(seq: number, error: string, dueAt: number, now: number): void {
    this.#sql.exec(
      `UPDATE deliveries SET attempts = attempts + 1, last_error = ?, due_at = ?, updated_at = ?,
       first_tried_at = coalesce(first_tried_at, ?) WHERE seq = ? AND state = 'pending'`,
      error,
      dueAt,
      now,
      now,
      seq,
    );
  }

  /** `error` null: what went wrong before is forgotten with the success. */
  finish(seq: number, state: "done" | "dead", error: string | null, now: number): void {
    this.#sql.exec(
      `UPDATE deliveries SET state = ?, attempts = attempts + 1, last_error = ?, updated_at = ?
       WHERE seq = ? AND state = 'pending'`,
      state,
      error,
      now,
      seq,
    );
  }

  /** A dead one gets its time once more. False when it was not dead. */
  revive(seq: number, now: number): boolean {
    return (
      this.#sql.exec(
        `UPDATE deliveries SET state = 'pending', first_tried_at = NULL, due_at = ?, updated_at = ?
         WHERE seq = ? AND state = 'dead'`,
        now,
        now,
        seq,
      ).rowsWritten > 0
    );
  }

  /** One on its way is given up. False when it was not on its way. */
  giveUp(seq: number, reason: string, now: number): boolean {
    return (
      this.#sql.exec(
        "UPDATE deliveries SET state = 'dead', last_error = ?, updated_at = ? WHERE seq = ? AND state IN ('open', 'pending')",
        reason,
        now,
        seq,
      ).rowsWritten > 0
    );
  }

  /** The operator wants to hear no more of a dead one. False when it was not dead, or this was said before. */
  remark(seq: number, reason: string, now: number): boolean {
    return (
      this.#sql.exec(
        "UPDATE deliveries SET last_error = ?1, updated_at = ? WHERE seq = ? AND state = 'dead' AND last_error IS NOT ?1",
        reason,
        now,
        seq,
      ).rowsWritten > 0
    );
  }

  /** Still on its way, or just being shown. */
  isOpen(seq: number): boolean {
    const state = this.bySeq(seq)?.state;
    return state === "open" || state === "pending";
  }

  remove(seq: number): void {
    this.#sql.exec("DELETE FROM deliveries WHERE seq = ?", seq);
  }

  /** Deliveries whose turn was erased, or moved to another place. */
  dropOrphans(): void {
    this.#sql.exec("DELETE FROM deliveries WHERE seq NOT IN (SELECT seq FROM turns)");
  }
}

export function partsOf(row: DeliveryRow): PartProgress[] {
  return JSON.parse(row.parts) as PartProgress[];
}
