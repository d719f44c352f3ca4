// What ten thousand conversations leave in memory once they are at rest, beside as many objects with one row each.
import { setTimeout as pause } from "node:timers/promises";
import { makeCallbacks } from "../callbacks.ts";
import { chatCall, freshQuestion } from "../calls.ts";
import { type Call, timeEach } from "../client.ts";
import { type Figure, type FigureDefinition, figureOf } from "../figure.ts";
import { residentMebibytes, untilAtRest } from "../processes.ts";
import type { Stage } from "../stage.ts";

const CONVERSATIONS = 10_000;
const AT_ONCE = 32;
/** The runtime lets go of an object some ten seconds after its last request. */
const EVICTED_MS = 15_000;

export const memory: FigureDefinition = {
  name: "memory",
  title: `memory after ${CONVERSATIONS.toLocaleString("en-US")} conversations, at rest`,
  against: "as many objects with one row",
  unit: "MiB",
  comparison: "added",
  aim: null,
};

/** One answer from the cache for all: what is measured is what conversations leave behind. */
export async function measureMemory({ ours, baseline }: Stage): Promise<Figure> {
  const question = freshQuestion();
  const asked = Array.from({ length: CONVERSATIONS }, () => chatCall(question, false));
  const stored = await makeCallbacks(CONVERSATIONS, CONVERSATIONS);
  const after = async ({ url, pid }: Stage["ours"], calls: Call[]) => {
    await timeEach(url, calls, AT_ONCE);
    await untilAtRest(pid);
    await pause(EVICTED_MS);
    return residentMebibytes(pid);
  };
  return figureOf(memory, {
    measured: [await after(ours, asked)],
    baseline: [await after(baseline, stored)],
  });
}
