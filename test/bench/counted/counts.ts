// What is counted while the Worker works. One isolate runs the Worker and all its objects, so the counts can be plain variables.

/** Everything that Cloudflare counts, limits or charges for, and that our own code asks for. */
export const COUNT_NAMES = [
  "worker_requests",
  /** Calls to Durable Objects, and alarms: both are charged as requests. */
  "durable_requests",
  "durable_rows_read",
  /** With the rows of indexes; setting or deleting an alarm counts as one. */
  "durable_rows_written",
  "d1_queries",
  "d1_rows_read",
  "d1_rows_written",
  "kv_reads",
  "kv_writes",
  /** Class A: what writes or lists. */
  "r2_writes",
  /** Class B: what reads. */
  "r2_reads",
  /** To a model or a platform. */
  "outbound_calls",
  /** Lines that Workers Logs would take. */
  "log_lines",
] as const;

export type CountName = (typeof COUNT_NAMES)[number];
export type Counts = Record<CountName, number>;

let counts = eachOf(() => 0);

export function count(name: CountName, amount = 1): void {
  counts[name] += amount;
}

/** What came together since the last call. */
export function takeCounts(): Counts {
  const taken = counts;
  counts = eachOf(() => 0);
  return taken;
}

export function eachOf(value: (name: CountName) => number): Counts {
  return Object.fromEntries(COUNT_NAMES.map((name) => [name, value(name)])) as Counts;
}
