// What people see: the messages of every chat in order, cards with their present state, marks on their own messages.
import { randomUUID } from "node:crypto";
import { type Card, type CardView, viewCard } from "./card.ts";

export type Via = "session" | "openapi" | "card" | "custom";

export interface MessageText {
  /** `text`, `markdown`, `card`, or another type of the platform by its own name. */
  kind: string;
  title: string | null;
  text: string;
  /** People whom the message really notifies. */
  notified?: string[];
}

export interface VisibleMessage extends MessageText {
  id: number;
  /** A staff id for a single chat, else the conversation. */
  chat: string;
  /** Unix milliseconds of its arrival. */
  at: number;
  via: Via;
  notified: string[];
  /** What recalls it; null for a message that nobody can recall. */
  processQueryKey: string | null;
  outTrackId: string | null;
  card: CardView | null;
}

interface StoredMessage extends Omit<VisibleMessage, "card"> {
  card: Card | null;
  recalled: boolean;
}

export interface Mark {
  chat: string;
  messageId: string;
  name: string;
}

export interface Arrival extends MessageText {
  via: Via;
  at: number;
  card?: Card;
  /** Several people may get one message by one call. */
  processQueryKey?: string;
}

export interface Messages {
  add(chat: string, arrival: Arrival): void;
  recall(processQueryKey: string): boolean;
  chatsOfKey(processQueryKey: string): string[];
  chatsOfCard(outTrackId: string): string[];
  /** All chats when none is named; only messages behind the one with this id. */
  visible(chat?: string | null, after?: number): VisibleMessage[];
  marks: Mark[];
  /** A conversation id and a staff id are the same single chat. */
  link(conversationId: string, staffId: string): void;
  sameChat(one: string, other: string): boolean;
  reset(): void;
}

export function newKey(): string {
  return Buffer.from(randomUUID()).toString("base64");
}

export function createMessages(): Messages {
  const stored: StoredMessage[] = [];
  const people = new Map<string, string>();
  const marks: Mark[] = [];
  const canonical = (chat: string) => people.get(chat) ?? chat;
  const sameChat = (one: string, other: string) => canonical(one) === canonical(other);
  let lastId = 0;
  return {
    add: (chat, arrival) => void stored.push(store(++lastId, chat, arrival)),
    recall: (key) => recall(stored, key),
    chatsOfKey: (key) => chatsWhere(stored, (message) => message.processQueryKey === key),
    chatsOfCard: (outTrackId) => chatsWhere(stored, (message) => message.outTrackId === outTrackId),
    visible: (chat, after = 0) =>
      stored
        .filter(({ id }) => id > after)
        .filter((message) => !message.recalled && (!chat || sameChat(message.chat, chat)))
        .map((message) => view(message, canonical(message.chat))),
    marks,
    link: (conversationId, staffId) => void people.set(conversationId, staffId),
    sameChat,
    reset() {
      stored.length = 0;
      marks.length = 0;
      people.clear();
    },
  };
}

function store(id: number, chat: string, arrival: Arrival): StoredMessage {
  const { kind, title, text, notified = [], via, at, card = null, processQueryKey = null } = arrival;
  const outTrackId = card?.outTrackId ?? null;
  return {
    id,
    chat,
    at,
    via,
    kind,
    title,
    text,
    notified,
    processQueryKey,
    outTrackId,
    card,
    recalled: false,
  };
}

function recall(stored: StoredMessage[], key: string): boolean {
  const found = stored.filter((message) => message.processQueryKey === key && !message.recalled);
  for (const message of found) message.recalled = true;
  return found.length > 0;
}

function chatsWhere(stored: StoredMessage[], wanted: (message: StoredMessage) => boolean): string[] {
  return [...new Set(stored.filter(wanted).map((message) => message.chat))];
}

function view(message: StoredMessage, chat: string): VisibleMessage {
  const { recalled: _, card, ...seen } = message;
  if (card === null) return { ...seen, chat, card: null };
  const state = viewCard(card);
  return { ...seen, chat, text: state.text, card: state };
}
