// The product's own help in the D1 bound as SEARCH. It is replaced as one set, in one transaction.
import { sha256Hex } from "../core/identifier.ts";
import type { HelpText, LibraryData } from "./library-data.ts";
import { INDEX_FORMAT, INSERT_PASSAGES, INSERT_TERMS, passageRows } from "./passage-rows.ts";
import { parseDocument } from "./sections.ts";
import type { Simplify } from "./terms.ts";

export const HELP_ORIGIN = "help";

interface KnownHelp extends HelpText {
  sha256: string;
}

const DELETE_TERMS = `DELETE FROM passage_terms WHERE rowid IN
  (SELECT rowid FROM passages WHERE document_id IN (SELECT value FROM json_each(?1)))`;
const DELETE_PASSAGES = "DELETE FROM passages WHERE document_id IN (SELECT value FROM json_each(?1))";
const DELETE_DOCUMENTS = "DELETE FROM documents WHERE id IN (SELECT value FROM json_each(?1))";
const INSERT_DOCUMENTS = `INSERT INTO documents (id, name, title, language, sha256, url, updated_at, origin, passages)
SELECT value ->> 'id', value ->> 'id', value ->> 'title', value ->> 'language', value ->> 'sha256', NULL, ?2, ?3, value ->> 'passages'
FROM json_each(?1)`;

/** One query when all is current. Safe to run anywhere at the same time: each run ends with one whole set. */
export async function ensureHelpIndexed(database: D1Database, data: LibraryData): Promise<void> {
  const documents = await Promise.all(
    data.help.map(async (help) => ({
      ...help,
      sha256: await sha256Hex(`${INDEX_FORMAT}\n${help.language}\n${help.text}`),
    })),
  );
  const stored = await readStored(database);
  const changed = documents.filter((document) => stored.get(document.id) !== document.sha256);
  const ids = new Set(documents.map((document) => document.id));
  const removed = [...stored.keys()].filter((id) => !ids.has(id));
  if (changed.length + removed.length > 0)
    await replaceHelp(database, changed, removed, data.lexicon.simplify);
}

/** Id → sha256 of what is stored. */
async function readStored(database: D1Database): Promise<Map<string, string>> {
  const { results } = await database
    .prepare("SELECT id, sha256 FROM documents WHERE origin = ?")
    .bind(HELP_ORIGIN)
    .all<{ id: string; sha256: string }>();
  return new Map(results.map((row) => [row.id, row.sha256]));
}

/** A reader sees all of it or nothing, and a race ends with one whole set. */
async function replaceHelp(
  database: D1Database,
  documents: KnownHelp[],
  removed: string[],
  simplify: Simplify,
): Promise<void> {
  const parsed = documents.map((document) => ({ ...document, ...parseDocument(document.text) }));
  const gone = JSON.stringify([...removed, ...documents.map((document) => document.id)]);
  const heads = JSON.stringify(
    parsed.map(({ id, language, sha256, title, sections }) => ({
      id,
      language,
      sha256,
      title,
      passages: sections.length,
    })),
  );
  const passages = JSON.stringify(
    parsed.flatMap((document) => [
      ...passageRows({ ...document, origin: HELP_ORIGIN, tags: [] }, document.sections, simplify),
    ]),
  );
  await database.batch([
    database.prepare(DELETE_TERMS).bind(gone),
    database.prepare(DELETE_PASSAGES).bind(gone),
    database.prepare(DELETE_DOCUMENTS).bind(gone),
    database.prepare(INSERT_DOCUMENTS).bind(heads, new Date().toISOString(), HELP_ORIGIN),
    database.prepare(INSERT_PASSAGES).bind(passages),
    database.prepare(INSERT_TERMS).bind(passages),
  ]);
}
