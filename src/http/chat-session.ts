// One conversation at /api/chat/:session_id: what its holder reads, changes and ends.
import type { Hono } from "hono";
import { encodeCursor } from "../core/cursor.ts";
import type { HistoryPage } from "../core/wire.ts";
import { limitBody, parseBody, readJson, SMALL_BODY_BYTES } from "./body.ts";
import { identifyCaller } from "./caller.ts";
import { feedbackSchema, SESSION_ID, sessionChangeSchema, versionSchema } from "./chat-schema.ts";
import { type AppContext, type AppEnv, invalid, unwrap } from "./context.ts";
import { chatConversation } from "./objects.ts";
import { readCursor, readLimit } from "./paging.ts";
import { takeTurn } from "./rate-limit.ts";
import { mount } from "./routes.ts";

export function mountChatSession(app: Hono<AppEnv>): void {
  app.use("/api/chat/*", limitBody(SMALL_BODY_BYTES));
  mount(app, "/api/chat/:session_id", { GET: readHistory, PATCH: changeSession, DELETE: forgetSession });
  mount(app, "/api/chat/:session_id/stop", { POST: stopAnswer });
  mount(app, "/api/chat/:session_id/version", { POST: showVersion });
  mount(app, "/api/chat/:session_id/feedback", { POST: rateAnswer });
}

async function readHistory(context: AppContext): Promise<Response> {
  const sessionId = readSessionId(context);
  const caller = await identifyCaller(context);
  const position = readPosition(context, `history/${sessionId}`);
  const conversation = chatConversation(context.env, sessionId);
  const { messages, next } = unwrap(await conversation.history(caller.id, readLimit(context), position));
  const answer: HistoryPage = {
    session_id: sessionId,
    messages,
    next_cursor: next === null ? null : encodeCursor(`history/${sessionId}`, [next]),
  };
  return context.json(answer);
}

async function forgetSession(context: AppContext): Promise<Response> {
  const sessionId = readSessionId(context);
  const caller = await identifyCaller(context);
  unwrap(await chatConversation(context.env, sessionId).forget(caller.id));
  return context.body(null, 204);
}

async function stopAnswer(context: AppContext): Promise<Response> {
  const sessionId = readSessionId(context);
  const caller = await identifyCaller(context);
  const messageId = unwrap(await chatConversation(context.env, sessionId).stop(caller.id));
  return context.json({ session_id: sessionId, message_id: messageId, stopped: messageId !== null });
}

async function showVersion(context: AppContext): Promise<Response> {
  const sessionId = readSessionId(context);
  const caller = await identifyCaller(context);
  const { message_id } = parseBody(versionSchema, (await readJson(context)).value);
  await takeTurn(context, caller);
  unwrap(await chatConversation(context.env, sessionId).show(caller.id, message_id));
  return context.json({ session_id: sessionId, message_id });
}

async function changeSession(context: AppContext): Promise<Response> {
  const sessionId = readSessionId(context);
  const caller = await identifyCaller(context);
  const { title, pinned } = parseBody(sessionChangeSchema, (await readJson(context)).value);
  if (title === undefined && pinned === undefined)
    invalid("invalid_value", "Send title, pinned or both.", "title");
  await takeTurn(context, caller);
  const wish = { ...(title !== undefined && { title }), ...(pinned !== undefined && { pinned }) };
  const changed = unwrap(await chatConversation(context.env, sessionId).change(caller.id, wish));
  return context.json({ session_id: sessionId, ...changed });
}

async function rateAnswer(context: AppContext): Promise<Response> {
  const sessionId = readSessionId(context);
  const caller = await identifyCaller(context);
  const { message_id, rating } = parseBody(feedbackSchema, (await readJson(context)).value);
  await takeTurn(context, caller);
  unwrap(await chatConversation(context.env, sessionId).rate(caller.id, message_id, rating));
  return context.json({ session_id: sessionId, message_id, rating });
}

/** Where in a conversation the page before began; null without a cursor. */
export function readPosition(context: AppContext, list: string): number | null {
  const cursor = readCursor(context, list, 1, ([position = ""]) => /^\d{1,15}$/.test(position));
  return cursor === null ? null : Number(cursor[0]);
}

export function readSessionId(context: AppContext): string {
  const sessionId = context.req.param("session_id") ?? "";
  if (SESSION_ID.test(sessionId)) return sessionId;
  return invalid("invalid_session_id", "session_id: must be 1 to 64 of A–Z a–z 0–9 . _ : -", "session_id");
}
