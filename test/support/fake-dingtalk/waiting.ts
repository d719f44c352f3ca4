// Questions that wait for their answer to come true, so that no test has to poll.
import { setTimeout as pause } from "node:timers/promises";

/** The longest that a question waits; then it is answered with what there is. */
const PATIENCE_MS = 5000;

/** Looks again after each change until there are `wanted` or patience ends. */
export async function atLeast<Found>(
  events: EventTarget,
  wanted: number,
  look: () => Found[],
): Promise<Found[]> {
  const enough = new AbortController();
  const check = () => {
    if (look().length >= wanted) enough.abort();
  };
  events.addEventListener("change", check);
  check();
  await pause(PATIENCE_MS, undefined, { signal: enough.signal }).catch(() => {});
  events.removeEventListener("change", check);
  return look();
}
