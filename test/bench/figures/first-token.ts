// How much later the first token arrives through us than straight from the model.

import { chatCall, completionCall, freshQuestion } from "../calls.ts";
import { timeUntil } from "../client.ts";
import { type Figure, type FigureDefinition, figureOf } from "../figure.ts";
import type { Stage } from "../stage.ts";
import { interleave } from "../statistics.ts";

const ROUNDS = 120;
/** Until the hot paths are compiled: a busy Worker is measured, not a fresh one. */
const WARMUP = 60;
/** Some pieces and pauses behind the first one: a stream, not one packet. */
const DIRECTIVES = "[[chunks:5]][[delay:2]]";
const FIRST_CONTENT = /"content":"[^"]/;
const FIRST_DELTA = /event: delta\n/;

const common = { against: "direct call", unit: "ms", comparison: "added" } as const;

export const completionsFirstToken: FigureDefinition = {
  ...common,
  name: "first-token-v1",
  title: "first token, `/v1/chat/completions`",
  aim: { bound: "at most", value: 5 },
};

export const chatFirstToken: FigureDefinition = {
  ...common,
  name: "first-token-chat",
  title: "first token, `/api/chat`",
  aim: { bound: "at most", value: 15 },
};

export function measureCompletions(stage: Stage): Promise<Figure> {
  const ours = () => timeUntil(stage.ours.url, completionCall(freshQuestion(DIRECTIVES)), FIRST_CONTENT);
  return besideDirectCall(stage, completionsFirstToken, ours);
}

export function measureChat(stage: Stage): Promise<Figure> {
  const ours = () => timeUntil(stage.ours.url, chatCall(freshQuestion(DIRECTIVES)), FIRST_DELTA);
  return besideDirectCall(stage, chatFirstToken, ours);
}

async function besideDirectCall(stage: Stage, definition: FigureDefinition, ours: () => Promise<number>) {
  const direct = () =>
    timeUntil(stage.model.endpoint, completionCall(freshQuestion(DIRECTIVES)), FIRST_CONTENT);
  return figureOf(definition, await interleave(ROUNDS, WARMUP, ours, direct));
}
