// /api/admin/conversations: what was asked and answered, exported and erased.
import type { Hono } from "hono";
import { encodeCursor } from "../../core/cursor.ts";
import { timeOf } from "../../core/identifier.ts";
import type { Erasure } from "../../core/message.ts";
import { servicesOf } from "../../services.ts";
import { SESSION_ID } from "../chat-schema.ts";
import { type AppContext, type AppEnv, invalid } from "../context.ts";
import { allRecorders, backupKeeper, chatObjectName } from "../objects.ts";
import { listName, readCursor, readLimit } from "../paging.ts";
import { mount } from "../routes.ts";
import { readLogFilter, readName } from "./admin-query.ts";
import { exportConversations } from "./export.ts";

/** Conversations that one call erases: a Worker on the free plan has a thousand calls to its own services. */
const MOST_OBJECTS = 400;

const PLATFORMS = ["feishu", "dingtalk"] as const;

export function mountConversations(app: Hono<AppEnv>): void {
  mount(app, "/api/admin/conversations", { GET: listConversations, DELETE: eraseConversations });
  mount(app, "/api/admin/conversations/export", { GET: exportConversations });
}

async function listConversations(context: AppContext): Promise<Response> {
  const limit = readLimit(context);
  const list = listName(context, "conversations");
  const before = readCursor(context, list, 1, ([id]) => timeOf(id ?? "") !== null)?.[0] ?? null;
  const rows = await servicesOf(context.env).records.list({
    ...readLogFilter(context),
    before,
    limit: limit + 1,
  });
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  return context.json({
    data,
    next_cursor: rows.length > limit && last ? encodeCursor(list, [last.id]) : null,
  });
}

/**
 * Reaches the conversations' objects, rows on their way to D1, and D1. While D1 does not answer, what can be reached without
 * it is erased all the same, and the caller learns to ask again.
 */
async function eraseConversations(context: AppContext): Promise<Response> {
  const target = readTarget(context);
  const { records } = servicesOf(context.env);
  // Counted first: the objects see to D1 as well, in their own time.
  const [listed] = await Promise.allSettled([
    Promise.all([records.objectNames(target, MOST_OBJECTS), records.count(target)]),
  ]);
  const [known, rows] = listed.status === "fulfilled" ? listed.value : [[], 0];
  const userId = target.userId ?? null;
  if (userId !== null)
    await Promise.all([
      ...allRecorders(context.env).map((recorder) => recorder.erase(userId)),
      ...PLATFORMS.map((platform) => context.env.ACCOUNTS.getByName(platform).forget(userId)),
    ]);
  const abandoned: string[] = [];
  for (const name of new Set([...known, ...chatNames(target)]))
    if (!(await context.env.CONVERSATIONS.getByName(name).erase(userId))) abandoned.push(name);
  if (listed.status === "rejected") throw listed.reason;
  // Each object sees to its own rows; the rest goes with the call that meets the last ones.
  const complete = known.length < MOST_OBJECTS;
  if (complete) await records.erase(target);
  else if (abandoned.length > 0) await records.eraseAbandoned(target, abandoned);
  const backups = await backupKeeper(context.env).holding();
  return context.json({ erased: { conversations: known.length, rows }, complete, backups });
}

/** A conversation whose first turn is still on its way to D1 is found by its name. */
function chatNames(target: Erasure): string[] {
  const { sessionId } = target;
  return sessionId !== undefined && SESSION_ID.test(sessionId) ? [chatObjectName(sessionId)] : [];
}

function readTarget(context: AppContext): Erasure {
  const sessionId = readName(context, "session_id") ?? "";
  const userId = readName(context, "user_id") ?? "";
  if ((sessionId === "") === (userId === "")) {
    return invalid("invalid_erasure", "Name either session_id or user_id: whose rows are to be erased.");
  }
  return sessionId === "" ? { userId } : { sessionId };
}
