// History → what the model reads, within a budget. Whole turns, newest first; the system prompt always stays.
import { estimateTokens, IMAGE_TOKENS, MESSAGE_TOKENS } from "./tokens.ts";

/** Tokens of earlier turns that go along with a question. Bounds what a turn costs, however long the conversation. */
export const HISTORY_TOKENS = 8_000;
/** Earlier turns read at most, so that thousands of one-word turns stay cheap too. */
export const HISTORY_TURNS = 60;
/** Images of earlier turns that are sent again. */
export const HISTORY_IMAGES = 4;

/** And their data URLs' characters: a prompt is copied a few times, and an object has 128 MB. */
export const HISTORY_IMAGE_CHARACTERS = 8_000_000;

export interface PastTurn {
  text: string;
  images: string[];
  reply: string;
}

export type PromptPart = { type: "text"; text: string } | { type: "image_url"; image_url: { url: string } };

/** A message as OpenAI-compatible endpoints take it. */
export interface PromptMessage {
  role: "system" | "user" | "assistant";
  content: string | PromptPart[];
}

export interface Question {
  text: string;
  images: string[];
}

/**
 * `newestFirst` is read only as far as the budget reaches. A turn that does not fit ends the history there:
 * skipping it and taking older ones would leave answers without their questions.
 */
export function buildPrompt(
  system: string,
  newestFirst: Iterable<PastTurn>,
  question: Question,
  budget = HISTORY_TOKENS,
): PromptMessage[] {
  const turns: PastTurn[] = [];
  let left = budget;
  for (const turn of newestFirst) {
    left -= turnTokens(turn);
    if (left < 0) break;
    turns.unshift(turn);
  }
  return [
    { role: "system", content: system },
    ...turns.flatMap((turn): PromptMessage[] => [
      { role: "user", content: userContent(turn.text, turn.images) },
      { role: "assistant", content: turn.reply },
    ]),
    { role: "user", content: userContent(question.text, question.images) },
  ];
}

function turnTokens(turn: PastTurn): number {
  return (
    estimateTokens(wordsOf(turn)) +
    estimateTokens(turn.reply) +
    turn.images.length * IMAGE_TOKENS +
    2 * MESSAGE_TOKENS
  );
}

function userContent(text: string, images: string[]): string | PromptPart[] {
  if (images.length === 0) return wordsOf({ text, images });
  const parts: PromptPart[] = images.map((url) => ({ type: "image_url", image_url: { url } }));
  return text === "" ? parts : [{ type: "text", text }, ...parts];
}

/** Of a bare image that no longer goes along something has to be left: an empty message would be refused. */
function wordsOf({ text, images }: Question): string {
  return images.length === 0 && text.trim() === "" ? "[image]" : text;
}
