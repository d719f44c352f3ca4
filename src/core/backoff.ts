// Growing pauses between tries. Pure: the random number is an argument.

export interface BackoffPolicy {
  /** Pause after the first failure, in milliseconds. */
  firstMs: number;
  /** No pause is longer. */
  longestMs: number;
}

/** Three tries of the model: a person waits. */
export const MODEL_BACKOFF: BackoffPolicy = { firstMs: 500, longestMs: 10_000 };
/** A database that fails for a while loses no row: tried for as long as it takes. */
export const RECORD_BACKOFF: BackoffPolicy = { firstMs: 1_000, longestMs: 600_000 };
/** A platform that is busy or away: soon again, then about once a minute. */
export const DELIVERY_BACKOFF: BackoffPolicy = { firstMs: 1_000, longestMs: 60_000 };

/**
 * Milliseconds to wait after failure number `failures` (from 1). What the other side asked for wins, up to the longest pause;
 * else doubling, with a fifth of jitter (`random` in [0, 1)) so that many waiters don't come back at once.
 */
export function backoffMs(
  policy: BackoffPolicy,
  failures: number,
  random: number,
  askedMs: number | null = null,
): number {
  if (askedMs !== null) return Math.min(Math.max(askedMs, 0), policy.longestMs);
  const doubled = policy.firstMs * 2 ** Math.min(failures - 1, 30);
  return Math.round(Math.min(doubled, policy.longestMs) * (0.8 + 0.4 * random));
}

/** `Retry-After` (seconds or a date) or `retry-after-ms` of a response, in milliseconds; null when absent or unreadable. */
export function askedPauseMs(headers: Headers, now: number): number | null {
  const milliseconds = Number.parseFloat(headers.get("retry-after-ms") ?? "");
  if (Number.isFinite(milliseconds)) return milliseconds;
  const value = headers.get("retry-after");
  if (value === null) return null;
  if (/^\s*\d+(\.\d+)?\s*$/.test(value)) return Number.parseFloat(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}
