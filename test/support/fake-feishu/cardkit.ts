// CardKit: cards that exist by themselves, their text that grows, their settings, and another card in their place.
import { isRecord, type JsonRecord } from "../../../src/core/json.ts";
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
import { type Card, createCard, isStreaming, setStreaming } from "./card.ts";
import { type CardFlaw, configOf, elementById, findFlaw, isNewCard } from "./card-json.ts";
import { operate } from "./card-operation.ts";
import { cardRules, type World } from "./world.ts";

/** UTF-8 bytes of a card's JSON. */
const MOST_CARD_BYTES = 30 * 1024;
/** Characters of one text. */
const LONGEST_TEXT = 100_000;

const NOT_SHARED = "ErrMsg: update_multi can not be false";

const CARD_CODES: Record<CardFlaw["kind"], number> = {
  tables: 11310,
  image: 200570,
  elements: 300305,
  duplicate_id: 300301,
  malformed: 200220,
};

type Parsed = { ok: true; json: JsonRecord } | { ok: false; reply: Reply };

export function createEntity(world: World, { body }: Incoming): Reply {
  if (body.type === "template") return refuse(10002, "the fake knows no templates");
  const parsed = parseCard(world, body);
  if (!parsed.ok) return parsed.reply;
  const card = createCard(parsed.json, world.now());
  world.cards.set(card.cardId, card);
  return { ...succeed({ card_id: card.cardId }), cardId: card.cardId };
}

export function updateText(world: World, incoming: Incoming, [cardId = "", elementId = ""]: string[]): Reply {
  const { content } = incoming.body;
  if (content !== undefined && typeof content !== "string")
    return refuseField("content", "content must be a string");
  if (textOf(content).length > LONGEST_TEXT)
    return refuseField("content", `the length of content must be at most ${LONGEST_TEXT}`);
  return operate(world, incoming, { cardId, name: `text ${elementId}` }, (card) => {
    const ended = checkStreaming(world, card);
    if (ended !== null) return ended;
    if (textOf(content) === "") return refuse(300307, "ErrMsg: content is empty");
    // A copy, so that a text that is refused leaves the card as it was.
    const json = structuredClone(card.json);
    const element = elementById(json, elementId);
    if (element === null) return refuse(300313, `ErrMsg: not find elementID: ${elementId}`);
    if (element.tag !== "markdown" && element.tag !== "plain_text")
      return refuse(300310, "ErrMsg: the element is not a text");
    element.content = content;
    const refused = checkCard(world, json);
    if (refused !== null) return refused;
    card.json = json;
    return succeed();
  });
}

export function changeSettings(world: World, incoming: Incoming, [cardId = ""]: string[]): Reply {
  return operate(world, incoming, { cardId, name: "settings" }, (card) => {
    const settings = objectOf(incoming.body.settings);
    const config = settings?.config;
    if (settings === null || !isRecord(config)) return refuse(10002, "invalid parameter: settings");
    // The guide shows it here all the same.
    if (config.summary !== undefined) return refuse(2200, "ErrMsg: summary can not be set here");
    if (config.update_multi === false) return refuse(300302, NOT_SHARED);
    card.json = { ...card.json, config: { ...configOf(card.json), ...config } };
    if (typeof config.streaming_mode === "boolean") setStreaming(card, config.streaming_mode, world.now());
    return succeed();
  });
}

export function updateEntity(world: World, incoming: Incoming, [cardId = ""]: string[]): Reply {
  return operate(world, incoming, { cardId, name: "update" }, (card) => {
    const { card: given } = incoming.body;
    if (!isRecord(given)) return refuse(10002, "invalid parameter: card");
    const parsed = parseCard(world, given);
    if (!parsed.ok) return parsed.reply;
    card.json = parsed.json;
    setStreaming(card, configOf(parsed.json).streaming_mode === true, world.now());
    return succeed();
  });
}

function parseCard(world: World, { type, data }: JsonRecord): Parsed {
  if (type !== "card_json") return { ok: false, reply: refuse(10002, "invalid parameter: type") };
  const json = objectOf(data);
  if (json === null || !isNewCard(json))
    return { ok: false, reply: refuse(200220, "ErrMsg: data is no card JSON with schema 2.0") };
  const reply = checkCard(world, json, Buffer.byteLength(textOf(data)));
  return reply === null ? { ok: true, json } : { ok: false, reply };
}

function checkCard(
  world: World,
  json: JsonRecord,
  bytes = Buffer.byteLength(JSON.stringify(json)),
): Reply | null {
  if (bytes > MOST_CARD_BYTES) return refuse(200860, "ErrMsg: card content exceeds limit");
  if (configOf(json).update_multi === false) return refuse(300302, NOT_SHARED);
  const flaw = findFlaw(json, cardRules(world));
  if (flaw === null) return null;
  const code = CARD_CODES[flaw.kind];
  // These come in the words of a message, although there is none.
  if (code === 11310 || code === 200570) return refuseCardContent(code, flaw.detail);
  return refuse(code, `ErrMsg: ${flaw.detail}`);
}

/** Whoever writes first after the platform's end of the streaming is told so; later it is just closed. */
function checkStreaming(world: World, card: Card): Reply | null {
  if (isStreaming(card, world.now())) return null;
  if (!card.endedUntold) return refuse(300309, "ErrMsg: streaming mode is closed");
  card.endedUntold = false;
  return refuse(200850, "ErrMsg: card streaming timeout");
}
