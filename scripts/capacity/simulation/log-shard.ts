// One shard of the log lines: each handed-over batch is a row, and now and then a megabyte becomes a file.
import { busiestRate } from "../day-curve.ts";
import { LOG_SHARDS } from "../own-limits.ts";
import { kneeOf, type Point, pointOf } from "./knee.ts";
import { stays } from "./queue.ts";
import { exponential, seeded } from "./random.ts";

/** To take a batch; an assumption, near to what the platform lets an object be asked. */
const APPEND_SECONDS = 0.0015;
/** To pack a megabyte, while which nothing is taken; an assumption. */
const FLUSH_SECONDS = 0.03;
/** A megabyte, in lines of some three hundred bytes. */
const LINES_A_FLUSH = 3_500;
/** The message, and its share of a page: each from an isolate of its own, which is the worst. */
const BATCHES_A_MESSAGE = 3;

/** Messages a day. */
const LOADS = [100_000, 1_000_000, 4_000_000, 8_000_000, 10_000_000, 12_000_000, 14_000_000, 18_000_000];

/** Seconds until a batch is kept, in the busiest minutes of a day with so many messages. Nobody waits for it. */
export function simulateLogShard(seed: number): { points: Point[]; knee: number | null } {
  const points = LOADS.map((load) => {
    const random = seeded(seed);
    let lines = 0;
    const service = () => {
      lines += 1;
      const flush = lines % LINES_A_FLUSH === 0 ? FLUSH_SECONDS : 0;
      return exponential(random, APPEND_SECONDS) + flush;
    };
    const aSecond = (busiestRate(load) * BATCHES_A_MESSAGE) / LOG_SHARDS;
    return pointOf(load, stays(random, { aSecond, seconds: 200, hours: 1 }, service));
  });
  return { points, knee: kneeOf(points) };
}
