// A robot callback that was verified → a message for a conversation, if it is meant for the robot. Pure.
import type { DingTalkSettings } from "../../core/channel-settings.ts";
import { type Command, parseCommand } from "../../core/command.ts";
import type { Attachment, Origin } from "../../core/delivery.ts";
import { wordIn } from "../../core/fields.ts";
import type { JsonRecord } from "../../core/json.ts";
import type { Reading } from "../channel.ts";
import { type Content, readContent } from "./content.ts";
import { withoutRobotName } from "./mention.ts";
import { quoteIn } from "./quote.ts";
import { replyAddress } from "./reply-address.ts";

/** Any body does with status 200; the answer goes another way. */
const ACKNOWLEDGEMENT: JsonRecord = {};

/** `now`: Unix milliseconds, for a message that does not say when it was sent. */
export function readMessage(settings: DingTalkSettings, event: JsonRecord, now: number): Reading {
  const person = wordIn(event.senderStaffId) ?? wordIn(event.senderId);
  const origin = readOrigin(settings, event, now);
  if (origin === null || person === null) return ignored("message, chat or sender is not named");
  // Bots that answer bots never end.
  if (event.senderId !== undefined && event.senderId === event.chatbotUserId)
    return ignored("sent by the robot itself");
  // The platform itself says whether this robot is among those who are meant; where it does not, it is not.
  if (origin.chatKind === "group" && event.isInAtList !== true) return ignored("the robot is not mentioned");
  const { text, command, images } = readWords(event, readContent(event), origin.chatKind === "group");
  const message = {
    messageId: origin.messageId,
    conversation: conversationOf(settings, origin, person),
    userId: person,
    userName: wordIn(event.senderNick),
    text,
    command,
    origin: { ...origin, attachments: images },
  };
  return { kind: "message", message, acknowledgement: ACKNOWLEDGEMENT };
}

function ignored(reason: string): Reading {
  return { kind: "ignored", reason, acknowledgement: ACKNOWLEDGEMENT };
}

function readOrigin(settings: DingTalkSettings, event: JsonRecord, now: number): Origin | null {
  const messageId = wordIn(event.msgId);
  const chatId = wordIn(event.conversationId);
  if (messageId === null || chatId === null) return null;
  const replyUrl = replyAddress(settings, event.sessionWebhook);
  return {
    messageId,
    chatId,
    threadId: wordIn(event.openThreadId),
    chatKind: event.conversationType === "1" ? "private" : "group",
    // Only a staff id can be written to; external contacts have none.
    senderId: wordIn(event.senderStaffId),
    sentAt: readTime(event.createAt) ?? now,
    replyUrl,
    replyUrlEndsAt: replyUrl === null ? null : readTime(event.sessionWebhookExpiredTime),
    attachments: [],
  };
}

/** Unix milliseconds. */
function readTime(value: unknown): number | null {
  const time = typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof time === "number" && Number.isFinite(time) && time > 0 ? time : null;
}

function conversationOf({ groupSession }: DingTalkSettings, origin: Origin, person: string): string[] {
  if (origin.threadId !== null) return [origin.chatId, origin.threadId];
  const own = origin.chatKind === "group" && groupSession === "user";
  return own ? [origin.chatId, person] : [origin.chatId];
}

interface Words {
  text: string;
  command: Command | null;
  images: Attachment[];
}

function readWords(event: JsonRecord, content: Content, isGroup: boolean): Words {
  if (content.kind === "unreadable")
    return { text: "", command: { name: "unreadable", argument: content.what }, images: [] };
  const { images } = content;
  const whole = content.text.toWellFormed();
  const { text, bare } = isGroup
    ? withoutRobotName(whole, event)
    : { text: whole.trim(), bare: whole.trim() };
  const command = parseCommand(bare);
  if (command !== null) return { text: bare, command, images };
  const quote = quoteIn(event);
  // Who only calls the robot wants to know what it can do.
  if (text === "" && quote === "" && images.length === 0)
    return { text, command: { name: "help", argument: "" }, images };
  return { text: [quote, text].filter((words) => words !== "").join("\n\n"), command: null, images };
}
