// The lines of a Markdown text and what each is: code, table, heading or words. One pass, one line of look-ahead.
// Where CommonMark and what a model means differ, the meaning wins: a fence in a list ends only at its closing line,
// however little its code is indented, and indentation alone makes no code (in answers it is a deeper list).
import { furtherPrefix, type Prefix, readPrefix, readQuotes } from "./prefix.ts";
import { cellsOf, columnsOf } from "./rows.ts";

export interface Fence {
  /** What precedes the fence on each of its lines: spaces and quote marks. */
  indent: string;
  marker: string;
  info: string;
  column: number;
  quotes: number;
}

export interface Table {
  /** Header and line of dashes, to be repeated above its rows. */
  head: string;
  columns: number;
  quotes: number;
  pipeFirst: boolean;
}

/** What is open where the reading of a text begins. */
export interface Opened {
  fence: Fence | null;
  table: Table | null;
  /** It begins in the middle of a line, so that its first line is no mark of anything. */
  continues: boolean;
}

export const NOTHING_OPENED: Opened = { fence: null, table: null, continues: false };

export type LineKind =
  | "blank"
  | "opening"
  | "code"
  | "closing"
  | "header"
  | "delimiter"
  | "row"
  | "heading"
  | "text";

export interface Line {
  kind: LineKind;
  /** Without its end. */
  text: string;
  start: number;
  end: number;
  /** Where the next line starts; equal to `end` when the text ends without a line end. */
  next: number;
  prefix: Prefix;
  /** Words that go on with no paragraph before them. */
  begins: boolean;
  /** Of an opening, code or closing line. */
  fence: Fence | null;
  /** Of a header, delimiter or row. */
  table: Table | null;
}

type Bounds = Pick<Line, "text" | "start" | "end" | "next">;

const NO_PREFIX: Prefix = { end: 0, column: 0, quotes: 0, marks: 0 };

export function* scanLines(text: string, opened: Opened = NOTHING_OPENED): Generator<Line, void, void> {
  let { fence, table } = opened;
  let previous: Line | null = null;
  let start = 0;
  while (start < text.length) {
    const bounds = boundsAt(text, start);
    const line: Line =
      opened.continues && start === 0
        ? continuation(bounds, opened)
        : (readCode(bounds, fence) ?? readWords(text, bounds, table, previous));
    yield line;
    ({ fence, table } = openAfter(line));
    previous = line;
    start = line.next;
  }
}

/** What the line leaves open for the one behind it. */
export function openAfter(line: Line): { fence: Fence | null; table: Table | null } {
  return { fence: line.kind === "closing" ? null : line.fence, table: line.table };
}

/** The line's words: what follows its prefix. */
export function wordsOf(line: Line): string {
  return line.text.slice(line.prefix.end);
}

/** `===` or `---` under a heading, or a rule of dashes, stars or underscores. */
export function isRule(words: string): boolean {
  const mark = words.charAt(0);
  if (mark === "" || !"=-*_".includes(mark)) return false;
  let count = 0;
  for (const character of words.trimEnd()) {
    if (character === mark) count += 1;
    else if (character !== " " && character !== "\t") return false;
  }
  return count >= (mark === "*" || mark === "_" ? 3 : 2);
}

export function closesFence(line: string, fence: Fence): boolean {
  const prefix = readQuotes(line, fence.quotes);
  if (prefix.quotes < fence.quotes || prefix.column > fence.column + 3) return false;
  const end = endOfRun(line, prefix.end, fence.marker.charAt(0));
  return end - prefix.end >= fence.marker.length && line.slice(end).trim() === "";
}

function boundsAt(text: string, start: number): Bounds {
  const newline = text.indexOf("\n", start);
  const next = newline === -1 ? text.length : newline + 1;
  let end = newline === -1 ? text.length : newline;
  if (newline > start && text.charAt(end - 1) === "\r") end -= 1;
  return { text: text.slice(start, end), start, end, next };
}

