// `im.message.receive_v1` → a message for a conversation, if it is meant for the bot.
import type { FeishuSettings } from "../../core/channel-settings.ts";
import { type Command, parseCommand } from "../../core/command.ts";
import type { Attachment, Origin } from "../../core/delivery.ts";
import { recordIn, wordIn } from "../../core/fields.ts";
import type { JsonRecord } from "../../core/json.ts";
import type { BotIdentity, Reading } from "../channel.ts";
import { readContent } from "./content.ts";
import { cleanMentions, type Mention, readMentions, withoutLeadingMentions } from "./mention.ts";

/** What the platform's own libraries answer to an event. */
export const SUCCESS: JsonRecord = { msg: "success" };

export function ignored(reason: string, acknowledgement = SUCCESS): Reading {
  return { kind: "ignored", reason, acknowledgement };
}

/** `event`: what stands under `event` in the envelope. `now`: Unix milliseconds, for a message that does not say when it was sent. */
export function readMessage(
  settings: FeishuSettings,
  event: JsonRecord,
  bot: BotIdentity | null,
  now: number,
): Reading {
  const sender = recordIn(event.sender);
  // Bots that answer bots never end.
  if (sender.sender_type !== "user") return ignored("sent by no person");
  const message = recordIn(event.message);
  const origin = readOrigin(message, wordIn(recordIn(sender.sender_id).open_id), now);
  if (origin === null) return ignored("message, chat or sender is not named");
  const mentions = readMentions(message.mentions);
  if (origin.chatKind === "group") {
    const meant = isMeant(mentions, bot);
    if (meant === null) return { kind: "unidentified", acknowledgement: SUCCESS };
    if (!meant) return ignored("the bot is not mentioned");
  }
  const content = readContent(message.message_type, message.content);
  if (content.kind === "silent") return ignored("a notice of the client");
  if (content.kind === "unreadable")
    return toMessage(settings, origin, "", [], { name: "unreadable", argument: content.what });
  const attachments = content.imageKeys.map((key): Attachment => ({ kind: "image", key }));
  const clean = (raw: string) =>
    cleanMentions(raw, mentions, bot?.id ?? null)
      .toWellFormed()
      .trim();
  const text = clean(content.text);
  // A private message is answered before anybody knows who the bot is: whoever is called in front of a command is meant by it.
  const bare = bot === null ? clean(withoutLeadingMentions(content.text, mentions)) : text;
  const command = commandOf(bare, attachments);
  return toMessage(settings, origin, command === null ? text : bare, attachments, command);
}

/** Only the exact id counts: names and missing fields mislead. Null: somebody is mentioned, and nobody knows whether it is the bot. */
function isMeant(mentions: Mention[], bot: BotIdentity | null): boolean | null {
  const ids = mentions.flatMap(({ openId }) => openId ?? []);
  if (ids.length === 0) return false;
  return bot === null ? null : ids.includes(bot.id);
}

/** Who only calls the bot wants to know what it can do. */
function commandOf(text: string, attachments: Attachment[]): Command | null {
  if (text === "" && attachments.length === 0) return { name: "help", argument: "" };
  return parseCommand(text);
}

type OriginWithSender = Origin & { senderId: string };

function readOrigin(message: JsonRecord, senderId: string | null, now: number): OriginWithSender | null {
  const messageId = wordIn(message.message_id);
  const chatId = wordIn(message.chat_id);
  if (messageId === null || chatId === null || senderId === null) return null;
  return {
    messageId,
    chatId,
    // A quoted reply has a root and a parent too; only inside a topic there is this.
    threadId: wordIn(message.thread_id),
    // Besides `group` there is `topic_group`, and there may be more.
    chatKind: message.chat_type === "p2p" ? "private" : "group",
    senderId,
    sentAt: readTime(message.create_time) ?? now,
    replyUrl: null,
    replyUrlEndsAt: null,
    attachments: [],
  };
}

/** Seconds, milliseconds or microseconds, told apart by their length → Unix milliseconds. */
export function readTime(value: unknown): number | null {
  const digits = typeof value === "number" ? String(value) : value;
  if (typeof digits !== "string" || !/^\d{9,17}$/.test(digits)) return null;
  if (digits.length <= 11) return Number(digits) * 1000;
  return digits.length <= 14 ? Number(digits) : Math.floor(Number(digits) / 1000);
}

function toMessage(
  settings: FeishuSettings,
  origin: OriginWithSender,
  text: string,
  attachments: Attachment[],
  command: Command | null,
): Reading {
  const message = {
    messageId: origin.messageId,
    conversation: conversationOf(settings, origin),
    userId: origin.senderId,
    // The event tells no name, and asking for it needs one more scope and one more call.
    userName: null,
    text,
    command,
    origin: { ...origin, attachments },
  };
  return { kind: "message", message, acknowledgement: SUCCESS };
}

function conversationOf(settings: FeishuSettings, origin: OriginWithSender): string[] {
  if (origin.threadId !== null) return [origin.chatId, origin.threadId];
  const own = origin.chatKind === "group" && settings.groupSession === "user";
  return own ? [origin.chatId, origin.senderId] : [origin.chatId];
}
