// Emphasis that CommonMark leaves literal in Chinese: `**注意：**请` closes only with a space behind it, which nobody writes.
import { mapWords } from "./chunks.ts";
import { type Delimiter, type Pair, pairsIn } from "./delimiters.ts";
import { applyEdits, type Edit } from "./edits.ts";
import { type Atom, scanInline } from "./inline.ts";

const OPENERS = "“‘「『（《【〈〔(";
const CLOSERS = "”’」』）》】〉〕)";
const MOVABLE = /[，。：；！？、…—·,.:;!?“”‘’「」『』（）《》【】〈〉〔〕()\s]/;
/** More punctuation than anybody puts at a word's end, and further than it keeps its partner from it. */
const MOST_MOVED = 8;
const NEAR = 200;

/**
 * Punctuation at the inner edges of `**…**`, `__…__`, `~~…~~` and `*…*` moves outward where the marks would not work otherwise, with
 * both quotes or brackets around all of it; what cannot move (code, a link, a bracket's half) gets a space beside the marks.
 */
export function mendStrong(markdown: string): string {
  return mapWords(markdown, (words) => (/[*_~]/.test(words) ? mend(words) : words));
}

function mend(words: string): string {
  const { atoms } = scanInline(words);
  const edits = pairsIn(words, atoms).flatMap((pair) => editsOf(words, atoms, pair));
  return applyEdits(words, edits);
}

function editsOf(words: string, atoms: Atom[], { opener, closer }: Pair): Edit[] {
  if (opener.opens && closer.closes) return [];
  // A single mark is too often none: one side at least must be beyond doubt.
  if (closer.end - closer.start === 1 && opener.inner) return [];
  const inside = { start: opener.end, end: closer.start };
  if (!holdsLetter(words, inside.start, inside.end)) return [];
  const moved = narrow(words, atoms, inside, !opener.opens, !closer.closes);
  const before = words.slice(inside.start, moved.start);
  const behind = words.slice(moved.end, inside.end);
  const openerSpace = !opener.opens && before === "" ? " " : "";
  const closerSpace = !closer.closes && behind === "" ? " " : "";
  return [
    { start: opener.start, end: moved.start, text: before + openerSpace + mark(words, opener) },
    { start: moved.end, end: closer.end, text: mark(words, closer) + closerSpace + behind },
  ];
}

/** Looks near both ends only: marks in marks in marks would have the same punctuation read for each of them. */
function holdsLetter(words: string, start: number, end: number): boolean {
  const ends =
    words.slice(start, Math.min(end, start + NEAR)) + words.slice(Math.max(start, end - NEAR), end);
  return /[^\p{P}\p{S}\s]/u.test(ends);
}

/** What stays inside: less the punctuation at the edges that fail, less brackets that hold all the rest. */
function narrow(
  words: string,
  atoms: Atom[],
  inside: { start: number; end: number },
  fromStart: boolean,
  fromEnd: boolean,
): { start: number; end: number } {
  let { start, end } = inside;
  for (let count = 0; fromEnd && count < MOST_MOVED && end - start > 1; count += 1) {
    const character = words.charAt(end - 1);
    if (!MOVABLE.test(character) || words.charAt(end - 2) === "\\" || isInAtom(atoms, end - 1)) break;
    const partner = CLOSERS.includes(character) ? partnerOf(words, start, end - 1) : -1;
    if (partner > start || OPENERS.includes(character)) break;
    if (partner === start) start += 1;
    end -= 1;
  }
  for (let count = 0; fromStart && start === inside.start + count && count < MOST_MOVED; count += 1) {
    if (!OPENERS.includes(words.charAt(start)) || isInAtom(atoms, end - 1)) break;
    if (partnerOf(words, start, end - 1) !== start) break;
    start += 1;
    end -= 1;
  }
  return start < end ? { start, end } : inside;
}

/** Index of the bracket or quote that the one at `at` closes; -1 when it is not near. */
function partnerOf(words: string, from: number, at: number): number {
  const closer = words.charAt(at);
  const opener = OPENERS.charAt(CLOSERS.indexOf(closer));
  if (opener === "") return -1;
  let depth = 0;
  for (let index = at; index >= from && at - index < NEAR; index -= 1) {
    const character = words.charAt(index);
    if (character === closer) depth += 1;
    else if (character === opener) depth -= 1;
    if (depth === 0) return index;
  }
  return -1;
}

function isInAtom(atoms: Atom[], index: number): boolean {
  let low = 0;
  let high = atoms.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((atoms[middle]?.end ?? 0) > index) high = middle;
    else low = middle + 1;
  }
  return (atoms[low]?.start ?? index + 1) <= index;
}

function mark(words: string, { start, end }: Delimiter): string {
  return words.slice(start, end);
}
