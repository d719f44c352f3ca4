// The one object of a platform, which every call to it asks first: token, pace, ledger.
import { busiestRate } from "../day-curve.ts";
import { OBJECT_REQUESTS_A_SECOND } from "../plans.ts";
import { kneeOf, type Point, pointOf } from "./knee.ts";
import { stays } from "./queue.ts";
import { seeded } from "./random.ts";

/** Messages a day. */
const LOADS = [10_000, 100_000, 500_000, 1_000_000, 1_200_000, 1_300_000, 1_500_000, 2_000_000];

/** Seconds until the object answers, in the busiest minutes of a day with so many messages of `calls` calls each. */
export function simulateAccount(calls: number, seed: number): { points: Point[]; knee: number | null } {
  const points = LOADS.map((load) => {
    const random = seeded(seed);
    const aSecond = busiestRate(load) * (calls + 1);
    const minutes = { aSecond, seconds: 200, hours: 1 };
    return pointOf(
      load,
      stays(random, minutes, () => 1 / OBJECT_REQUESTS_A_SECOND),
    );
  });
  return { points, knee: kneeOf(points) };
}
