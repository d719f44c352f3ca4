// The filters of the operator's lists.
import type { LogFilter } from "../../core/message.ts";
import { type AppContext, invalid } from "../context.ts";
import { readSearch } from "../paging.ts";

export const CHANNELS = ["web", "api", "openai", "dingtalk", "feishu", "signed"];
const STATUSES = ["ok", "stopped", "failed"];
const DAY_MS = 24 * 3600 * 1000;

export function readLogFilter(context: AppContext): LogFilter & { q?: string } {
  const filter: Record<string, string | undefined> = {
    q: readSearch(context),
    sessionId: readName(context, "session_id"),
    userId: readName(context, "user_id"),
    channel: readChoice(context, "channel", CHANNELS),
    status: readChoice(context, "status", STATUSES),
    ...readTimes(context),
  };
  return Object.fromEntries(
    Object.entries(filter).filter(([, value]) => value !== undefined && value !== ""),
  );
}

/** `from` is inclusive, `to` exclusive; a date stands for its whole day. */
export function readTimes(context: AppContext): { from?: string; to?: string } {
  const [from, to] = [readTime(context, "from", 0), readTime(context, "to", DAY_MS)];
  return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}

export function readChoice(context: AppContext, name: string, choices: string[]): string | undefined {
  const value = context.req.query(name);
  if (value === undefined || value === "" || choices.includes(value)) return value;
  return invalid("invalid_filter", `${name} must be one of ${choices.join(", ")}.`, name);
}

/** Session ids have at most 64 characters, people's ids of every platform fewer than this. */
const LONGEST_NAME = 200;

export function readName(context: AppContext, name: string): string | undefined {
  const value = context.req.query(name);
  if (value === undefined || value.length <= LONGEST_NAME) return value;
  return invalid("invalid_filter", `${name} must have at most ${LONGEST_NAME} characters.`, name);
}

const ISO_TIME = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;
/** The last moment that sorts as text like all others. */
const LAST_TIME = Date.parse("9999-12-31T23:59:59.999Z");

/** ISO 8601, or a date, which stands for the whole day: `to=2026-01-31` includes the 31st. */
function readTime(context: AppContext, name: string, dayMs: number): string | undefined {
  // An unescaped + of a time zone arrives as a space.
  const value = context.req.query(name)?.replace(" ", "+");
  if (value === undefined || value === "") return undefined;
  const date = value.slice(0, 10);
  const isDate = value === date;
  const time = ISO_TIME.test(value) && isCalendarDate(date) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(time))
    return invalid(
      "invalid_filter",
      `${name} must be ISO 8601, such as 2026-01-31 or 2026-01-31T08:00:00Z.`,
      name,
    );
  return new Date(Math.min(Math.max(isDate ? time + dayMs : time, 0), LAST_TIME)).toISOString();
}

/** Date.parse takes the 30th of February for the 2nd of March. */
function isCalendarDate(date: string): boolean {
  const time = Date.parse(date);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date);
}
