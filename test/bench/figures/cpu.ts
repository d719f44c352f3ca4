// CPU time of one streamed turn, of the whole workerd with its local D1, KV and Durable Objects, beside a bare pipe.

import { chatCall, completionCall, freshQuestion } from "../calls.ts";
import { type Call, timeWhole } from "../client.ts";
import { type Figure, type FigureDefinition, figureOf } from "../figure.ts";
import { cpuDuring } from "../processes.ts";
import type { Stage } from "../stage.ts";
import { interleave } from "../statistics.ts";
import type { RunningWorker } from "../workers.ts";

const ROUNDS = 5;
const WARMUP = 1;
/** The clock ticks in steps of 10 ms: many turns for one sample. */
const TURNS = 40;
const DIRECTIVES = "[[chunks:100]]";

export const cpuPerTurn: FigureDefinition = {
  name: "cpu",
  title: "CPU of a turn of 100 chunks, `/api/chat`",
  against: "raw pass-through Worker",
  unit: "ms",
  comparison: "added",
  aim: null,
};

export async function measureCpu(stage: Stage): Promise<Figure> {
  const ours = () => cpuOf(stage.ours, () => chatCall(freshQuestion(DIRECTIVES)));
  const piped = () => cpuOf(stage.baseline, () => completionCall(freshQuestion(DIRECTIVES)));
  return figureOf(cpuPerTurn, await interleave(ROUNDS, WARMUP, ours, piped));
}

async function cpuOf({ url, pid }: RunningWorker, call: () => Call): Promise<number> {
  const used = await cpuDuring(pid, async () => {
    for (let turn = 0; turn < TURNS; turn += 1) await timeWhole(url, call());
  });
  return used / TURNS;
}
