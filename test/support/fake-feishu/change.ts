// What can be done to a message that was sent: another card, another text, recall, and a look at it.
import {
  type Incoming,
  objectOf,
  type Reply,
  refuse,
  refuseCardContent,
  refuseField,
  succeed,
  textOf,
} from "./call.ts";
import { CARD_LIFE_MS } from "./card.ts";
import { isNewCard } from "./card-json.ts";
import { checkMessageCard, isShared, readContent } from "./content.ts";
import { findMessage, findOwnMessage } from "./find-message.ts";
import { messageData } from "./send.ts";
import type { World } from "./world.ts";

const MOST_CARD_BYTES = 30 * 1024;
const MOST_EDITS = 20;

/** Another card in the place of a card. */
export function patchMessage(world: World, { body, bytes }: Incoming, [messageId = ""]: string[]): Reply {
  const found = findOwnMessage(world, messageId);
  if (!found.ok) return found.reply;
  const { message } = found;
  if (message.msgType !== "interactive")
    return refuse(230001, "invalid request param: the message is NOT a card.");
  if (world.now() - message.at >= CARD_LIFE_MS)
    return refuse(230031, "Message can only be modified within 14 days after sending.");
  const card = objectOf(body.content);
  if (card === null) return refuse(230001, "invalid request param: content is not a string in json format");
  if (bytes > MOST_CARD_BYTES) return refuse(230025, "The length of the message content reaches its limit.");
  const shown = world.cards.get(message.cardId ?? "")?.json ?? message.content;
  if (!isShared(shown) || !isShared(card))
    return refuse(230001, "invalid request param: update_multi must be true in the old and in the new card");
  if (isNewCard(shown) !== isNewCard(card))
    return refuseCardContent(200830, "card schemaV2 can not change schemaV1");
  const refused = checkMessageCard(world, card);
  if (refused !== null) return refused;
  Object.assign(message, { content: card, cardId: null, updatedAt: world.now() });
  return succeed();
}

/** Another text in the place of a text; its reader sees that it was edited. */
export function editMessage(world: World, incoming: Incoming, [messageId = ""]: string[]): Reply {
  const found = findOwnMessage(world, messageId);
  if (!found.ok) return found.reply;
  const { message } = found;
  const msgType = textOf(incoming.body.msg_type);
  if (!["text", "post"].includes(msgType)) return refuseField("msg_type", "options: [text,post]");
  if (!["text", "post"].includes(message.msgType))
    return refuse(230001, "invalid request param: the message is NOT a text or post.");
  if (message.edits >= MOST_EDITS)
    return refuse(230072, "The message has reached the number of times it can be edited.");
  const content = readContent(world, incoming);
  if (!content.ok) return content.reply;
  const edits = message.edits + 1;
  Object.assign(message, { ...content.value, edits, updatedAt: world.now() });
  return succeed(messageData(world, message));
}

export function recallMessage(world: World, _incoming: Incoming, [messageId = ""]: string[]): Reply {
  const found = findOwnMessage(world, messageId);
  if (!found.ok) return found.reply;
  found.message.state = "recalled";
  return succeed();
}

export function getMessage(world: World, _incoming: Incoming, [messageId = ""]: string[]): Reply {
  const found = findMessage(world, messageId);
  return found.ok ? succeed({ items: [messageData(world, found.message)] }) : found.reply;
}
