// What Linux says about our workerd processes: their ids, the CPU time that they have used, the memory that they hold.
import { readdir, readFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";

/** USER_HZ: fixed at 100 for programs on every architecture that workerd runs on. */
const TICKS_PER_SECOND = 100;

/** Those started by this process; none on systems without /proc. */
export async function workerdPids(): Promise<number[]> {
  const names = await readdir("/proc").catch(() => []);
  const pids = names.map(Number).filter(Number.isInteger);
  const ours = await Promise.all(pids.map(isOurWorkerd));
  return pids.filter((_, index) => ours[index]);
}

export async function newWorkerdPid(earlier: readonly number[]): Promise<number | null> {
  return (await workerdPids()).find((pid) => !earlier.includes(pid)) ?? null;
}

/** Milliseconds of CPU that the process used until `work` was done. */
export async function cpuDuring(pid: number | null, work: () => Promise<unknown>): Promise<number> {
  if (pid === null) throw new Error("this system does not tell the CPU time of a process");
  const before = await cpuMilliseconds(pid);
  await work();
  return (await cpuMilliseconds(pid)) - before;
}

/** So long without one tick of the clock is rest. */
const REST_MS = 200;
const LONGEST_UNREST_MS = 30_000;

/** Until the process has nothing to do any more, so that what it does in the background is not counted to the next sample. */
export async function untilAtRest(pid: number | null): Promise<void> {
  if (pid === null) return pause(1_000);
  const deadline = performance.now() + LONGEST_UNREST_MS;
  while (performance.now() < deadline) {
    const before = await cpuMilliseconds(pid);
    await pause(REST_MS);
    if ((await cpuMilliseconds(pid)) === before) return;
  }
  throw new Error(`workerd was still at work ${LONGEST_UNREST_MS / 1000} s after the sample`);
}

/** User and system time so far, in milliseconds, to the nearest ten. */
export async function cpuMilliseconds(pid: number): Promise<number> {
  const fields = await statFields(pid);
  const ticks = Number(fields[11]) + Number(fields[12]);
  return (ticks / TICKS_PER_SECOND) * 1000;
}

/** What the process holds in memory right now. */
export async function residentMebibytes(pid: number | null): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const kibibytes = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]);
  if (Number.isNaN(kibibytes)) throw new Error("this system does not tell the memory of a process");
  return kibibytes / 1024;
}

async function isOurWorkerd(pid: number): Promise<boolean> {
  const name = await readFile(`/proc/${pid}/comm`, "utf8").catch(() => "");
  if (name.trim() !== "workerd") return false;
  return Number((await statFields(pid))[1]) === process.pid;
}

/** The fields behind the name, which may itself hold spaces: [0] is the state, [1] the parent. */
async function statFields(pid: number): Promise<string[]> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return text.slice(text.lastIndexOf(")") + 2).split(" ");
}
