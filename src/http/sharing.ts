// Conversations that their holders showed to others: who has the address may read them as they were then.
import type { Hono } from "hono";
import { encodeCursor } from "../core/cursor.ts";
import { NO_SUCH_SHARE, type SharedConversation } from "../core/sharing.ts";
import type { Share, SharedPage } from "../core/wire.ts";
import { servicesOf } from "../services.ts";
import { identifyCaller, randomHex, requireGuest } from "./caller.ts";
import { readPosition, readSessionId } from "./chat-session.ts";
import { type AppContext, type AppEnv, refuse, unwrap } from "./context.ts";
import { chatConversation, chatObjectName } from "./objects.ts";
import { readLimit } from "./paging.ts";
import { takeTurn } from "./rate-limit.ts";
import { mount } from "./routes.ts";

export function mountSharing(app: Hono<AppEnv>): void {
  mount(app, "/api/chat/:session_id/share", { GET: tellShare, POST: share, DELETE: unshare });
  mount(app, "/api/shared/:token", { GET: readShared });
}

async function tellShare(context: AppContext): Promise<Response> {
  const sessionId = readSessionId(context);
  const caller = await identifyCaller(context);
  const shared = unwrap(await chatConversation(context.env, sessionId).shared(caller.id));
  return context.json({ share: shared && toShare(context, shared) });
}

async function share(context: AppContext): Promise<Response> {
  const sessionId = readSessionId(context);
  const caller = await identifyCaller(context);
  await takeTurn(context, caller);
  const conversation = chatConversation(context.env, sessionId);
  const { shares } = servicesOf(context.env);
  const shared = unwrap(await conversation.share(caller.id, randomHex()));
  // Behind the conversation's own word: an address that leads nowhere yet is made good by asking again.
  await shares.keep(shared.token, chatObjectName(sessionId));
  // Closed or forgotten meanwhile, it would leave behind what was written only now.
  const still = await conversation.shared(caller.id);
  if (!still.ok || still.value?.token !== shared.token) await shares.drop(shared.token);
  if (unwrap(still)?.token !== shared.token) refuse(NO_SUCH_SHARE);
  return context.json(toShare(context, shared), 201);
}

async function unshare(context: AppContext): Promise<Response> {
  const sessionId = readSessionId(context);
  const caller = await identifyCaller(context);
  await takeTurn(context, caller);
  unwrap(await chatConversation(context.env, sessionId).unshare(caller.id));
  return context.body(null, 204);
}

function toShare(context: AppContext, { token, sharedAt }: SharedConversation): Share {
  const url = new URL(`/s/${token}`, context.req.url).href;
  return { url, shared_at: new Date(sharedAt).toISOString() };
}

async function readShared(context: AppContext): Promise<Response> {
  await requireGuest(context);
  const token = context.req.param("token") ?? "";
  const limit = readLimit(context);
  const position = readPosition(context, `shared/${token}`);
  const name = TOKEN.test(token) ? await servicesOf(context.env).shares.find(token) : null;
  if (name === null) return refuse(NO_SUCH_SHARE);
  const part = unwrap(await context.env.CONVERSATIONS.getByName(name).readShared(token, limit, position));
  const page: SharedPage = {
    title: part.title,
    shared_at: new Date(part.sharedAt).toISOString(),
    messages: part.messages,
    next_cursor: part.next === null ? null : encodeCursor(`shared/${token}`, [part.next]),
  };
  return context.json(page);
}

const TOKEN = /^[0-9a-f]{32}$/;
