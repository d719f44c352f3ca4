// The platform's limits. Those on the pace are off until a test sets them, so that tests need not be slow.
import { type Reply, refuse } from "./call.ts";
import type { World } from "./world.ts";

export interface Limits {
  /** Calls a second of one API; the platform has 50. */
  appPerSecond: number | null;
  /** Messages a second into one chat; the platform has 5. */
  chatPerSecond: number | null;
  /** Operations a second on one card; the platform has 10. */
  cardPerSecond: number | null;
  /** Calls that are left in the month. */
  monthlyCalls: number | null;
  /** Markdown tables in one card: reports say 3, 5, and more. */
  tablesPerCard: number;
  /** The status of a refusal: the platform answers 400 in most cases, and 200 in some. */
  errorStatus: 200 | 400;
}

export function noLimits(): Limits {
  return {
    appPerSecond: null,
    chatPerSecond: null,
    cardPerSecond: null,
    monthlyCalls: null,
    tablesPerCard: 3,
    errorStatus: 400,
  };
}

const SECOND_MS = 1000;

/** Null when the call may pass; it is counted then. */
export function takeCall(world: World, operation: string): Reply | null {
  const { appPerSecond, monthlyCalls } = world.limits;
  // Text that streams into a card is free of the app's limit.
  const isFree = operation === "card.text";
  if (!isFree && !takeTurn(world, `app ${operation}`, appPerSecond)) return tooFast(appPerSecond);
  if (monthlyCalls === null) return null;
  if (monthlyCalls <= 0) return refuse(99991403, "This month's API call quota has been exceeded");
  world.limits.monthlyCalls = monthlyCalls - 1;
  return null;
}

export function takeMessage(world: World, chatId: string): Reply | null {
  const taken = takeTurn(world, `chat ${chatId}`, world.limits.chatPerSecond);
  return taken ? null : refuse(230020, "This operation triggers the frequency limit.");
}

export function takeCardOperation(world: World, cardId: string): Reply | null {
  const { cardPerSecond } = world.limits;
  return takeTurn(world, `card ${cardId}`, cardPerSecond) ? null : tooFast(cardPerSecond);
}

function takeTurn(world: World, counter: string, most: number | null): boolean {
  const now = world.now();
  const recent = (world.recent.get(counter) ?? []).filter((at) => now - at < SECOND_MS);
  if (most !== null && recent.length >= most) return false;
  world.recent.set(counter, [...recent, now]);
  return true;
}

function tooFast(limit: number | null): Reply {
  const headers = { "x-ogw-ratelimit-limit": String(limit), "x-ogw-ratelimit-reset": "1" };
  return { ...refuse(99991400, "request trigger frequency limit"), headers };
}
