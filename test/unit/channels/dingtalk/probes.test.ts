// The doctor's deliveries, judged by the very receiver that they are meant for.
import { describe, expect, it } from "vitest";
import type { Probe, RawDelivery } from "../../../../src/channels/channel.ts";
import { createDingTalk } from "../../../../src/channels/dingtalk/dingtalk.ts";
import { createDingTalkProbes } from "../../../../src/channels/dingtalk/probes.ts";
import type { DingTalkSettings } from "../../../../src/core/channel-settings.ts";

const NOW = 1_760_000_000_000;

const SETTINGS: DingTalkSettings = {
  appKey: "dingq0w1e2r3t4y5u6i7",
  appSecret: "client-secret-of-the-test",
  robotCode: "dingq0w1e2r3t4y5u6i7",
  corpId: null,
  cardTemplateId: null,
  cardContentKey: "content",
  apiBase: "https://api.dingtalk.com",
  oapiBase: "https://oapi.dingtalk.com",
  typing: false,
  groupSession: "chat",
  monthlyCalls: null,
};

function receiverOf(settings: DingTalkSettings) {
  const never = () => Promise.reject(new Error("nothing is sent"));
  return createDingTalk(settings, {
    fetch: never,
    account: { permit: never, renew: never },
    now: () => NOW,
    pause: never,
  }).receiver;
}

function deliveryOf({ headers, body }: Probe): RawDelivery {
  return { headers: new Headers(headers), body: new TextEncoder().encode(body) };
}

describe.each<[string, Partial<DingTalkSettings>]>([
  ["of an app alone", {}],
  ["of an app with an organisation and another robot code", { corpId: "ding0corp", robotCode: "dingrobot" }],
  ["of an app whose groups have a conversation a member", { groupSession: "user" }],
])("%s", (_, variant) => {
  const settings = { ...SETTINGS, ...variant };
  const receiver = receiverOf(settings);

  async function probes(): Promise<[genuine: Probe, forged: Probe]> {
    const [genuine, forged, ...more] = await createDingTalkProbes(settings, NOW);
    if (genuine?.name !== "genuine" || forged?.name !== "forged" || more.length > 0)
      throw new Error("others");
    return [genuine, forged];
  }

  it("the genuine one is believed, acknowledged, and never answered", async () => {
    const [genuine] = await probes();
    const verified = await receiver.verify(deliveryOf(genuine), NOW);
    if (!verified.ok) throw new Error("refused");
    const reading = receiver.read(verified.value, null, NOW);
    expect(reading).toEqual({ kind: "ignored", reason: expect.any(String), acknowledgement: {} });
    expect(genuine.expects).toEqual({ status: 200, json: {} });
  });

  it("the forged one is refused, and so is the genuine one by another app", async () => {
    const [genuine, forged] = await probes();
    expect(await receiver.verify(deliveryOf(forged), NOW)).toMatchObject({
      ok: false,
      failure: { kind: "bad_signature" },
    });
    const stranger = receiverOf({ ...settings, appSecret: "another" });
    expect((await stranger.verify(deliveryOf(genuine), NOW)).ok).toBe(false);
    expect(forged.expects).toEqual({ status: 401 });
  });

  it("both say that they are the doctor's, and neither shows the secret", async () => {
    for (const { headers, body } of await probes()) {
      expect(headers["x-clawdbot-probe"]).toBe("1");
      expect(JSON.stringify(headers) + body).not.toContain(settings.appSecret);
    }
  });
});
