// The loop of one target: choose, change, try. Keeping what reaches new code was tried and reached no more: the seeds know the way.
import { MOST_BYTES, type Target } from "../target.ts";
import { encode } from "./bytes.ts";
import { startCoverage } from "./coverage.ts";
import { type Material, mutate, tokensOf } from "./mutate.ts";
import { createRandom } from "./random.ts";
import { shrink } from "./shrink.ts";
import { type Finding, tryInput } from "./try-input.ts";

export interface Budget {
  /** Whichever comes first ends the loop. */
  executions: number;
  milliseconds: number;
  seed: number;
  /** Whether the lines that were reached are counted. */
  coverage: boolean;
}

export interface Outcome {
  target: string;
  executions: number;
  milliseconds: number;
  /** Lines of the files that it covers; 0 of 0 when nobody looked. */
  lines: { reached: number; all: number };
  /** The longest CPU time of one input, in milliseconds. */
  slowestMs: number;
  findings: Finding[];
}

/** A target that is broken everywhere is broken enough. */
const MOST_FINDINGS = 5;

export async function fuzz(target: Target, budget: Budget): Promise<Outcome> {
  const random = createRandom(budget.seed);
  const corpus = [...target.seeds()].map((seed) => (typeof seed === "string" ? encode(seed) : seed));
  const mostBytes = target.mostBytes ?? MOST_BYTES;
  const material: Material = { corpus, tokens: tokensOf(target.tokens), mostBytes };
  const coverage = budget.coverage ? startCoverage((path) => isCovered(target, path)) : null;
  const trial = new Trial(target);
  const started = performance.now();
  const isOver = () =>
    trial.executions >= budget.executions ||
    performance.now() - started >= budget.milliseconds ||
    trial.findings.length >= MOST_FINDINGS;
  for (const seed of corpus) await trial.run(seed);
  while (!isOver()) await trial.run(mutate(random.of(corpus), material, random));
  const lines = coverage?.lines() ?? { reached: 0, all: 0 };
  coverage?.stop();
  return {
    target: target.name,
    executions: trial.executions,
    milliseconds: performance.now() - started,
    lines,
    slowestMs: trial.slowestMs,
    findings: trial.findings,
  };
}

export function isCovered({ covers }: Target, path: string): boolean {
  return covers.some((name) => (name.endsWith("/") ? path.startsWith(name) : path === name));
}

class Trial {
  executions = 0;
  slowestMs = 0;
  readonly findings: Finding[] = [];
  readonly #target: Target;
  readonly #known = new Set<string>();

  constructor(target: Target) {
    this.#target = target;
  }

  async run(input: Uint8Array): Promise<void> {
    this.executions += 1;
    const { finding, cpuMs } = await tryInput(this.#target, input);
    this.slowestMs = Math.max(this.slowestMs, cpuMs);
    if (finding === null || this.#known.has(finding.kind)) return;
    this.#known.add(finding.kind);
    this.findings.push(await shrink(this.#target, finding));
  }
}
