// What may be done with a backup now, and what has to be typed for it.
import type { Backup } from "../../wire.ts";

export function isBusy({ status, job }: Backup): boolean {
  return status === "running" || job !== null;
}

/** The day in its id: what somebody types who means this backup. */
export function dateOf({ id }: Backup): string {
  return id.slice(0, 10);
}

/** From 0 to 1; null while nobody knows how much it is. */
export function progressOf({ job }: Backup): number | null {
  if (job === null || job.total_rows === 0) return null;
  return Math.min(1, job.done_rows / job.total_rows);
}
