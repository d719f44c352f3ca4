// POST /api/chat and its companions: the conversation as the page and other programs see it.
import type { Hono } from "hono";
import { parseCommand } from "../core/command.ts";
import { encodeCursor } from "../core/cursor.ts";
import { statusOf } from "../core/error.ts";
import type { IncomingMessage } from "../core/message.ts";
import type { ChatEvent, SessionPage } from "../core/wire.ts";
import { type Services, servicesOf } from "../services.ts";
import { CHAT_BODY_BYTES, limitBody, parseBody, readJson } from "./body.ts";
import { type Caller, channelOf, identifyCaller } from "./caller.ts";
import { type ChatBody, chatRequestSchema } from "./chat-schema.ts";
import { type AppContext, type AppEnv, invalid, unwrap } from "./context.ts";
import { chooseModel } from "./model-choice.ts";
import { chatConversation } from "./objects.ts";
import { readCursor, readLimit, readSearch } from "./paging.ts";
import { takeTurn } from "./rate-limit.ts";
import { mount } from "./routes.ts";
import { issueSessionId } from "./session-id.ts";

export function mountChat(app: Hono<AppEnv>): void {
  app.use("/api/chat", limitBody(CHAT_BODY_BYTES));
  mount(app, "/api/chat", { GET: listSessions, POST: chat });
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
  const model = await chooseModel(context, caller, request.model);
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
    channel: channelOf(caller),
    owner: caller.id,
    userName: null,
    text: request.message,
    images: request.images ?? [],
    model,
    ...(typeof request.instead_of === "string" && { insteadOf: request.instead_of }),
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
  const cursor = readCursor(context, "sessions", 3);
  const q = readSearch(context);
  const rows = await servicesOf(context.env).records.sessions({
    owner: caller.id,
    ...(q !== undefined && { q }),
    before: cursor && { pinned: cursor[0] === "1", updatedAt: cursor[1] ?? "", name: cursor[2] ?? "" },
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
    next_cursor:
      rows.length > limit && last
        ? encodeCursor("sessions", [last.pinned ? 1 : 0, last.updated_at, last.name])
        : null,
  };
  return context.json(answer);
}
