// CPU time of a callback in the whole workerd, up to its place in the conversation, and with its answer. Beside a bare row.
import { randomUUID } from "node:crypto";
import { makeCallbacks, untilSettled } from "../callbacks.ts";
import { timeEach } from "../client.ts";
import { type Figure, type FigureDefinition, figureOf } from "../figure.ts";
import { cpuDuring, untilAtRest } from "../processes.ts";
import type { Stage } from "../stage.ts";
import { interleave } from "../statistics.ts";

const ROUNDS = 5;
const WARMUP = 1;
const CHATS = 20;
/** The clock ticks in steps of 10 ms: many callbacks for one sample. */
const CALLBACKS = 200;
const AT_ONCE = 8;
/** Fewer, and one after another: a crowd would be answered later, and so with more calls. */
const ANSWERED = 40;

const common = {
  against: "bare Worker that verifies, decrypts and writes a row",
  unit: "ms",
  comparison: "added",
  aim: null,
} as const;

export const callbackCpu: FigureDefinition = {
  ...common,
  name: "callback-cpu",
  title: "CPU of a Feishu callback until it is stored and listed, without its answer",
};

export const answeredCpu: FigureDefinition = {
  ...common,
  name: "callback-cpu-answered",
  title: "CPU of a Feishu callback with its quick answer",
};

/** An answer that the model holds back lets the messages behind it wait: nothing of theirs is counted but their arrival. */
export async function measureCallbackCpu(stage: Stage): Promise<Figure> {
  const ours = async () => {
    const gate = randomUUID();
    await stage.feishu.reset();
    await timeEach(stage.ours.url, await makeCallbacks(CHATS, CHATS, `[[holdfirst:${gate}]]`), AT_ONCE);
    await stage.model.untilHeld(gate, CHATS);
    await untilAtRest(stage.ours.pid);
    const used = await cpuOfArrivals(stage.ours);
    await stage.model.release(gate);
    await untilSettled(stage, CHATS + CALLBACKS);
    return used;
  };
  return figureOf(callbackCpu, await interleave(ROUNDS, WARMUP, ours, () => cpuOfArrivals(stage.baseline)));
}

export async function measureAnsweredCpu(stage: Stage): Promise<Figure> {
  const ours = async () => {
    await stage.feishu.reset();
    const calls = await makeCallbacks(ANSWERED, CHATS);
    const used = await cpuDuring(stage.ours.pid, async () => {
      for (const [index, call] of calls.entries()) {
        await timeEach(stage.ours.url, [call], 1);
        await stage.feishu.untilAnswered(index + 1);
      }
      await untilAtRest(stage.ours.pid);
    });
    return used / ANSWERED;
  };
  return figureOf(answeredCpu, await interleave(ROUNDS, WARMUP, ours, () => cpuOfArrivals(stage.baseline)));
}

async function cpuOfArrivals({ url, pid }: Stage["ours"]): Promise<number> {
  const calls = await makeCallbacks(CALLBACKS, CHATS);
  const used = await cpuDuring(pid, async () => {
    await timeEach(url, calls, AT_ONCE);
    await untilAtRest(pid);
  });
  return used / CALLBACKS;
}
