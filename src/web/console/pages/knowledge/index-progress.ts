// How far the index of the documents is.
import type { IndexState } from "./wire.ts";

/** It changes by itself: worth another look. */
export function isBusy({ vectors, rebuild }: Pick<IndexState, "vectors" | "rebuild">): boolean {
  return rebuild.running || (vectors !== null && vectors.done < vectors.wanted);
}

/** How many documents a rebuild has been through, whatever came of it. */
export function lookedAt({ done, failed }: IndexState["rebuild"]): number {
  return done + failed;
}
