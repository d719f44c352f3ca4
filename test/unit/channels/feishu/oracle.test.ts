// The platform's own SDK as an oracle: what it takes as genuine we take, and read the same; what it refuses we refuse. Where we are
// stricter on purpose, the difference is named.
import { CardActionHandler, EventDispatcher, generateChallenge, LoggerLevel } from "@larksuiteoapi/node-sdk";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { verifyDelivery } from "../../../../src/channels/feishu/verify.ts";
import type { JsonRecord } from "../../../../src/core/json.ts";
import {
  FEISHU_TEST_APP,
  feishuCardAction,
  feishuChallenge,
  feishuDelivery,
  feishuMessage,
  feishuOldCardAction,
  signFeishu,
} from "../../../support/feishu-delivery.ts";
import { SETTINGS } from "./deliveries.ts";

const RANDOM = { seed: 20261125, numRuns: 120 };
const { appId, encryptKey, verificationToken } = FEISHU_TEST_APP;
const OURS = { ...SETTINGS, appId, encryptKey, verificationToken };
const quiet = { error() {}, warn() {}, info() {}, debug() {}, trace() {} };
const options = { encryptKey, verificationToken, loggerLevel: LoggerLevel.fatal, logger: quiet };

interface Sent {
  body: string;
  headers: Record<string, string>;
}

/** As the SDK's own adapters hand a request on. Null: it was not dispatched. */
async function theirs({ body, headers }: Sent): Promise<JsonRecord | null> {
  let heard: JsonRecord | null = null;
  const dispatcher = new EventDispatcher(options).register({
    "im.message.receive_v1": (event: JsonRecord) => {
      heard = event;
    },
  });
  try {
    await dispatcher.invoke(asRequest(body, headers));
  } catch {
    return null;
  }
  return heard;
}

function asRequest(body: string, headers: Record<string, string>): object {
  const lower = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  return Object.assign(Object.create({ headers: lower }), JSON.parse(body));
}

async function ours({ body, headers }: Sent): Promise<JsonRecord | null> {
  const delivery = { headers: new Headers(headers), body: new TextEncoder().encode(body) };
  const verified = await verifyDelivery(OURS, delivery, Date.now());
  return verified.ok ? verified.value : null;
}

const text = fc.string({ unit: "grapheme", maxLength: 60 });
const message = fc
  .record({
    text,
    chatType: fc.constantFrom("p2p" as const, "group" as const, "topic_group" as const),
    name: text,
  })
  .map(({ text: words, chatType, name }) =>
    feishuMessage({ text: words, chatType, mentions: [{ openId: "ou_1", name }] }),
  );

describe("a genuine event", () => {
  it("is taken by both, and both read the same message", async () => {
    await fc.assert(
      fc.asyncProperty(message, async (event) => {
        const sent = await feishuDelivery(event);
        const [read, heard] = [await ours(sent), await theirs(sent)];
        expect(read).toEqual(JSON.parse(JSON.stringify(event)));
        expect(heard).toMatchObject(JSON.parse(JSON.stringify(event.event)));
      }),
      RANDOM,
    );
  });
});

