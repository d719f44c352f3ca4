// Every call to a platform, counted by month and operation. Kept for a year: an operator compares months.
import { billingMonth, slowdownAt, warningReached } from "../core/quota.ts";

/** The calls of so long are one write: a card that grows makes two a second. A crash forgets their count, and nothing else. */
const NOTE_AFTER_MS = 5_000;
const MONTHS_KEPT = 12;

export type LedgerLine = { month: string; operation: string; calls: number };

export class Ledger {
  readonly #sql: SqlStorage;
  readonly #now: () => number;
  readonly #allowance: number | null;
  /** Counted, but not written yet. */
  readonly #fresh = new Map<string, number>();
  #month = "";
  /** Calls of this month, written ones and fresh ones. */
  #used = 0;
  #noting = false;

  constructor(sql: SqlStorage, now: () => number, allowance: number | null) {
    this.#sql = sql;
    this.#now = now;
    this.#allowance = allowance;
    sql.exec(`CREATE TABLE IF NOT EXISTS calls (
      month TEXT NOT NULL, operation TEXT NOT NULL, calls INTEGER NOT NULL, PRIMARY KEY (month, operation)
    ) WITHOUT ROWID`);
  }

  /** In percent, when this call reached a warning; else null. */
  count(operation: string): number | null {
    this.#turnMonth();
    this.#fresh.set(operation, (this.#fresh.get(operation) ?? 0) + 1);
    this.#used += 1;
    this.#noteSoon();
    return warningReached(this.#used - 1, this.#used, this.#allowance);
  }

  slowdown(): number | null {
    this.#turnMonth();
    return slowdownAt(this.#used, this.#allowance);
  }

  /** Newest month first. */
  lines(): LedgerLine[] {
    this.#note();
    return this.#sql
      .exec<LedgerLine>("SELECT month, operation, calls FROM calls ORDER BY month DESC, operation")
      .toArray();
  }

  #turnMonth(): void {
    const month = billingMonth(this.#now());
    if (month === this.#month) return;
    this.#note();
    this.#month = month;
    this.#used = this.#sql
      .exec<{ used: number }>("SELECT coalesce(sum(calls), 0) AS used FROM calls WHERE month = ?", month)
      .one().used;
    this.#sql.exec(
      "DELETE FROM calls WHERE month NOT IN (SELECT DISTINCT month FROM calls ORDER BY month DESC LIMIT ?)",
      MONTHS_KEPT,
    );
  }

  #noteSoon(): void {
    if (this.#noting) return;
    this.#noting = true;
    setTimeout(() => {
      this.#noting = false;
      this.#note();
    }, NOTE_AFTER_MS);
  }

  #note(): void {
    for (const [operation, calls] of this.#fresh)
      this.#sql.exec(
        `INSERT INTO calls (month, operation, calls) VALUES (?, ?, ?)
         ON CONFLICT (month, operation) DO UPDATE SET calls = calls + excluded.calls`,
        this.#month,
        operation,
        calls,
      );
    this.#fresh.clear();
  }
}
