// Where the next piece of a cut text really starts: behind blank lines, and in or behind the code or table that was cut.
import { closesFence, type Fence, type Opened, type Table } from "./blocks.ts";
import { readQuotes } from "./prefix.ts";

export interface Place extends Opened {
  at: number;
}

/** What precedes the place was cut off with `opened`; code that was open then has been closed since. */
export function arrive(markdown: string, from: number, opened: Opened): Place {
  let { fence, table } = opened;
  let at = from;
  if (opened.continues) {
    at = skipSpaces(markdown, from);
    const lineEnd = /^\r?\n/.exec(markdown.slice(at, at + 2))?.[0].length ?? 0;
    if (lineEnd === 0) return { at, fence, table, continues: at < markdown.length };
    at += lineEnd;
  }
  while (at < markdown.length) {
    const next = nextLine(markdown, at);
    const line = markdown.slice(at, next);
    if (fence !== null && !isInQuote(line, fence)) fence = null;
    const closes = fence !== null && closesFence(line, fence);
    if (!closes && line.trim() !== "") break;
    if (closes) fence = null;
    table = null;
    at = next;
  }
  if (table !== null && !isRow(markdown.slice(at, nextLine(markdown, at)), table)) table = null;
  return { at, fence, table, continues: false };
}

function skipSpaces(markdown: string, from: number): number {
  let at = from;
  while (markdown.charAt(at) === " " || markdown.charAt(at) === "\t") at += 1;
  return at;
}

function nextLine(markdown: string, at: number): number {
  const newline = markdown.indexOf("\n", at);
  return newline === -1 ? markdown.length : newline + 1;
}

function isInQuote(line: string, fence: Fence): boolean {
  return readQuotes(line, fence.quotes).quotes === fence.quotes;
}

/** Says so from the line's first character: of a line that still grows, the rest would be a guess. */
function isRow(line: string, table: Table): boolean {
  const prefix = readQuotes(line, table.quotes);
  const first = line.charAt(prefix.end);
  if (prefix.quotes !== table.quotes) return false;
  return table.pipeFirst ? first === "|" : !/[#`~>+*=_\d-]/.test(first);
}
