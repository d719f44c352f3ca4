// Tables for clients that show none, or only a few.
import { type Line, wordsOf } from "./blocks.ts";
import { chunksOf } from "./chunks.ts";
import { plainWords } from "./plain-words.ts";
import { furtherPrefix } from "./prefix.ts";
import { cellsOf } from "./rows.ts";
import { hasChinese } from "./script.ts";
import { columnsWide, padTo } from "./width.ts";

interface TableText {
  header: string[];
  rows: string[][];
  /** Stands directly below words. */
  follows: boolean;
}

/** Wider columns are not filled: one long cell would multiply by all rows. */
const WIDEST_COLUMN = 40;

/** All tables but the first `keep` become code, its columns in line. */
export function tablesToCode(markdown: string, keep: number): string {
  let count = 0;
  return mapTables(markdown, (table) => {
    count += 1;
    return count > keep ? codeLines(table) : null;
  });
}

/** Each row becomes an item: `- **first**: second`, or `- **first**: header = cell, header = cell`. */
export function tablesToLists(markdown: string): string {
  return mapTables(markdown, listLines);
}

/** `change` gives the lines that take a table's place; null leaves it. */
function mapTables(markdown: string, change: (table: TableText) => string[] | null): string {
  let changed = "";
  let table: Line[] = [];
  let above: Line | null = null;
  const finish = (below: Line | null) => {
    const [first] = table;
    if (first === undefined) return;
    const end = table.at(-1)?.next ?? first.next;
    const written = rewritten(first, table, above, change);
    changed += written ?? markdown.slice(first.start, end);
    if (!changed.endsWith("\n") && markdown.charAt(end - 1) === "\n") changed += "\n";
    if (written !== null && below !== null && joins(below, first)) changed += gapIn(first);
    above = table.at(-1) ?? null;
    table = [];
  };
  for (const chunk of chunksOf(markdown)) {
    const [first] = chunk;
    if (first.table === null || first.kind === "header") finish(first);
    if (first.table !== null) {
      table.push(first);
      continue;
    }
    above = chunk.at(-1) ?? first;
    changed += markdown.slice(first.start, above.next);
  }
  finish(null);
  return changed;
}

/** Words directly below would be read as the last item's. */
function joins(below: Line, head: Line): boolean {
  return below.kind === "text" && below.prefix.marks === 0 && below.prefix.quotes === head.prefix.quotes;
}

function gapIn(head: Line): string {
  return `${furtherPrefix(head.text, head.prefix).trimEnd()}\n`;
}

function rewritten(
  head: Line,
  lines: Line[],
  above: Line | null,
  change: (table: TableText) => string[] | null,
): string | null {
  const columns = head.table?.columns ?? 0;
  const [header = [], ...rows] = lines
    .filter(({ kind }) => kind !== "delimiter")
    .map((line) => cellsOf(wordsOf(line), columns));
  const written = change({ header, rows, follows: above?.kind === "text" && head.prefix.marks === 0 });
  if (written === null) return null;
  const own = head.text.slice(0, head.prefix.end);
  const further = furtherPrefix(head.text, head.prefix);
  return written.map((line, index) => ((index === 0 ? own : further) + line).trimEnd()).join("\n");
}

function codeLines({ header, rows }: TableText): string[] {
  const cells = [header, ...rows].map((row) => row.map((cell) => flat(plainWords(cell))));
  const widths = header.map(() => 3);
  let fence = "```";
  for (const row of cells) {
    for (const [column, cell] of row.entries()) {
      const width = Math.min(WIDEST_COLUMN, columnsWide(cell));
      if (width > (widths[column] ?? width)) widths[column] = width;
      for (const [run] of cell.matchAll(/`+/g)) if (run.length >= fence.length) fence = `${run}\``;
    }
  }
  const lines = cells.map((row) => row.map((cell, column) => padTo(cell, widths[column] ?? 0)).join(" | "));
  const rule = widths.map((width) => "-".repeat(width)).join("-|-");
  return [fence, lines[0] ?? "", rule, ...lines.slice(1), fence];
}

function listLines({ header, rows, follows }: TableText): string[] {
  const chinese = [header, ...rows].some((row) => row.some(hasChinese));
  const [colon, comma] = chinese ? ["：", "，"] : [": ", ", "];
  const items = rows.map((row) => `- ${itemOf(row.map(flat), header, colon, comma)}`);
  const titles = header.map(flat).filter((title) => title !== "");
  // With three columns and more each item says its titles; a table without rows has nothing else.
  const said = header.length > 2 && rows.length > 0;
  const intro = said || titles.length === 0 ? [] : [titles.join(header.length === 2 ? colon : comma)];
  const gap = intro.length > 0 && items.length > 0 ? [""] : [];
  return [...(follows ? [""] : []), ...intro, ...gap, ...items];
}

function itemOf(cells: string[], header: string[], colon: string, comma: string): string {
  const name = cells[0] ?? "";
  if (header.length === 1) return cells.join(comma);
  const values = cells.slice(1).map((cell, index) => {
    const title = header.length > 2 ? flat(header[index + 1] ?? "") : "";
    return cell === "" || title === "" ? cell : `${title} = ${cell}`;
  });
  const value = values.filter((text) => text !== "").join(comma);
  return name === "" || value === "" ? strong(name) + value : strong(name) + colon + value;
}

function strong(cell: string): string {
  const text = /[:：]$/.test(cell) ? cell.slice(0, -1).trimEnd() : cell;
  return text === "" || /\*\*|__/.test(text) ? text : `**${text}**`;
}

function flat(cell: string): string {
  return cell.replace(/<br\s*\/?>/gi, " ").replaceAll("\n", " ");
}
