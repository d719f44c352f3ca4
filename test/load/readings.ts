// What the system says about workerd while it is under load.
import { readFile } from "node:fs/promises";
import { cpuMilliseconds } from "../bench/processes.ts";
import { quantile } from "../bench/statistics.ts";
import type { Reading } from "./minutes.ts";
import type { MemoryJudgement } from "./verdict.ts";

const READ_EVERY_MS = 1_000;
const KIB_PER_MIB = 1024;

/** A reading a second until it is stopped. */
export function keepReading(
  pidNow: () => number | null,
  backlog: () => number,
  readings: Reading[],
): { stop(): void } {
  let last: { pid: number; at: number; cpuMs: number } | null = null;
  const read = async () => {
    const [pid, at] = [pidNow(), Date.now()];
    const reading: Reading = { at, backlog: backlog(), memory: null, cpu: null };
    readings.push(reading);
    if (pid === null) return;
    const [memory, cpuMs] = await Promise.all([residentMebibytes(pid), cpuMilliseconds(pid)]);
    reading.memory = memory;
    if (last !== null && last.pid === pid && Number.isFinite(cpuMs))
      reading.cpu = (cpuMs - last.cpuMs) / (at - last.at);
    last = { pid, at, cpuMs };
  };
  const timer = setInterval(() => void read(), READ_EVERY_MS);
  return { stop: () => clearInterval(timer) };
}

async function residentMebibytes(pid: number): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const [, kibibytes] = /^VmRSS:\s+(\d+) kB/m.exec(status) ?? [];
  return kibibytes === undefined ? null : Number(kibibytes) / KIB_PER_MIB;
}

const MINUTE_MS = 60_000;
/** Until the caches are full and the first chats are old. */
const WARM_UP_MS = 60_000;

/**
 * The minute behind the warm-up beside the last one. The local workerd gives its heap no cap and collects when it likes, so that the
 * last minute may stand higher by chance; what a leak of a few kilobytes a message makes of thousands of them is more than half.
 */
export function judgeMemory(readings: readonly Reading[], begunAt: number, endedAt: number): MemoryJudgement {
  if (endedAt - begunAt < WARM_UP_MS + 2 * MINUTE_MS) return { before: null, after: null };
  const median = (from: number, to: number) => {
    const known = readings.flatMap(({ at, memory }) =>
      memory !== null && at >= from && at < to ? [memory] : [],
    );
    return known.length === 0 ? null : quantile(known, 0.5);
  };
  const warm = begunAt + WARM_UP_MS;
  return { before: median(warm, warm + MINUTE_MS), after: median(endedAt - MINUTE_MS, endedAt) };
}
