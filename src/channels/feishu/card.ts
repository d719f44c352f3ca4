// The JSON of a card, version 2.0: one Markdown element. And how much of an answer fits into one.
import type { JsonRecord } from "../../core/json.ts";
import { jsonLength } from "../../core/markdown/bytes.ts";
import { plainText } from "./render.ts";
import { cardBytes } from "./size.ts";

/** Named by streaming updates: at most 20 characters, the first one a letter. */
export const ELEMENT_ID = "answer";

/** What stands in the list of chats. */
const LONGEST_SUMMARY = 60;
/** Shown until the first word is there: a card may not be empty. */
const WAITING = "正在思考… / Thinking…";
const STREAMING_SUMMARY = "正在回答… / Answering…";

/** 30 KB is the platform's limit; the card stands in the request as a text, so its quotes and line ends count more than once. */
const MOST_CARD_BYTES = 28_000;

/** `markdown` as it is shown while it grows; empty while there is none. */
export function streamingCard(markdown: string): JsonRecord {
  const speed = { print_frequency_ms: { default: 70 }, print_step: { default: 1 } };
  return card(markdown === "" ? WAITING : markdown, {
    streaming_mode: true,
    // What has come since is shown at once instead of lagging behind the model.
    streaming_config: { ...speed, print_strategy: "fast" },
    summary: { content: STREAMING_SUMMARY },
  });
}

/** Without `streaming_mode: false` and a summary the list of chats would show for ever that the answer is being made. */
export function finishedCard(markdown: string): JsonRecord {
  return card(markdown, { streaming_mode: false, summary: { content: summaryOf(markdown) } });
}

function card(content: string, config: JsonRecord): JsonRecord {
  return {
    schema: "2.0",
    // Else the card could not be changed any more.
    config: { update_multi: true, ...config },
    body: { elements: [{ tag: "markdown", element_id: ELEMENT_ID, content }] },
  };
}

function summaryOf(markdown: string): string {
  const line = plainText(markdown.slice(0, 10 * LONGEST_SUMMARY))
    .trim()
    .replace(/\s+/g, " ");
  return line.length <= LONGEST_SUMMARY ? line : `${line.slice(0, LONGEST_SUMMARY).toWellFormed()}…`;
}

/** The summary is a part of the text once more, and the card's own fields come on top. */
const ENVELOPE_BYTES = jsonLength(JSON.stringify(finishedCard(""))) + 4 * (LONGEST_SUMMARY + 1);

/** In whatever form it has to go. Bytes limit characters too: 30 000 of those are never reached. */
export function fitsCard(markdown: string): boolean {
  return cardBytes(markdown) + ENVELOPE_BYTES <= MOST_CARD_BYTES;
}
