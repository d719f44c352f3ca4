// Which backups may still hold what is erased.
import type { Backup } from "../../wire.ts";

export interface Holding {
  count: number;
  /** When the last of them is deleted; null: nobody knows. */
  until: string | null;
}

/** `since`: when the first of it was said; null: not known, so that every backup counts. */
export function backupsHolding(backups: readonly Backup[], since: string | null): Holding {
  const holding = backups.filter(
    ({ status, created_at }) => status !== "failed" && (since === null || created_at >= since),
  );
  const ends = holding.map(({ expires_at }) => expires_at);
  const known = ends.filter((end) => end !== null);
  const until = known.length < ends.length ? null : (known.sort().at(-1) ?? null);
  return { count: holding.length, until };
}
