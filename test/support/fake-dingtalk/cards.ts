// The AI card's calls: created and delivered at once, streamed into, updated. A delivery that failed says so in HTTP 200.
import { isRecord, type JsonRecord } from "../../../src/core/json.ts";
import { type Incoming, missing, type Reply, refuse, succeed, textOf } from "./call.ts";
import { type Card, openCard, streamInto, updateCard } from "./card.ts";
import { checkModels, readSpaces, robotOf, type Space } from "./card-space.ts";
import { newKey } from "./messages.ts";
import type { World } from "./world.ts";

export function createdChats(_world: World, { body }: Incoming): string[] {
  return (readSpaces(textOf(body.openSpaceId)) ?? []).map((space) => space.id);
}

export function cardChats(world: World, { body }: Incoming): string[] {
  return world.messages.chatsOfCard(textOf(body.outTrackId));
}

export function createAndDeliver(world: World, { body }: Incoming): Reply {
  const spaces = readSpaces(textOf(body.openSpaceId));
  const refused = checkCreation(world, body, spaces);
  if (refused !== null) return refused;
  const template = world.templates[textOf(body.cardTemplateId)];
  const values = valuesOf(body);
  if (template === undefined || values === null || spaces === null) return refuse(400, "param.invalid");
  const outTrackId = textOf(body.outTrackId);
  const card = openCard(outTrackId, template, values);
  world.cards.set(outTrackId, card);
  const deliverResults = spaces.map((space) => deliver(world, card, space, robotOf(body, space)));
  return succeed({ success: true, result: { outTrackId, deliverResults } });
}

export function streamCard(world: World, { body }: Incoming): Reply {
  const refused = checkFrame(world, body);
  if (refused !== null) return refused;
  const card = world.cards.get(textOf(body.outTrackId));
  if (card === undefined) return refuse(400, "param.stream.outTrackId", "card is not exist");
  const guid = textOf(body.guid);
  // What the platform says here could not be found out; that it takes no more updates is known.
  if (card.closed && !card.guids.has(guid)) return refuse(400, "param.invalid", "the card is finished");
  streamInto(card, {
    guid,
    key: textOf(body.key),
    content: textOf(body.content),
    isFinalize: body.isFinalize === true,
    isError: body.isError === true,
  });
  return succeed({ success: true, result: true });
}

export function updateInstance(world: World, { body }: Incoming): Reply {
  if (textOf(body.outTrackId) === "") return refuse(400, "param.outTrackIdEmpty");
  const card = world.cards.get(textOf(body.outTrackId));
  if (card === undefined) return refuse(400, "param.cardNotExist");
  const values = valuesOf(body);
  if (values === null) return refuse(400, "param.invalid", "every value of cardParamMap must be a string");
  const options = isRecord(body.cardUpdateOptions) ? body.cardUpdateOptions : {};
  updateCard(card, values, options.updateCardDataByKey === true);
  return succeed({ success: true, result: true });
}

function checkCreation(world: World, body: JsonRecord, spaces: Space[] | null): Reply | null {
  if (textOf(body.outTrackId) === "") return refuse(400, "param.outTrackIdEmpty");
  if (textOf(body.cardTemplateId) === "") return refuse(400, "param.cardTemplateIdEmpty");
  if (!Object.hasOwn(world.templates, textOf(body.cardTemplateId)))
    return refuse(400, "param.templateNotExist");
  if (textOf(body.openSpaceId) === "") return refuse(400, "param.openSpaceIdEmpty");
  if (spaces === null) return refuse(400, "param.openSpaceIdInvalid");
  if (!isRecord(body.cardData)) return refuse(400, "param.cardPublicDataEmpty");
  if (valuesOf(body) === null)
    return refuse(400, "param.invalid", "every value of cardParamMap must be a string");
  if (!["STREAM", "HTTP", undefined].includes(callbackOf(body)))
    return refuse(400, "param.invalid", "callbackType");
  for (const space of spaces) {
    const refused = checkModels(body, space);
    if (refused !== null) return refused;
  }
  return world.cards.has(textOf(body.outTrackId)) ? refuse(400, "param.cardAlreadyExist") : null;
}

function callbackOf({ callbackType }: JsonRecord): string | undefined {
  return callbackType === undefined ? undefined : textOf(callbackType);
}

/** Null when a value is no text. */
function valuesOf({ cardData }: JsonRecord): Record<string, string> | null {
  if (!isRecord(cardData)) return {};
  const map = cardData.cardParamMap ?? {};
  if (!isRecord(map)) return null;
  const texts = Object.entries(map).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  return texts.length === Object.keys(map).length ? Object.fromEntries(texts) : null;
}

function deliver(world: World, card: Card, { type, id }: Space, robotCode: string) {
  const errorMsg = robotCode !== world.app.robotCode ? "robot not exist" : world.reach(id).cardError;
  const result = { spaceType: type, spaceId: id };
  if (errorMsg !== null) return { ...result, success: false, carrierId: "", errorMsg };
  const processQueryKey = newKey();
  const content = { kind: "card", title: null, text: "" };
  world.messages.add(id, { ...content, via: "card", at: world.now(), card, processQueryKey });
  return { ...result, success: true, carrierId: processQueryKey, errorMsg: "" };
}

function checkFrame(world: World, body: JsonRecord): Reply | null {
  if (textOf(body.outTrackId) === "") return missing("outTrackId");
  if (textOf(body.guid) === "") return refuse(400, "param.stream.guidEmpty");
  if (textOf(body.key) === "") return refuse(400, "param.stream.keyEmpty");
  if (textOf(body.content) === "") return refuse(400, "param.stream.contentEmpty");
  // The template's variable is Markdown, which takes whole texts only.
  if (body.isFull !== true)
    return refuse(400, "param.stream.isFull", "a Markdown variable is updated with isFull: true");
  const { cardContentBytes } = world.limits;
  if (cardContentBytes !== null && Buffer.byteLength(textOf(body.content)) > cardContentBytes)
    return refuse(400, "param.stream.content", "content is too large");
  return null;
}
