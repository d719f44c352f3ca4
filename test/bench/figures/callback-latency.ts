// How long Feishu waits for the acknowledgement of a callback, beside the platform's own SDK on Express.
import { setTimeout as pause } from "node:timers/promises";
import { makeCallbacks, untilSettled } from "../callbacks.ts";
import { timeEach } from "../client.ts";
import { type Figure, type FigureDefinition, figureOf } from "../figure.ts";
import type { Stage } from "../stage.ts";
import { interleave, type Pair } from "../statistics.ts";

const ROUNDS = 5;
/** Until both are compiled. */
const WARMUP = 2;
/** Of all rounds together, so that a dozen are beyond the 99th percentile. */
const CALLBACKS = 240;
const CONNECTIONS = 8;
const MODEL_MS = 2000;
const DIRECTIVES = `[[first:${MODEL_MS}]]`;
/** Until the SDK's server has its last answer of the model. */
const SDK_REST_MS = MODEL_MS + 500;

const common = {
  against: "official SDK on Express, which keeps nothing",
  unit: "ms",
  comparison: "added",
  aim: null,
} as const;

export const callbackMedian: FigureDefinition = {
  ...common,
  name: "callback-p50",
  title: `acknowledgement of a Feishu callback, ${CONNECTIONS} connections, median`,
};

export const callbackTail: FigureDefinition = {
  ...common,
  name: "callback-p99",
  title: `acknowledgement of a Feishu callback, ${CONNECTIONS} connections, 99th percentile`,
};

export async function measureCallbackMedian(stage: Stage): Promise<Figure> {
  return figureOf(callbackMedian, await latencies(stage));
}

export async function measureCallbackTail(stage: Stage): Promise<Figure> {
  return figureOf(callbackTail, await latencies(stage), 0.99);
}

const taken = new WeakMap<Stage, Promise<Pair>>();

/** Both figures are of the same callbacks. */
function latencies(stage: Stage): Promise<Pair> {
  const known = taken.get(stage) ?? takeLatencies(stage);
  taken.set(stage, known);
  return known;
}

async function takeLatencies(stage: Stage): Promise<Pair> {
  const ours = async () => {
    await stage.feishu.reset();
    const times = await timesOf(stage.ours.url);
    await untilSettled(stage, CALLBACKS);
    return times;
  };
  const sdk = async () => {
    const times = await timesOf(stage.sdk.url);
    await pause(SDK_REST_MS);
    return times;
  };
  const { measured, baseline } = await interleave(ROUNDS, WARMUP, ours, sdk);
  return { measured: measured.flat(), baseline: baseline.flat() };
}

async function timesOf(base: string): Promise<number[]> {
  const calls = await makeCallbacks(CALLBACKS, CALLBACKS, DIRECTIVES);
  return timeEach(base, calls, CONNECTIONS);
}
