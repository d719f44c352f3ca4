// The counted costs of a message, put into the file that `npm run capacity` computes with. What was not counted stays as it stands there.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "./bundle.ts";
import type { CountName, Counts } from "./counted/counts.ts";
import { KINDS, type MessageCounts } from "./message-counts.ts";

const FILE = join(ROOT, "scripts/capacity/costs.json");
/** The answer that the file is about. */
export const COSTS_ANSWER_SECONDS = 10;
const MINUTES_A_DAY = 24 * 60;

/** By what name the file knows a count. Of outbound calls one goes to the model. */
const NAMES = {
  worker_requests: "worker_requests",
  durable_requests: "durable_requests",
  durable_rows_read: "durable_rows_read",
  durable_rows_written: "durable_rows_written",
  d1_queries: "d1_queries",
  d1_rows_read: "d1_rows_read",
  d1_rows_written: "d1_rows_written",
  kv_reads: "kv_reads",
  kv_writes: "kv_writes",
  r2_writes: "r2_class_a",
  r2_reads: "r2_class_b",
  log_lines: "log_lines",
} as const satisfies Partial<Record<CountName, string>>;

interface CostsFile {
  conditions: { counted_on: string };
  kinds: Record<string, { counted: string[]; message: Use; conversation: Use }>;
  day: { counted: string[]; use: Use };
}

type Use = Record<string, number | null>;

export async function writeCosts({ kinds, minute }: MessageCounts): Promise<void> {
  const file: CostsFile = JSON.parse(await readFile(FILE, "utf8"));
  const counted = Object.values(NAMES);
  for (const kind of KINDS) {
    const costs = file.kinds[kind];
    if (costs === undefined) continue;
    costs.message = { ...costs.message, ...usedBy(kinds[kind].message) };
    costs.conversation = { ...costs.conversation, ...usedBy(kinds[kind].conversation) };
    costs.counted = [...new Set([...costs.counted, ...counted])];
  }
  for (const name of ["d1_queries", "d1_rows_read", "durable_rows_read"] as const)
    file.day.use[name] = rounded(minute[name] * MINUTES_A_DAY);
  file.conditions.counted_on = new Date().toISOString().slice(0, 10);
  await writeFile(FILE, `${JSON.stringify(file, null, 2)}\n`);
}

function usedBy(counts: Counts): Use {
  const entries = Object.entries(NAMES).map(([name, known]) => [known, rounded(counts[name as CountName])]);
  return Object.fromEntries(entries) as Use;
}

function rounded(count: number): number {
  return Math.round(count * 10) / 10;
}
