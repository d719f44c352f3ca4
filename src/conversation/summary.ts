// What was said before the turns that still go along to the model, summed up. One row; it belongs to the way that leads by its
// last turn, and is dropped with whatever it was made of.
import type { TurnPath } from "./turn-path.ts";

export interface SummaryRow {
  /** Its last turn. */
  through: number;
  /** When the first of its turns ended, Unix milliseconds. */
  since: number;
  text: string;
  [column: string]: SqlStorageValue;
}

export class Summary {
  readonly #sql: SqlStorage;
  readonly #path: TurnPath;
  #drops = 0;

  constructor(sql: SqlStorage, path: TurnPath) {
    this.#sql = sql;
    this.#path = path;
  }

  /** How often it was dropped since the object woke up: what was read before may no longer be summed up. */
  get drops(): number {
    return this.#drops;
  }

  /** What stands before turn `seq` on its way; null when nothing was summed up, or on another way. */
  before(seq: number): SummaryRow | null {
    const [row] = this.#sql.exec<SummaryRow>("SELECT through, since, text FROM summary").toArray();
    if (row === undefined || row.through >= seq || !this.#path.leadsBy(seq, row.through)) return null;
    return this.#isBegunAnew(row.through, seq) ? null : row;
  }

  write({ through, since, text }: SummaryRow): void {
    this.#sql.exec(
      "INSERT OR REPLACE INTO summary (id, through, since, text) VALUES (1, ?, ?, ?)",
      through,
      since,
      text,
    );
  }

  /** What ended before then is no longer kept, nor is what was made of it. */
  expire(before: number): void {
    const { rowsWritten } = this.#sql.exec("DELETE FROM summary WHERE since < ?", before);
    if (rowsWritten > 0) this.#drops += 1;
  }

  drop(): void {
    this.#sql.exec("DELETE FROM summary");
    this.#drops += 1;
  }

  #isBegunAnew(after: number, before: number): boolean {
    return (
      this.#sql
        .exec("SELECT 1 FROM turns WHERE command = 'new' AND seq > ? AND seq < ? LIMIT 1", after, before)
        .toArray().length > 0
    );
  }
}
