// Asks the first endpoint up to three times, then the fallback as often. Ends with the first token: from there on, a failure is final.
import { backoffMs, MODEL_BACKOFF } from "../core/backoff.ts";
import type { Endpoint } from "../core/endpoint.ts";
import { fail, type Result, succeed } from "../core/result.ts";
import type { AttemptFailure } from "./failure.ts";

const TRIES_PER_ENDPOINT = 3;

export type AttemptOutcome<T> = { ok: true; value: T } | ({ ok: false } & AttemptFailure);

/** Waits, but no longer than until `signal` aborts. */
export type Pause = (milliseconds: number, signal: AbortSignal) => Promise<void>;

export async function tryEndpoints<T>(
  endpoints: Endpoint[],
  attempt: (endpoint: Endpoint) => Promise<AttemptOutcome<T>>,
  pause: Pause,
  signal: AbortSignal,
): Promise<Result<T>> {
  let last: AttemptFailure | null = null;
  for (const endpoint of endpoints) {
    for (let failures = 1; failures <= TRIES_PER_ENDPOINT; failures += 1) {
      const outcome = await attempt(endpoint);
      if (outcome.ok) return succeed(outcome.value);
      last = outcome;
      if (outcome.again === "never" || signal.aborted) return fail(outcome.failure);
      if (outcome.again === "fallback") break;
      if (failures < TRIES_PER_ENDPOINT) {
        await pause(backoffMs(MODEL_BACKOFF, failures, Math.random(), outcome.askedPauseMs), signal);
      }
      if (signal.aborted) return fail(outcome.failure);
    }
  }
  return fail(last?.failure ?? { kind: "internal" });
}

export const pauseFor: Pause = (milliseconds, signal) =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener("abort", done);
  });
