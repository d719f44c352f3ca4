// Finds lines, newest first, in those that wait for their file and in the files, opening no more of them than it takes.
import { isAtLeast, LOG_LEVELS, type LogKind, timestampOf } from "../../core/log.ts";

/** Files that one search opens: a Worker may ask its services a thousand things a call, and somebody waits. */
const MOST_FILES = 40;

export interface LogQuery {
  kinds: readonly LogKind[];
  /** At least this level. */
  level?: string;
  /** The area or all below it: `channels` means every channel. */
  area?: string;
  /** Somewhere in the line, in capitals or not. */
  q?: string;
  /** ISO 8601, inclusive. */
  from?: string;
  /** ISO 8601, exclusive. */
  to?: string;
  limit: number;
  position: LogPosition | null;
}

/** Lines up to `timestamp`, of those that bear it all but the first `skip`. */
export interface LogPosition {
  timestamp: string;
  skip: number;
}

interface LogFile {
  key: string;
  start: string;
  end: string;
}

export interface LogSources {
  /** Lines that stand in no file yet. */
  waiting(kind: LogKind): Promise<string[]>;
  /** Newest first. */
  days(kind: LogKind): Promise<string[]>;
  /** The one with the youngest line first. */
  list(kind: LogKind, day: string): Promise<LogFile[]>;
  read(file: LogFile): Promise<string[]>;
}

/** `next`: where to go on; null: there is nothing more. A page may have fewer lines than asked for, and still go on. */
export async function searchLogs(
  sources: LogSources,
  query: LogQuery,
): Promise<{ lines: string[]; next: LogPosition | null }> {
  const fits = lineFilter(query);
  // Before the files are listed: a line that moves meanwhile is met twice, and told once, instead of not at all.
  const waiting = (await Promise.all(query.kinds.map((kind) => sources.waiting(kind)))).flat();
  const known = new Set(waiting);
  const found = waiting.filter(fits);
  const skip = query.position?.skip ?? 0;
  let opened = 0;
  for await (const file of filesOf(sources, query)) {
    const isEnough = found.filter((line) => timestampOf(line) > file.end).length >= query.limit + skip;
    // A moment of which more files than that know is gone through in one call: the next one would begin where this one did.
    if (isEnough || (opened >= MOST_FILES && file.end !== query.position?.timestamp)) {
      const lines = inOrder(found.filter((line) => timestampOf(line) > file.end));
      return page(lines, query, { timestamp: file.end, skip: 0 });
    }
    opened += 1;
    found.push(...(await sources.read(file)).filter((line) => !known.has(line) && fits(line)));
  }
  return page(inOrder(found), query, null);
}

/** Of all kinds together, the one with the youngest line first. */
async function* filesOf(sources: LogSources, query: LogQuery): AsyncGenerator<LogFile> {
  const last = query.position?.timestamp ?? "9";
  const days = new Set((await Promise.all(query.kinds.map((kind) => sources.days(kind)))).flat());
  for (const day of [...days].sort().reverse()) {
    if (day > last || (query.to !== undefined && day > query.to)) continue;
    if (query.from !== undefined && day < query.from.slice(0, 10)) return;
    const lists = await Promise.all(query.kinds.map((kind) => sources.list(kind, day)));
    const files = lists.flat().sort((one, other) => (one.end < other.end ? 1 : -1));
    for (const file of files) {
      const tooYoung = file.start > last || (query.to !== undefined && file.start >= query.to);
      const tooOld = query.from !== undefined && file.end < query.from;
      if (!tooYoung && !tooOld) yield file;
    }
  }
}

/** Lines of one moment in the order of their text, so that every page sees them in the same one. */
function inOrder(lines: string[]): string[] {
  return lines
    .map((line) => ({ line, timestamp: timestampOf(line) }))
    .sort((one, other) => compare(other.timestamp, one.timestamp) || compare(one.line, other.line))
    .map(({ line }) => line);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function page(
  lines: string[],
  { position, limit }: LogQuery,
  rest: LogPosition | null,
): { lines: string[]; next: LogPosition | null } {
  let toSkip = position?.skip ?? 0;
  const left = lines.filter((line) => {
    if (timestampOf(line) !== position?.timestamp || toSkip === 0) return true;
    toSkip -= 1;
    return false;
  });
  const taken = left.slice(0, limit);
  const last = taken.at(-1);
  if (left.length <= limit || last === undefined) return { lines: taken, next: rest };
  const timestamp = timestampOf(last);
  const told = taken.filter((line) => timestampOf(line) === timestamp).length;
  const before = timestamp === position?.timestamp ? (position?.skip ?? 0) : 0;
  return { lines: taken, next: { timestamp, skip: told + before } };
}

function lineFilter(query: LogQuery): (line: string) => boolean {
  const { level, area, from, to, position } = query;
  const least = LOG_LEVELS.find((known) => known === level);
  const words = query.q?.toLowerCase();
  return (line) => {
    const timestamp = timestampOf(line);
    if (position !== null && timestamp > position.timestamp) return false;
    if ((from !== undefined && timestamp < from) || (to !== undefined && timestamp >= to)) return false;
    if (words !== undefined && !line.toLowerCase().includes(words)) return false;
    if (least === undefined && area === undefined) return true;
    const facts = JSON.parse(line) as { level: (typeof LOG_LEVELS)[number]; area?: string };
    const inArea = area === undefined || facts.area === area || facts.area?.startsWith(`${area}.`) === true;
    return inArea && (least === undefined || isAtLeast(facts.level, least));
  };
}
