// Sends messages: as new ones of a chat, and as replies. The same uuid sends once in an hour.
import type { JsonRecord } from "../../../src/core/json.ts";
import { type Incoming, type Reply, refuse, refuseField, succeed, textOf } from "./call.ts";
import { type Content, readContent } from "./content.ts";
import { findMessage } from "./find-message.ts";
import { takeMessage } from "./limits.ts";
import { privateChatId } from "./message-name.ts";
import { type Message, makeMessage, newMessageId, newThreadId } from "./messages.ts";
import type { World } from "./world.ts";

interface Target {
  chatId: string;
  receiveId: string | null;
  parent: Message | null;
  asTopic: boolean;
}

const LONGEST_UUID = 50;

/** How each kind of receiver is recognised, and the code for one that is none. */
const RECEIVERS: Record<string, { form: RegExp; code: number }> = {
  open_id: { form: /^ou_./, code: 99992351 },
  chat_id: { form: /^oc_./, code: 230001 },
  union_id: { form: /^on_./, code: 230001 },
  email: { form: /@/, code: 230001 },
  user_id: { form: /./, code: 230001 },
};

export function receivers(_world: World, { url, body }: Incoming): string[] {
  const id = textOf(body.receive_id);
  return url.searchParams.get("receive_id_type") === "chat_id" ? [id] : [privateChatId(id), id];
}

export function createMessage(world: World, incoming: Incoming): Reply {
  const type = incoming.url.searchParams.get("receive_id_type") ?? "";
  const receiver = Object.hasOwn(RECEIVERS, type) ? RECEIVERS[type] : undefined;
  if (receiver === undefined)
    return refuseField("receive_id_type", "options: [open_id,user_id,union_id,email,chat_id]");
  const receiveId = textOf(incoming.body.receive_id);
  if (receiveId === "") return refuseField("receive_id", "receive_id is required");
  if (!receiver.form.test(receiveId)) return refuse(receiver.code, `invalid receive_id: not a ${type}`);
  if (receiveId === world.bot.openId) return refuse(230013, "Bot has NO availability to this user.");
  const chatId = type === "chat_id" ? receiveId : privateChatId(receiveId);
  const asTopic = world.chats.of(chatId).topics;
  return send(world, incoming, { chatId, receiveId, parent: null, asTopic });
}

export function replyToMessage(world: World, incoming: Incoming, [messageId = ""]: string[]): Reply {
  const found = findMessage(world, messageId);
  if (!found.ok) return found.reply;
  const parent = found.message;
  const inThread = incoming.body.reply_in_thread;
  if (inThread !== undefined && typeof inThread !== "boolean")
    return refuseField("reply_in_thread", "reply_in_thread must be a boolean");
  // Inside a topic every reply stays there, asked for or not.
  const asTopic = inThread === true || parent.threadId !== null;
  return send(world, incoming, { chatId: parent.chatId, receiveId: null, parent, asTopic });
}

/** As the platform tells of a message. */
export function messageData(world: World, message: Message): JsonRecord {
  const { appId } = world.app;
  const sender = { id: appId, id_type: "app_id", sender_type: "app" };
  return {
    message_id: message.messageId,
    ...(message.rootId !== null && { root_id: message.rootId }),
    ...(message.parentId !== null && { parent_id: message.parentId }),
    ...(message.threadId !== null && { thread_id: message.threadId }),
    msg_type: message.msgType,
    create_time: String(message.at),
    update_time: String(message.updatedAt),
    deleted: message.state !== "there",
    updated: message.updatedAt > message.at,
    chat_id: message.chatId,
    ...(message.own && { sender }),
    body: { content: JSON.stringify(message.content) },
  };
}

function send(world: World, incoming: Incoming, target: Target): Reply {
  const { uuid } = incoming.body;
  if (uuid !== undefined && (typeof uuid !== "string" || uuid.length > LONGEST_UUID))
    return refuseField("uuid", `the length of uuid must be at most ${LONGEST_UUID}`);
  if (textOf(incoming.body.msg_type) === "") return refuseField("msg_type", "msg_type is required");
  const earlier = textOf(uuid) === "" ? null : world.messages.sentUnder(textOf(uuid), world.now());
  // Whatever is in it this time.
  if (earlier !== null) return succeed(messageData(world, earlier));
  if (world.bot.activateStatus !== 2) return refuse(230006, "Bot ability is not activated.");
  if (!world.chats.of(target.chatId).member) return refuse(230002, "Bot/User can NOT be out of the chat.");
  const content = readContent(world, incoming);
  if (!content.ok) return content.reply;
  const tooMany = takeMessage(world, target.chatId);
  if (tooMany !== null) return tooMany;
  const message = toMessage(world, target, content.value, textOf(uuid) || null);
  world.messages.add(message);
  const card = world.cards.get(content.value.cardId ?? "");
  if (card !== undefined) card.messageId = message.messageId;
  return { ...succeed(messageData(world, message)), cardId: content.value.cardId };
}

function toMessage(world: World, target: Target, content: Content, uuid: string | null): Message {
  const { chatId, receiveId, parent } = target;
  const at = world.now();
  const threadId = target.asTopic ? (parent?.threadId ?? newThreadId()) : null;
  // Who answers in a topic that is not there yet opens it at the message that is answered.
  if (parent !== null) parent.threadId = threadId;
  const place = {
    parentId: parent?.messageId ?? null,
    rootId: parent === null ? null : (parent.rootId ?? parent.messageId),
    threadId,
  };
  const known = { messageId: newMessageId(), chatId, receiveId, own: true, uuid, at, updatedAt: at };
  return makeMessage({ ...known, ...place, ...content });
}
