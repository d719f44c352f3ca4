// The doctor's deliveries, judged by the very receiver that they are meant for.
import { describe, expect, it } from "vitest";
import type { Probe, RawDelivery } from "../../../../src/channels/channel.ts";
import { decryptText } from "../../../../src/channels/feishu/decrypt.ts";
import { encryptText } from "../../../../src/channels/feishu/encrypt.ts";
import { createFeishuProbes } from "../../../../src/channels/feishu/probes.ts";
import type { FeishuSettings } from "../../../../src/core/channel-settings.ts";
import { NOW, SETTINGS } from "./deliveries.ts";
import { FakePlatform } from "./platform.ts";

const VARIANTS: [name: string, settings: Partial<FeishuSettings>][] = [
  ["encrypt key and token", {}],
  ["an encrypt key alone", { verificationToken: null }],
  ["a verification token alone", { encryptKey: null }],
];

describe.each(VARIANTS)("with %s", (_, variant) => {
  const settings = { ...SETTINGS, ...variant };
  const { receiver } = new FakePlatform().channel(settings);

  async function receive(name: Probe["name"], now = NOW) {
    const probe = (await createFeishuProbes(settings, NOW)).find((candidate) => candidate.name === name);
    if (probe === undefined) throw new Error(`no ${name} probe`);
    return { probe, verified: await receiver.verify(deliveryOf(probe), now) };
  }

  it("the genuine one is believed, acknowledged as expected, and starts nothing", async () => {
    const { probe, verified } = await receive("genuine");
    if (!verified.ok) throw new Error("refused");
    const reading = receiver.read(verified.value, null, NOW);
    expect(reading).toMatchObject({ kind: "ignored", acknowledgement: probe.expects.json });
    expect(probe.expects.status).toBe(200);
  });

  it("the forged one is refused", async () => {
    const { probe, verified } = await receive("forged");
    expect(verified).toMatchObject({ ok: false, failure: { kind: "bad_signature" } });
    expect(probe.expects).toEqual({ status: 401 });
  });

  it("the challenge is answered with its own word, in clear text", async () => {
    const { probe, verified } = await receive("challenge");
    if (!verified.ok) throw new Error("refused");
    expect(receiver.read(verified.value, null, NOW)).toEqual({ kind: "answer", body: probe.expects.json });
  });

  it("another app's receiver refuses the genuine one too", async () => {
    const other = { encryptKey: settings.encryptKey && "another", verificationToken: "another" };
    const { probe } = await receive("genuine");
    const strange = new FakePlatform().channel({ ...settings, ...other }).receiver;
    expect((await strange.verify(deliveryOf(probe), NOW)).ok).toBe(false);
  });

  it("all say that they are the doctor's, and none shows a key, a secret or, encrypted, the token", async () => {
    for (const { headers, body } of await createFeishuProbes(settings, NOW)) {
      expect(headers["x-clawdbot-probe"]).toBe("1");
      const sent = JSON.stringify(headers) + body;
      const hidden = [settings.appSecret, settings.encryptKey];
      if (settings.encryptKey !== null) hidden.push(settings.verificationToken);
      for (const secret of hidden) if (secret !== null) expect(sent).not.toContain(secret);
    }
  });
});

it("no two rounds of deliveries are alike", async () => {
  const rounds = await Promise.all([createFeishuProbes(SETTINGS, NOW), createFeishuProbes(SETTINGS, NOW)]);
  const bodies = rounds.flatMap((round) => [round[0]?.body, round[2]?.body]);
  expect(new Set(bodies).size).toBe(4);
});

describe("encryption", () => {
  it.each(["", "{}", "飞书 🎉", "x".repeat(5_000)])("of %j is opened by the same key only", async (plain) => {
    const encrypted = await encryptText(plain, "kudryavka");
    expect(await decryptText(encrypted, "kudryavka")).toBe(plain);
    expect(await decryptText(encrypted, "another")).not.toBe(plain);
  });
});

function deliveryOf({ headers, body }: Probe): RawDelivery {
  return { headers: new Headers(headers), body: new TextEncoder().encode(body) };
}
