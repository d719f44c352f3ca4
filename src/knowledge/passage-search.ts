// Passages that fit a question, out of the D1 bound as SEARCH: one query for candidates and the counts to judge them by.
import { isRecord, parseJson } from "../core/json.ts";
import type { Language } from "../core/language.ts";
import { matchAny, readQuestion } from "./question.ts";
import { type Candidate, type Corpus, type RankedPassage, rankPassages } from "./relevance.ts";

export interface SearchOptions {
  /** Passages in this language come before all others. */
  language: Language;
  limit: number;
}

interface Row extends Candidate {
  /** JSON: term → in how many passages it occurs. */
  counts: string;
  total: number;
}

/** Candidates are judged one by one; the fitting ones are always among the first. */
const MOST_CANDIDATES = 24;

/** A word in the title or a heading says more of what a passage is about than one in its text. */
const CANDIDATES = `SELECT p.document_id AS documentId, d.title, d.url, p.heading, p.text, p.language, p.position,
  bm25(passage_terms, 2.0, 4.0, 1.0) AS bm25,
  (SELECT json_group_object(term, doc) FROM passage_vocabulary WHERE term IN (SELECT value FROM json_each(?3))) AS counts,
  (SELECT count(*) FROM passages) AS total
FROM passage_terms JOIN passages AS p ON p.rowid = passage_terms.rowid JOIN documents AS d ON d.id = p.document_id
WHERE passage_terms MATCH ?1 ORDER BY p.language <> ?2, bm25 LIMIT ${MOST_CANDIDATES}`;

/** Best first; empty when none speaks of what is asked. */
export async function searchPassages(
  database: D1Database,
  text: string,
  options: SearchOptions,
): Promise<RankedPassage[]> {
  const question = readQuestion(text);
  const match = matchAny(question);
  if (match === null) return [];
  const { results } = await database
    .prepare(CANDIDATES)
    .bind(match, options.language, JSON.stringify(question.terms))
    .all<Row>();
  return rankPassages(question, results, corpusOf(results[0]), options.language).slice(0, options.limit);
}

function corpusOf(row: Row | undefined): Corpus {
  const counts = row === undefined ? null : parseJson(row.counts);
  const entries = isRecord(counts) ? Object.entries(counts) : [];
  return {
    passages: row?.total ?? 0,
    counts: new Map(entries.map(([term, count]) => [term, Number(count)])),
  };
}
