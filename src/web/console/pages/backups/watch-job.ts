// Looks after a job of one backup until it is over.
import { CallFailed } from "../../http.ts";
import { growingPause, type Pause } from "../../repeat.ts";
import type { Backup } from "../../wire.ts";

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 2_000;
/** A service that is being replaced answers again within seconds. */
const MOST_SILENCES = 20;

function isSilence(error: unknown): boolean {
  if (!(error instanceof CallFailed)) return error instanceof TypeError;
  const { status } = error.refusal;
  return status === 0 || status === 429 || status >= 500;
}

/** Resolves to the backup as it is when no job is about it any more. */
export async function untilIdle(
  look: () => Promise<Backup>,
  signal: AbortSignal,
  wait?: Pause,
): Promise<Backup> {
  const rest = growingPause(FIRST_PAUSE_MS, LONGEST_PAUSE_MS, wait);
  for (let silences = 0; ; await rest()) {
    signal.throwIfAborted();
    try {
      const backup = await look();
      if (backup.job === null) return backup;
      silences = 0;
    } catch (error) {
      silences += 1;
      if (!isSilence(error) || silences > MOST_SILENCES) throw error;
    }
  }
}
