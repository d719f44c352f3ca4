// What stands before a line's own words: quote marks, list marks and the spaces around them.

export interface Prefix {
  /** Where the line's own words begin. */
  end: number;
  /** The same, in columns. */
  column: number;
  quotes: number;
  /** List marks. */
  marks: number;
}

const TAB_COLUMNS = 4;

/** All of a line's prefix, however deep; a lone mark at the line's end counts too. */
export function readPrefix(line: string): Prefix {
  const prefix: Prefix = { end: 0, column: 0, quotes: 0, marks: 0 };
  for (;;) {
    skipSpaces(line, prefix);
    const mark = line.charAt(prefix.end) === ">" ? 0 : listMarkLength(line, prefix.end);
    if (line.charAt(prefix.end) === ">") prefix.quotes += 1;
    else if (mark > 0) prefix.marks += 1;
    else return prefix;
    prefix.end += mark || 1;
    prefix.column += mark || 1;
  }
}

/** Spaces and at most `most` quote marks: all that can precede a line of code. */
export function readQuotes(line: string, most: number): Prefix {
  const prefix: Prefix = { end: 0, column: 0, quotes: 0, marks: 0 };
  skipSpaces(line, prefix);
  while (prefix.quotes < most && line.charAt(prefix.end) === ">") {
    prefix.quotes += 1;
    prefix.end += 1;
    prefix.column += 1;
    skipSpaces(line, prefix);
  }
  return prefix;
}

/** The prefix of further lines of the same block: list marks become spaces. */
export function furtherPrefix(line: string, prefix: Prefix): string {
  const own = line.slice(0, prefix.end);
  return prefix.marks === 0 ? own : own.replace(/[^>\s]/g, " ");
}

function skipSpaces(line: string, prefix: Prefix): void {
  for (;;) {
    const character = line.charAt(prefix.end);
    if (character !== " " && character !== "\t") return;
    prefix.end += 1;
    prefix.column += character === "\t" ? TAB_COLUMNS : 1;
  }
}

/** Length of `-`, `*`, `+`, `1.` or `1)` with a space or nothing behind it; 0 for anything else. */
function listMarkLength(line: string, at: number): number {
  let end = at;
  // CommonMark: at most nine digits.
  while (end - at < 9 && isDigit(line.charAt(end))) end += 1;
  const mark = line.charAt(end);
  if (!(end === at ? "-+*" : ".)").includes(mark) || mark === "") return 0;
  const behind = line.charAt(end + 1);
  return behind === "" || behind === " " || behind === "\t" ? end + 1 - at : 0;
}

function isDigit(character: string): boolean {
  return character >= "0" && character <= "9";
}
