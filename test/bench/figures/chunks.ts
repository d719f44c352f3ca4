// How many pieces of a model's answer a second pass through us, beside a Worker that only pipes them.

import { chatCall, completionCall, freshQuestion } from "../calls.ts";
import { type Call, timeUntil } from "../client.ts";
import { type Figure, type FigureDefinition, figureOf } from "../figure.ts";
import type { Stage } from "../stage.ts";
import { interleave } from "../statistics.ts";

const ROUNDS = 15;
const WARMUP = 3;
const PIECES = 2000;
const DIRECTIVES = `[[chunks:${PIECES}]]`;
/** The last piece, whichever way it is framed. */
const LAST_PIECE = new RegExp(`piece ${PIECES}["\\\\]`);

const common = {
  against: "raw pass-through Worker",
  unit: "chunks/s",
  comparison: "ratio",
  aim: { bound: "at least", value: 0.8 },
} as const;

export const completionsChunks: FigureDefinition = {
  ...common,
  name: "chunks-v1",
  title: "streamed chunks, `/v1/chat/completions`",
};

export const chatChunks: FigureDefinition = {
  ...common,
  name: "chunks-chat",
  title: "streamed chunks, `/api/chat`",
};

export function measureCompletionChunks(stage: Stage): Promise<Figure> {
  return besidePassThrough(stage, completionsChunks, () => completionCall(freshQuestion(DIRECTIVES)));
}

export function measureChatChunks(stage: Stage): Promise<Figure> {
  return besidePassThrough(stage, chatChunks, () => chatCall(freshQuestion(DIRECTIVES)));
}

async function besidePassThrough(
  stage: Stage,
  definition: FigureDefinition,
  call: () => Call,
): Promise<Figure> {
  const rate = async (base: string, one: Call) => PIECES / ((await timeUntil(base, one, LAST_PIECE)) / 1000);
  const ours = () => rate(stage.ours.url, call());
  const piped = () => rate(stage.baseline.url, completionCall(freshQuestion(DIRECTIVES)));
  return figureOf(definition, await interleave(ROUNDS, WARMUP, ours, piped));
}
