// The JSON of a card, 1.0 and 2.0: whether the platform makes one of it, and what its reader sees.
import { isRecord, type JsonRecord } from "../../../src/core/json.ts";
import { textOf } from "./call.ts";
import { countTables, imageAddresses } from "./markdown-check.ts";

/** What is wrong with a card; `detail` is for whoever reads the answer. */
export interface CardFlaw {
  kind: "malformed" | "duplicate_id" | "tables" | "elements" | "image";
  detail: string;
}

const MOST_ELEMENTS = 200;
const ELEMENT_ID = /^[A-Za-z][A-Za-z0-9_]{0,19}$/;
/** Gone in version 2.0: buttons stand by themselves. */
const OLD_TAGS = ["action", "note"];
/** Fields that hold text for others than the reader of the card's body. */
const UNSEEN = ["alt", "value", "behaviors"];

export function isNewCard(card: JsonRecord): boolean {
  return card.schema === "2.0";
}

export function configOf(card: JsonRecord): JsonRecord {
  return isRecord(card.config) ? card.config : {};
}

/** What the platform compares a card with. */
export interface CardRules {
  tablesAllowed: number;
  /** Whether this key of an image was given out. */
  isImage(key: string): boolean;
}

/** Null when the platform takes it. */
export function findFlaw(card: JsonRecord, rules: CardRules): CardFlaw | null {
  if (card.schema !== undefined && card.schema !== "1.0" && !isNewCard(card))
    return malformed(`unknown schema ${String(card.schema)}`);
  const elements = elementsOf(card);
  if (elements === null)
    return malformed(isNewCard(card) ? "body.elements is missing" : "elements is missing");
  const all = elements.flatMap(nested);
  return findElementFlaw(card, all) ?? findContentFlaw(all, rules);
}

/** The text of all elements, a line for each. */
export function textOfCard(card: JsonRecord): string {
  return (elementsOf(card) ?? []).flatMap(texts).join("\n");
}

export function titleOfCard(card: JsonRecord): string | null {
  const title = isRecord(card.header) && isRecord(card.header.title) ? card.header.title.content : null;
  return typeof title === "string" ? title : null;
}

/** Every element, also those inside others. */
export function elementById(card: JsonRecord, elementId: string): JsonRecord | null {
  const all = (elementsOf(card) ?? []).flatMap(nested);
  return all.find((element) => element.element_id === elementId) ?? null;
}

function elementsOf(card: JsonRecord): unknown[] | null {
  const holder = isNewCard(card) ? card.body : card;
  const elements = isRecord(holder) ? holder.elements : undefined;
  return Array.isArray(elements) ? elements : null;
}

function findElementFlaw(card: JsonRecord, all: JsonRecord[]): CardFlaw | null {
  const old = all.find(({ tag }) => isNewCard(card) && OLD_TAGS.includes(textOf(tag)));
  if (old !== undefined) return malformed(`unsupported tag ${textOf(old.tag)}`);
  const untold = all.find(({ tag, content }) => tag === "markdown" && typeof content !== "string");
  if (untold !== undefined) return malformed("a markdown element without content");
  if (all.length > MOST_ELEMENTS) return { kind: "elements", detail: "element exceeds the limit" };
  const ids = all.flatMap(({ element_id }) => (element_id === undefined ? [] : [element_id]));
  const bad = ids.find((id) => !ELEMENT_ID.test(textOf(id)));
  if (bad !== undefined) return malformed(`invalid element_id ${String(bad)}`);
  if (new Set(ids).size < ids.length) return { kind: "duplicate_id", detail: "Duplicate element_id" };
  return null;
}

function findContentFlaw(all: JsonRecord[], { tablesAllowed, isImage }: CardRules): CardFlaw | null {
  const markdown = all.filter(({ tag }) => tag === "markdown").map(({ content }) => textOf(content));
  const drawn = markdown.reduce((sum, text) => sum + countTables(text), 0);
  if (drawn + all.filter(({ tag }) => tag === "table").length > tablesAllowed)
    return { kind: "tables", detail: "card table number over limit; ErrorValue: table" };
  const keys = all.filter(({ tag }) => tag === "img").map(({ img_key }) => textOf(img_key));
  const isForeign = [...markdown.flatMap(imageAddresses), ...keys].some((key) => !isImage(key));
  return isForeign ? { kind: "image", detail: "invalid image key" } : null;
}

/** Itself and all that it holds, as far as they are elements: what has a tag and is no text. */
function nested(element: unknown): JsonRecord[] {
  if (Array.isArray(element)) return element.flatMap(nested);
  if (!isRecord(element)) return [];
  const inside = Object.entries(element).flatMap(([field, value]) =>
    UNSEEN.includes(field) ? [] : nested(value),
  );
  return typeof element.tag === "string" && !isTextObject(element) ? [element, ...inside] : inside;
}

function texts(element: unknown): string[] {
  if (Array.isArray(element)) return element.flatMap(texts);
  if (!isRecord(element)) return [];
  if (isTextObject(element) || element.tag === "markdown") return [textOf(element.content)];
  return Object.entries(element).flatMap(([field, value]) => (UNSEEN.includes(field) ? [] : texts(value)));
}

function isTextObject({ tag }: JsonRecord): boolean {
  return tag === "plain_text" || tag === "lark_md";
}

function malformed(detail: string): CardFlaw {
  return { kind: "malformed", detail };
}
