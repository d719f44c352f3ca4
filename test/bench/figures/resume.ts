// What it costs to go on reading an answer after the connection broke, beside asking for it anew.
import { randomUUID } from "node:crypto";
import { chatCall, freshQuestion } from "../calls.ts";
import { type Call, sendForText, timeWhole } from "../client.ts";
import { type Figure, type FigureDefinition, figureOf } from "../figure.ts";
import type { Stage } from "../stage.ts";
import { interleave } from "../statistics.ts";

const ROUNDS = 30;
const WARMUP = 10;
const DIRECTIVES = "[[chunks:200]]";

export const resume: FigureDefinition = {
  name: "resume",
  title: "the second half of an answer of 200 pieces, by `Last-Event-ID`",
  against: "asking for the whole answer",
  unit: "ms",
  comparison: "ratio",
  aim: { bound: "at most", value: 1 },
};

export async function measureResume(stage: Stage): Promise<Figure> {
  const { url } = stage.ours;
  const resumed = async () => {
    const call = oneMore();
    const lastEventId = middleOf(await sendForText(url, call));
    return timeWhole(url, { ...call, headers: { ...call.headers, "last-event-id": lastEventId } });
  };
  return figureOf(resume, await interleave(ROUNDS, WARMUP, resumed, () => timeWhole(url, oneMore())));
}

function oneMore(): Call {
  const { body, ...call } = chatCall(freshQuestion(DIRECTIVES), true, randomUUID());
  return { ...call, body: { ...(body as object), message_id: randomUUID() } };
}

/** Where a reader stood when half of the events had come. */
function middleOf(stream: string): string {
  const ids = [...stream.matchAll(/^id: (.+)$/gm)].map(([, id = ""]) => id);
  return ids[Math.floor(ids.length / 2)] ?? "";
}
