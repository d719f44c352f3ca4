// Erases in as many calls as it takes: each erases as much as one call may.
import { growingPause, type Pause } from "../../repeat.ts";
import type { Erased } from "../../wire.ts";
import type { Holding } from "./backups-holding.ts";

export interface Erasure {
  rows: number;
  conversations: number;
  holding: Holding | null;
  /** False: there is more, and somebody has to begin again. */
  complete: boolean;
}

export const NOTHING_ERASED: Erasure = { rows: 0, conversations: 0, holding: null, complete: false };

const MOST_CALLS = 100;
const FIRST_PAUSE_MS = 200;
/** Rows leave the database a moment after their conversations are erased. */
const LONGEST_PAUSE_MS = 5_000;

export async function eraseAll(
  erase: () => Promise<Erased>,
  onProgress: (sum: Erasure) => void,
  wait?: Pause,
): Promise<Erasure> {
  const rest = growingPause(FIRST_PAUSE_MS, LONGEST_PAUSE_MS, wait);
  let sum = NOTHING_ERASED;
  for (let call = 1; ; call += 1) {
    const { erased, complete, backups } = await erase();
    sum = {
      // The rows are counted anew by each call; the first one sees them all.
      rows: Math.max(sum.rows, erased.rows),
      conversations: sum.conversations + erased.conversations,
      holding: backups ?? sum.holding,
      complete,
    };
    onProgress(sum);
    if (complete || call === MOST_CALLS) return sum;
    await rest();
  }
}
