// GET /api/admin/logs: lines of the access log and the app log, newest first, from files and from what waits for its file.
import type { Hono } from "hono";
import { encodeCursor } from "../../core/cursor.ts";
import { LOG_AREAS, LOG_KINDS, LOG_LEVELS, type LogKind } from "../../core/log.ts";
import { DAY_MS } from "../../core/retention.ts";
import { servicesOf } from "../../services.ts";
import type { AppContext, AppEnv } from "../context.ts";
import { allLogKeepers } from "../objects.ts";
import { listName, readCursor, readLimit, readSearch } from "../paging.ts";
import { mount } from "../routes.ts";
import { readChoice, readTimes } from "./admin-query.ts";

/** As many days are named without asking which there are. */
const MOST_DAYS = 40;

export function mountLogs(app: Hono<AppEnv>): void {
  mount(app, "/api/admin/logs", { GET: listLines });
}

async function listLines(context: AppContext): Promise<Response> {
  const { logFiles, searchLogs } = servicesOf(context.env);
  const list = listName(context, "logs");
  const kind = readChoice(context, "kind", [...LOG_KINDS]);
  const [level, area, q] = [
    readChoice(context, "level", [...LOG_LEVELS]),
    readChoice(context, "area", [...LOG_AREAS, "channels"]),
    readSearch(context),
  ];
  const times = readTimes(context);
  // Asked once: how far the files went belongs to the lines that were waiting then.
  const asked = new Map<LogKind, ReturnType<typeof waitingLines>>();
  const waiting = (name: LogKind) => {
    const known = asked.get(name) ?? waitingLines(context, name);
    asked.set(name, known);
    return known;
  };
  const [timestamp, skip] = readCursor(context, list, 2, isPosition) ?? [];
  const { lines, next } = await searchLogs(
    {
      waiting: async (name) => (await waiting(name)).lines,
      days: async (name) => daysOf(context, name, times, (await waiting(name)).newestInFiles),
      list: (name, day) => logFiles.list(name, day),
      read: (file) => logFiles.read(file),
    },
    {
      kinds: LOG_KINDS.filter((known) => !kind || known === kind),
      ...(level && { level }),
      ...(area && { area }),
      ...(q && { q }),
      ...times,
      limit: readLimit(context),
      position: timestamp === undefined ? null : { timestamp, skip: Number(skip) },
    },
  );
  return context.json({
    data: lines.map((line) => JSON.parse(line) as unknown),
    next_cursor: next === null ? null : encodeCursor(list, [next.timestamp, next.skip]),
  });
}

async function waitingLines(
  context: AppContext,
  kind: LogKind,
): Promise<{ lines: string[]; newestInFiles: string }> {
  const shards = await Promise.all(allLogKeepers(context.env).map((keeper) => keeper.waiting(kind)));
  return {
    lines: shards.flatMap(({ text }) => text.split("\n")).filter((line) => line !== ""),
    newestInFiles: shards.reduce(
      (newest, shard) => (shard.newestInFiles > newest ? shard.newestInFiles : newest),
      "",
    ),
  };
}

/** Newest first. Who follows the log asks every two seconds: what cannot be in a file costs no look into the bucket. */
async function daysOf(
  context: AppContext,
  kind: LogKind,
  { from, to }: { from?: string; to?: string },
  newestInFiles: string,
): Promise<string[]> {
  const { logFiles, now } = servicesOf(context.env);
  if (from === undefined) return logFiles.days(kind);
  if (newestInFiles < from) return [];
  const first = Date.parse(from.slice(0, 10));
  const last = Math.min(Date.parse(to ?? "9999-12-31"), now() + DAY_MS);
  if (last - first > MOST_DAYS * DAY_MS) return logFiles.days(kind);
  const days: string[] = [];
  for (let day = first; day <= last; day += DAY_MS) days.unshift(new Date(day).toISOString().slice(0, 10));
  return days;
}

function isPosition([timestamp, skip]: string[]): boolean {
  return !Number.isNaN(Date.parse(timestamp ?? "")) && /^\d{1,6}$/.test(skip ?? "");
}
