// A burst of repeated callbacks: everything arrives, once.
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  type ChannelsStage,
  openChannelsStage,
  orderSeen,
  type Planned,
  type PlatformName,
  timesSeen,
} from "./channels-stage.ts";

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
