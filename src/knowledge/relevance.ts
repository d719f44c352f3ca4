// How much of a question a passage speaks of, and which passages are worth showing. Pure: the counts are given.
import type { Language } from "../core/language.ts";
import { passageTerms } from "./passage-terms.ts";
import type { Question } from "./question.ts";

export interface Passage {
  documentId: string;
  title: string;
  url: string | null;
  heading: string;
  text: string;
  language: Language;
}

export interface Candidate extends Passage {
  /** FTS5's bm25: the more negative, the better. */
  bm25: number;
  /** Place in its document, from 0. */
  position: number;
}

export interface Corpus {
  passages: number;
  /** Term → in how many passages it occurs. */
  counts: ReadonlyMap<string, number>;
}

export interface RankedPassage extends Passage {
  /** Part of the question that the passage covers, 0 to 1, by the weight of its words. */
  share: number;
  score: number;
}

/** Below this a passage shares words with the question but does not speak of it. Found by trying questions. */
const LEAST_SHARE = 0.55;

/** A word of the title is what the whole document is about. */
const TITLE_FACTOR = 1.5;

/** A question that names the document's subject and nothing else is answered by how the document begins. */
const LEAD_FACTOR = 3;
const NOTHING: ReadonlySet<string> = new Set();

/** The fitting ones, best first; those in the asked language before all others. */
export function rankPassages(
  question: Question,
  candidates: Candidate[],
  corpus: Corpus,
  language: Language,
): RankedPassage[] {
  return candidates
    .map((candidate) => scored(question, candidate, corpus))
    .filter((passage) => passage.share >= LEAST_SHARE)
    .sort(
      (left, right) =>
        Number(right.language === language) - Number(left.language === language) || right.score - left.score,
    );
}

function scored(question: Question, candidate: Candidate, corpus: Corpus): RankedPassage {
  const { documentId, title, url, heading, text, language } = candidate;
  const titleTerms = termsOf(title);
  const share = coveredShare(question, termsOf(`${title}\n${heading}\n${text}`), titleTerms, corpus);
  const leads = candidate.position === 0 && coveredShare(question, NOTHING, titleTerms, corpus) === 1;
  const score = -candidate.bm25 * share * (leads ? LEAD_FACTOR : 1);
  return { documentId, title, url, heading, text, language, share, score };
}

function termsOf(text: string): ReadonlySet<string> {
  return new Set(passageTerms(text).split(" "));
}

/** The weight of what the passage holds of the question by the weight of the whole question; at most 1. */
export function coveredShare(
  question: Question,
  passage: ReadonlySet<string>,
  title: ReadonlySet<string>,
  corpus: Corpus,
): number {
  const units = [
    ...question.words.map((word) => wordUnit(word, corpus)),
    ...question.runs.flatMap((run) => runUnits(run, corpus)),
  ];
  let covered = 0;
  let all = 0;
  for (const { weight, terms } of units) {
    all += weight;
    if (terms.some((term) => title.has(term))) covered += weight * TITLE_FACTOR;
    else if (terms.some((term) => passage.has(term))) covered += weight;
  }
  return all === 0 ? 0 : Math.min(1, covered / all);
}

/** Something of the question that a passage speaks of or not: it does when it holds one of the terms. */
interface Unit {
  weight: number;
  terms: string[];
}

function wordUnit(word: string, corpus: Corpus): Unit {
  return { weight: weightOf(corpus.counts.get(word) ?? 0, corpus.passages), terms: [word] };
}

/**
 * Where one Chinese word ends and the next begins is not known, so a run is weighed by its characters: each is worth half
 * of the commonest pair that it is part of. Characters of no known pair stand for an unknown word, but one alone between
 * known ones is a verb or particle and weighs nothing.
 */
function runUnits(run: string, corpus: Corpus): Unit[] {
  const characters = [...run];
  const units = characters.map((_, index) => {
    const terms = pairsAt(characters, index);
    const count = Math.max(0, ...terms.map((term) => corpus.counts.get(term) ?? 0));
    return { known: count > 0, weight: weightOf(count, corpus.passages) / 2, terms };
  });
  return units.filter(
    ({ known }, index) => known || [units[index - 1], units[index + 1]].some((near) => near?.known === false),
  );
}

function pairsAt(characters: string[], index: number): string[] {
  return [index - 1, index].flatMap((start) => {
    const [first, second] = [characters[start], characters[start + 1]];
    return first === undefined || second === undefined ? [] : [first + second];
  });
}

/** Inverse document frequency, as in bm25: the rarer, the more telling; a word that no passage knows, the most. */
function weightOf(count: number, passages: number): number {
  return Math.log(1 + (Math.max(passages, count) - count + 0.5) / (count + 0.5));
}
