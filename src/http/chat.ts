// POST /api/chat and its companions: the conversation as the page and other programs see it.
import type { Hono } from "hono";
import { parseCommand } from "../core/command.ts";
import { encodeCursor } from "../core/cursor.ts";
import { statusOf } from "../core/error.ts";
import type { IncomingMessage } from "../core/message.ts";
import type { ChatEvent, HistoryPage, ModelPage, SessionPage } from "../core/wire.ts";
import { EMBEDDED_MODEL, type Services, servicesOf } from "../services.ts";
import { CHAT_BODY_BYTES, limitBody, parseBody, readJson, SMALL_BODY_BYTES } from "./body.ts";
import { type Caller, identifyCaller } from "./caller.ts";
import { type ChatBody, chatRequestSchema, feedbackSchema, SESSION_ID } from "./chat-schema.ts";
import { type AppContext, type AppEnv, invalid, unwrap } from "./context.ts";
import { chooseModel } from "./model-choice.ts";
import { chatConversation } from "./objects.ts";
import { readCursor, readLimit, readSearch } from "./paging.ts";
import { takeTurn } from "./rate-limit.ts";
import { mount } from "./routes.ts";
import { issueSessionId } from "./session-id.ts";

export function mountChat(app: Hono<AppEnv>): void {
  app.use("/api/chat", limitBody(CHAT_BODY_BYTES));
  app.use("/api/chat/*", limitBody(SMALL_BODY_BYTES));
  mount(app, "/api/chat", { GET: listSessions, POST: chat });
  mount(app, "/api/chat/:session_id", { GET: readHistory, DELETE: forgetSession });
  mount(app, "/api/chat/:session_id/stop", { POST: stopAnswer });
  mount(app, "/api/chat/:session_id/feedback", { POST: rateAnswer });
  mount(app, "/api/models", { GET: listModels });
}

async function chat(context: AppContext): Promise<Response> {
  const caller = await identifyCaller(context);
  const request = parseBody(chatRequestSchema, (await readJson(context)).value);
  checkText(context, request);
  const sessionId = request.session_id ?? (await issueSessionId(caller.credential, request.message_id));
  const conversation = chatConversation(context.env, sessionId);
  // A reader whose connection broke asks for an answer again; that is no new message.
  const isKnown = async () =>
    typeof request.message_id === "string" && (await conversation.holds(caller.id, request.message_id));
  await takeTurn(context, caller, isKnown);
  const model = await chooseModel(context, request.model);
  const message = toMessage(context, request, sessionId, caller, model);
  if (request.stream === true || (typeof request.stream !== "boolean" && wantsEvents(context))) {
    const events = unwrap(await conversation.chat(message, context.req.header("last-event-id") ?? null));
    return context.body(events, 200, EVENT_STREAM_HEADERS);
  }
  return answerWith(context, unwrap(await conversation.ask(message)));
}

export const EVENT_STREAM_HEADERS = {
  "Content-Type": "text/event-stream; charset=utf-8",
  "Cache-Control": "no-cache, no-transform",
  "X-Accel-Buffering": "no",
};

function wantsEvents(context: AppContext): boolean {
  return context.req.header("accept")?.includes("text/event-stream") ?? false;
}

function checkText(context: AppContext, request: ChatBody): void {
  const empty = request.message.trim() === "" && (request.images ?? []).length === 0;
  if (empty) invalid("empty_message", "message: must not be empty", "message");
  checkLength(servicesOf(context.env).config, request.message);
}

export function checkLength({ maxMessageCharacters }: Services["config"], message: string): void {
  const tooLong =
    message.length > 2 * maxMessageCharacters ||
    (message.length > maxMessageCharacters && [...message].length > maxMessageCharacters);
  if (tooLong)
    invalid("message_too_long", `message: must have at most ${maxMessageCharacters} characters`, "message");
}

function toMessage(
  context: AppContext,
  request: ChatBody,
  sessionId: string,
  caller: Caller,
  model: string | null,
): IncomingMessage {
  return {
    messageId: request.message_id ?? crypto.randomUUID(),
    sessionId,
    sessionIssued: typeof request.session_id !== "string",
    channel: caller.kind === "visitor" ? "web" : "api",
    owner: caller.id,
    userName: null,
    text: request.message,
    images: request.images ?? [],
    model,
    skipCache: skipsCache(context),
    requestId: context.var.requestId,
    command: (request.images ?? []).length === 0 ? parseCommand(request.message) : null,
    origin: null,
  };
}

export function skipsCache(context: AppContext): boolean {
  return /\bno-(?:cache|store)\b/i.test(context.req.header("cache-control") ?? "");
}

export function answerWith(context: AppContext, event: ChatEvent): Response {
  if (event.event === "error") {
    const status = statusOf(event.data.error);
    return context.json(event.data, status, status === 429 ? { "Retry-After": "10" } : {});
  }
  return context.json(event.data);
}

async function listSessions(context: AppContext): Promise<Response> {
  const caller = await identifyCaller(context);
  const limit = readLimit(context);
  const cursor = readCursor(context, "sessions", 2);
  const q = readSearch(context);
  const rows = await servicesOf(context.env).records.sessions({
    owner: caller.id,
    ...(q !== undefined && { q }),
    before: cursor && { updatedAt: cursor[0] ?? "", name: cursor[1] ?? "" },
    limit: limit + 1,
  });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const answer: SessionPage = {
    sessions: page.map(({ session_id, title, updated_at, pinned }) => ({
      session_id,
      title,
      updated_at,
      pinned,
    })),
    next_cursor: rows.length > limit && last ? encodeCursor("sessions", [last.updated_at, last.name]) : null,
  };
  return context.json(answer);
}

async function readHistory(context: AppContext): Promise<Response> {
  const sessionId = readSessionId(context);
  const caller = await identifyCaller(context);
  const cursor = readCursor(context, `history/${sessionId}`, 1, ([position = ""]) => /^\d+$/.test(position));
  const position = cursor === null ? null : Number(cursor[0]);
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

async function rateAnswer(context: AppContext): Promise<Response> {
  const sessionId = readSessionId(context);
  const caller = await identifyCaller(context);
  const { message_id, rating } = parseBody(feedbackSchema, (await readJson(context)).value);
  await takeTurn(context, caller);
  unwrap(await chatConversation(context.env, sessionId).rate(caller.id, message_id, rating));
  return context.json({ session_id: sessionId, message_id, rating });
}

async function listModels(context: AppContext): Promise<Response> {
  await identifyCaller(context);
  const { model } = servicesOf(context.env).config;
  const answer: ModelPage = {
    data: [
      model === null
        ? { id: EMBEDDED_MODEL, title: "Built-in help", default: true, kind: "embedded" }
        : { id: model.model, title: model.model, default: true, kind: "model" },
    ],
    next_cursor: null,
    assistant: "Clawdbot",
  };
  return context.json(answer);
}

function readSessionId(context: AppContext): string {
  const sessionId = context.req.param("session_id") ?? "";
  if (SESSION_ID.test(sessionId)) return sessionId;
  return invalid("invalid_session_id", "session_id: must be 1 to 64 of A–Z a–z 0–9 . _ : -", "session_id");
}
