// One line of a GFM table: its cells, or the columns of the line of dashes.
import { codeSpans } from "./code-spans.ts";

/** How many columns a line of dashes has (`| --- | :-: |`); 0 when it is none. Both must have a pipe, or it underlines a heading. */
export function columnsOf(line: string): number {
  if (!/^[ \t|:-]+$/.test(line) || !line.includes("|")) return 0;
  const cells = split(line, pipesOf(line, []));
  return cells.every((cell) => /^:?-+:?$/.test(cell)) ? cells.length : 0;
}

/**
 * Cells of a row without its prefix, trimmed, `\|` read as a pipe. GFM splits at a pipe in a code span too, but nobody who
 * writes one means that: such pipes split only where that and nothing else gives the `columns` of the table.
 */
export function cellsOf(row: string, columns: number): string[] {
  const cells = split(row, pipesOf(row, codeSpans(row)));
  if (cells.length === columns || !row.includes("`")) return cells;
  const strict = split(row, pipesOf(row, []));
  return strict.length === columns ? strict : cells;
}

function pipesOf(row: string, spans: { start: number; end: number }[]): number[] {
  const pipes: number[] = [];
  let span = 0;
  for (let index = 0; index < row.length; index += 1) {
    const code = spans[span];
    if (code !== undefined && index === code.start) {
      index = code.end - 1;
      span += 1;
    } else if (row.charAt(index) === "\\") index += 1;
    else if (row.charAt(index) === "|") pipes.push(index);
  }
  return pipes;
}

function split(row: string, pipes: number[]): string[] {
  const cells: string[] = [];
  let start = 0;
  for (const pipe of [...pipes, row.length]) {
    cells.push(row.slice(start, pipe).trim().replaceAll("\\|", "|"));
    start = pipe + 1;
  }
  // Pipes at both ends are only a frame.
  if (cells.length > 1 && cells[0] === "" && row.trimStart().startsWith("|")) cells.shift();
  if (cells.length > 1 && cells.at(-1) === "" && pipes.length > 0) cells.pop();
  return cells;
}
