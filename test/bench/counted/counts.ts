// What is counted while the Worker works. One isolate runs the Worker and all its objects, so the counts can be plain variables.

/** Everything that Cloudflare counts, limits or charges for, and that our own code asks for. */
export interface Counts {
  worker_requests: number;
  /** Calls to Durable Objects, and alarms: both are charged as requests. */
  durable_requests: number;
  durable_rows_read: number;
  /** With the rows of indexes; setting or deleting an alarm counts as one. */
  durable_rows_written: number;
  d1_queries: number;
  d1_rows_read: number;
  d1_rows_written: number;
  kv_reads: number;
  kv_writes: number;
  /** Class A: what writes or lists. */
  r2_writes: number;
  /** Class B: what reads. */
  r2_reads: number;
  /** Calls to a model or a platform. */
  outbound_calls: number;
  /** Lines that Workers Logs would take. */
  log_lines: number;
}

export type CountName = keyof Counts;

const NOTHING: Counts = {
  worker_requests: 0,
  durable_requests: 0,
  durable_rows_read: 0,
  durable_rows_written: 0,
  d1_queries: 0,
  d1_rows_read: 0,
  d1_rows_written: 0,
  kv_reads: 0,
  kv_writes: 0,
  r2_writes: 0,
  r2_reads: 0,
  outbound_calls: 0,
  log_lines: 0,
};

let counts: Counts = { ...NOTHING };

export function count(name: CountName, amount = 1): void {
  counts[name] += amount;
}

/** What came together since the last call. */
export function takeCounts(): Counts {
  const taken = counts;
  counts = { ...NOTHING };
  return taken;
}