function continuation(bounds: Bounds, { fence, table }: Opened): Line {
  const kind = fence !== null ? "code" : table !== null ? "row" : "text";
  return { ...bounds, kind, prefix: NO_PREFIX, begins: false, fence, table: fence === null ? table : null };
}

function readCode(bounds: Bounds, fence: Fence | null): Line | null {
  if (fence === null) return null;
  const prefix = readQuotes(bounds.text, fence.quotes);
  // A line outside the quote ends the quote and all in it.
  if (prefix.quotes < fence.quotes) return null;
  const kind = closesFence(bounds.text, fence) ? "closing" : "code";
  return { ...bounds, kind, prefix, begins: false, fence, table: null };
}

function readWords(text: string, bounds: Bounds, table: Table | null, previous: Line | null): Line {
  const line: Line = { ...bounds, kind: "text", prefix: NO_PREFIX, begins: false, fence: null, table: null };
  if (bounds.text.trim() === "") return { ...line, kind: "blank" };
  line.prefix = readPrefix(bounds.text);
  if (previous?.kind === "header") return { ...line, kind: "delimiter", table };
  const fence = readFence(bounds.text, line.prefix);
  if (fence !== null) return { ...line, kind: "opening", fence };
  if (isHeading(line)) return { ...line, kind: "heading" };
  if (table !== null && goesOn(line, table)) return { ...line, kind: "row", table };
  const begun = readTable(text, line);
  if (begun !== null) return { ...line, kind: "header", table: begun };
  return { ...line, begins: beginsParagraph(line, previous) };
}

function readFence(line: string, prefix: Prefix): Fence | null {
  const mark = line.charAt(prefix.end);
  if (mark !== "`" && mark !== "~") return null;
  const end = endOfRun(line, prefix.end, mark);
  const info = line.slice(end).trim();
  if (end - prefix.end < 3 || (mark === "`" && info.includes("`"))) return null;
  const marker = line.slice(prefix.end, end);
  const { column, quotes } = prefix;
  return { indent: furtherPrefix(line, prefix), marker, info, column, quotes };
}

function isHeading({ text, prefix }: Line): boolean {
  if (text.charAt(prefix.end) !== "#") return false;
  if (prefix.column > 3 && prefix.quotes + prefix.marks === 0) return false;
  const end = endOfRun(text, prefix.end, "#");
  return end - prefix.end <= 6 && (end === text.length || /[ \t]/.test(text.charAt(end)));
}

/** GFM takes any words directly below for a row. Below rows that begin with a pipe they are meant as words. */
function goesOn(line: Line, table: Table): boolean {
  if (table.pipeFirst && !line.text.includes("|")) return false;
  return line.prefix.quotes === table.quotes && line.prefix.marks === 0 && !isRule(wordsOf(line));
}

function readTable(text: string, line: Line): Table | null {
  if (!line.text.includes("|") || line.next === text.length) return null;
  const dashes = boundsAt(text, line.next).text;
  const prefix = readPrefix(dashes);
  const columns = prefix.quotes === line.prefix.quotes ? columnsOf(dashes.slice(prefix.end)) : 0;
  const words = wordsOf(line);
  if (columns === 0 || cellsOf(words, columns).length !== columns) return null;
  const head = `${furtherPrefix(line.text, line.prefix)}${words}\n${dashes}\n`;
  return { head, columns, quotes: prefix.quotes, pipeFirst: words.startsWith("|") };
}

function beginsParagraph(line: Line, previous: Line | null): boolean {
  if (previous?.kind !== "text" || line.prefix.marks > 0) return true;
  if (previous.prefix.quotes !== line.prefix.quotes || line.prefix.end === line.text.length) return true;
  const [words, before] = [wordsOf(line), wordsOf(previous)];
  // Of all rules only those of dashes can underline, and no item of a list.
  if (isRule(words) && (/^[*_]/.test(words) || previous.prefix.marks > 0)) return true;
  return before === "" || isRule(before);
}

function endOfRun(text: string, start: number, mark: string): number {
  let end = start;
  while (text.charAt(end) === mark) end += 1;
  return end;
}
