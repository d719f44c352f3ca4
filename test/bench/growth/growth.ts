// `npm run bench -- --growth`: what stays flat while turns, conversations, documents and log files grow, and what doesn't.
import type { Stage } from "../stage.ts";
import { type RunningWorker, startWorker } from "../workers.ts";
import { type Reading, readProbe } from "./probe.ts";
import { SERIES, type Series } from "./series.ts";

export interface GrownProbe {
  series: string;
  probe: string;
  /** One for each size. */
  readings: Reading[];
}

export interface Growth {
  name: string;
  title: string;
  sizes: readonly number[];
  probes: GrownProbe[];
}

/** Backups and files of the minutes would come in between. */
const SETTINGS = { LOG_FLUSH_SECONDS: "3600" };

export async function measureGrowth(stage: Stage, progress: (line: string) => void): Promise<Growth[]> {
  const bundle = await stage.buildCounted();
  const grown: Growth[] = [];
  for (const series of SERIES) {
    // Each on a Worker of its own: what grew before must not be in the way.
    const worker = await startWorker(bundle, { ...stage.settings, ...SETTINGS });
    await worker.migrate();
    grown.push(await grow(worker, series, progress));
    await worker.stop();
    await stage.reset();
  }
  return grown;
}

async function grow(
  worker: RunningWorker,
  series: Series,
  progress: (line: string) => void,
): Promise<Growth> {
  const { name, title, sizes } = series;
  const probes = series.probes.map(
    (probe): GrownProbe => ({ series: name, probe: probe.title, readings: [] }),
  );
  let size = 0;
  for (const next of sizes) {
    progress(`${name}: ${next.toLocaleString("en-US")}`);
    await series.grow(worker, size, next);
    size = next;
    for (const [index, probe] of series.probes.entries())
      probes[index]?.readings.push(await readProbe(worker, probe));
  }
  return { name, title, sizes, probes };
}

export function growthTable(grown: readonly Growth[]): string {
  const header = ["while these grow", "somebody asks for", "few", "more", "many", "many ÷ few", "rows read"];
  const rows = grown.flatMap(({ title, sizes, probes }) =>
    probes.map(({ probe, readings }) => [
      `${title}: ${sizes.map((size) => size.toLocaleString("en-US")).join(", ")}`,
      probe,
      ...readings.map(({ milliseconds }) => `${milliseconds.toFixed(1)} ms`),
      `${ratio(readings).toFixed(2)} ×`,
      readings.map(({ rowsRead }) => Math.round(rowsRead).toLocaleString("en-US")).join(", "),
    ]),
  );
  return [header, header.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function ratio(readings: readonly Reading[]): number {
  return (readings.at(-1)?.milliseconds ?? Number.NaN) / (readings[0]?.milliseconds ?? Number.NaN);
}
