// Gathers what arrives and hands it over at most once an animation frame.

/** A hidden page gets no frames; then a plain timer does. Milliseconds. */
const longestWait = 250;

function soon(run: () => void): () => void {
  const frame = requestAnimationFrame(run);
  const timer = setTimeout(run, longestWait);
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
}

export interface Batch<Item> {
  add(item: Item): void;
  /** Hands over at once what is there. */
  flush(): void;
  /** Forgets what is there. */
  drop(): void;
}

export type Schedule = (run: () => void) => () => void;

export function createBatch<Item>(hand: (items: Item[]) => void, schedule: Schedule = soon): Batch<Item> {
  let items: Item[] = [];
  let cancel: (() => void) | null = null;
  function drop(): void {
    cancel?.();
    cancel = null;
    items = [];
  }
  function flush(): void {
    const batch = items;
    drop();
    if (batch.length > 0) hand(batch);
  }
  function add(item: Item): void {
    items.push(item);
    cancel ??= schedule(flush);
  }
  return { add, flush, drop };
}
