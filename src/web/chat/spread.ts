// Spreads work over frames: a job runs at once while the frame has time for it, later jobs wait for the next ones.

/** Milliseconds of a frame that such work may take. */
const share = 8;

const waiting = new Set<() => void>();
let started = 0;
let spent = 0;
let wakes = false;

function run(job: () => void): void {
  const before = performance.now();
  if (before - started > 16) {
    started = before;
    spent = 0;
  }
  job();
  spent += performance.now() - before;
}

function wake(): void {
  wakes = false;
  spent = 0;
  started = performance.now();
  for (const job of waiting) {
    if (spent >= share) break;
    waiting.delete(job);
    run(job);
  }
  arm();
}

function arm(): void {
  if (wakes || waiting.size === 0) return;
  wakes = true;
  // Not a frame: a hidden page has none, and its code is to be ready when it is looked at.
  setTimeout(wake, 16);
}

/** Runs the job now or soon, and returns what takes it back. */
export function spread(job: () => void): () => void {
  const fresh = performance.now() - started > 16;
  if (waiting.size === 0 && (fresh || spent < share)) run(job);
  else {
    waiting.add(job);
    arm();
  }
  return () => void waiting.delete(job);
}
