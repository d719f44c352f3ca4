// What a person sees of the bot: its messages in order, cards with what stands in them now, and its signs on other messages.
import { type Card, isStreaming } from "./card.ts";
import { configOf } from "./card-json.ts";
import { textOfContent, titleOfContent } from "./content.ts";
import type { Message, Reaction } from "./messages.ts";
import type { World } from "./world.ts";

export interface VisibleMessage {
  messageId: string;
  chatId: string;
  /** To whom it was addressed, when it is no reply. */
  receiveId: string | null;
  uuid: string | null;
  /** The message that it answers. */
  replyTo: string | null;
  rootId: string | null;
  threadId: string | null;
  inThread: boolean;
  msgType: string;
  title: string | null;
  /** Of a card: the text of all its elements. Empty once it was recalled. */
  text: string;
  /** People whom the text calls by an `<at …>`. */
  mentions: string[];
  /** What the list of chats shows of a card. */
  summary: string | null;
  cardId: string | null;
  /** The card says that its text still grows. */
  streaming: boolean;
  /** Unix milliseconds. */
  at: number;
  updatedAt: number;
  edits: number;
  recalled: boolean;
  reactions: string[];
}

export interface VisibleReaction extends Reaction {
  chatId: string;
  messageId: string;
}

export interface VisibleFilter {
  /** A chat, or whom a message was addressed to. */
  chat?: string | null;
  /** Part of the text. */
  contains?: string | null;
  streaming?: boolean | null;
  /** So many of the bot's messages are left out at the beginning: a look at a long run need not begin with its first one. */
  skip?: number;
}

/** The platform's own words while a card streams and has no other summary. */
const STREAMING_SUMMARY = "[生成中...]";

export function visibleMessages(world: World, filter: VisibleFilter = {}): VisibleMessage[] {
  const { chat, contains, streaming = null, skip = 0 } = filter;
  return world.messages
    .all()
    .filter((message) => message.own && (!chat || [message.chatId, message.receiveId].includes(chat)))
    .slice(skip)
    .map((message) => view(world, message))
    .filter((seen) => !contains || seen.text.includes(contains))
    .filter((seen) => streaming === null || seen.streaming === streaming);
}

/** The bot's reactions that are still there, on anybody's messages. */
export function visibleReactions(world: World, chat?: string | null): VisibleReaction[] {
  return world.messages
    .all()
    .filter((message) => !chat || [message.chatId, message.receiveId].includes(chat))
    .flatMap(({ chatId, messageId, reactions }) =>
      reactions.map((reaction) => ({ chatId, messageId, ...reaction })),
    );
}

function view(world: World, message: Message): VisibleMessage {
  const { own: _own, content: _content, state, parentId, reactions, ...kept } = message;
  const card = world.cards.get(message.cardId ?? "") ?? null;
  const shown = card?.json ?? message.content;
  const recalled = state !== "there";
  const text = recalled ? "" : textOfContent(message.msgType, shown);
  return {
    ...kept,
    replyTo: parentId,
    inThread: message.threadId !== null,
    title: recalled ? null : titleOfContent(message.msgType, shown),
    text,
    mentions: [...text.matchAll(/<at (?:user_)?id=["']?([^"'\s>]+)["']?\s*>/g)].map(([, id = ""]) => id),
    recalled,
    reactions: reactions.map(({ emojiType }) => emojiType),
    ...cardState(world, card, message),
  };
}

function cardState(
  world: World,
  card: Card | null,
  message: Message,
): Pick<VisibleMessage, "streaming" | "summary"> {
  const config = configOf(card?.json ?? message.content);
  const streaming = card !== null && isStreaming(card, world.now());
  const { summary } = config;
  const told =
    typeof summary === "object" && summary !== null && "content" in summary ? summary.content : null;
  return { streaming, summary: typeof told === "string" ? told : streaming ? STREAMING_SUMMARY : null };
}
