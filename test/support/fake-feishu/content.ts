// The content of a message: a JSON text that must fit its type, and what a person sees of it.
import { isRecord, type JsonRecord } from "../../../src/core/json.ts";
import { type Incoming, objectOf, type Reply, refuse, refuseCardContent, textOf } from "./call.ts";
import { CARD_LIFE_MS } from "./card.ts";
import { type CardFlaw, configOf, findFlaw, textOfCard, titleOfCard } from "./card-json.ts";
import { findPostFlaw, textOfPost, titleOfPost } from "./post.ts";
import { cardRules, type World } from "./world.ts";

export interface Content {
  msgType: string;
  content: JsonRecord;
  /** A card that exists by itself. */
  cardId: string | null;
}

export type Checked = { ok: true; value: Content } | { ok: false; reply: Reply };

const KIB = 1024;
/** UTF-8 bytes of the whole request. */
const MOST_TEXT_BYTES = 150 * KIB;
const MOST_CARD_BYTES = 30 * KIB;

/** Types that are only named by a key or an id of something else. */
const KEYS: Record<string, string> = {
  image: "image_key",
  file: "file_key",
  audio: "file_key",
  media: "file_key",
  sticker: "file_key",
  share_chat: "chat_id",
  share_user: "user_id",
};

export function readContent(world: World, { body, bytes }: Incoming): Checked {
  const msgType = textOf(body.msg_type);
  const content = objectOf(body.content);
  if (content === null)
    return no(refuse(230001, "invalid request param: content is not a string in json format"));
  if (bytes > (msgType === "text" ? MOST_TEXT_BYTES : MOST_CARD_BYTES))
    return no(refuse(230025, "The length of the message content reaches its limit."));
  if (msgType === "text") return checkText(content);
  if (msgType === "post") {
    const flaw = findPostFlaw(content);
    return flaw === null ? yes(msgType, content) : no(refuse(230001, `invalid request param: ${flaw}`));
  }
  if (msgType === "interactive") return readCard(world, content);
  const key = Object.hasOwn(KEYS, msgType) ? KEYS[msgType] : undefined;
  if (key === undefined) return no(refuse(230001, `invalid request param: msg_type ${msgType}`));
  if (textOf(content[key]) === "") return no(refuse(230001, `invalid request param: content lacks ${key}`));
  return yes(msgType, content);
}

/** The code inside the text of a refusal. */
const CARD_CODES: Record<CardFlaw["kind"], number> = {
  tables: 11310,
  elements: 11310,
  image: 200570,
  duplicate_id: 300301,
  malformed: 200621,
};

/** The JSON of a card in a message, new or changed. */
export function checkMessageCard(world: World, card: JsonRecord): Reply | null {
  const flaw = findFlaw(card, cardRules(world));
  return flaw === null ? null : refuseCardContent(CARD_CODES[flaw.kind], flaw.detail);
}

export function isShared(card: JsonRecord): boolean {
  return configOf(card).update_multi === true;
}

export function textOfContent(msgType: string, content: JsonRecord): string {
  if (msgType === "post") return textOfPost(content);
  if (msgType === "interactive") return textOfCard(content);
  if (msgType === "text") return textOf(content.text);
  return `[${msgType} ${textOf(content[KEYS[msgType] ?? ""])}]`;
}

export function titleOfContent(msgType: string, content: JsonRecord): string | null {
  if (msgType === "post") return titleOfPost(content);
  return msgType === "interactive" ? titleOfCard(content) : null;
}

function checkText(content: JsonRecord): Checked {
  if (textOf(content.text) === "") return no(refuse(230001, "invalid request param: text is empty"));
  return yes("text", content);
}

function readCard(world: World, content: JsonRecord): Checked {
  if (content.type === "card") return readCardReference(world, content);
  if (content.type === "template") {
    const named = isRecord(content.data) && textOf(content.data.template_id) !== "";
    return named ? yes("interactive", content) : no(refuseCardContent(200621, "template_id is missing"));
  }
  const refused = checkMessageCard(world, content);
  return refused === null ? yes("interactive", content) : no(refused);
}

function readCardReference(world: World, content: JsonRecord): Checked {
  const cardId = isRecord(content.data) ? textOf(content.data.card_id) : "";
  const card = world.cards.get(cardId);
  if (card === undefined || world.now() - card.createdAt >= CARD_LIFE_MS)
    return no(refuseCardContent(11310, "cardid is invalid"));
  // What the platform says to a second message of one card could not be found out; that it sends none is known.
  if (card.messageId !== null) return no(refuseCardContent(11310, "cardid was sent already"));
  return { ok: true, value: { msgType: "interactive", content, cardId } };
}

function yes(msgType: string, content: JsonRecord): Checked {
  return { ok: true, value: { msgType, content, cardId: null } };
}

function no(reply: Reply): Checked {
  return { ok: false, reply };
}
