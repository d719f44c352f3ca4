// How many cached answers a second, beside a Worker that reads a value of the same size from KV.
import { setTimeout as pause } from "node:timers/promises";
import { completionCall, freshQuestion } from "../calls.ts";
import { type Call, send, sendForText, throughput } from "../client.ts";
import { type Figure, type FigureDefinition, figureOf } from "../figure.ts";
import type { Stage } from "../stage.ts";
import { interleave } from "../statistics.ts";

const ROUNDS = 8;
const WARMUP = 2;
/** Together well below the limit of messages a minute. */
const REQUESTS = 300;
const AT_ONCE = 8;
const REPLY_CHARACTERS = 2000;

export const cachedAnswer: FigureDefinition = {
  name: "cached",
  title: "cached answer, `/v1/chat/completions`",
  against: "bare KV read in Hono",
  unit: "req/s",
  comparison: "ratio",
  aim: { bound: "at least", value: 0.6 },
};

export async function measureCached(stage: Stage): Promise<Figure> {
  const cached = completionCall(freshQuestion(`[[huge:${REPLY_CHARACTERS}]]`), false);
  await fillCache(stage, cached);
  const value = JSON.parse(await sendForText(stage.ours.url, cached));
  await sendForText(stage.baseline.url, { method: "PUT", path: "/kv/answer", body: value });
  const read = { method: "GET", path: "/kv/answer" };
  const pair = await interleave(
    ROUNDS,
    WARMUP,
    () => throughput(stage.ours.url, many(cached), AT_ONCE),
    () => throughput(stage.baseline.url, many(read), AT_ONCE),
  );
  return figureOf(cachedAnswer, pair);
}

function many(call: Call): Call[] {
  return Array.from({ length: REQUESTS }, () => call);
}

/** The answer is stored after it was given, so the first hits may still miss. */
async function fillCache(stage: Stage, call: Call): Promise<void> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const response = await send(stage.ours.url, call);
    response.resume();
    if (response.headers["x-cache"] === "HIT") return;
    await pause(100);
  }
  throw new Error("the answer never came from the cache");
}
