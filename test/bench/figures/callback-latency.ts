// How long a platform waits for the acknowledgement of a callback: one caller alone, and 32 at once. Beside Feishu's own SDK on Express;
// DingTalk has none for callbacks, there it is a bare Worker that verifies and writes a row.
import { setTimeout as pause } from "node:timers/promises";
import { makeCallbacksOf, type PlatformName, untilSettled } from "../callbacks.ts";
import { timeEach } from "../client.ts";
import { type Figure, type FigureDefinition, figureOf } from "../figure.ts";
import type { Measurement } from "../measurements.ts";
import type { Stage } from "../stage.ts";
import { interleave, type Pair } from "../statistics.ts";

const ROUNDS = 3;
/** Until both are compiled. */
const WARMUP = 1;
/** Of all rounds together, so that some are beyond the 99th percentile. */
const CALLBACKS = 128;
const MODEL_MS = 2000;
const DIRECTIVES = `[[first:${MODEL_MS}]]`;
/** Until the baseline's server has its last answer of the model. */
const BASELINE_REST_MS = MODEL_MS + 500;

const NAMES: Record<PlatformName, string> = { feishu: "Feishu", dingtalk: "DingTalk" };
const AGAINST: Record<PlatformName, string> = {
  feishu: "official SDK on Express, which keeps nothing",
  dingtalk: "bare Worker that verifies and writes a row",
};
/** The contract with the platforms: acknowledged within a second, whatever the model does. */
const LONGEST_MS = 1000;

/** Median and 99th percentile of one platform, with so many connections. */
function latencies(platform: PlatformName, connections: number): Measurement[] {
  const take = takenOnce((stage) => takeLatencies(stage, platform, connections));
  return ([0.5, 0.99] as const).map((share) => {
    const definition: FigureDefinition = {
      name: `acknowledged-${platform}-${connections}-p${share * 100}`,
      title: `acknowledgement of a ${NAMES[platform]} callback, ${connections === 1 ? "one connection" : `${connections} connections`}, ${share === 0.5 ? "median" : "99th percentile"}`,
      against: AGAINST[platform],
      unit: "ms",
      comparison: "added",
      aim: share === 0.5 ? null : { bound: "at most", value: LONGEST_MS },
    };
    return [
      definition,
      async (stage: Stage): Promise<Figure> => figureOf(definition, await take(stage), share),
    ];
  });
}

export const callbackLatencies: Measurement[] = (["feishu", "dingtalk"] as const).flatMap((platform) =>
  [1, 32].flatMap((connections) => latencies(platform, connections)),
);

/** Several figures are of the same callbacks. */
function takenOnce(take: (stage: Stage) => Promise<Pair>): (stage: Stage) => Promise<Pair> {
  const taken = new WeakMap<Stage, Promise<Pair>>();
  return (stage) => {
    const known = taken.get(stage) ?? take(stage);
    taken.set(stage, known);
    return known;
  };
}

async function takeLatencies(stage: Stage, platform: PlatformName, connections: number): Promise<Pair> {
  // One after another they take their time: fewer tell as much.
  const count = connections === 1 ? CALLBACKS / 2 : CALLBACKS;
  const timesOf = async (base: string) =>
    timeEach(base, await makeCallbacksOf(stage, platform, count, count, DIRECTIVES), connections);
  const ours = async () => {
    await stage[platform].reset();
    const times = await timesOf(stage.ours.url);
    await untilSettled(stage, count, platform);
    return times;
  };
  const theirs = async () => {
    const times = await timesOf(platform === "feishu" ? stage.sdk.url : stage.baseline.url);
    if (platform === "feishu") await pause(BASELINE_REST_MS);
    return times;
  };
  const { measured, baseline } = await interleave(ROUNDS, WARMUP, ours, theirs);
  return { measured: measured.flat(), baseline: baseline.flat() };
}
