// A conversation as its holder reads it: pages of messages, the newest first, each page in the order of time.
import type { HistoryMessage } from "../core/wire.ts";
import type { TurnPath } from "./turn-path.ts";
import { type TurnRow, toHistory } from "./turn-row.ts";

export interface HistoryPart {
  messages: HistoryMessage[];
  /** Where the next page ends; null: this one holds the beginning. */
  next: number | null;
}

/** UTF-16 units of text in one page: an answer of a Durable Object has at most 32 MiB. */
const LONGEST_PAGE = 2_000_000;

/** At most `limit` messages up to turn `end`, before `position` (2 × seq, + 1 for an answer). */
export function readHistory(
  path: TurnPath,
  end: number,
  limit: number,
  position: number | null,
): HistoryPart {
  const before = position ?? Number.MAX_SAFE_INTEGER;
  const messages = newestTurns(turnsBefore(path, end, position), limit)
    .reverse()
    .flatMap((row) =>
      toHistory(row, path.versions(row)).map((message, index) => ({
        message,
        position: row.seq * 2 + index,
      })),
    )
    .filter((entry) => entry.position < before);
  const page = messages.slice(-limit);
  const [first] = page;
  const next = first !== undefined && hasBefore(path, first.position) ? first.position : null;
  return { messages: page.map((entry) => entry.message), next };
}

function turnsBefore(path: TurnPath, end: number, position: number | null): Generator<TurnRow> {
  if (position === null) return path.upFrom(end);
  // Of a turn whose answer began the page before, the question is left.
  return position % 2 === 1 ? path.upFrom((position - 1) / 2) : path.before(position / 2);
}

/** Enough turns for so many messages, but no more text than a page may have. */
function newestTurns(turns: Generator<TurnRow>, messages: number): TurnRow[] {
  const rows: TurnRow[] = [];
  let left = LONGEST_PAGE;
  let found = 0;
  for (const row of turns) {
    left -= row.text.length + row.reply.length + (row.sources?.length ?? 0);
    // One more than asked for: of the first turn the answer may stand behind the position.
    if (rows.length > 0 && (left < 0 || found > messages)) break;
    rows.push(row);
    found += row.state === "pending" ? 1 : 2;
  }
  return rows;
}

function hasBefore(path: TurnPath, position: number): boolean {
  return position % 2 === 1 || path.before(position / 2).next().done !== true;
}
