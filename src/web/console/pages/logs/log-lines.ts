// Log lines as the page reads them: what they say, and how newer ones join those that are shown.
import type { LogLine } from "../../wire.ts";

/** What has a column of its own. */
const OWN = new Set(["timestamp", "level", "kind", "area", "event", "request_id"]);

function tellFact(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The facts of an event, as `name=value`. */
export function factsOf(line: LogLine): string {
  return Object.entries(line)
    .filter(([name, value]) => !OWN.has(name) && value !== undefined && value !== null)
    .map(([name, value]) => `${name}=${tellFact(value)}`)
    .join("  ");
}

export function textOf(line: LogLine, name: string): string {
  const value = line[name];
  return value === undefined || value === null ? "" : String(value);
}

export function numberOf(line: LogLine, name: string): number | null {
  const value = line[name];
  return typeof value === "number" ? value : null;
}

/** Two lines are the same one when they say the same, to the millisecond. */
function nameOfLine(line: LogLine): string {
  return JSON.stringify(line);
}

/** So many lines are kept in view while following. */
const MOST_LINES = 1000;

export interface Joined {
  lines: LogLine[];
  fresh: number;
}

/** Those that arrived, without what is known, in front of the others. Both newest first. */
export function joinLines(known: readonly LogLine[], arrived: readonly LogLine[]): Joined {
  const names = new Set(known.map(nameOfLine));
  const fresh = arrived.filter((line) => !names.has(nameOfLine(line)));
  return { lines: [...fresh, ...known].slice(0, MOST_LINES), fresh: fresh.length };
}

/** Each line with a key of its own, also where two lines say the same. */
export function keyLines(lines: readonly LogLine[]): { key: string; line: LogLine }[] {
  const seen = new Map<string, number>();
  // From the oldest one: a line keeps its key when newer ones come in front of it.
  return [...lines]
    .reverse()
    .map((line) => {
      const name = nameOfLine(line);
      const count = seen.get(name) ?? 0;
      seen.set(name, count + 1);
      return { key: count === 0 ? name : `${name} ${count}`, line };
    })
    .reverse();
}
