// One thing that somebody does while something else has grown: how long it takes, and what it reads.
import { type Call, timeWhole } from "../client.ts";
import type { Counts } from "../counted/counts.ts";
import { untilAtRest } from "../processes.ts";
import { quantile } from "../statistics.ts";
import type { RunningWorker } from "../workers.ts";
import { takeCounts } from "./take-counts.ts";

export interface Probe {
  title: string;
  call: () => Call | Promise<Call>;
}

export interface Reading {
  /** Median. */
  milliseconds: number;
  /** Of D1 and of Durable Objects together, each time. */
  rowsRead: number;
  rowsWritten: number;
  /** Lists and reads of R2. */
  filesRead: number;
}

const TIMES = 9;
const WARMUP = 2;

export async function readProbe(worker: RunningWorker, probe: Probe): Promise<Reading> {
  for (let time = 0; time < WARMUP; time += 1) await timeWhole(worker.url, await probe.call());
  await untilAtRest(worker.pid);
  await takeCounts(worker);
  const times: number[] = [];
  for (let time = 0; time < TIMES; time += 1) times.push(await timeWhole(worker.url, await probe.call()));
  await untilAtRest(worker.pid);
  const counts = await takeCounts(worker);
  return { milliseconds: quantile(times, 0.5), ...each(counts) };
}

function each(counts: Counts): Omit<Reading, "milliseconds"> {
  return {
    rowsRead: (counts.d1_rows_read + counts.durable_rows_read) / TIMES,
    rowsWritten: (counts.d1_rows_written + counts.durable_rows_written) / TIMES,
    filesRead: (counts.r2_reads + counts.r2_writes) / TIMES,
  };
}
