// Callbacks of Feishu for the figures: direct messages of many people, signed and encrypted before any clock starts.
import { feishuDelivery, feishuMessage } from "../support/feishu-delivery.ts";
import { freshQuestion } from "./calls.ts";
import type { Call } from "./client.ts";
import { untilAtRest } from "./processes.ts";
import type { Stage } from "./stage.ts";

/** Each message is a new one, of so many people in turn. */
export function makeCallbacks(count: number, people: number, directives = ""): Promise<Call[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => makeCallback(index % people, directives)));
}

async function makeCallback(person: number, directives: string): Promise<Call> {
  const message = feishuMessage({ openId: `ou_bench${person}`, text: freshQuestion(directives) });
  const { headers, body } = await feishuDelivery(message);
  return { path: "/webhooks/feishu", headers, body };
}

/** Until the answers are with Feishu and the Worker has written down what it writes down afterwards. */
export async function untilSettled(stage: Stage, answers: number): Promise<void> {
  await stage.feishu.untilAnswered(answers);
  await untilAtRest(stage.ours.pid);
}
