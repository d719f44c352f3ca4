// The loop of one target: choose, change, try; what reaches new code is kept and changed further.
import { MOST_BYTES, type Target } from "../target.ts";
import { encode } from "./bytes.ts";
import { type Coverage, startCoverage } from "./coverage.ts";
import { type Material, mutate, tokensOf } from "./mutate.ts";
import { createRandom, type Random } from "./random.ts";
import { shrink } from "./shrink.ts";
import { type Finding, tryInput } from "./try-input.ts";

export interface Budget {
  /** Whichever comes first ends the loop. */
  executions: number;
  milliseconds: number;
  seed: number;
  /** `guides`: an input that reaches new code is kept. `counts`: what was reached is only counted, which tells what guidance is worth. */
  coverage: "guides" | "counts" | "off";
}

export interface Outcome {
  target: string;
  executions: number;
  milliseconds: number;
  /** Lines of the files that it covers; 0 of 0 when nobody looked. */
  lines: { reached: number; all: number };
  corpus: number;
  /** The longest CPU time of one input, in milliseconds. */
  slowestMs: number;
  findings: Finding[];
}

/** Coverage is looked at after so many inputs, more the longer nothing is new: a look takes ten milliseconds. */
const BATCH = { first: 16, most: 1_024 };
/** Inputs of one batch that are kept, and looks that it may take to find them. */
const MOST_KEPT = 4;
const MOST_LOOKS = 24;
/** A target that is broken everywhere is broken enough. */
const MOST_FINDINGS = 5;

export async function fuzz(target: Target, budget: Budget): Promise<Outcome> {
  const random = createRandom(budget.seed);
  const corpus = [...target.seeds()].map((seed) => (typeof seed === "string" ? encode(seed) : seed));
  const mostBytes = target.mostBytes ?? MOST_BYTES;
  const material: Material = { corpus, tokens: tokensOf(target.tokens), mostBytes };
  const coverage = budget.coverage === "off" ? null : startCoverage((path) => isCovered(target, path));
  const trial = new Trial(target);
  const started = performance.now();
  const isOver = () =>
    trial.executions >= budget.executions ||
    performance.now() - started >= budget.milliseconds ||
    trial.findings.length >= MOST_FINDINGS;
  for (const seed of [...corpus]) await trial.run(seed);
  coverage?.take();
  let size = BATCH.first;
  while (!isOver()) {
    const batch: Uint8Array[] = [];
    while (batch.length < size && !isOver()) {
      const input = mutate(chooseParent(corpus, random), material, random);
      batch.push(input);
      await trial.run(input);
    }
    const isNews = budget.coverage === "guides" && coverage?.take() === true;
    if (coverage !== null && isNews) corpus.push(...(await attribute(batch, coverage, trial)));
    size = isNews ? Math.max(BATCH.first, size / 4) : Math.min(BATCH.most, size * 2);
  }
  coverage?.take();
  const lines = coverage?.lines() ?? { reached: 0, all: 0 };
  coverage?.stop();
  return {
    target: target.name,
    executions: trial.executions,
    milliseconds: performance.now() - started,
    lines,
    corpus: corpus.length,
    slowestMs: trial.slowestMs,
    findings: trial.findings,
  };
}

export function isCovered({ covers }: Target, path: string): boolean {
  return covers.some((name) => (name.endsWith("/") ? path.startsWith(name) : path === name));
}

/** What was found last has been changed least: every other time one of the newest. */
function chooseParent(corpus: readonly Uint8Array[], random: Random): Uint8Array {
  const newest = random.below(2) === 0 ? corpus.slice(-16) : corpus;
  return newest.length === 0 ? new Uint8Array() : random.of(newest);
}

/** Those of a batch that reach what the batch was the first to reach, each tried again by itself. */
async function attribute(batch: Uint8Array[], coverage: Coverage, trial: Trial): Promise<Uint8Array[]> {
  const found: Uint8Array[] = [];
  const queue: Uint8Array[][] = [batch];
  for (let looks = 0; looks < MOST_LOOKS && found.length < MOST_KEPT; looks += 1) {
    const part = queue.pop();
    if (part === undefined) break;
    for (const input of part) await trial.run(input);
    if (!coverage.holdsFresh()) continue;
    const middle = Math.ceil(part.length / 2);
    if (part.length === 1) found.push(...part);
    else queue.push(part.slice(middle), part.slice(0, middle));
  }
  return found;
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
