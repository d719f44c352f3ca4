// The gateway's limits, off until a test sets them: calls a second for each API, calls a month for the organisation.
import { type Reply, refuse } from "./call.ts";
import type { World } from "./world.ts";

export interface Limits {
  /** Calls of one API in a second; the standard edition has 20. */
  qps: number | null;
  /** Calls of all APIs that are left in the month. */
  monthlyCalls: number | null;
  /** Twenty messages a minute for a custom robot. */
  customPerMinute: boolean;
  /** UTF-8 bytes of one card update. The platform's own pages disagree about it. */
  cardContentBytes: number | null;
}

export function noLimits(): Limits {
  return { qps: null, monthlyCalls: null, customPerMinute: false, cardContentBytes: null };
}

const SECOND_MS = 1000;
const DENIED = "Forbidden.AccessDenied";

/** Null when the call may pass; it is counted then. */
export function takeCall(world: World, operation: string): Reply | null {
  const { qps, monthlyCalls } = world.limits;
  const now = world.now();
  const recent = (world.recentCalls.get(operation) ?? []).filter((at) => now - at < SECOND_MS);
  if (qps !== null && recent.length >= qps)
    return refuse(403, `${DENIED}.QpsLimitForAppkeyAndApi`, "the app calls this API too often in a second");
  if (monthlyCalls !== null && monthlyCalls <= 0)
    return refuse(403, `${DENIED}.ApiCountLimitForOrg`, "the organisation's calls of this month are used up");
  world.recentCalls.set(operation, [...recent, now]);
  if (monthlyCalls !== null) world.limits.monthlyCalls = monthlyCalls - 1;
  return null;
}
