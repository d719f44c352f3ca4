// All messages of the fake platform, people's and the bot's, and which of the bot's were sent under which uuid.
import { randomUUID } from "node:crypto";
import type { JsonRecord } from "../../../src/core/json.ts";
import { readMessageId } from "./message-name.ts";

export interface Reaction {
  reactionId: string;
  emojiType: string;
  /** Unix milliseconds. */
  at: number;
}

export type MessageState = "there" | "recalled" | "deleted";

export interface Message {
  messageId: string;
  chatId: string;
  /** To whom it was addressed, when not to a message. */
  receiveId: string | null;
  /** Sent by the bot, and so to be seen, changed and recalled by it. */
  own: boolean;
  uuid: string | null;
  parentId: string | null;
  rootId: string | null;
  threadId: string | null;
  msgType: string;
  content: JsonRecord;
  /** A card that exists by itself and shows here. */
  cardId: string | null;
  /** Unix milliseconds. */
  at: number;
  updatedAt: number;
  edits: number;
  state: MessageState;
  reactions: Reaction[];
}

export interface Messages {
  add(message: Message): void;
  /** Null for one that nobody knows. */
  find(messageId: string): Message | null;
  /** In the order of their arrival. */
  all(): Message[];
  /** The message that was sent under this uuid in the last hour. */
  sentUnder(uuid: string, now: number): Message | null;
}

/** So long one uuid sends one message. */
const UUID_LIFE_MS = 60 * 60 * 1000;

export function newMessageId(): string {
  return `om_${randomUUID().replaceAll("-", "")}`;
}

export function newThreadId(): string {
  return `omt_${randomUUID().replaceAll("-", "").slice(0, 16)}`;
}

export function createMessages(): Messages {
  const messages = new Map<string, Message>();
  const sent = new Map<string, Message>();
  const add = (message: Message): void => {
    messages.set(message.messageId, message);
    if (message.own && message.uuid !== null) sent.set(message.uuid, message);
  };
  const learn = (messageId: string): Message | null => {
    const name = readMessageId(messageId);
    if (name === null) return null;
    const message = makeMessage({ messageId, chatId: name.chatId, threadId: name.threadId });
    add(message);
    return message;
  };
  return {
    add,
    find: (messageId) => messages.get(messageId) ?? learn(messageId),
    all: () => [...messages.values()],
    sentUnder(uuid, now) {
      const message = sent.get(uuid);
      return message !== undefined && now - message.at < UUID_LIFE_MS ? message : null;
    },
  };
}

/** What a person sent, unless more is known of it. */
export function makeMessage(known: Partial<Message> & Pick<Message, "messageId" | "chatId">): Message {
  return {
    receiveId: null,
    own: false,
    uuid: null,
    parentId: null,
    rootId: null,
    threadId: null,
    msgType: "text",
    content: { text: "" },
    cardId: null,
    at: 0,
    updatedAt: 0,
    edits: 0,
    state: "there",
    reactions: [],
    ...known,
  };
}
