// What the Worker weighs, and how long it takes from nothing to its first answer.

import type { Bundle } from "../bundle.ts";
import { timeWhole } from "../client.ts";
import { type Figure, type FigureDefinition, figureOf } from "../figure.ts";
import type { Stage } from "../stage.ts";
import { interleave } from "../statistics.ts";
import { startWorker } from "../workers.ts";

const ROUNDS = 5;
const WARMUP = 1;

export const bundleSize: FigureDefinition = {
  name: "bundle",
  title: "Worker bundle, minified and gzipped",
  against: "bare Hono Worker",
  unit: "KiB",
  comparison: "alone",
  aim: { bound: "at most", value: 200 },
};

export const startUp: FigureDefinition = {
  name: "start-up",
  title: "from no process to the first answer",
  against: "bare Hono Worker",
  unit: "ms",
  comparison: "added",
  aim: null,
};

export async function measureBundle({ bundles }: Stage): Promise<Figure> {
  return figureOf(bundleSize, {
    measured: [bundles.ours.gzipKibibytes],
    baseline: [bundles.baseline.gzipKibibytes],
  });
}

export async function measureStartUp({ bundles, settings }: Stage): Promise<Figure> {
  const start = async (bundle: Bundle) => {
    const started = performance.now();
    const worker = await startWorker(bundle, settings);
    await timeWhole(worker.url, { method: "GET", path: "/health/live" });
    const milliseconds = performance.now() - started;
    await worker.stop();
    return milliseconds;
  };
  const pair = await interleave(
    ROUNDS,
    WARMUP,
    () => start(bundles.ours),
    () => start(bundles.baseline),
  );
  return figureOf(startUp, pair);
}
