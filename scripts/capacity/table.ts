// A table for a page and for a terminal.

export interface Table {
  head: string[];
  rows: string[][];
}

export function markdown({ head, rows }: Table): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

export function aligned({ head, rows }: Table): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((cells) => widthOf(cells[column] ?? ""))));
  return all
    .map((cells) =>
      cells
        .map((cell, column) => padded(cell, widths[column] ?? 0, column > 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** Numbers stand at the right. */
export function padded(cell: string, width: number, isBehind: boolean): string {
  const space = " ".repeat(Math.max(0, width - widthOf(cell)));
  return isBehind && /^[~≈]?[$\d.,–-]/.test(cell) ? space + cell : cell + space;
}

/** A Chinese character is two columns wide. */
export function widthOf(text: string): number {
  return [...text].reduce(
    (width, character) => width + (/[\u2e80-\u9fff\uff00-\uff60]/u.test(character) ? 2 : 1),
    0,
  );
}
