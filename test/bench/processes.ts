// What Linux says about our workerd processes: their ids, and the CPU time that they have used.
import { readdir, readFile } from "node:fs/promises";

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

/** User and system time so far, in milliseconds, to the nearest ten. */
export async function cpuMilliseconds(pid: number): Promise<number> {
  const fields = await statFields(pid);
  const ticks = Number(fields[11]) + Number(fields[12]);
  return (ticks / TICKS_PER_SECOND) * 1000;
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
