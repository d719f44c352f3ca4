// A question → what in it can be looked up, and the expression that finds passages with any of it.
import { pairsOf, piecesOf, quoteTerm } from "../core/terms.ts";
import { stemOf } from "./stem.ts";
import { CHINESE_PARTICLES, CHINESE_STOP_WORDS, ENGLISH_STOP_WORDS } from "./stop-words.ts";

export interface Question {
  /** Stems of its telling English words, each once. */
  words: string[];
  /** What is left of its Chinese without the words of asking: runs of two or more characters, each once. */
  runs: string[];
  /** Every term of the above as it stands in the index, each once. */
  terms: string[];
}

const CHINESE_STOPS = new RegExp([...CHINESE_STOP_WORDS, ...CHINESE_PARTICLES].join("|"), "u");

/** A longer question is a pasted text; its first terms say what it is about. */
const MOST_TERMS = 64;

export function readQuestion(text: string): Question {
  const words = new Set<string>();
  const runs = new Set<string>();
  const terms = new Set<string>();
  for (const piece of piecesOf(text)) {
    if (terms.size >= MOST_TERMS) break;
    if (piece.kind === "word") {
      const stem = stemOf(piece.text);
      if (!isTelling(piece.text)) continue;
      words.add(stem);
      terms.add(stem);
      continue;
    }
    for (const run of tellingRuns(piece.text.slice(0, MOST_TERMS * 2))) {
      runs.add(run);
      for (const pair of pairsOf(run)) terms.add(pair);
    }
  }
  return { words: [...words], runs: [...runs], terms: [...terms] };
}

/** A single letter or digit tells nothing. */
function isTelling(word: string): boolean {
  return word.length > 1 && !ENGLISH_STOP_WORDS.has(word);
}

/** Single characters that are left over are mostly verbs and particles, and no index of pairs finds them well. */
function tellingRuns(run: string): string[] {
  return run
    .toWellFormed()
    .split(CHINESE_STOPS)
    .filter((part) => [...part].length > 1);
}

/** An FTS5 expression for passages that hold any term; null when there is none. */
export function matchAny(question: Question): string | null {
  return question.terms.length === 0 ? null : question.terms.map(quoteTerm).join(" OR ");
}
