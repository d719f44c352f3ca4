// A question → what in it can be looked up, and what says the same.
import { normalizeText, pairsOf, piecesOf } from "../core/terms.ts";
import type { Lexicon, Phrase } from "./lexicon.ts";
import { stemOf } from "./stem.ts";
import {
  CHINESE_PARTICLES,
  CHINESE_STOP_WORDS,
  CHINESE_THIN_CHARACTERS,
  CHINESE_WEAK_CHARACTERS,
  ENGLISH_STOP_WORDS,
} from "./stop-words.ts";
import { type Compound, compoundsOf } from "./terms.ts";

/** Something that is asked for: a passage speaks of it when it holds one of the terms, or one of what says the same. */
export interface Unit {
  /** A stem, or the pairs of which a character of Chinese is part. */
  terms: string[];
  /** The word as it was asked; null: a character of Chinese, of which the pairs tell more. */
  text: string | null;
  same: Phrase[];
  /** Where a word of Chinese ends is not known: each of its characters is half a unit. */
  part: 1 | 0.5;
  /** A word that says little by itself. */
  isWeak: boolean;
}

export interface Question {
  /** Stems of its telling English words, each once. */
  words: string[];
  /** What is left of its Chinese without the words of asking: runs of two or more characters, each once. */
  runs: string[];
  /** Those of the words, then those of each run in their order. */
  wordUnits: Unit[];
  runUnits: Unit[][];
  /** Single letters, digits and characters: they only help to tell passages apart that fit alike. */
  minor: string[];
  asksForNumber: boolean;
}

const CHINESE_STOPS = new RegExp([...CHINESE_STOP_WORDS, ...CHINESE_PARTICLES].join("|"), "u");

/** A longer question is a pasted text; its beginning says what it is about. */
const MOST_WORDS = 32;
const MOST_CHARACTERS = 48;
const MOST_MINOR = 8;
const LONGEST_READ = 2_000;
const ASKS_FOR_NUMBER =
  /\b(?:how (?:many|much|long|often|soon|far|old|big)|when|until|deadline)\b|几|多少|多久|多长|多大|多高|什么时候|何时|哪天|哪一天/u;

export function readQuestion(text: string, lexicon: Lexicon): Question {
  const plain = lexicon.simplify(normalizeText(text.slice(0, LONGEST_READ)));
  const words: string[] = [];
  const runs = new Map<string, Phrase[]>();
  let left = MOST_CHARACTERS;
  for (const piece of piecesOf(plain)) {
    if (piece.kind === "word") words.push(piece.text);
    else
      for (const [run, same] of tellingRuns(piece.text.slice(0, Math.max(0, left)), lexicon)) {
        runs.set(run, same);
        left -= run.length;
      }
  }
  const known = unitsOf(words, compoundsOf(plain), lexicon);
  return {
    words: [...known.keys()],
    runs: [...runs.keys()],
    wordUnits: [...known.values()],
    minor: minorOf(plain),
    asksForNumber: ASKS_FOR_NUMBER.test(plain),
    runUnits: [...runs].map(([run, same]) => charactersOf(run, same, lexicon)),
  };
}

function minorOf(plain: string): string[] {
  const signs = [...piecesOf(plain)].flatMap(({ kind, text }) =>
    kind === "word"
      ? /^[b-hj-z\d]$/.test(text)
        ? [text]
        : []
      : text.split(CHINESE_STOPS).filter((part) => [...part].length === 1),
  );
  return [...new Set(signs)].slice(0, MOST_MINOR);
}

/** Stem → unit. */
function unitsOf(words: string[], compounds: Compound[], lexicon: Lexicon): Map<string, Unit> {
  const stems = words.map(stemOf);
  const same = new Map<string, Phrase[]>();
  const add = (stem: string, phrase: Phrase) => same.set(stem, [...(same.get(stem) ?? []), phrase]);
  for (let length = 1; length <= lexicon.longestPhrase; length += 1)
    for (let start = 0; start + length <= stems.length; start += 1) {
      const row = stems.slice(start, start + length);
      for (const phrase of lexicon.sameAs(row)) for (const stem of row) add(stem, phrase);
    }
  for (const { whole, parts } of compounds) {
    for (const phrase of lexicon.sameAs([whole])) add(whole, phrase);
    add(whole, { text: parts.join(" "), terms: parts });
    for (const stem of parts) add(stem, { text: whole, terms: [whole] });
  }
  const telling = words
    .map((text, index) => ({ text, stem: stems[index] ?? text }))
    .filter(({ text }) => isTelling(text));
  const wholes = compounds.map(({ whole }) => ({ text: whole, stem: whole }));
  const units = [...wholes, ...telling].map(({ text, stem }): [string, Unit] => [
    stem,
    { text, terms: [stem], same: same.get(stem) ?? [], part: 1, isWeak: lexicon.isWeak(stem) },
  ]);
  return new Map(units.slice(0, MOST_WORDS));
}

/** A single letter or digit tells nothing. */
function isTelling(word: string): boolean {
  return word.length > 1 && !ENGLISH_STOP_WORDS.has(word);
}

/**
 * Words that something else says too stand for themselves. Single characters that are left over are mostly verbs and particles, and no
 * index of pairs finds them well.
 */
function* tellingRuns(run: string, lexicon: Lexicon): Generator<[string, Phrase[]]> {
  let end = 0;
  for (const { 0: word, index } of run.matchAll(lexicon.chineseWords)) {
    yield* partsOf(run.slice(end, index));
    yield [word, lexicon.sameAsChinese(word)];
    end = index + word.length;
  }
  yield* partsOf(run.slice(end));
}

function partsOf(run: string): [string, Phrase[]][] {
  return run
    .toWellFormed()
    .split(CHINESE_STOPS)
    .filter((part) => [...part].length > 1)
    .map((part) => [part, []]);
}

function charactersOf(run: string, same: Phrase[], lexicon: Lexicon): Unit[] {
  const characters = [...run];
  const pairs = pairsOf(run);
  return characters.map((character, index) => {
    const around = [pairs[index - 1], pairs[index]].filter((pair) => pair !== undefined);
    const thick = same.length > 0 ? around : around.filter((pair) => !isThin(pair));
    const isWeak =
      thick.length === 0 ||
      around.some((pair) => lexicon.isWeak(pair)) ||
      CHINESE_WEAK_CHARACTERS.has(character);
    return { text: null, terms: thick.length > 0 ? thick : around, same, part: 0.5, isWeak };
  });
}

function isThin(pair: string): boolean {
  return [...pair].some((character) => CHINESE_THIN_CHARACTERS.has(character));
}
