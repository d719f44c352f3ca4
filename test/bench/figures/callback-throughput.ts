// How many callbacks of Feishu a second are stored and acknowledged while their answers are being made.
import { makeCallbacks, untilSettled } from "../callbacks.ts";
import { type Call, throughput } from "../client.ts";
import { type Figure, type FigureDefinition, figureOf } from "../figure.ts";
import type { Stage } from "../stage.ts";
import { interleave } from "../statistics.ts";

const ROUNDS = 4;
/** Also opens the conversations: those that go on are measured, not those that begin. */
const WARMUP = 1;
/** One in each chat: further ones would only wait there for their turn. */
const CALLBACKS = 240;
const AT_ONCE = 8;
/** What a model takes before its first word. */
const DIRECTIVES = "[[first:2000]]";

export const callbackThroughput: FigureDefinition = {
  name: "callback-throughput",
  title: "Feishu callbacks while the model takes 2 s",
  against: "bare Worker that verifies, decrypts and writes a row",
  unit: "req/s",
  comparison: "ratio",
  aim: { bound: "at least", value: 0.7 },
};

export async function measureCallbackThroughput(stage: Stage): Promise<Figure> {
  const rateOfOurs = rateOf(stage.ours.url);
  const ours = async () => {
    await stage.feishu.reset();
    const rate = await rateOfOurs();
    await untilSettled(stage, CALLBACKS);
    return rate;
  };
  return figureOf(callbackThroughput, await interleave(ROUNDS, WARMUP, ours, rateOf(stage.baseline.url)));
}

/** Repeats of the round before are sent first, uncounted: nobody's objects were put to sleep during the other one's turn. */
function rateOf(base: string): () => Promise<number> {
  let earlier: Call[] = [];
  return async () => {
    await throughput(base, earlier, AT_ONCE);
    earlier = await makeCallbacks(CALLBACKS, CALLBACKS, DIRECTIVES);
    return throughput(base, earlier, AT_ONCE);
  };
}
