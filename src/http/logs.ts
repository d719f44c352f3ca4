// GET /api/admin/logs: lines of the access log and the app log, newest first, from files and from what waits for its file.
import type { Hono } from "hono";
import { encodeCursor } from "../core/cursor.ts";
import { LOG_AREAS, LOG_KINDS, LOG_LEVELS } from "../core/log.ts";
import { servicesOf } from "../services.ts";
import { readChoice, readTimes } from "./admin-query.ts";
import type { AppContext, AppEnv } from "./context.ts";
import { allLogKeepers } from "./objects.ts";
import { listName, readCursor, readLimit, readSearch } from "./paging.ts";
import { mount } from "./routes.ts";

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
  const [timestamp, skip] = readCursor(context, list, 2, isPosition) ?? [];
  const { lines, next } = await searchLogs(
    {
      waiting: async (name) => {
        const texts = await Promise.all(allLogKeepers(context.env).map((keeper) => keeper.waiting(name)));
        return texts.flatMap((text) => text.split("\n")).filter((line) => line !== "");
      },
      days: (name) => logFiles.days(name),
      list: (name, day) => logFiles.list(name, day),
      read: (file) => logFiles.read(file),
    },
    {
      kinds: LOG_KINDS.filter((known) => !kind || known === kind),
      ...(level && { level }),
      ...(area && { area }),
      ...(q && { q }),
      ...readTimes(context),
      limit: readLimit(context),
      position: timestamp === undefined ? null : { timestamp, skip: Number(skip) },
    },
  );
  return context.json({
    data: lines.map((line) => JSON.parse(line) as unknown),
    next_cursor: next === null ? null : encodeCursor(list, [next.timestamp, next.skip]),
  });
}

function isPosition([timestamp, skip]: string[]): boolean {
  return !Number.isNaN(Date.parse(timestamp ?? "")) && /^\d{1,6}$/.test(skip ?? "");
}
