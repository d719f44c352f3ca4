// How much each part of a question tells: the rarer it is among the passages, the more. Pure: the counts are given.
import { keyOf } from "./lexicon.ts";
import type { Question, Unit } from "./question.ts";

export interface Corpus {
  passages: number;
  /** Term, or terms that stand together → in how many passages. */
  counts: ReadonlyMap<string, number>;
}

/** Something of the question, weighed by how rare it is. */
export interface WeighedUnit extends Unit {
  weight: number;
}

/** A word that says little by itself weighs less. */
const WEAK_FACTOR = 0.2;
/** A few documents say little of how common a word is: they are taken for a part of so many passages. */
const LEAST_PASSAGES = 400;

export function weighedUnits({ wordUnits, runUnits }: Question, corpus: Corpus): WeighedUnit[] {
  return [
    ...wordUnits.map((unit) => weighed(unit, corpus)),
    ...runUnits.flatMap((units) => knownCharacters(units.map((unit) => weighed(unit, corpus)))),
  ];
}

function weighed(unit: Unit, corpus: Corpus): WeighedUnit & { isKnown: boolean } {
  const count = countOf(unit, corpus);
  const weight = weightOf(count, corpus.passages) * unit.part * (unit.isWeak ? WEAK_FACTOR : 1);
  return { ...unit, weight, isKnown: count > 0 };
}

/** In how many passages it stands; of what no passage knows, what says the same. */
function countOf({ terms, same }: Unit, { counts }: Corpus): number {
  const own = Math.max(0, ...terms.map((term) => counts.get(term) ?? 0));
  const others = same.map((phrase) => counts.get(keyOf(phrase)) ?? 0);
  return own > 0 ? own : Math.max(0, ...others);
}

/**
 * A character is weighed by the commonest pair that it is part of. Characters of no known pair stand for an unknown word, but one alone
 * between known ones is a verb or particle and weighs nothing.
 */
function knownCharacters(units: (WeighedUnit & { isKnown: boolean })[]): WeighedUnit[] {
  return units.filter(
    ({ isKnown, isWeak }, index) =>
      isKnown || (!isWeak && [units[index - 1], units[index + 1]].some((near) => near?.isKnown === false)),
  );
}

/** Inverse document frequency, as in bm25: the rarer, the more telling; a word that no passage knows, the most. */
function weightOf(count: number, passages: number): number {
  const all = Math.max(passages, count, LEAST_PASSAGES);
  return Math.log(1 + (all - count + 0.5) / (count + 0.5));
}
