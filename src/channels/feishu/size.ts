// How many bytes an answer takes inside a card at most, whatever form it is written in. Judged by the text as it came, because it
// must only ever grow with it: what was rendered shrinks when an image's data or a table's head is complete, and a card that was
// full would have room again after it was sent.
import { jsonLength } from "../../core/markdown/bytes.ts";
import { columnsWide } from "../../core/markdown/width.ts";

/** Columns are filled up to this width where a table becomes code. */
const WIDEST_COLUMN = 40;
/** Two fences and their line ends. */
const FENCES = 24;
/** Between two cells stands ` | `. */
const SEPARATOR = 2;

/** What each mark may add: lowered headings, links with a label in place of images, spaces beside emphasis, broken mentions. */
const ADDED: [mark: RegExp, bytes: number][] = [
  [/^[ \t>*+\d.)-]*#/gm, 4],
  [/^[ \t>]*[=-]/gm, 6],
  [/!\[|<img/gi, 24],
  [/[*_~]/g, 1],
  // Whether it is a mention, only the next character tells; the bound would shrink at `<atom`.
  [/<\/?at/gi, 3],
];

/** The card stands in the request as a text in a text, so quotes, backslashes and line ends count up to four bytes each. */
export function cardBytes(markdown: string): number {
  let bytes = jsonLength(JSON.stringify(markdown)) + tableBytes(markdown);
  for (const [mark, added] of ADDED) bytes += added * countOf(markdown, mark);
  return bytes;
}

function countOf(text: string, mark: RegExp): number {
  return text.match(mark)?.length ?? 0;
}

/** Every run of lines with a bar counts as a table: whether it is one is known only from its second line on. */
function tableBytes(markdown: string): number {
  if (!markdown.includes("|")) return 0;
  let bytes = 0;
  let rows: number[][] = [];
  for (const line of [...markdown.split("\n"), ""]) {
    if (line.includes("|"))
      rows.push(line.split("|").map((cell) => Math.min(WIDEST_COLUMN, columnsWide(cell))));
    else if (rows.length > 0) {
      bytes += fillingOf(rows);
      rows = [];
    }
  }
  return bytes;
}

/** What it takes to fill all cells, those that are missing too, to the width of their columns. */
function fillingOf(rows: number[][]): number {
  const widths: number[] = [];
  for (const row of rows)
    for (const [column, width] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, width);
  const full = widths.reduce((sum, width) => sum + width + SEPARATOR, 0);
  const own = rows.reduce((sum, row) => sum + row.reduce((width, cell) => width + cell, 0), 0);
  return FENCES + full * rows.length - own;
}
