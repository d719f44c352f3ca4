// Which documents the index may not agree with, in the SQLite of their keeper: noted before anything changes, crossed out when all is done.

export interface Note {
  id: string;
  /** Its originals are to be deleted; else the index follows them. */
  isGone: boolean;
  tries: number;
}

type Row = { id: string; gone: number; tries: number };

export class DocumentNotes {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(
      "CREATE TABLE IF NOT EXISTS notes (id TEXT PRIMARY KEY, gone INTEGER NOT NULL, tries INTEGER NOT NULL, due INTEGER NOT NULL)",
    );
  }

  /** `due`: Unix milliseconds from which somebody else has to finish it. */
  write(id: string, isGone: boolean, due: number): void {
    this.#sql.exec("INSERT OR REPLACE INTO notes VALUES (?, ?, 0, ?)", id, Number(isGone), due);
  }

  /** Counted before it is tried, so that what takes the object down is not tried for ever. */
  tried({ id, tries }: Note, due: number): void {
    this.#sql.exec("UPDATE notes SET tries = ?, due = ? WHERE id = ?", tries + 1, due, id);
  }

  remove(id: string): void {
    this.#sql.exec("DELETE FROM notes WHERE id = ?", id);
  }

  find(id: string): Note | null {
    return this.#read("SELECT id, gone, tries FROM notes WHERE id = ?", id)[0] ?? null;
  }

  due(now: number): Note[] {
    return this.#read("SELECT id, gone, tries FROM notes WHERE due <= ? ORDER BY due LIMIT 50", now);
  }

  /** Null: nothing is open. */
  nextDue(): number | null {
    const [row] = this.#sql.exec<{ due: number | null }>("SELECT min(due) AS due FROM notes").toArray();
    return row?.due ?? null;
  }

  #read(query: string, value: string | number): Note[] {
    return this.#sql
      .exec<Row>(query, value)
      .toArray()
      .map(({ id, gone, tries }) => ({ id, isGone: gone === 1, tries }));
  }
}
