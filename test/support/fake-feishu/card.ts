// A card that exists by itself: its JSON, its streaming, and the order of the operations on it.
import type { JsonRecord } from "../../../src/core/json.ts";
import { configOf } from "./card-json.ts";

export interface Card {
  cardId: string;
  json: JsonRecord;
  /** Unix milliseconds. */
  createdAt: number;
  /** The message that shows it; a card can be sent once. */
  messageId: string | null;
  /** When streaming was switched on last; null: it is off. */
  streamingSince: number | null;
  /** The platform ended the streaming, and nobody was told yet. */
  endedUntold: boolean;
  lastSequence: number;
  /** What was done under each uuid. */
  done: Map<string, string>;
}

/** Streaming ends so long after it was switched on last, whatever happens on the card. */
const STREAMING_LIFE_MS = 10 * 60 * 1000;
export const CARD_LIFE_MS = 14 * 24 * 60 * 60 * 1000;

let made = 0;

export function createCard(json: JsonRecord, now: number): Card {
  made += 1;
  const card: Card = {
    // Like the platform's: 19 digits, more than a JavaScript number holds.
    cardId: `7${String(now).padStart(14, "0").slice(-14)}${String(made % 10_000).padStart(4, "0")}`,
    json,
    createdAt: now,
    messageId: null,
    streamingSince: null,
    endedUntold: false,
    lastSequence: 0,
    done: new Map(),
  };
  setStreaming(card, configOf(json).streaming_mode === true, now);
  return card;
}

export function setStreaming(card: Card, on: boolean, now: number): void {
  card.streamingSince = on ? now : null;
  card.endedUntold = false;
}

export function endStreaming(card: Card): void {
  if (card.streamingSince === null) return;
  card.streamingSince = null;
  card.endedUntold = true;
}

export function isStreaming(card: Card, now: number): boolean {
  const since = card.streamingSince;
  if (since !== null && now - since >= STREAMING_LIFE_MS) endStreaming(card);
  return card.streamingSince !== null;
}
