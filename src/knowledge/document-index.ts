// Documents in the D1 bound as SEARCH: written as passages and terms. Whole sets are replaced in one transaction.
import { sha256Hex } from "../core/identifier.ts";
import type { Language } from "../core/language.ts";
import { passageTerms } from "./passage-terms.ts";
import { parseDocument } from "./passages.ts";

export interface DocumentText {
  id: string;
  language: Language;
  /** Markdown, headed by its title. */
  text: string;
}

export interface IndexedDocument extends DocumentText {
  sha256: string;
}

/** Raise when passages are cut, or terms made, in another way, so that what is stored is made anew. */
export const INDEX_FORMAT = "1";

const DELETE_TERMS = `DELETE FROM passage_terms WHERE rowid IN
  (SELECT rowid FROM passages WHERE document_id IN (SELECT value FROM json_each(?1)))`;
const DELETE_PASSAGES = "DELETE FROM passages WHERE document_id IN (SELECT value FROM json_each(?1))";
const DELETE_DOCUMENTS = "DELETE FROM documents WHERE id IN (SELECT value FROM json_each(?1))";
const INSERT_DOCUMENTS = `INSERT INTO documents (id, title, language, sha256, url, updated_at, origin)
SELECT value ->> 'id', value ->> 'title', value ->> 'language', value ->> 'sha256', NULL, ?2, ?3 FROM json_each(?1)`;
const INSERT_PASSAGES = `INSERT INTO passages (document_id, position, heading, text, language)
SELECT value ->> 'id', value ->> 'position', value ->> 'heading', value ->> 'text', value ->> 'language' FROM json_each(?1)`;
const INSERT_TERMS = `INSERT INTO passage_terms (rowid, title, heading, text)
SELECT p.rowid, e.value ->> 'titleTerms', e.value ->> 'headingTerms', e.value ->> 'textTerms' FROM json_each(?1) AS e
JOIN passages AS p ON p.document_id = e.value ->> 'id' AND p.position = e.value ->> 'position'`;

export function sha256Of(document: DocumentText): Promise<string> {
  return sha256Hex(`${INDEX_FORMAT}\n${document.language}\n${document.text}`);
}

/** Id → sha256 of every stored document of this origin. */
export async function readStored(database: D1Database, origin: string): Promise<Map<string, string>> {
  const { results } = await database
    .prepare("SELECT id, sha256 FROM documents WHERE origin = ?")
    .bind(origin)
    .all<{ id: string; sha256: string }>();
  return new Map(results.map((row) => [row.id, row.sha256]));
}

/**
 * Removes `removed`, and puts `documents` in the place of what stands under their ids. One transaction of six statements
 * whatever the number of documents (rows travel as JSON), so a reader sees all of it or nothing and a race ends with one whole set.
 */
export async function replaceDocuments(
  database: D1Database,
  origin: string,
  documents: IndexedDocument[],
  removed: string[],
  now: Date,
): Promise<void> {
  const rows = documents.map((document) => ({ ...document, parsed: parseDocument(document.text) }));
  const gone = JSON.stringify([...removed, ...documents.map((document) => document.id)]);
  const heads = JSON.stringify(
    rows.map(({ id, language, sha256, parsed }) => ({ id, language, sha256, title: parsed.title })),
  );
  const passages = JSON.stringify(
    rows.flatMap(({ id, language, parsed }) => passageRows(id, language, parsed)),
  );
  await database.batch([
    database.prepare(DELETE_TERMS).bind(gone),
    database.prepare(DELETE_PASSAGES).bind(gone),
    database.prepare(DELETE_DOCUMENTS).bind(gone),
    database.prepare(INSERT_DOCUMENTS).bind(heads, now.toISOString(), origin),
    database.prepare(INSERT_PASSAGES).bind(passages),
    database.prepare(INSERT_TERMS).bind(passages),
  ]);
}

function passageRows(
  id: string,
  language: Language,
  { title, sections }: ReturnType<typeof parseDocument>,
): object[] {
  const titleTerms = passageTerms(title);
  return sections.map(({ heading, text }, position) => ({
    id,
    language,
    position,
    heading,
    text,
    titleTerms,
    headingTerms: passageTerms(heading),
    textTerms: passageTerms(text),
  }));
}
