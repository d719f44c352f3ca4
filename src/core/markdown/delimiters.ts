// Runs of `*`, `_` and `~~`: which of them CommonMark lets open and close, and which of them are meant as a pair.
import type { Atom } from "./inline.ts";
import { isChinese, isChineseMark } from "./script.ts";

export interface Delimiter {
  start: number;
  end: number;
  /** Whether CommonMark lets it open or close. */
  opens: boolean;
  closes: boolean;
  /** The same, or it would if Chinese punctuation beside it were no obstacle. */
  mayOpen: boolean;
  mayClose: boolean;
  /** It stands within a word. */
  inner: boolean;
}

export interface Pair {
  opener: Delimiter;
  closer: Delimiter;
}

/** Punctuation that ends something: nothing is emphasised from there on. */
const ENDING = /^[，。：；！？、”’」』）》】〉〕,.:;!?)\]}…]/;
const OPENING = /^[“‘「『（《【〈〔([{]/;
const PUNCTUATION = /^[\p{P}\p{S}]/u;

/** Pairs of runs of the same character and length, inner ones first. Runs that pair with nobody are nowhere. */
export function pairsIn(text: string, atoms: Atom[]): Pair[] {
  const pairs: Pair[] = [];
  const open: Delimiter[] = [];
  /** How many openers of each kind wait, so that no closer looks for one in vain. */
  const waiting = new Map<string, number>();
  const kindOf = ({ start, end }: Delimiter) => text.slice(start, end);
  const wait = (run: Delimiter, more: number) =>
    waiting.set(kindOf(run), (waiting.get(kindOf(run)) ?? 0) + more);
  for (const run of runsIn(text, atoms)) {
    const kind = kindOf(run);
    if (run.mayClose && (waiting.get(kind) ?? 0) > 0) {
      let opener = open.pop();
      for (; opener !== undefined && kindOf(opener) !== kind; opener = open.pop()) wait(opener, -1);
      if (opener === undefined) continue;
      wait(opener, -1);
      pairs.push({ opener, closer: run });
    } else if (run.mayOpen) {
      open.push(run);
      wait(run, 1);
    }
  }
  return pairs;
}

function* runsIn(text: string, atoms: Atom[]): Generator<Delimiter, void, void> {
  const marks = /\\[\s\S]|\*+|_+|~+/g;
  let atom = 0;
  for (let found = marks.exec(text); found !== null; found = marks.exec(text)) {
    while ((atoms[atom]?.end ?? text.length + 1) <= found.index) atom += 1;
    const { start, end } = atoms[atom] ?? { start: text.length, end: text.length };
    if (found.index >= start) marks.lastIndex = end;
    else if (isDelimiter(found[0])) yield delimiterAt(text, found.index, marks.lastIndex);
  }
}

/** A single tilde is a range in Chinese (3~5 天); longer runs are nobody's emphasis. */
function isDelimiter(run: string): boolean {
  return run.startsWith("~") ? run.length === 2 : !run.startsWith("\\") && run.length <= 3;
}

function delimiterAt(text: string, start: number, end: number): Delimiter {
  const before = characterBefore(text, start);
  const behind = characterAt(text, end);
  const left = isFlanking(before, behind);
  const right = isFlanking(behind, before);
  const underscore = text.charAt(start) === "_";
  const opens = left && (!underscore || !right || PUNCTUATION.test(before));
  const closes = right && (!underscore || !left || PUNCTUATION.test(behind));
  const inner = isLetter(before) && isLetter(behind);
  // A single mark in Chinese is as often a multiplication sign or a footnote: only where no letter is before it.
  const heavy = end - start > 1;
  const mayOpen = opens || (heavy && isLetter(before) && isMeantAt(before, behind) && !ENDING.test(behind));
  const mayClose = closes || (isLetter(behind) && isMeantAt(behind, before) && !OPENING.test(before));
  return { start, end, opens, closes, mayOpen, mayClose, inner };
}

/** CommonMark's rule, for the side on which `inside` is. */
function isFlanking(outside: string, inside: string): boolean {
  if (isSpace(inside)) return false;
  return !PUNCTUATION.test(inside) || isSpace(outside) || PUNCTUATION.test(outside);
}

/** Punctuation inside, and Chinese on one of the sides. */
function isMeantAt(outside: string, inside: string): boolean {
  return PUNCTUATION.test(inside) && (isChinese(outside) || isChineseMark(inside));
}

function isLetter(character: string): boolean {
  return !isSpace(character) && !PUNCTUATION.test(character);
}

function isSpace(character: string): boolean {
  return character.trim() === "";
}

function characterAt(text: string, index: number): string {
  const code = text.codePointAt(index);
  return code === undefined ? "" : String.fromCodePoint(code);
}

function characterBefore(text: string, index: number): string {
  const pair = characterAt(text, index - 2);
  return index >= 2 && pair.length === 2 ? pair : text.charAt(index - 1);
}
