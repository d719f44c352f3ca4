// `POST /open-apis/bot/v2/hook/:id`: a group's custom bot. Its errors come with status 200.
import { createHmac } from "node:crypto";
import { isRecord, type JsonRecord } from "../../../src/core/json.ts";
import { answer, type Incoming, type Reply, refuse, textOf } from "./call.ts";
import { checkMessageCard } from "./content.ts";
import { makeMessage, newMessageId } from "./messages.ts";
import { findPostFlaw } from "./post.ts";
import type { World } from "./world.ts";

export interface CustomBot {
  id: string;
  /** Null: signatures are not asked for. */
  secret: string | null;
  /** Where its messages are to be seen. */
  chatId: string;
}

/** UTF-8 bytes of the whole request. */
const MOST_BYTES = 20 * 1024;
const LONGEST_AGE_SECONDS = 3600;

type Read = { msgType: string; content: JsonRecord } | null;

export function hookChats(world: World, _incoming: Incoming, [id = ""]: string[]): string[] {
  const bot = world.customBots.find((known) => known.id === id);
  return bot === undefined ? [] : [bot.chatId];
}

export function takeNotice(world: World, incoming: Incoming, [id = ""]: string[]): Reply {
  const bot = world.customBots.find((known) => known.id === id);
  if (bot === undefined) return no(19001, "param invalid: incoming webhook access token invalid");
  const { body, bytes } = incoming;
  if (bytes > MOST_BYTES || !isRecord(incoming.json)) return no(9499, "Bad Request");
  if (bot.secret !== null && !isSigned(body, bot.secret, world.now()))
    return no(19021, "sign match fail or timestamp is not within one hour from current time");
  const read = readNotice(body);
  if (read === null) return no(9499, "Bad Request");
  const refused = read.msgType === "interactive" ? checkMessageCard(world, read.content) : null;
  if (refused !== null) return { ...refused, status: 200 };
  const at = world.now();
  const known = { messageId: newMessageId(), chatId: bot.chatId, own: true, at, updatedAt: at };
  world.messages.add(makeMessage({ ...known, ...read }));
  return answer(200, { code: 0, msg: "success", data: {}, StatusCode: 0, StatusMessage: "success" });
}

/** The key is timestamp and secret, and what is signed is nothing. */
export function customBotSignature(timestamp: string, secret: string): string {
  return createHmac("sha256", `${timestamp}\n${secret}`).digest("base64");
}

function isSigned({ timestamp, sign }: JsonRecord, secret: string, now: number): boolean {
  // A text of seconds: milliseconds are never within the hour.
  if (typeof timestamp !== "string" || !/^\d+$/.test(timestamp)) return false;
  const isFresh = Math.abs(now / 1000 - Number(timestamp)) <= LONGEST_AGE_SECONDS;
  return isFresh && sign === customBotSignature(timestamp, secret);
}

/** Here a content is an object, and a card stands beside it. */
function readNotice({ msg_type, content, card }: JsonRecord): Read {
  const msgType = textOf(msg_type);
  if (msgType === "interactive") return isRecord(card) ? { msgType, content: card } : null;
  if (!isRecord(content)) return null;
  switch (msgType) {
    case "text":
      return textOf(content.text) === "" ? null : { msgType, content };
    case "post":
      return isRecord(content.post) && findPostFlaw(content.post) === null
        ? { msgType, content: content.post }
        : null;
    case "image":
      return textOf(content.image_key) === "" ? null : { msgType, content };
    case "share_chat":
      return textOf(content.share_chat_id) === ""
        ? null
        : { msgType, content: { chat_id: content.share_chat_id } };
    default:
      return null;
  }
}

function no(code: number, msg: string): Reply {
  return refuse(code, msg, 200, { data: {} });
}
