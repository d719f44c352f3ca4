// Callbacks of the platforms for the figures: direct messages of many people, signed before any clock starts.
import { dingtalkDelivery, dingtalkMessage } from "../support/dingtalk-delivery.ts";
import { feishuDelivery, feishuMessage } from "../support/feishu-delivery.ts";
import { freshQuestion } from "./calls.ts";
import type { Call } from "./client.ts";
import { untilAtRest } from "./processes.ts";
import type { Stage } from "./stage.ts";

export type PlatformName = "feishu" | "dingtalk";

/** Each message is a new one, of so many people in turn. */
export function makeCallbacks(count: number, people: number, directives = ""): Promise<Call[]> {
  return makeEach(count, people, directives, (person, text) => makeFeishuCallback(`bench${person}`, text));
}

/** `family`: people of another name are other people, whose conversations begin anew. */
export function makeCallbacksOf(
  stage: Stage,
  platform: PlatformName,
  count: number,
  people: number,
  directives = "",
  family = "bench",
): Promise<Call[]> {
  const make = platform === "feishu" ? makeFeishuCallback : makeDingTalkCallback(stage.dingtalk.url);
  return makeEach(count, people, directives, (person, text) => make(`${family}${person}`, text));
}

type MakeCallback<Person> = (person: Person, text: string) => Promise<Call>;

function makeEach(
  count: number,
  people: number,
  directives: string,
  make: MakeCallback<number>,
): Promise<Call[]> {
  const numbers = Array.from({ length: count }, (_, index) => index);
  return Promise.all(numbers.map((index) => make(index % people, freshQuestion(directives))));
}

async function makeFeishuCallback(person: string, text: string): Promise<Call> {
  const { headers, body } = await feishuDelivery(feishuMessage({ openId: `ou_${person}`, text }));
  return { path: "/webhooks/feishu", headers, body };
}

/** `baseUrl`: where the session's webhook leads. */
function makeDingTalkCallback(baseUrl: string): MakeCallback<string> {
  return async (person, text) => {
    const message = dingtalkMessage({ baseUrl, senderStaffId: person, text });
    const { headers, body } = await dingtalkDelivery(message);
    return { path: "/webhooks/dingtalk", headers, body };
  };
}

/** Until the answers are with the platform and the Worker has written down what it writes down afterwards. */
export async function untilSettled(stage: Stage, answers: number, platform: PlatformName = "feishu") {
  await stage[platform].untilAnswered(answers);
  await untilAtRest(stage.ours.pid);
}
