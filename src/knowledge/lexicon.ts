// What is known of words in general: which traditional characters are which simplified ones, which words say the same, and which say
// little by themselves. It only serves the reading of questions and the judging of passages, except for the characters.
import { normalizeText, pairsOf, piecesOf } from "../core/terms.ts";
import { stemOf } from "./stem.ts";
import { createSimplify, type Simplify } from "./terms.ts";

/** A word or several, as the index has them: a passage says it when it holds all of its terms. */
export interface Phrase {
  text: string;
  terms: string[];
}

/** By this a phrase is counted. */
export function keyOf({ terms }: Pick<Phrase, "terms">): string {
  return terms.join(" ");
}

export interface Lexicon {
  simplify: Simplify;
  /** A stem, or a word of Chinese. */
  isWeak(word: string): boolean;
  /** What says the same as these stems in a row; none: nothing is known. */
  sameAs(stems: string[]): Phrase[];
  /** How many stems in a row `sameAs` may know. */
  longestPhrase: number;
  /** Words of Chinese that something else says too, where they stand in a run. */
  chineseWords: RegExp;
  sameAsChinese(word: string): Phrase[];
}

/** As they stand in the files of `data/`. */
export interface LexiconTexts {
  /** Pairs of characters, separated by white space. */
  simplified: string;
  /** A group a line, separated by commas. */
  synonyms: string;
  /** Separated by white space. */
  weakWords: string;
}

const NOTHING = /(?!)/gu;
const CHINESE = /^\p{Script=Han}+$/u;

export function createLexicon({ simplified, synonyms, weakWords }: LexiconTexts): Lexicon {
  const simplify = createSimplify(simplified);
  const weak = new Set(weakWords.split(/\s+/).map((word) => stemOf(simplify(word))));
  const groups = synonyms
    .trim()
    .split("\n")
    .map((line) => line.split(",").map((text) => phraseOf(simplify(normalizeText(text.trim())))));
  const same = new Map<string, Set<Phrase>>();
  for (const group of groups)
    for (const phrase of group.filter(({ terms }) => terms.length > 0)) {
      const known = same.get(nameOf(phrase)) ?? new Set();
      for (const other of group) if (nameOf(other) !== nameOf(phrase)) known.add(other);
      same.set(nameOf(phrase), known);
    }
  const chinese = [...same.keys()].filter((key) => CHINESE.test(key) && key.length > 1);
  chinese.sort((left, right) => right.length - left.length);
  return {
    simplify,
    isWeak: (word) => weak.has(word),
    sameAs: (stems) => [...(same.get(stems.join(" ")) ?? [])],
    longestPhrase: Math.max(1, ...[...same.keys()].map((key) => key.split(" ").length)),
    chineseWords: chinese.length === 0 ? NOTHING : new RegExp(chinese.join("|"), "gu"),
    sameAsChinese: (word) => [...(same.get(word) ?? [])],
  };
}

function phraseOf(text: string): Phrase {
  const terms = [...piecesOf(text)].flatMap((piece) =>
    piece.kind === "word" ? [stemOf(piece.text)] : pairsOf(piece.text),
  );
  return { text, terms };
}

function nameOf({ text, terms }: Phrase): string {
  return CHINESE.test(text) ? text : terms.join(" ");
}
