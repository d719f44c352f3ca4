// Which documents still want vectors, in the SQLite of their keeper: oldest first, each with how far it has come.
import type { DocumentRecord } from "../core/document.ts";

export interface Wanting {
  /** Another with every change of the document. */
  stamp: number;
  documentId: string;
  title: string;
  tags: string[];
  passages: number;
  /** Passages before this one have theirs. */
  start: number;
}

type Row = {
  stamp: number;
  document_id: string;
  title: string;
  tags: string;
  passages: number;
  start: number;
};

export class VectorQueue {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(`CREATE TABLE IF NOT EXISTS wanting (
      stamp INTEGER PRIMARY KEY AUTOINCREMENT, document_id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, tags TEXT NOT NULL,
      passages INTEGER NOT NULL, start INTEGER NOT NULL
    )`);
  }

  add({ id, title, tags, passages }: DocumentRecord): void {
    this.remove(id);
    if (passages === 0) return;
    this.#sql.exec(
      "INSERT INTO wanting (document_id, title, tags, passages, start) VALUES (?, ?, ?, ?, 0)",
      id,
      title,
      JSON.stringify(tags),
      passages,
    );
  }

  remove(id: string): void {
    this.#sql.exec("DELETE FROM wanting WHERE document_id = ?", id);
  }

  clear(): void {
    this.#sql.exec("DELETE FROM wanting");
  }

  has(stamp: number): boolean {
    return this.#sql.exec("SELECT 1 FROM wanting WHERE stamp = ?", stamp).toArray().length > 0;
  }

  /** `start`: what is done; all of it, and the document wants no more. */
  reached({ stamp, passages }: Wanting, start: number): void {
    if (start >= passages) this.#sql.exec("DELETE FROM wanting WHERE stamp = ?", stamp);
    else this.#sql.exec("UPDATE wanting SET start = ? WHERE stamp = ?", start, stamp);
  }

  first(limit: number): Wanting[] {
    return this.#sql
      .exec<Row>("SELECT * FROM wanting ORDER BY stamp LIMIT ?", limit)
      .toArray()
      .map(({ document_id, tags, ...row }) => ({ ...row, documentId: document_id, tags: JSON.parse(tags) }));
  }

  /** Passages. */
  left(): number {
    return this.#sql.exec<{ n: number }>("SELECT coalesce(sum(passages - start), 0) AS n FROM wanting").one()
      .n;
  }
}
