// The fake model and the fake platforms, as the bench steers them from another process.
import { setTimeout as pause } from "node:timers/promises";
import { isRecord } from "../../src/core/json.ts";
import { DINGTALK_TEST_APP } from "../support/dingtalk-delivery.ts";
import { FEISHU_TEST_APP } from "../support/feishu-delivery.ts";

export interface FakeModel {
  /** Base URL with `/v1`. */
  endpoint: string;
  reset(): Promise<void>;
  /** Until so many answers stand before the gate. */
  untilHeld(gate: string, count: number): Promise<void>;
  release(gate: string): Promise<void>;
}

export interface FakePlatform {
  url: string;
  /** What connects a Worker with it. */
  settings: Record<string, string>;
  reset(): Promise<void>;
  /** Until so many answers stand in their final form, counted from the last reset. */
  untilAnswered(count: number): Promise<void>;
  /** Calls since the last reset. */
  calls(): Promise<number>;
}

/** Without one more answer for so long there is something wrong. */
const LONGEST_SILENCE_MS = 30_000;
const LOOK_EVERY_MS = 50;

export function fakeModelAt(url: string): FakeModel {
  return {
    endpoint: `${url}/v1`,
    reset: () => command(url, "reset"),
    async untilHeld(gate, count) {
      const look = () => countOf(url, `waiting?name=${gate}&at_least=${count}`);
      await untilCount(count, look, "answers held by the model");
    },
    release: (gate) => command(url, `release?name=${gate}`),
  };
}

export function fakeFeishuAt(url: string): FakePlatform {
  const { appId, appSecret, encryptKey, verificationToken } = FEISHU_TEST_APP;
  return {
    settings: {
      FEISHU_APP_ID: appId,
      FEISHU_APP_SECRET: appSecret,
      FEISHU_ENCRYPT_KEY: encryptKey,
      FEISHU_VERIFICATION_TOKEN: verificationToken,
      FEISHU_API_BASE: url,
    },
    ...platformAt(url, "streaming=false"),
  };
}

export function fakeDingTalkAt(url: string): FakePlatform {
  const { appKey, appSecret } = DINGTALK_TEST_APP;
  return {
    settings: {
      DINGTALK_APP_KEY: appKey,
      DINGTALK_APP_SECRET: appSecret,
      DINGTALK_API_BASE: url,
      DINGTALK_OAPI_BASE: url,
    },
    ...platformAt(url, "finished=true"),
  };
}

function platformAt(url: string, finished: string): Omit<FakePlatform, "settings"> {
  return {
    url,
    reset: () => command(url, "reset"),
    async untilAnswered(count) {
      const look = () => countOf(url, `visible?${finished}&at_least=${count}`);
      await untilCount(count, look, "finished answers");
    },
    calls: () => countOf(url, "calls"),
  };
}

/** `look` waits a while by itself for what is missing. Throws when for `patienceMs` nothing more comes. */
export async function untilCount(
  wanted: number,
  look: () => Promise<number>,
  what: string,
  patienceMs = LONGEST_SILENCE_MS,
): Promise<void> {
  let seen = -1;
  let deadline = 0;
  for (let count = await look(); count < wanted; count = await look()) {
    if (count > seen) deadline = performance.now() + patienceMs;
    else if (performance.now() > deadline) throw new Error(`${count} of ${wanted} ${what}, and no more`);
    seen = Math.max(seen, count);
    await pause(LOOK_EVERY_MS);
  }
}

/** The length of the list that is answered, or its own `waiting`. */
async function countOf(url: string, question: string): Promise<number> {
  const found: unknown = await (await control(url, "GET", question)).json();
  if (Array.isArray(found)) return found.length;
  return isRecord(found) ? Number(found.waiting) : Number.NaN;
}

async function command(url: string, name: string): Promise<void> {
  await control(url, "POST", name);
}

async function control(url: string, method: string, path: string): Promise<Response> {
  const answer = await fetch(`${url}/control/${path}`, { method });
  if (!answer.ok) throw new Error(`/control/${path} answered ${answer.status}: ${await answer.text()}`);
  return answer;
}
