// The message that a call is about, or the platform's words for one that is not there.
import { type Reply, refuse } from "./call.ts";
import type { Message } from "./messages.ts";
import type { World } from "./world.ts";

export type Found = { ok: true; message: Message } | { ok: false; reply: Reply };

export function findMessage(world: World, messageId: string): Found {
  if (!messageId.startsWith("om_")) return no(99992354, "Invalid ids: [open_message_id]");
  const message = world.messages.find(messageId);
  if (message === null || message.state === "deleted")
    return no(231003, "The message is deleted, or nobody told the fake of it.");
  if (message.state === "recalled") return no(230011, "The message is recalled.");
  return { ok: true, message };
}

/** Only the sender may change a message. */
export function findOwnMessage(world: World, messageId: string): Found {
  const found = findMessage(world, messageId);
  return found.ok && !found.message.own ? no(230012, "Operation not allowed: not the sender") : found;
}

/** For records and faults: the chats of a message, whatever became of it. */
export function chatsOfMessage(world: World, messageId: string): string[] {
  const message = world.messages.find(messageId);
  if (message === null) return [];
  return message.receiveId === null ? [message.chatId] : [message.chatId, message.receiveId];
}

function no(code: number, msg: string): Found {
  return { ok: false, reply: refuse(code, msg) };
}
