// How much later the first token, and the whole answer, arrive through us than straight from the model.

import { chatCall, completionCall, freshQuestion } from "../calls.ts";
import { timeUntil, timeWhole } from "../client.ts";
import { type Figure, type FigureDefinition, figureOf } from "../figure.ts";
import type { Stage } from "../stage.ts";
import { interleave } from "../statistics.ts";

const ROUNDS = 120;
/** Until the hot paths are compiled: a busy Worker is measured, not a fresh one. */
const WARMUP = 60;
/** Some pieces and pauses behind the first one: a stream, not one packet. */
const DIRECTIVES = "[[chunks:5]][[delay:2]]";
/** A short answer as a model writes it. */
const PIECES = 50;
const WHOLE = `[[chunks:${PIECES}]][[delay:5]]`;
const WHOLE_ROUNDS = 30;
const WHOLE_WARMUP = 10;
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

export const completionsTotal: FigureDefinition = {
  ...common,
  name: "total-v1",
  title: `whole answer of ${PIECES} pieces, \`/v1/chat/completions\``,
  aim: null,
};

export const chatTotal: FigureDefinition = {
  ...common,
  name: "total-chat",
  title: `whole answer of ${PIECES} pieces, \`/api/chat\``,
  aim: null,
};

export function measureCompletionsTotal(stage: Stage): Promise<Figure> {
  return besideWholeCall(stage, completionsTotal, () =>
    timeWhole(stage.ours.url, completionCall(freshQuestion(WHOLE))),
  );
}

export function measureChatTotal(stage: Stage): Promise<Figure> {
  return besideWholeCall(stage, chatTotal, () => timeWhole(stage.ours.url, chatCall(freshQuestion(WHOLE))));
}

async function besideWholeCall(stage: Stage, definition: FigureDefinition, ours: () => Promise<number>) {
  const direct = () => timeWhole(stage.model.endpoint, completionCall(freshQuestion(WHOLE)));
  return figureOf(definition, await interleave(WHOLE_ROUNDS, WHOLE_WARMUP, ours, direct));
}

async function besideDirectCall(stage: Stage, definition: FigureDefinition, ours: () => Promise<number>) {
  const direct = () =>
    timeUntil(stage.model.endpoint, completionCall(freshQuestion(DIRECTIVES)), FIRST_CONTENT);
  return figureOf(definition, await interleave(ROUNDS, WARMUP, ours, direct));
}
