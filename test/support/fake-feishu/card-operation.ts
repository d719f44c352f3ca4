// What all operations on a card have in common: it must be there, each needs a higher number, and a uuid does one thing once.
import type { JsonRecord } from "../../../src/core/json.ts";
import { type Incoming, type Reply, refuse, refuseField, succeed } from "./call.ts";
import { CARD_LIFE_MS, type Card } from "./card.ts";
import { chatsOfMessage } from "./find-message.ts";
import { takeCardOperation } from "./limits.ts";
import type { World } from "./world.ts";

const LONGEST_CARD_ID = 20;
const LONGEST_UUID = 64;
const LARGEST_INT32 = 2 ** 31 - 1;

interface Operation {
  cardId: string;
  /** What is done, so that the same content for another element is another thing. */
  name: string;
}

/** `work` changes the card or says why not. */
export function operate(
  world: World,
  { body }: Incoming,
  { cardId, name }: Operation,
  work: (card: Card) => Reply,
): Reply {
  const wrong = findWrongField(cardId, body);
  if (wrong !== null) return wrong;
  const card = world.cards.get(cardId);
  if (card === undefined) return refuse(200740, "ErrMsg: card not found");
  if (world.now() - card.createdAt >= CARD_LIFE_MS) return refuse(200750, "ErrMsg: card is expired");
  const deed = JSON.stringify([name, { ...body, uuid: null, sequence: null }]);
  const uuid = typeof body.uuid === "string" ? body.uuid : null;
  const done = uuid === null ? undefined : card.done.get(uuid);
  if (done !== undefined) return done === deed ? succeed() : refuse(200770, "ErrMsg: uuid conflict");
  const refused = takeCardOperation(world, cardId) ?? takeNumber(card, body.sequence);
  if (refused !== null) return refused;
  const reply = work(card);
  if (uuid !== null && reply.code === 0) card.done.set(uuid, deed);
  return reply;
}

/** For records and faults. */
export function chatsOfCard(world: World, _incoming: Incoming, [cardId = ""]: string[]): string[] {
  return chatsOfMessage(world, world.cards.get(cardId)?.messageId ?? "");
}

function findWrongField(cardId: string, { uuid, sequence }: JsonRecord): Reply | null {
  if (cardId.length > LONGEST_CARD_ID) return refuseField("card_id", "the length of card_id must be 1 to 20");
  const isText = typeof uuid === "string" && uuid.length >= 1 && uuid.length <= LONGEST_UUID;
  if (uuid !== undefined && !isText) return refuseField("uuid", "the length of uuid must be 1 to 64");
  const isNumber = typeof sequence === "number" && Number.isInteger(sequence) && sequence <= LARGEST_INT32;
  return isNumber ? null : refuseField("sequence", "sequence must be an int32");
}

/** It counts for every operation on the card, and is used up by one that fails. */
function takeNumber(card: Card, sequence: unknown): Reply | null {
  if (typeof sequence !== "number" || sequence <= card.lastSequence)
    return refuse(300317, "ErrMsg: sequence number compare failed");
  card.lastSequence = sequence;
  return null;
}
