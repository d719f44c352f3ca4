// A month of a platform's calls: as they run out, cards are updated more rarely, and in the end answers are lost.
import type { Costs } from "../costs.ts";
import { PLATFORMS, SLOWDOWNS } from "../own-limits.ts";
import { DAYS_A_MONTH } from "../plans.ts";

type Platform = keyof typeof PLATFORMS;

/** Messages a day. */
const LOADS = [10, 20, 30, 40, 50, 100, 200, 333, 500, 1_000];

/** Of one answer that is shown so much more rarely; null: only when it is finished. */
export function callsAt(costs: Costs, platform: Platform, slowdown: number | null): number {
  if (slowdown === null) return 1;
  const { fixedCalls } = PLATFORMS[platform];
  const calls = costs.kinds[platform].message.platform_calls ?? fixedCalls;
  return fixedCalls + Math.max(0, calls - fixedCalls) / slowdown;
}

/** Answers for which the month's allowance is enough, when FEISHU_MONTHLY_CALLS or DINGTALK_MONTHLY_CALLS says how large it is. */
export function allowanceOf(costs: Costs, platform: Platform): number {
  const { callsAMonth } = PLATFORMS[platform];
  return SLOWDOWNS.reduce((answers, { from, by }, index) => {
    const until = SLOWDOWNS[index + 1]?.from ?? 1;
    return answers + ((until - from) * callsAMonth) / callsAt(costs, platform, by);
  }, 0);
}

/** Finished answers alone, as with FEISHU_STREAMING=off or without a card template. */
function allowanceWithoutCards(platform: Platform): number {
  return PLATFORMS[platform].callsAMonth;
}

export interface AllowancePoint {
  load: number;
  /** Day of the month on which nothing is left, with cards and without; null: it is enough. */
  withCards: number | null;
  withoutCards: number | null;
}

export function simulateAllowance(
  costs: Costs,
  platform: Platform,
): { points: AllowancePoint[]; knee: number | null } {
  const dayFor = (answers: number, load: number) => {
    const day = answers / load;
    return day >= DAYS_A_MONTH ? null : Math.floor(day) + 1;
  };
  const points = LOADS.map((load) => ({
    load,
    withCards: dayFor(allowanceOf(costs, platform), load),
    withoutCards: dayFor(allowanceWithoutCards(platform), load),
  }));
  return { points, knee: points.find(({ withCards }) => withCards !== null)?.load ?? null };
}
