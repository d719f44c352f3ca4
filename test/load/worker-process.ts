// The Worker in a process group of its own, which can be killed at once and started again on the same data. Steered by its parent.
import { type Bundle, readBundle } from "../bench/bundle.ts";
import { type RunningWorker, startWorker } from "../bench/workers.ts";

export interface WorkerOrder {
  /** wrangler.toml, and the folder into which wrangler built. */
  config: string;
  built: string;
  settings: Record<string, string>;
  /** Where its data lies. */
  folder: string;
  port: number;
  /** There are no tables yet. */
  fresh: boolean;
}

export type WorkerReport =
  | { name: "up"; url: string; pid: number | null }
  /** What it prints of level warn and error. */
  | { name: "line"; level: string; line: string };

/** A line a request would be too much. */
const TOLD = new Set(["warn", "error"]);
const CRON_MS = 60_000;
let worker: RunningWorker | null = null;

process.once("message", (order: WorkerOrder) => void start(order));
process.on("disconnect", () => void leave());
// A Ctrl-C is for the parent, which ends this one.
process.on("SIGINT", () => undefined);

async function start({ config, built, settings, folder, port, fresh }: WorkerOrder): Promise<void> {
  const bundle: Bundle = await readBundle(config, built);
  const onLine = (level: string, line: string) => {
    if (TOLD.has(level)) tell({ name: "line", level, line });
  };
  worker = await startWorker(bundle, settings, { folder, port, onLine });
  if (fresh) await worker.migrate();
  tell({ name: "up", url: worker.url, pid: worker.pid });
  setInterval(() => void worker?.cron(), CRON_MS);
}

async function leave(): Promise<void> {
  await worker?.stop();
  process.exit();
}

function tell(report: WorkerReport): void {
  process.send?.(report);
}