describe("a mutated one", () => {
  const spoils: Record<string, (sent: Sent, random: string) => Sent> = {
    signature: ({ body, headers }, random) => ({ body, headers: { ...headers, "X-Lark-Signature": random } }),
    nonce: ({ body, headers }, random) => ({ body, headers: { ...headers, "X-Lark-Request-Nonce": random } }),
    timestamp: ({ body, headers }) => ({ body, headers: { ...headers, "X-Lark-Request-Timestamp": "1" } }),
    "another member": ({ body, headers }, random) => ({
      body: JSON.stringify({ ...JSON.parse(body), event: random }),
      headers,
    }),
    "another ciphertext": ({ headers }, random) => ({
      body: JSON.stringify({ encrypt: btoa(unescape(encodeURIComponent(random))) }),
      headers,
    }),
    "cut ciphertext": ({ body, headers }) => ({
      body: JSON.stringify({ encrypt: JSON.parse(body).encrypt.slice(0, -24) }),
      headers,
    }),
  };

  it.each(Object.entries(spoils))("(%s) is refused by both", async (_, spoil) => {
    const random = fc.string({ minLength: 1, maxLength: 64 }).filter((value) => /^[!-~]+$/.test(value));
    await fc.assert(
      fc.asyncProperty(message, random, async (event, value) => {
        const sent = spoil(await feishuDelivery(event), value);
        expect(await theirs(sent)).toBeNull();
        expect(await ours(sent)).toBeNull();
      }),
      { ...RANDOM, numRuns: 40 },
    );
  });

  it.each([
    ["a wrong token", feishuMessage({ text: "x", token: "another" })],
    ["another app's id", feishuMessage({ text: "x", appId: "cli_ffffffffffffffff" })],
  ])("with %s is taken by the SDK, and refused by us on purpose", async (_, event) => {
    const sent = await feishuDelivery(event);
    expect(await theirs(sent)).not.toBeNull();
    expect(await ours(sent)).toBeNull();
  });

  it("with spaces in its JSON is refused by the SDK, which does not hash what was sent, and taken by us", async () => {
    const compact = await feishuDelivery(feishuMessage({ text: "x" }), { encrypt: true });
    const spaced = JSON.stringify(JSON.parse(compact.body), null, 1);
    const [timestamp, nonce] = [String(Math.floor(Date.now() / 1000)), "n"];
    const signature = await signFeishu(spaced, { timestamp, nonce, encryptKey });
    const headers = {
      "X-Lark-Request-Timestamp": timestamp,
      "X-Lark-Request-Nonce": nonce,
      "X-Lark-Signature": signature,
    };
    expect(await theirs({ body: spaced, headers })).toBeNull();
    expect(await ours({ body: spaced, headers })).not.toBeNull();
  });
});

describe("a challenge", () => {
  it("is found by both, and has the same answer", async () => {
    await fc.assert(
      fc.asyncProperty(fc.stringMatching(/^[a-zA-Z0-9-]{1,40}$/), async (challenge) => {
        const sent = await feishuDelivery(feishuChallenge({ challenge }));
        const found = generateChallenge(JSON.parse(sent.body), { encryptKey });
        expect(found).toEqual({ isChallenge: true, challenge: { challenge } });
        expect(await ours(sent)).toMatchObject({ type: "url_verification", challenge });
      }),
      { ...RANDOM, numRuns: 40 },
    );
  });
});

describe("a card's button", () => {
  const value = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.string({ maxLength: 20 }));

  async function clicked(sent: Sent): Promise<JsonRecord | null> {
    let heard: JsonRecord | null = null;
    const handler = new CardActionHandler(options, (event: JsonRecord) => {
      heard = event;
      return {};
    });
    await handler.invoke(asRequest(sent.body, sent.headers)).catch(() => undefined);
    return heard;
  }

  it("of the old kind has the signature that the SDK computes", async () => {
    await fc.assert(
      fc.asyncProperty(value, async (pressed) => {
        const sent = await feishuDelivery(feishuOldCardAction({ value: pressed }));
        expect(await clicked(sent)).not.toBeNull();
        expect(await ours(sent)).toMatchObject({ action: { value: pressed } });
        const forged = { ...sent, headers: { ...sent.headers, "X-Lark-Signature": "0".repeat(40) } };
        expect(await clicked(forged)).toBeNull();
        expect(await ours(forged)).toBeNull();
      }),
      { ...RANDOM, numRuns: 40 },
    );
  });

  it("of the new kind is an event like any other", async () => {
    const sent = await feishuDelivery(feishuCardAction({ value: { k: "v" } }));
    expect(await clicked(sent)).not.toBeNull();
    expect(await ours(sent)).toMatchObject({ event: { action: { value: { k: "v" } } } });
  });
});
