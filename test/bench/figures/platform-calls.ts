// How many calls to Feishu an answered message costs: organisations have so many a month.
import { makeCallbacks, untilSettled } from "../callbacks.ts";
import { timeEach } from "../client.ts";
import { type Figure, type FigureDefinition, figureOf } from "../figure.ts";
import type { Stage } from "../stage.ts";

/** In as many chats at once: cards of different chats don't wait for each other. */
const MESSAGES = 5;
/** Ten seconds from the first piece to the last. */
const LONG_ANSWER = "[[chunks:100]][[delay:100]]";

const common = { against: "the one reply", unit: "calls", comparison: "alone", aim: null } as const;

export const quickAnswerCalls: FigureDefinition = {
  ...common,
  name: "platform-calls",
  title: "calls to Feishu for a quick answer",
};

export const longAnswerCalls: FigureDefinition = {
  ...common,
  name: "platform-calls-card",
  title: "calls to Feishu for an answer of 10 s in a growing card",
};

export function measureQuickAnswerCalls(stage: Stage): Promise<Figure> {
  return measureCalls(stage, quickAnswerCalls, "");
}

export function measureLongAnswerCalls(stage: Stage): Promise<Figure> {
  return measureCalls(stage, longAnswerCalls, LONG_ANSWER);
}

async function measureCalls(stage: Stage, definition: FigureDefinition, directives: string): Promise<Figure> {
  // The first answer in two hours also fetches the token, once for all chats.
  await answer(stage, "");
  const calls = await answer(stage, directives);
  return figureOf(definition, { measured: [calls / MESSAGES], baseline: [1] });
}

/** How many calls it took together. */
async function answer(stage: Stage, directives: string): Promise<number> {
  await stage.feishu.reset();
  await timeEach(stage.ours.url, await makeCallbacks(MESSAGES, MESSAGES, directives), MESSAGES);
  await untilSettled(stage, MESSAGES);
  return stage.feishu.calls();
}
