// Pauses between calls that are made again until something is done: ever longer, up to a limit.

export type Pause = (milliseconds: number) => Promise<void>;

const pause: Pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const GROWTH = 1.5;

export function growingPause(firstMs: number, longestMs: number, wait: Pause = pause): () => Promise<void> {
  let next = firstMs;
  return async () => {
    const now = next;
    next = Math.min(now * GROWTH, longestMs);
    await wait(now);
  };
}
