// Cards that grow: all updates of an app share its pace, so that many answers at once are shown in bigger steps, and end later.
import { busiestRate } from "../day-curve.ts";
import { PLATFORMS } from "../own-limits.ts";
import { EventList } from "./event-list.ts";
import { kneeOf, type Point, pointOf } from "./knee.ts";
import { arrivals, seeded } from "./random.ts";

type Platform = keyof typeof PLATFORMS;

/** An answer takes so long. */
const ANSWER_SECONDS = 10;
/** Before the first call; an answer that comes sooner has no card (conversation/showing). */
const GRACE_SECONDS = 0.3;
/** The pause between two updates grows with the answer (conversation/showing). */
const PACE_SHARE = 0.08;
/** Of the busiest hour so much is played, and as much as brings enough answers. */
const SECONDS = 300;
const FEWEST_ANSWERS = 100;
/** A call there and back; an assumption. */
const CALL_SECONDS = 0.15;

/** Messages a day. */
const LOADS: Record<Platform, number[]> = {
  feishu: [1_000, 10_000, 50_000, 100_000, 200_000, 300_000, 400_000, 600_000, 800_000, 1_200_000],
  dingtalk: [1_000, 10_000, 20_000, 30_000, 50_000, 70_000, 100_000, 150_000, 200_000, 300_000],
};

/** Seconds from a question to its finished card, and the calls that an answer took. */
export function cardsAt(platform: Platform, aDay: number, seed: number): { point: Point; calls: number } {
  const { operationMs, showEveryMs } = PLATFORMS[platform];
  const events = new EventList();
  const stayed: number[] = [];
  const freeAt = new Map<string, number>();
  const rate = busiestRate(aDay);
  let calls = 0;
  /** When the call has come back. Its place in the line is taken now. */
  const call = (operation: string, now: number): number => {
    const goes = Math.max(freeAt.get(operation) ?? 0, now);
    freeAt.set(operation, goes + operationMs / 1000);
    calls += 1;
    return goes + CALL_SECONDS;
  };
  const finish = (began: number) => (now: number) => {
    // DingTalk ends the stream by an update like all others, and then sets what is left of it.
    const ended = platform === "dingtalk" ? call("update", now) : now;
    events.add(ended, (then) => stayed.push(call("finish", then) - began));
  };
  const grow = (began: number, shownFrom: number) => (now: number) => {
    const complete = began + ANSWER_SECONDS;
    const shown = call("update", now);
    const pause = Math.max(showEveryMs / 1000, PACE_SHARE * (shown - shownFrom));
    const next = shown + pause;
    if (next < complete) events.add(next, grow(began, shownFrom));
    else events.add(Math.max(shown, complete), finish(began));
  };
  const open = (began: number) => (now: number) => {
    const made = call("create", now);
    events.add(made, (then) => {
      const sent = platform === "feishu" ? call("reply", then) : then;
      const first = sent + showEveryMs / 1000;
      if (first < began + ANSWER_SECONDS) events.add(first, grow(began, now));
      else events.add(Math.max(sent, began + ANSWER_SECONDS), finish(began));
    });
  };
  for (const began of arrivals(seeded(seed), rate, Math.max(SECONDS, FEWEST_ANSWERS / rate)))
    events.add(began + GRACE_SECONDS, open(began));
  events.runAll();
  return { point: pointOf(aDay, stayed), calls: calls / Math.max(1, stayed.length) };
}

export function simulateCards(platform: Platform, seed: number): { points: Point[]; knee: number | null } {
  const points = LOADS[platform].map((load) => cardsAt(platform, load, seed).point);
  return { points, knee: kneeOf(points) };
}
