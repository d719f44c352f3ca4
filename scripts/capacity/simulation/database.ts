// D1 writes one batch after another: how late a finished answer stands in the operator's table.
import type { Kind } from "../costs.ts";
import { busiestRate } from "../day-curve.ts";
import { kneeOf, type Point, pointOf } from "./knee.ts";
import { stays } from "./queue.ts";
import { lognormal, seeded } from "./random.ts";

/** What a batch of some ten rows keeps the database busy. An assumption: Cloudflare's own could not be measured here. */
export const BATCH_SECONDS = 0.01;
const SPREAD = 0.5;
/** Batches to the main database for one message: news of a platform's message leave in two. */
export const BATCHES_A_MESSAGE: Record<Kind, number> = {
  web: 1,
  cached: 1,
  api: 1,
  // Two recorders gather what comes in half a second; one by one is the worst.
  openai: 1,
  feishu: 2,
  dingtalk: 2,
  signed: 1,
};

/** Messages a day. */
const LOADS = [
  10_000, 100_000, 500_000, 1_000_000, 1_500_000, 2_000_000, 2_500_000, 2_800_000, 3_000_000, 3_500_000,
];

/** Seconds from the end of an answer to its row, in twenty minutes of the busiest hour of a day with so many messages. */
export function simulateDatabase(seed: number): { points: Point[]; knee: number | null } {
  const points = LOADS.map((load) => {
    const random = seeded(seed);
    const hour = { aSecond: busiestRate(load), seconds: 1200, hours: 1 };
    return pointOf(
      load,
      stays(random, hour, () => lognormal(random, BATCH_SECONDS, SPREAD)),
    );
  });
  return { points, knee: kneeOf(points) };
}
