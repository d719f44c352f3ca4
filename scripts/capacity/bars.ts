// A queue as text: its loads, how long it takes, and a bar that shows where it bends.
import type { Language } from "../../src/core/language.ts";
import { duration, plain } from "./numbers.ts";
import { QUEUE_NAMES, UNIT_NAMES } from "./resource-words.ts";
import type { Queue } from "./simulation/queues.ts";
import { padded, widthOf } from "./table.ts";

const LONGEST = 30;

export function queueLines({ id, unit, points, knee }: Queue, language: Language): string[] {
  const { name, seconds } = QUEUE_NAMES[id];
  const head = [UNIT_NAMES[unit][language], language === "en" ? "median" : "中位数", "p99"];
  const times = points.map(({ p99 }) => p99);
  const [least, most] = [Math.min(...times), Math.max(...times)];
  const rows = points.map(({ load, median, p99 }) => [
    plain(load),
    duration(median, language),
    duration(p99, language),
    // By powers: what takes ten times as long is longer by one step, or nothing but the last one could be seen.
    `${"█".repeat(1 + Math.round((LONGEST * Math.log(p99 / least)) / Math.log(most / least || 2)))}${load === knee ? KNEE[language] : ""}`,
  ]);
  const widths = head.map((title, column) =>
    Math.max(widthOf(title), ...rows.map((cells) => widthOf(cells[column] ?? ""))),
  );
  const line = (cells: string[]) =>
    cells.map((cell, column) => (column < 3 ? right(cell, widths[column] ?? 0) : cell)).join("  ");
  const colon = language === "en" ? ": " : "：";
  return [`${name[language]}${colon}${seconds[language]}`, line([...head, ""]).trimEnd(), ...rows.map(line)];
}

const KNEE = { en: "  ← knee", zh: "  ← 拐点" };

function right(cell: string, width: number): string {
  return padded("", width - widthOf(cell), false) + cell;
}
