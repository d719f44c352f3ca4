// The program under load: the built Worker in a process group that dies at once and rises on the same data.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildBundle, ROOT } from "../bench/bundle.ts";
import { freePort } from "../support/program.ts";
import type { WorkerOrder, WorkerReport } from "./worker-process.ts";

export interface LoadedProgram {
  url: string;
  /** Of workerd; null while it is dead, and where the system doesn't say. */
  pid(): number | null;
  /** Its data. */
  folder: string;
  /** What it printed of these levels. */
  printed: Printed;
  /** Every process of the group dies, in the middle of whatever it does. */
  kill(): Promise<void>;
  /** On the same data, behind the same address. */
  start(): Promise<void>;
  close(): Promise<void>;
}

export interface Printed {
  warn: string[];
  error: string[];
}

const CONFIG = join(ROOT, "wrangler.toml");
const START_LIMIT_MS = 60_000;

export async function buildProgram(settings: Record<string, string>): Promise<LoadedProgram> {
  const folder = mkdtempSync(join(tmpdir(), "load-"));
  const data = join(folder, "data");
  const [port] = await Promise.all([freePort(), buildBundle(CONFIG, folder)]);
  const order = { config: CONFIG, built: folder, settings, folder: data, port };
  const printed: Printed = { warn: [], error: [] };
  let child: ChildProcess | null = null;
  let pid: number | null = null;
  let fresh = true;
  const killNow = () => {
    pid = null;
    if (child?.pid !== undefined && child.exitCode === null && child.signalCode === null)
      process.kill(-child.pid, "SIGKILL");
  };
  const clean = () => {
    killNow();
    rmSync(folder, { recursive: true, force: true });
  };
  process.once("exit", clean);
  const kill = async () => {
    const dying = child;
    if (dying === null || dying.exitCode !== null || dying.signalCode !== null) return;
    const gone = once(dying, "exit");
    killNow();
    await gone;
  };
  return {
    url: `http://127.0.0.1:${port}`,
    pid: () => pid,
    folder: data,
    printed,
    async start() {
      child = fork(fileURLToPath(new URL("worker-process.ts", import.meta.url)), { detached: true });
      pid = await untilUp(child, { ...order, fresh }, printed);
      fresh = false;
    },
    kill,
    async close() {
      await kill();
      process.off("exit", clean);
      clean();
    },
  };
}

/** Resolves to the id of its workerd. */
async function untilUp(child: ChildProcess, order: WorkerOrder, printed: Printed): Promise<number | null> {
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  const timer = setTimeout(() => reject(new Error("the program did not start")), START_LIMIT_MS);
  child.on("message", (report: WorkerReport) => {
    if (report.name === "up") resolve(report.pid);
    else printed[report.level === "error" ? "error" : "warn"].push(report.line);
  });
  child.once("exit", () => reject(new Error("the program ended at its start")));
  child.send(order);
  return promise.finally(() => clearTimeout(timer));
}
