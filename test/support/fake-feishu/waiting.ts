// Questions that wait for their answer to come true, so that no test has to poll.
import { setTimeout as pause } from "node:timers/promises";

/** The longest that a question waits; then it is answered with what there is. */
const PATIENCE_MS = 5000;
/** A look at thousands of messages takes a while: it may take one part in so many of the time that passes. */
const SHARE = 10;
const LONGEST_REST_MS = 250;

/** Looks again after changes, once for all those that come close together. False when patience ended first. */
export async function waitUntil(events: EventTarget, isTrue: () => boolean): Promise<boolean> {
  // A question that is wrong throws here, before anybody waits.
  const began = performance.now();
  if (isTrue()) return true;
  let rest = restAfter(began);
  let next: NodeJS.Timeout | null = null;
  const enough = new AbortController();
  const look = () => {
    next = null;
    const lookedAt = performance.now();
    if (isTrue()) enough.abort();
    rest = restAfter(lookedAt);
  };
  const schedule = () => {
    next ??= setTimeout(look, rest);
  };
  events.addEventListener("change", schedule);
  await pause(PATIENCE_MS, undefined, { signal: enough.signal }).catch(() => undefined);
  events.removeEventListener("change", schedule);
  if (next !== null) clearTimeout(next);
  return enough.signal.aborted || isTrue();
}

function restAfter(began: number): number {
  return Math.min(LONGEST_REST_MS, SHARE * (performance.now() - began));
}
