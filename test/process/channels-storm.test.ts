// A platform that fails at random for a minute, and a burst of repeated callbacks: everything arrives, once.
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  type ChannelsStage,
  openChannelsStage,
  orderSeen,
  type Planned,
  type PlatformName,
  sendUntilAcknowledged,
  timesSeen,
} from "./channels-stage.ts";

const SEED = 20_261_126;
let stage: ChannelsStage;

beforeAll(async () => {
  stage = await openChannelsStage();
  await stage.start();
}, 120_000);
afterAll(() => stage.close());

async function untilSeen(planned: Planned[], timeout: number): Promise<void> {
  await expect
    .poll(() => [...timesSeen(stage, planned)].filter(([, times]) => times === 0).map(([id]) => id), {
      timeout,
      interval: 500,
    })
    .toEqual([]);
}

it("a thousand callbacks with five copies each are a thousand answers", async () => {
  const CHATS = 100;
  const chats = Array.from({ length: CHATS }, (_, chat) => {
    const platform: PlatformName = chat % 2 === 0 ? "feishu" : "dingtalk";
    return Array.from({ length: 10 }, (_, index) =>
      stage.plan(platform, `burst${chat}`, `burst-${chat}-${index}`),
    );
  });
  // The copies of one message come at the same time, as those of an impatient platform do.
  const lanes = Array.from({ length: 20 }, async (_, lane) => {
    for (const messages of chats.filter((_, chat) => chat % 20 === lane))
      for (const message of messages) {
        const statuses = await Promise.all(Array.from({ length: 5 }, () => message.send()));
        expect(statuses).toEqual([200, 200, 200, 200, 200]);
      }
  });
  await Promise.all(lanes);
  const all = chats.flat();
  await untilSeen(all, 120_000);
  expect([...timesSeen(stage, all)].filter(([, times]) => times !== 1)).toEqual([]);
  expect(all).toHaveLength(1_000);
  for (const messages of chats) expect(orderSeen(stage, messages)).toEqual(messages.map(({ id }) => id));
}, 300_000);

it("a platform that fails at random for a minute gets everything to its people, once", async () => {
  const STORM_MS = 60_000;
  stage.feishu.chaos({ seed: SEED, probability: 0.25 });
  // DingTalk's messages carry no key, so here only faults that are known to have done nothing.
  stage.dingtalk.chaos({
    seed: SEED,
    probability: 0.25,
    faults: [
      { kind: "status", status: 429 },
      { kind: "status", status: 403, code: "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi" },
      { kind: "errcode", errcode: -1, errmsg: "system busy" },
      { kind: "errcode", errcode: 130101, errmsg: "too fast" },
    ],
  });
  const planned: Planned[] = [];
  const endsAt = Date.now() + STORM_MS;
  for (let index = 0; Date.now() < endsAt; index += 1) {
    const platform: PlatformName = index % 2 === 0 ? "feishu" : "dingtalk";
    const pace = index % 3 === 0 ? "[[firsttoken:600]]" : "";
    const message = stage.plan(platform, `storm${index % 12}`, `storm-${index}`, pace);
    planned.push(message);
    await sendUntilAcknowledged(message);
    if (index % 20 === 10) {
      stage.feishu.revoke();
      stage.dingtalk.revoke();
    }
    await new Promise((resolve) => setTimeout(resolve, 400));
  }
  stage.feishu.chaos(null);
  stage.dingtalk.chaos(null);
  await untilSeen(planned, 180_000);
  expect([...timesSeen(stage, planned)].filter(([, times]) => times !== 1)).toEqual([]);
  for (const chat of new Set(planned.map((message) => message.chat))) {
    const messages = planned.filter((message) => message.chat === chat);
    expect(orderSeen(stage, messages)).toEqual(messages.map(({ id }) => id));
  }
}, 400_000);
