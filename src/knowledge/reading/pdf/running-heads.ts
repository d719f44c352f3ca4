// What is printed on every page: page numbers, running heads and feet. It parts sentences and answers no question.
import type { Line } from "./lines.ts";

/** A heading at the top of a page is larger; chapters may begin there, and differ in their numbers only. */
const LARGEST = 1.1;
/** How many lines at either end of a page may be such. */
const LINES_AT_END = 2;
const PAGE_NUMBER =
  /^[-–—\s]*(?:page|p\.|第)?\s*\d{1,4}\s*(?:页|頁)?\s*(?:(?:of|\/|，|共|\|)\s*(?:共)?\s*\d{1,4}\s*(?:页|頁)?)?[-–—\s]*$/i;

export function withoutRunningHeads(pages: Line[][]): Line[][] {
  if (pages.length < 2) return pages;
  const counts = new Map<string, number>();
  for (const lines of pages) {
    for (const key of new Set(endsOf(lines).map(keyOf))) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const enough = Math.max(3, 0.4 * pages.length);
  return pages.map((lines) => {
    const heads = new Set(
      endsOf(lines).filter((line) => PAGE_NUMBER.test(line.text) || (counts.get(keyOf(line)) ?? 0) >= enough),
    );
    return lines.filter((line) => !heads.has(line));
  });
}

function endsOf(lines: Line[]): Line[] {
  const sizes = lines.map(({ size }) => size).sort((one, other) => one - other);
  const usual = sizes[Math.floor(sizes.length / 2)] ?? 0;
  const sorted = [...lines].sort((one, other) => other.y - one.y);
  const ends = [...sorted.slice(0, LINES_AT_END), ...sorted.slice(-LINES_AT_END)];
  return ends.filter(({ size }) => size <= LARGEST * usual);
}

/** The number of the page differs, the place does not. */
function keyOf({ text, y }: Line): string {
  return `${Math.round(y / 4)} ${text.replace(/\d+/g, "#").trim()}`;
}
