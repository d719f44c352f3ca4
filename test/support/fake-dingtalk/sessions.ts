// `POST /robot/sendBySession`: the session webhook, which needs no token, lives for a while, and says no in HTTP 200.
import { type Incoming, type Reply, refuse, refuseOld, succeed } from "./call.ts";
import { readSessionName, type SessionName } from "./session-name.ts";
import { readWebhookBody } from "./webhook-body.ts";
import type { World } from "./world.ts";

/** Which sessions are over: those of a chat, those of a name, or all. */
export interface Expiry {
  chat?: string;
  name?: string;
  /** Both answers were met in the wild. */
  as?: "errcode" | "http500";
}

export function sessionChats(world: World, incoming: Incoming): string[] {
  const session = sessionOf(incoming);
  if (session === null) return [];
  if (session.staffId !== null) world.messages.link(session.conversationId, session.staffId);
  return [session.staffId ?? session.conversationId];
}

export function sendBySession(world: World, incoming: Incoming): Reply {
  const session = sessionOf(incoming);
  const [chat] = sessionChats(world, incoming);
  if (session === null || chat === undefined) return refuseOld(300001, "session not exist");
  const over = expiryOf(world, session, chat);
  if (over === "http500") return refuse(500, "unknownError", "system error");
  if (over !== null) return refuseOld(300001, "session not exist");
  const checked = readWebhookBody(incoming);
  if (!checked.ok) return checked.reply;
  world.messages.add(chat, { ...checked.message, via: "session", at: world.now() });
  return succeed({ errcode: 0, errmsg: "ok" });
}

function sessionOf({ url }: Incoming): SessionName | null {
  return readSessionName(url.searchParams.get("session") ?? "");
}

function expiryOf(world: World, session: SessionName, chat: string): "errcode" | "http500" | null {
  const expiry = world.expiries.find(
    (over) =>
      (over.chat === undefined || world.messages.sameChat(over.chat, chat)) &&
      (over.name === undefined || over.name === session.name),
  );
  if (expiry !== undefined) return expiry.as ?? "errcode";
  return session.endsAt !== null && world.now() >= session.endsAt ? "errcode" : null;
}
