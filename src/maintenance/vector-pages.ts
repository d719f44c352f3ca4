// Vectors of passages in the SQLite of the documents' keeper: a row for some passages of one document. The signs of all are in memory
// while the object is, to look through; the eight-bit codes are read for the few that come near.
import type { NearPassage, Scope } from "../core/document.ts";
import { cosine, quantize, signDistance, signsOf, signWords } from "../core/vectors.ts";

/** Some forty megabytes of signs at 1,536 dimensions: an object has 128. */
export const MOST_VECTORS = 200_000;
/** So many of the nearest by their signs are compared exactly. */
const COMPARED = 256;

interface Page {
  documentId: string;
  /** Position of the first passage. */
  start: number;
  count: number;
  tags: string[];
  signs: Uint32Array;
}

type Row = { document_id: string; start: number; count: number; tags: string; signs: ArrayBuffer };

export class VectorPages {
  readonly #sql: SqlStorage;
  /** Null: not read yet. */
  #pages: Page[] | null = null;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(`CREATE TABLE IF NOT EXISTS vectors (
      document_id TEXT NOT NULL, start INTEGER NOT NULL, count INTEGER NOT NULL, tags TEXT NOT NULL,
      signs BLOB NOT NULL, codes BLOB NOT NULL, PRIMARY KEY (document_id, start)
    )`);
  }

  count(): number {
    return this.#sql.exec<{ n: number }>("SELECT coalesce(sum(count), 0) AS n FROM vectors").one().n;
  }

  /** All of one length, none empty. */
  add(documentId: string, start: number, tags: string[], vectors: number[][]): void {
    const dimension = vectors[0]?.length ?? 0;
    const words = signWords(dimension);
    const codes = new Int8Array(dimension * vectors.length);
    const signs = new Uint32Array(words * vectors.length);
    vectors.forEach((vector, index) => {
      const code = quantize(vector);
      codes.set(code, index * dimension);
      signs.set(signsOf(code), index * words);
    });
    const count = vectors.length;
    this.#sql.exec(
      "INSERT OR REPLACE INTO vectors VALUES (?, ?, ?, ?, ?, ?)",
      documentId,
      start,
      count,
      JSON.stringify(tags),
      signs.buffer,
      codes.buffer,
    );
    this.#pages?.push({ documentId, start, count, tags, signs });
  }

  remove(documentId: string): void {
    this.#sql.exec("DELETE FROM vectors WHERE document_id = ?", documentId);
    this.#pages = this.#pages?.filter((page) => page.documentId !== documentId) ?? null;
  }

  clear(): void {
    this.#sql.exec("DELETE FROM vectors");
    this.#pages = null;
  }

  /** Nearest first. */
  nearest(vector: number[], limit: number, scope: Scope): NearPassage[] {
    const asked = quantize(vector);
    return this.#near(signsOf(asked), scope)
      .map(({ page, index }) => ({
        documentId: page.documentId,
        position: page.start + index,
        similarity: cosine(asked, this.#codes(page, index, asked.length)),
      }))
      .sort((one, other) => other.similarity - one.similarity)
      .slice(0, limit);
  }

  /** Those with the fewest different signs. Distances are few numbers, so that counting them spares sorting all. */
  #near(signs: Uint32Array, scope: Scope): { page: Page; index: number }[] {
    const pages = this.#read().filter(({ tags }) => isInScope(tags, scope));
    const byDistance: { page: Page; index: number }[][] = [];
    let farthest = signs.length * 32;
    let kept = 0;
    for (const page of pages)
      for (let index = 0; index < page.count; index += 1) {
        const distance = signDistance(signs, page.signs, index * signs.length);
        if (distance > farthest) continue;
        byDistance[distance] ??= [];
        byDistance[distance].push({ page, index });
        kept += 1;
        // Enough are nearer than the farthest ones.
        while (kept - (byDistance[farthest]?.length ?? 0) >= COMPARED) {
          kept -= byDistance[farthest]?.length ?? 0;
          delete byDistance[farthest];
          farthest -= 1;
        }
      }
    return byDistance.flat().slice(0, COMPARED);
  }

  #codes({ documentId, start }: Page, index: number, dimension: number): Int8Array {
    const { code } = this.#sql
      .exec<{ code: ArrayBuffer }>(
        "SELECT substr(codes, ?, ?) AS code FROM vectors WHERE document_id = ? AND start = ?",
        index * dimension + 1,
        dimension,
        documentId,
        start,
      )
      .one();
    return new Int8Array(code);
  }

  #read(): Page[] {
    this.#pages ??= this.#sql
      .exec<Row>("SELECT document_id, start, count, tags, signs FROM vectors")
      .toArray()
      .map(({ document_id, start, count, tags, signs }) => ({
        documentId: document_id,
        start,
        count,
        tags: JSON.parse(tags),
        signs: new Uint32Array(signs),
      }));
    return this.#pages;
  }
}

function isInScope(tags: string[], scope: Scope): boolean {
  return scope === "all" || (scope !== "none" && tags.some((tag) => scope.tags.includes(tag)));
}
