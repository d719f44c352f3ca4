// How long conversations are kept.

export const DAY_MS = 24 * 3_600_000;

/** Unix milliseconds before which nothing is kept; null: everything is. */
export function retentionCutoff(days: number, now: number): number | null {
  return days === 0 ? null : now - days * DAY_MS;
}
