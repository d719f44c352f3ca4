// Vectors of texts: near each other when the texts share words, and nearer when they share one of a few meanings.
import { isRecord } from "../../../src/core/json.ts";
import { type Exchange, sendError, sendJson } from "./exchange.ts";

const DIMENSION = 256;
/** In how many places of the vector a word shows. */
const PLACES = 12;
/** Words of one meaning, which weigh more than others. */
const MEANINGS = [
  ["car", "cars", "automobile", "vehicle", "汽车", "车辆"],
  ["holiday", "vacation", "leave", "假期", "休假"],
];
const MEANING_WEIGHT = 4;

export function answerEmbeddings(exchange: Exchange): void {
  const { body } = exchange.record;
  const input: unknown = isRecord(body) ? body.input : undefined;
  const texts = Array.isArray(input) ? input.filter((text) => typeof text === "string") : [];
  if (texts.length === 0) {
    const message = "'$.input' is invalid. Please check the API reference.";
    sendError(exchange, { status: 400, message, type: "invalid_request_error", code: null });
    return;
  }
  // In another order than they were asked for: the index says which is which.
  const data = texts
    .map((text, index) => ({ object: "embedding", index, embedding: vectorOf(text) }))
    .reverse();
  const model = isRecord(body) ? body.model : null;
  sendJson(exchange, { object: "list", data, model, usage: { prompt_tokens: 1, total_tokens: 1 } });
}

function vectorOf(text: string): number[] {
  const vector = new Array<number>(DIMENSION).fill(0);
  const words = text.toLowerCase().match(/[a-z]+|\d+|[\u4e00-\u9fff]{2}/g) ?? [];
  for (const word of words) {
    const meaning = MEANINGS.findIndex((names) => names.includes(word));
    const weight = meaning === -1 ? 1 : MEANING_WEIGHT;
    let state = hashOf(meaning === -1 ? word : `meaning ${meaning}`);
    for (let place = 0; place < PLACES; place += 1) {
      state = Math.imul(state, 1664525) + 1013904223;
      const index = (state >>> 8) % DIMENSION;
      vector[index] = (vector[index] ?? 0) + (state & 0x40000000 ? weight : -weight);
    }
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}

function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return hash;
}
