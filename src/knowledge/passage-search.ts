// Passages that share words with a question, out of the D1 bound as SEARCH. What it costs hardly grows with the number of passages:
// posting lists are walked for the rarest words first and only so far; of common words only those near the rare ones are read.
import type { Scope } from "../core/document.ts";
import { quoteTerm } from "../core/terms.ts";
import { HELP_TERM, type Origin, tagTerm } from "./passage-rows.ts";
import type { Candidate } from "./relevance.ts";
import type { Corpus } from "./unit-weights.ts";

export interface Wanted {
  /** Terms that stand together, separated by spaces → how much they tell beside the others: what was asked before tells less. */
  phrases: ReadonlyMap<string, number>;
  /** Whose documents. */
  origin: Origin;
  scope: Scope;
}

export interface Found {
  candidates: Candidate[];
  corpus: Corpus;
}

/** What some passages hold. */
interface Known {
  /** For FTS5, as below. */
  match: string;
  weight: number;
  /** In how many passages; of a common term an estimate. */
  count: number;
}

interface Lookup {
  match: string;
  weight: number;
  /** In which part of all passages, from the oldest on; 1: in all. */
  part: number;
}

interface CountedCorpus extends Corpus {
  /** The lowest row of all, and how many there may be from there. */
  first: number;
  rows: number;
}

/** Stands for all passages of a scope where terms are counted. */
const ALL = "";

/** Candidates are judged one by one; the fitting ones are nearly always among the first. */
const MOST_CANDIDATES = 48;
/** Some of those found belong to documents that are being written or deleted. */
const MOST_FOUND = 120;
/** Passages that are walked for rare terms, all together. A term that stands in more is common. */
const MOST_POSTINGS = 1_000;
/** So many common terms are looked up beside the rare ones, the rarest first. */
const COMMON_TERMS = 2;

/** Of two common terms that are to stand together, the rarer one's passages up to so many. */
const MOST_SKIPPED = 8_000;

const COUNTS = `SELECT wanted.value ->> 'key' AS key,
  (SELECT json_array(count(*), max(passage)) FROM
    (SELECT rowid AS passage FROM passage_terms WHERE passage_terms MATCH wanted.value ->> 'match' LIMIT ${MOST_POSTINGS})) AS found,
  (SELECT min(rowid) FROM passages) AS first, (SELECT max(rowid) FROM passages) AS last
FROM json_each(?1) AS wanted`;

const CANDIDATES = `SELECT d.name AS documentId, d.title, d.url, p.heading, p.text, p.language, p.position FROM
  (SELECT t.rowid AS passage, sum(lookup.value ->> 'weight') AS weight
   FROM json_each(?1) AS lookup CROSS JOIN passage_terms AS t ON t.passage_terms MATCH lookup.value ->> 'match'
     AND t.rowid <= lookup.value ->> 'last'
   GROUP BY t.rowid ORDER BY weight DESC, passage LIMIT ${MOST_FOUND}) AS f
  JOIN passages AS p ON p.rowid = f.passage JOIN documents AS d ON d.id = p.document_id
  WHERE d.name IS NOT NULL ORDER BY f.weight DESC, f.passage LIMIT ${MOST_CANDIDATES}`;

const BY_PLACE = `SELECT d.name AS documentId, d.title, d.url, p.heading, p.text, p.language, p.position
  FROM json_each(?1) AS wanted JOIN documents AS d ON d.name = wanted.value ->> 'documentId'
  JOIN passages AS p ON p.document_id = d.id AND p.position = wanted.value ->> 'position'`;

export async function findCandidates(database: D1Database, wanted: Wanted): Promise<Found> {
  const { phrases, origin, scope } = wanted;
  const isEmpty = scope === "none" || (scope !== "all" && scope.tags.length === 0);
  if (isEmpty || phrases.size === 0) return { candidates: [], corpus: { passages: 0, counts: new Map() } };
  const within = withinScope(origin, scope);
  const corpus = await countPhrases(database, [...phrases.keys()], within);
  const lookups = lookupsFor(phrases, within, corpus);
  if (lookups.length === 0) return { candidates: [], corpus };
  const { results } = await database.prepare(CANDIDATES).bind(JSON.stringify(lookups)).all<Candidate>();
  return { candidates: results, corpus };
}

