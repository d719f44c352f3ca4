// Retention after a year: how old the oldest is that still lies there, row by row in D1 and conversation by conversation.
import { DELETION_ROWS, MINUTES_A_DAY, WALKED_A_MINUTE } from "../own-limits.ts";
import type { Plan } from "../plans.ts";
import { kneeOf, type Point, quantile } from "./knee.ts";

const DAY_SECONDS = 86_400;
const DAYS = 365;
/** The list is looked at in so many slices, in the order of its names. */
const SLICES = 400;

/** Conversations a day. */
const LOADS = [1_000, 5_000, 10_000, 20_000, 25_000, 40_000, 60_000, 80_000, 100_000, 150_000];

export interface DeletionLoad {
  plan: Plan;
  keptDays: number;
  turns: number;
  /** Rows of D1 that deleting a message writes. */
  rows: number;
}

/** Messages in D1: a day's budget of rows to be written. Seconds of age at which they went in the last month. */
export function simulateDeletion(load: DeletionLoad): { points: Point[]; knee: number | null } {
  const points = LOADS.map((conversations) => {
    const arrived = conversations * load.turns;
    const affordable = DELETION_ROWS[load.plan] / load.rows;
    const ages: number[] = [];
    let gone = 0;
    for (let day = 1; day <= DAYS; day += 1) {
      const old = Math.max(0, day - load.keptDays) * arrived;
      gone += Math.min(old - gone, affordable);
      // Everything that came up to `gone / arrived` days after the start is gone.
      if (day > DAYS - 30) ages.push((day - gone / arrived) * DAY_SECONDS);
    }
    return agesAt(conversations, ages);
  });
  return { points, knee: kneeOf(points) };
}

/** Conversations and their own storage: the list is walked through, so many a day, and from its beginning again behind its end. */
export function simulateWalk(keptDays: number): { points: Point[]; knee: number | null } {
  const points = LOADS.map((conversations) => agesAt(conversations, agesWhenWalked(conversations, keptDays)));
  return { points, knee: kneeOf(points) };
}

/** Seconds of age of the oldest of a slice when its turn came, in the last round. */
function agesWhenWalked(conversations: number, keptDays: number): number[] {
  const walked = WALKED_A_MINUTE * MINUTES_A_DAY;
  const cleared = new Array<number>(SLICES).fill(0);
  const ages: number[] = new Array(SLICES).fill(0);
  let slice = 0;
  let rounds = 0;
  for (let day = 1; day <= DAYS; day += 1) {
    let left = walked;
    for (let done = 0; done < SLICES && left > 0; done += 1) {
      const oldest = Math.min(day, day - (cleared[slice] ?? 0) + keptDays);
      left -= (conversations / SLICES) * oldest;
      ages[slice] = oldest * DAY_SECONDS;
      if (day > keptDays) cleared[slice] = day;
      slice = (slice + 1) % SLICES;
      if (slice === 0) rounds += 1;
    }
  }
  // A list whose end was never reached: nothing behind that place has ever gone.
  return rounds > 0 ? ages : ages.map((age) => Math.max(age, DAYS * DAY_SECONDS));
}

function agesAt(load: number, ages: number[]): Point {
  const sorted = Float64Array.from(ages).sort();
  return { load, median: quantile(sorted, 0.5), p99: quantile(sorted, 0.99) };
}
