// The operator's documents in the D1 bound as SEARCH. Each writing of one has a key of its own and gets the document's name when it is
// whole: a reader sees the old one or the new one, of whatever size it is, and a stop leaves nothing but rows that nobody sees.
import type { DocumentFormat, DocumentRecord, Section } from "../core/document.ts";
import type { Language } from "../core/language.ts";
import { INSERT_PASSAGES, INSERT_TERMS, type PassageRow, passageRows } from "./passage-rows.ts";
import type { Simplify } from "./terms.ts";

export const DOCUMENT_ORIGIN = "document";

/** UTF-16 units of JSON for one statement. Up to three bytes each, and D1 takes two megabytes a value. */
const LONGEST_JSON = 500_000;
/** Passages that one statement deletes. */
const DELETED_AT_ONCE = 500;
/** Nobody writes at one document for so long: what has no name by then was left behind by a stop. */
const LEFT_BEHIND_MS = 3_600_000;
const WITH_NAME = `origin = '${DOCUMENT_ORIGIN}' AND name IS NOT NULL`;

const INSERT_DOCUMENT = `INSERT INTO documents (id, title, language, sha256, url, updated_at, origin, format, tags, bytes, passages)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, '${DOCUMENT_ORIGIN}', ?7, ?8, ?9, ?10)`;
const COLUMNS = "name AS id, title, format, language, tags, url, bytes, sha256, passages, updated_at";

export interface DocumentQuery {
  /** Id of the last one of the page before; null: from the first one on. */
  after: string | null;
  limit: number;
  /** Stands in title or id. */
  q?: string;
  tag?: string;
}

interface DocumentRow extends Omit<DocumentRecord, "tags"> {
  tags: string;
}

/** How many passages it has. `updated_at` of the record is kept as it is. */
export async function saveDocument(
  database: D1Database,
  record: Omit<DocumentRecord, "passages">,
  sections: Section[],
  simplify: Simplify,
): Promise<number> {
  const key = crypto.randomUUID();
  const { id, title, language, sha256, url, updated_at, format, tags, bytes } = record;
  await database
    .prepare(INSERT_DOCUMENT)
    .bind(key, title, language, sha256, url, updated_at, format, JSON.stringify(tags), bytes, sections.length)
    .run();
  for (const rows of bundlesOf(
    passageRows({ id: key, title, language, origin: DOCUMENT_ORIGIN, tags }, sections, simplify),
  ))
    await database.batch([
      database.prepare(INSERT_PASSAGES).bind(rows),
      database.prepare(INSERT_TERMS).bind(rows),
    ]);
  const old = await keyOf(database, id);
  await database.batch([
    database.prepare("UPDATE documents SET name = NULL WHERE name = ?").bind(id),
    database.prepare("UPDATE documents SET name = ?1 WHERE id = ?2").bind(id, key),
  ]);
  if (old !== null) await deleteKey(database, old);
  return sections.length;
}

/** False: there is none of this id. */
export async function removeDocument(database: D1Database, id: string): Promise<boolean> {
  const key = await keyOf(database, id);
  if (key === null) return false;
  // Out of sight first, whatever its size.
  await database.prepare("UPDATE documents SET name = NULL WHERE id = ?").bind(key).run();
  await deleteKey(database, key);
  return true;
}

/** Deletes what stops have left behind. */
export async function sweepDocuments(database: D1Database, now: number): Promise<void> {
  const before = new Date(now - LEFT_BEHIND_MS).toISOString();
  const { results } = await database
    .prepare(
      `SELECT id FROM documents WHERE origin = '${DOCUMENT_ORIGIN}' AND name IS NULL AND updated_at < ? LIMIT 20`,
    )
    .bind(before)
    .all<{ id: string }>();
  for (const { id } of results) await deleteKey(database, id);
}

export async function findDocument(database: D1Database, id: string): Promise<DocumentRecord | null> {
  const row = await database
    .prepare(`SELECT ${COLUMNS} FROM documents WHERE name = ? AND ${WITH_NAME}`)
    .bind(id)
    .first<DocumentRow>();
  return row === null ? null : recordOf(row);
}

/** In the order of their ids. */
export async function listDocuments(database: D1Database, query: DocumentQuery): Promise<DocumentRecord[]> {
  const { results } = await database
    .prepare(
      `SELECT ${COLUMNS} FROM documents WHERE ${WITH_NAME} AND name > ?1
       AND (?2 IS NULL OR instr(lower(title), lower(?2)) > 0 OR instr(lower(name), lower(?2)) > 0)
       AND (?3 IS NULL OR EXISTS (SELECT 1 FROM json_each(tags) WHERE value = ?3)) ORDER BY name LIMIT ?4`,
    )
    .bind(query.after ?? "", query.q ?? null, query.tag ?? null, query.limit)
    .all<DocumentRow>();
  return results.map(recordOf);
}

/** All of its passages, in their order. */
export async function passagesOf(database: D1Database, id: string): Promise<Section[]> {
  const { results } = await database
    .prepare(
      `SELECT p.heading, p.text FROM passages AS p JOIN documents AS d ON d.id = p.document_id
       WHERE d.name = ? ORDER BY p.position`,
    )
    .bind(id)
    .all<Section>();
  return results;
}

/** Ids of others that came from the very same bytes. */
export async function documentsOfSha256(database: D1Database, sha256: string, id: string): Promise<string[]> {
  const { results } = await database
    .prepare(
      `SELECT name FROM documents WHERE ${WITH_NAME} AND sha256 = ? AND name <> ? ORDER BY name LIMIT 20`,
    )
    .bind(sha256, id)
    .all<{ name: string }>();
  return results.map(({ name }) => name);
}

export async function countDocuments(database: D1Database): Promise<{ documents: number; passages: number }> {
  const counted = await database
    .prepare(
      `SELECT count(*) AS documents, coalesce(sum(passages), 0) AS passages FROM documents WHERE ${WITH_NAME}`,
    )
    .first<{ documents: number; passages: number }>();
  return counted ?? { documents: 0, passages: 0 };
}

async function keyOf(database: D1Database, name: string): Promise<string | null> {
  return database.prepare("SELECT id FROM documents WHERE name = ?").bind(name).first<string>("id");
}

async function deleteKey(database: D1Database, key: string): Promise<void> {
  const some = `SELECT rowid FROM passages WHERE document_id = ? LIMIT ${DELETED_AT_ONCE}`;
  for (;;) {
    const [, deleted] = await database.batch([
      database.prepare(`DELETE FROM passage_terms WHERE rowid IN (${some})`).bind(key),
      database.prepare(`DELETE FROM passages WHERE rowid IN (${some})`).bind(key),
    ]);
    if ((deleted?.meta.changes ?? 0) < DELETED_AT_ONCE) break;
  }
  await database.prepare("DELETE FROM documents WHERE id = ?").bind(key).run();
}

/** Rows as JSON arrays, as many each as one statement takes. */
function* bundlesOf(rows: Iterable<PassageRow>): Generator<string> {
  let bundle: string[] = [];
  let length = 0;
  for (const row of rows) {
    const json = JSON.stringify(row);
    if (bundle.length > 0 && length + json.length > LONGEST_JSON) {
      yield `[${bundle.join(",")}]`;
      bundle = [];
      length = 0;
    }
    bundle.push(json);
    length += json.length;
  }
  if (bundle.length > 0) yield `[${bundle.join(",")}]`;
}

function recordOf(row: DocumentRow): DocumentRecord {
  return {
    ...row,
    format: row.format as DocumentFormat,
    language: row.language as Language,
    tags: JSON.parse(row.tags) as string[],
  };
}