/** What a passage must hold or not hold beside a word. */
interface Within {
  /** Sets the bounds of the scope around an expression. */
  bound(match: string): string;
  /** Finds all that is in it; null: nearly everything is. */
  all: string | null;
}

function withinScope(origin: Origin, scope: Scope): Within {
  const help = quoteTerm(HELP_TERM);
  if (origin === "help") return { bound: (match) => `(${match}) AND ${help}`, all: help };
  if (typeof scope === "string") return { bound: (match) => `(${match}) NOT ${help}`, all: null };
  const tags = scope.tags.map((tag) => quoteTerm(tagTerm(tag))).join(" OR ");
  return { bound: (match) => `(${match}) AND (${tags})`, all: tags };
}

/** Passages of which only the places are known. */
export async function passagesAt(
  database: D1Database,
  places: { documentId: string; position: number }[],
): Promise<Candidate[]> {
  if (places.length === 0) return [];
  const { results } = await database.prepare(BY_PLACE).bind(JSON.stringify(places)).all<Candidate>();
  return results;
}

async function countPhrases(database: D1Database, keys: string[], within: Within): Promise<CountedCorpus> {
  const wanted = keys.map((key) => ({ key, match: within.bound(matchOf(key)) }));
  if (within.all !== null) wanted.push({ key: ALL, match: within.all });
  const { results } = await database
    .prepare(COUNTS)
    .bind(JSON.stringify(wanted))
    .all<{ key: string; found: string; first: number | null; last: number | null }>();
  const first = results[0]?.first ?? 1;
  const rows = (results[0]?.last ?? 0) - first + 1;
  const counts = results.map(({ key, found }): [string, number] => {
    const [count, place] = JSON.parse(found) as [number, number | null];
    const isWhole = count < MOST_POSTINGS || place === null;
    // As many were seen up to there, so about as many a stretch behind it.
    return [key, isWhole ? count : Math.round((count * rows) / (place - first + 1))];
  });
  const known = new Map(counts);
  const passages = known.get(ALL) ?? rows;
  known.delete(ALL);
  return { first, rows, passages, counts: known };
}

function lookupsFor(
  phrases: Wanted["phrases"],
  within: Within,
  { counts, passages, first, rows }: CountedCorpus,
): (Lookup & { last: number })[] {
  const known = [...counts]
    .filter(([, count]) => count > 0)
    .map(([key, count]): Known => {
      const weight = (phrases.get(key) ?? 1) * Math.log(1 + passages / count);
      return { count, weight, match: matchOf(key) };
    })
    .sort((left, right) => left.count - right.count);
  const [rare, common] = divide(known);
  const lookups = rare.length > 0 ? aroundRare(rare, common) : ofCommon(common);
  return lookups.map((lookup) => ({
    ...lookup,
    match: within.bound(lookup.match),
    last: first + Math.ceil(lookup.part * rows),
  }));
}

function matchOf(key: string): string {
  return key.split(" ").map(quoteTerm).join(" AND ");
}

/** Rarest first: those whose passages can all be walked, and the others. */
function divide(known: Known[]): [rare: Known[], common: Known[]] {
  let postings = 0;
  const end = known.findIndex(({ count }) => {
    postings += count;
    return postings > MOST_POSTINGS;
  });
  return end === -1 ? [known, []] : [known.slice(0, end), known.slice(end)];
}

function aroundRare(rare: Known[], common: Known[]): Lookup[] {
  const some = rare.map(({ match }) => `(${match})`).join(" OR ");
  return [
    ...rare.map(({ match, weight }) => ({ match, weight, part: 1 })),
    ...common
      .slice(0, COMMON_TERMS)
      .map(({ match, weight }) => ({ match: `(${match}) AND (${some})`, weight, part: 1 })),
  ];
}

/** The rarest of them with each of the next ones, and some of its passages whatever else they hold. */
function ofCommon([rarest, ...others]: Known[]): Lookup[] {
  if (rarest === undefined) return [];
  const { match, weight, count } = rarest;
  const partOf = (postings: number) => Math.min(1, postings / count);
  return [
    { match, weight, part: partOf(MOST_POSTINGS) },
    ...others.slice(0, COMMON_TERMS).map((other) => ({
      match: `(${match}) AND (${other.match})`,
      weight: weight + other.weight,
      part: partOf(MOST_SKIPPED),
    })),
  ];
}
