// What changed between two texts, line by line.

export interface DifferenceLine {
  kind: "same" | "added" | "removed";
  text: string;
}

/** Beyond so many pairs of lines the middle counts as replaced: a page must not stand still over it. */
const MOST_PAIRS = 4_000_000;

export function compareLines(before: readonly string[], after: readonly string[]): DifferenceLine[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  const same = (text: string): DifferenceLine => ({ kind: "same", text });
  return [
    ...before.slice(0, start).map(same),
    ...compareMiddle(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...before.slice(before.length - end).map(same),
  ];
}

function compareMiddle(before: readonly string[], after: readonly string[]): DifferenceLine[] {
  const lines: DifferenceLine[] = [];
  const width = after.length + 1;
  const lengths =
    before.length * after.length > MOST_PAIRS ? new Uint16Array() : commonLengths(before, after);
  const at = (row: number, column: number) => lengths[row * width + column] ?? 0;
  let [row, column] = [0, 0];
  while (row < before.length || column < after.length) {
    const [old, fresh] = [before[row], after[column]];
    if (old !== undefined && old === fresh) {
      lines.push({ kind: "same", text: old });
      row += 1;
      column += 1;
    } else if (old !== undefined && (fresh === undefined || at(row + 1, column) >= at(row, column + 1))) {
      lines.push({ kind: "removed", text: old });
      row += 1;
    } else if (fresh !== undefined) {
      lines.push({ kind: "added", text: fresh });
      column += 1;
    }
  }
  return lines;
}

/** For each pair of places, how many lines from there on are common in this order. */
function commonLengths(before: readonly string[], after: readonly string[]): Uint16Array {
  const width = after.length + 1;
  const lengths = new Uint16Array((before.length + 1) * width);
  for (let row = before.length - 1; row >= 0; row -= 1) {
    for (let column = after.length - 1; column >= 0; column -= 1) {
      const place = row * width + column;
      lengths[place] =
        before[row] === after[column]
          ? (lengths[place + width + 1] ?? 0) + 1
          : Math.max(lengths[place + width] ?? 0, lengths[place + 1] ?? 0);
    }
  }
  return lengths;
}

export type DifferencePart = { kind: "lines"; lines: DifferenceLine[] } | { kind: "gap"; count: number };

/** Without what is the same for long; a few lines around each change stay, so that it is known where it is. */
export function foldSame(lines: readonly DifferenceLine[], around = 3): DifferencePart[] {
  const shown = lines.map((_, index) =>
    lines.slice(Math.max(0, index - around), index + around + 1).some(({ kind }) => kind !== "same"),
  );
  const parts: DifferencePart[] = [];
  lines.forEach((line, index) => {
    const last = parts.at(-1);
    if (shown[index]) {
      if (last?.kind === "lines") last.lines.push(line);
      else parts.push({ kind: "lines", lines: [line] });
    } else if (last?.kind === "gap") last.count += 1;
    else parts.push({ kind: "gap", count: 1 });
  });
  return parts;
}

/** A model file as lines: like its JSON, but texts of several lines as such. */
export function linesOf(value: unknown, indent = ""): string[] {
  if (typeof value !== "object" || value === null) return [`${indent}${JSON.stringify(value)}`];
  return Object.entries(value).flatMap(([name, held]) => {
    const head = `${indent}${Array.isArray(value) ? "-" : `${name}:`}`;
    if (typeof held === "string" && held.includes("\n"))
      return [head, ...held.split("\n").map((line) => `${indent}  ${line}`)];
    if (typeof held === "object" && held !== null) return [head, ...linesOf(held, `${indent}  `)];
    return [`${head} ${typeof held === "string" ? held : JSON.stringify(held)}`];
  });
}
