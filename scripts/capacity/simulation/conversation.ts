// One busy conversation: the messages of a group are answered one after another, in one object.
import { kneeOf, type Point, pointOf } from "./knee.ts";
import { stays } from "./queue.ts";
import { lognormal, seeded } from "./random.ts";

/** An answer takes so long on average, an assumption; one in a hundred some 22 s. */
const ANSWER_SECONDS = 8;
const SPREAD = 0.5;
const HOURS = 100;
const LOADS = [0.5, 1, 2, 3, 4, 5, 6, 7, 8, 10];

/** Seconds from a message to the end of its answer, at so many messages a minute for an hour. */
export function conversationAt(aMinute: number, seed: number): Point {
  const random = seeded(seed);
  const hour = { aSecond: aMinute / 60, seconds: 3600, hours: HOURS };
  return pointOf(
    aMinute,
    stays(random, hour, () => lognormal(random, ANSWER_SECONDS, SPREAD)),
  );
}

export function simulateConversation(seed: number): { points: Point[]; knee: number | null } {
  const points = LOADS.map((load) => conversationAt(load, seed));
  return { points, knee: kneeOf(points) };
}
