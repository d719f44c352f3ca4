// Whether the thousandth turn of a conversation takes longer than the second.
import { randomUUID } from "node:crypto";
import { chatCall, freshQuestion } from "../calls.ts";
import { timeWhole } from "../client.ts";
import { type Figure, type FigureDefinition, figureOf } from "../figure.ts";
import type { Stage } from "../stage.ts";
import { interleave } from "../statistics.ts";

const TURNS = 1000;
const ROUNDS = 41;
const WARMUP = 5;

export const longConversation: FigureDefinition = {
  name: "turn-1000",
  title: `turn ${TURNS.toLocaleString("en-US")} of one conversation`,
  against: "turn 2",
  unit: "ms",
  comparison: "ratio",
  aim: { bound: "at most", value: 1.2 },
};

/** Makes the turns up to the last `ROUNDS`, then times those beside second turns of new conversations. */
export async function measureLongConversation(stage: Stage): Promise<Figure> {
  const turn = (session: string) => timeWhole(stage.ours.url, chatCall(freshQuestion(), false, session));
  const long = randomUUID();
  for (let made = 0; made < TURNS - ROUNDS - WARMUP; made += 1) await turn(long);
  const second = async () => {
    const fresh = randomUUID();
    await turn(fresh);
    return turn(fresh);
  };
  return figureOf(longConversation, await interleave(ROUNDS, WARMUP, () => turn(long), second));
}
