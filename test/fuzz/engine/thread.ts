// The thread in which targets are tried, one after the other.
import { parentPort, workerData } from "node:worker_threads";
import { TARGETS } from "../targets.ts";
import { type Budget, fuzz } from "./fuzz.ts";
import { tryInput } from "./try-input.ts";
import { type Watched, watch } from "./watch.ts";

export type Job =
  | { kind: "fuzz"; target: string; budget: Budget }
  | { kind: "replay"; target: string; input: Uint8Array };

const { shared, jobs } = workerData as { shared: Watched; jobs: Job[] };
watch(shared);
for (const job of jobs) {
  const target = TARGETS.find(({ name }) => name === job.target);
  if (target === undefined) throw new Error(`no target is called ${job.target}`);
  parentPort?.postMessage(
    job.kind === "fuzz" ? await fuzz(target, job.budget) : (await tryInput(target, job.input)).finding,
  );
}
