// Keeps the thread that tries targets: one that hangs or runs out of memory is ended, and what it was trying is a finding.
import { Worker } from "node:worker_threads";
import type { Outcome } from "./fuzz.ts";
import type { Job } from "./thread.ts";
import { type Finding, findingOf } from "./try-input.ts";
import { createWatched, seen, type Watched } from "./watch.ts";

/** CPU time of the process within one input: as good as the thread's, since all others wait. */
const HANG_CPU_MS = 10_000;
/** Nothing at all happened for so long: a promise that nobody will ever settle. */
const HANG_MS = 60_000;
const LOOK_EVERY_MS = 100;
/** The process has some 200 MB of its own; an isolate has 128 MB. */
const MOST_PROCESS_BYTES = 1_500_000_000;

export type Answer = Outcome | Finding | null;

/** Answers each job, in their order; `onAnswer` hears of each as it comes. */
export async function runJobs(
  jobs: Job[],
  onAnswer: (answer: Answer) => void = () => undefined,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  const take = (answer: Answer) => {
    answers.push(answer);
    onAnswer(answer);
  };
  while (answers.length < jobs.length) {
    const broken = await runThread(jobs.slice(answers.length), take);
    if (broken === null) continue;
    const job = jobs[answers.length];
    if (job !== undefined) take(job.kind === "replay" ? broken : outcomeOf(broken));
  }
  return answers;
}

/** Null: all jobs were done. */
function runThread(jobs: Job[], onAnswer: (answer: Answer) => void): Promise<Finding | null> {
  const shared = createWatched();
  const worker = new Worker(new URL("./thread.ts", import.meta.url), {
    workerData: { shared, jobs },
    execArgv: [],
  });
  return new Promise((resolve, reject) => {
    const guard = watchFor(shared, (message) => end(broken(shared, message)));
    const end = (finding: Finding | null) => {
      guard.stop();
      worker.terminate().then(() => resolve(finding), reject);
    };
    worker.on("message", onAnswer);
    worker.once("error", (error) => {
      const { number } = seen(shared);
      if (number === 0) {
        guard.stop();
        reject(error);
      } else end(broken(shared, `the thread ended: ${error.message}`));
    });
    worker.once("exit", (code) => (code === 0 ? end(null) : undefined));
  });
}

function broken(shared: Watched, message: string): Finding {
  const { target, input } = seen(shared);
  return findingOf(target, message, input);
}

function watchFor(shared: Watched, onHang: (message: string) => void): { stop(): void } {
  let last = -1;
  let since = performance.now();
  let cpu = process.cpuUsage();
  const timer = setInterval(() => {
    const { number } = seen(shared);
    if (number !== last || number === 0) {
      [last, since, cpu] = [number, performance.now(), process.cpuUsage()];
      return;
    }
    if (process.memoryUsage.rss() > MOST_PROCESS_BYTES) onHang("memory: it took more than a gigabyte");
    const used = process.cpuUsage(cpu);
    const isBusy = (used.user + used.system) / 1000 > HANG_CPU_MS;
    if (isBusy || performance.now() - since > HANG_MS) onHang("hang: it did not come to an end");
  }, LOOK_EVERY_MS);
  return { stop: () => clearInterval(timer) };
}

function outcomeOf(finding: Finding): Outcome {
  return {
    target: finding.target,
    executions: 0,
    milliseconds: 0,
    lines: { reached: 0, all: 0 },
    slowestMs: 0,
    findings: [finding],
  };
}
