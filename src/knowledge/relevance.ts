// How much of a question a passage speaks of, and which passages are worth showing. Pure: the counts are given.
import type { Language } from "../core/language.ts";
import { type Field, fieldOf } from "./field-terms.ts";
import type { ContextualQuestion } from "./follow-up.ts";
import type { Question, Unit } from "./question.ts";
import { isNearlySpelled } from "./spelling.ts";
import { stemOf } from "./stem.ts";
import type { Simplify } from "./terms.ts";
import { type Corpus, type WeighedUnit, weighedUnits } from "./unit-weights.ts";

export interface Candidate {
  documentId: string;
  title: string;
  url: string | null;
  heading: string;
  text: string;
  language: Language;
  /** Place in its document, from 0. */
  position: number;
}

export interface RankedPassage extends Candidate {
  /** Part of the question that the passage covers, 0 to 1, by the weight of its words. */
  share: number;
  score: number;
  matched: { term: string; weight: number }[];
}

/** Below this a passage shares words with the question but does not speak of it. Found by trying questions. */
export const LEAST_SHARE = 0.54;

/** A single sign of the question that a passage holds, in the weight of a word. */
const MINOR_WEIGHT = 1;
/** Who asks how many or when looks for a number. */
const NUMBER_FACTOR = 1.15;
/** What was asked before says what it is about, not what is asked. */
export const EARLIER_FACTOR = 0.5;
const FOLLOW_UP_FACTOR = 0.85;
/** A question that names the document's subject and nothing else is answered by how the document begins. */
const LEAD_FACTOR = 3;
/** A word in the heading or the title counts like so many in the text. */
const IN_HEADING = 3;
const IN_TITLE = 2;
/** As in bm25: how fast a word said again adds less, and how much that depends on the length, in characters. */
const SATURATION = 1.2;
const LENGTH_SHARE = 0.5;
const USUAL_LENGTH = 500;
/** What only says the same covers a little less. */
export const SAME_FACTOR = 0.9;

export interface Judging {
  question: ContextualQuestion;
  corpus: Corpus;
  /** That of the question. */
  language: Language;
  /** How much a passage in that language is preferred. */
  languageFactor: number;
  simplify: Simplify;
}

/** Best first, whether they fit or not. */
export function rankPassages(candidates: Candidate[], judging: Judging): RankedPassage[] {
  const { question, corpus } = judging;
  const own = weighedUnits(withSpellings(question.own, candidates, corpus), corpus);
  const earlier = question.earlier === null ? [] : weighedUnits(question.earlier, corpus);
  const units = [...own, ...earlier.map((unit) => ({ ...unit, weight: unit.weight * EARLIER_FACTOR }))];
  const ranked = candidates
    .map((candidate) => scored(candidate, units, judging))
    .sort((left, right) => right.score - left.score);
  if (earlier.length === 0) return ranked;
  // What it changes in the question before is the smaller part: to speak of the rest is enough.
  const eased = ranked.map((passage) => ({
    ...passage,
    share: Math.min(1, passage.share / FOLLOW_UP_FACTOR),
  }));
  if (eased.some(({ share }) => share >= LEAST_SHARE)) return eased;
  // It leads to something new: then it stands for itself.
  return rankPassages(candidates, { ...judging, question: { own: question.own, earlier: null } });
}

/** A word that no passage knows may be a slip of the finger for one that a candidate holds. */
function withSpellings(question: Question, candidates: Candidate[], corpus: Corpus): Question {
  const isUnknown = ({ terms: [term = ""] }: Unit) => !corpus.counts.get(term) && /^[a-z]+$/.test(term);
  if (!question.wordUnits.some(isUnknown)) return question;
  const texts = candidates.map(({ title, heading, text }) => `${title} ${heading} ${text}`.toLowerCase());
  const words = new Set(texts.flatMap((text) => text.match(/[a-z]{4,}/g) ?? []).map(stemOf));
  const wordUnits = question.wordUnits.map((unit) => {
    if (!isUnknown(unit)) return unit;
    const near = [...words].filter((word) => isNearlySpelled(unit.terms[0] ?? "", word));
    return { ...unit, same: [...unit.same, ...near.map((word) => ({ text: word, terms: [word] }))] };
  });
  return { ...question, wordUnits };
}

function scored(candidate: Candidate, units: WeighedUnit[], judging: Judging): RankedPassage {
  const { title, heading, text, language } = candidate;
  const fields = {
    title: fieldOf(title, judging.simplify),
    heading: fieldOf(heading, judging.simplify),
    text: fieldOf(text, judging.simplify),
    length: text.length,
  };
  const judged = judge(units, fields);
  const { minor, asksForNumber } = judging.question.own;
  const details = minor.filter((sign) => fields.text([sign]) > 0).length * MINOR_WEIGHT;
  const isNamed = units.every((unit) => countsOf(unit, fields.title) > 0);
  const factor =
    (candidate.position === 0 && isNamed && units.length > 0 ? LEAD_FACTOR : 1) *
    (language === judging.language ? judging.languageFactor : 1) *
    (asksForNumber && /\d/.test(text) ? NUMBER_FACTOR : 1);
  return { ...candidate, ...judged, score: (judged.score + details) * judged.share * factor };
}

interface Fields {
  title: Field;
  heading: Field;
  text: Field;
  /** Of the text, UTF-16 units. */
  length: number;
}

/** `share`: the weight of what the passage holds of the question by the weight of the whole question. */
function judge(units: WeighedUnit[], fields: Fields) {
  const matched = new Map<string, number>();
  const slowness = SATURATION * (1 - LENGTH_SHARE + (LENGTH_SHARE * fields.length) / USUAL_LENGTH);
  let [held, all, score] = [0, 0, 0];
  for (const unit of units) {
    const { weight, text, terms, same } = unit;
    all += weight;
    const found = [
      ...terms.map((term) => ({ text: text ?? term, terms: [term], factor: 1 })),
      ...same.map((phrase) => ({ ...phrase, factor: SAME_FACTOR })),
    ]
      .map((phrase) => ({ ...phrase, often: oftenIn(phrase.terms, fields) }))
      .filter(({ often }) => often > 0);
    const [first] = found;
    if (first === undefined) continue;
    const often = Math.max(...found.map((phrase) => phrase.often));
    held += weight * first.factor;
    score += (weight * first.factor * often) / (often + slowness);
    matched.set(first.text, (matched.get(first.text) ?? 0) + weight);
  }
  return {
    share: all === 0 ? 0 : held / all,
    score,
    matched: [...matched]
      .map(([term, weight]) => ({ term, weight: Math.round(weight * 100) / 100 }))
      .sort((left, right) => right.weight - left.weight),
  };
}

function oftenIn(terms: string[], { title, heading, text }: Fields): number {
  return text(terms) + (heading(terms) > 0 ? IN_HEADING : 0) + (title(terms) > 0 ? IN_TITLE : 0);
}

function countsOf({ terms, same }: Unit, field: Field): number {
  return Math.max(...terms.map((term) => field([term])), ...same.map((phrase) => field(phrase.terms)));
}
