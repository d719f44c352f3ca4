// Where a text may be cut between two lines, best places first: between blocks, at a fence, at a line's end, in code.
import { isRule, type Line, type Opened, openAfter, scanLines, wordsOf } from "./blocks.ts";

export interface Border extends Opened {
  /** Where the piece before it ends. */
  end: number;
  /** Where the next piece starts. */
  next: number;
}

/** The best border in the text, and the line in which the text ends, for want of one. */
export interface Borders {
  best: Border | null;
  last: Line | null;
}

const BETWEEN_BLOCKS = 0;
const AT_FENCE = 1;
const AT_LINE_END = 2;
const AT_BLANK_CODE = 3;
/** Code, or a line whose indentation would mean something else at the top of a piece. */
const AT_INNER_LINE_END = 4;
/** Better than the middle of a line, but a heading would lose its text or a table its rows. */
const AT_BOUND_LINE_END = 5;
/** Never: it would take a table or a piece of code apart. */
const NOWHERE = 9;

/** Borders with `least <= next` and `end <= most`. The line in which `text` ends may go on: it is not judged by its end. */
export function findBorders(text: string, opened: Opened, least: number, most: number): Borders {
  const found: { best: Border | null; rank: number } = { best: null, rank: NOWHERE };
  const consider = (before: Line, behind: Line | null, gap: boolean) => {
    const rank = rankOf(before, behind, gap);
    const border = borderBetween(before, behind, gap);
    if (border.next < least || border.end > most || rank > found.rank || rank === NOWHERE) return;
    found.best = border;
    found.rank = rank;
  };
  let last: Line | null = null;
  let filled: Line | null = null;
  let gap = false;
  for (const line of scanLines(text, opened)) {
    last = line;
    // The last line's spaces may be those of a blank line, or of words about to come.
    if (line.kind === "blank" && line.next > line.end) gap = true;
    else {
      if (filled !== null) consider(filled, line, gap);
      filled = line;
      gap = false;
    }
  }
  if (filled !== null && filled.next > filled.end) consider(filled, null, gap);
  return { best: found.best, last };
}

function borderBetween(before: Line, behind: Line | null, gap: boolean): Border {
  const { fence, table } = openAfter(before);
  const next = behind?.start ?? before.next;
  return { end: before.end, next, fence, table: gap ? null : table, continues: false };
}

function rankOf(before: Line, behind: Line | null, gap: boolean): number {
  if (before.kind === "opening") return NOWHERE;
  if (before.kind === "code") return rankInCode(before, behind);
  if (before.kind === "header") return NOWHERE;
  if (before.kind === "delimiter" || before.kind === "heading") return AT_BOUND_LINE_END;
  if (behind === null) return rankAtEnd(before, gap);
  const deeper = behind.kind !== "row" && behind.prefix.quotes === 0 && indentOf(behind) >= 4;
  if (gap) return deeper ? AT_LINE_END : BETWEEN_BLOCKS;
  if (behind.kind === "opening" || before.kind === "closing") return AT_FENCE;
  if (!behind.begins && behind.kind === "text" && isRule(wordsOf(behind))) return AT_BOUND_LINE_END;
  if (behind.next === behind.end && mayBeHead(before) && /^[ \t>|:-]*$/.test(behind.text))
    return AT_BOUND_LINE_END;
  return deeper ? AT_INNER_LINE_END : AT_LINE_END;
}

function rankInCode(before: Line, behind: Line | null): number {
  // Code that ended with its quote has no closing line of its own.
  if (behind !== null && behind.fence !== before.fence) return AT_FENCE;
  return before.text.trim() === "" || behind?.text.trim() === "" ? AT_BLANK_CODE : AT_INNER_LINE_END;
}

function rankAtEnd(before: Line, gap: boolean): number {
  if (gap) return BETWEEN_BLOCKS;
  if (before.kind === "closing") return AT_FENCE;
  return mayBeHead(before) ? AT_BOUND_LINE_END : AT_LINE_END;
}

/** The dashes that would make it a table's head may be about to come. */
function mayBeHead(line: Line): boolean {
  return line.kind === "text" && line.text.includes("|");
}

function indentOf(line: Line): number {
  return line.text.length - line.text.trimStart().length;
}
