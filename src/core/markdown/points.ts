// Where a line may be cut for want of a line end: behind a sentence, at a space, else between two characters.

const SENTENCE_ENDS = "。！？…!?.";
/** They need a space behind them: full stops also stand in numbers and addresses. */
const LATIN_ENDS = "!?.";
const QUOTE_ENDS = "\"'”’」』》）】〉)]*_~`";

/** What at the top of a piece would be read as a mark: a fence, heading, list, quote, table or rule. */
const MARK = /^(?:[`~>|=]|#{1,6}(?:\s|$)|[-+*_]{3}|[-+*](?:\s|$)|\d{1,9}(?:[.)](?:\s|$)|$))/;
const MARK_LENGTH = 12;
/** As far as a character with all that is joined to it is looked for. */
const LONGEST_CHARACTER = 64;

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Whether the text may begin anew at an index. In code only another fence mark matters. */
export type MayBegin = (text: string, index: number) => boolean;

export const mayBeginWords: MayBegin = (text, index) => {
  const start = skipSpaces(text, index);
  return !MARK.test(text.slice(start, start + MARK_LENGTH));
};

export const mayBeginCode: MayBegin = (text, index) => {
  const character = text.charAt(skipSpaces(text, index));
  return character !== "`" && character !== "~";
};

/** The last end of a sentence in (from, to], with its quotes and brackets; null when there is none. */
export function sentenceEnd(text: string, from: number, to: number): number | null {
  for (let index = to - 1; index > from; index -= 1) {
    const mark = text.charAt(index);
    if (!SENTENCE_ENDS.includes(mark)) continue;
    let end = index + 1;
    while (end <= to && end < text.length && QUOTE_ENDS.includes(text.charAt(end))) end += 1;
    if (end > to || (LATIN_ENDS.includes(mark) && !endsLatin(text, index, end))) continue;
    if (mayBeginWords(text, end)) return end;
  }
  return null;
}

function endsLatin(text: string, mark: number, end: number): boolean {
  // A number before it is one of a list, or the sentence ends in a year: better no border than a torn list.
  return /\s/.test(text.charAt(end)) && !(text.charAt(mark) === "." && /\d/.test(text.charAt(mark - 1)));
}

/** The last place in (from, to] with a space before or behind it; null when there is none. */
export function spaceEnd(text: string, from: number, to: number, mayBegin: MayBegin): number | null {
  for (let index = to; index > from; index -= 1) {
    if ((isSpace(text, index) || isSpace(text, index - 1)) && mayBegin(text, index)) return index;
  }
  return null;
}

/** The last place in (from, to] that takes no character apart, where one is near; else `to`. */
export function characterEnd(text: string, from: number, to: number, mayBegin: MayBegin): number {
  const start = Math.max(from, to - LONGEST_CHARACTER);
  const seen = text.slice(start, to) + beginningAt(text, to);
  const starts = Array.from(segmenter.segment(seen), ({ index }) => start + index);
  // The first one may lie within a character.
  const candidates = starts.filter((index) => index > start && index <= to).reverse();
  return candidates.find((index) => mayBegin(text, index)) ?? candidates[0] ?? to;
}

/** The character at `to`, of which one unit is known, or one that joins what is before it in the same way; empty when unknown. */
function beginningAt(text: string, to: number): string {
  const code = text.charCodeAt(to);
  if (code < 0xd800 || code > 0xdbff) return text.charAt(to);
  // U+1F400 to U+1FBFF hold no mark that joins; other high surrogates but those of Chinese characters may begin one.
  if (code === 0xd83d || code === 0xd83e) return "\u{1f600}";
  return code >= 0xd840 && code <= 0xd87f ? "\u{20000}" : "";
}

function isSpace(text: string, index: number): boolean {
  const character = text.charAt(index);
  return character !== "" && character.trim() === "";
}

function skipSpaces(text: string, index: number): number {
  let start = index;
  while (text.charAt(start) === " " || text.charAt(start) === "\t") start += 1;
  return start;
}
