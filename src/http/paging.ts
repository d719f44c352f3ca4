// `limit` and `cursor` of every list.
import { decodeCursor } from "../core/cursor.ts";
import { type AppContext, invalid } from "./context.ts";

const DEFAULT_LIMIT = 50;
const HIGHEST_LIMIT = 200;

export function readLimit(context: AppContext): number {
  const text = context.req.query("limit");
  if (text === undefined) return DEFAULT_LIMIT;
  const limit = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (limit < 1)
    return invalid("invalid_limit", `limit must be a whole number from 1 to ${HIGHEST_LIMIT}.`, "limit");
  return Math.min(limit, HIGHEST_LIMIT);
}

/** What a cursor of this list says it is of: the list, and what was asked of it. One of another question is refused. */
export function listName(context: AppContext, name: string): string {
  const asked = Object.entries(context.req.query())
    .filter(([key, value]) => key !== "cursor" && key !== "limit" && value !== "")
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return asked.length === 0 ? name : `${name}?${new URLSearchParams(asked)}`;
}

/** The values of the cursor, if they are such as this list gives out; null without a cursor. */
export function readCursor(
  context: AppContext,
  list: string,
  count: number,
  fits: (values: string[]) => boolean = () => true,
): string[] | null {
  const cursor = context.req.query("cursor");
  if (cursor === undefined || cursor === "") return null;
  const values = decodeCursor(list, cursor, count);
  if (values !== null && fits(values)) return values;
  return invalid(
    "invalid_cursor",
    "This cursor is not of this list, or of another question to it. Ask without it.",
    "cursor",
  );
}

/** Search words: undefined when there are none. */
export function readSearch(context: AppContext): string | undefined {
  const words = context.req.query("q");
  if (words === undefined || words.trim() === "") return undefined;
  if (words.length > 200) return invalid("invalid_query", "q must have at most 200 characters.", "q");
  return words;
}
