// Random and mutated deliveries at every door: never a 5xx, never an answer, never a conversation.
import { listDurableObjectIds } from "cloudflare:test";
import { env } from "cloudflare:workers";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dingtalkDelivery, signedDelivery } from "../../support/dingtalk-delivery.ts";
import { feishuDelivery, feishuMessage } from "../../support/feishu-delivery.ts";
import { modelCalls } from "../support.ts";
import { deliver, type SentDelivery, said } from "./support.ts";

const RANDOM = { seed: 20261125, numRuns: 60 };
/** Said in every genuine delivery that is then spoilt: no model may ever hear it. */
const WORD = "hostile-word";

const GENUINE: [path: string, make: () => Promise<SentDelivery>][] = [
  ["/webhooks/feishu", () => feishuDelivery(feishuMessage({ text: WORD, chatId: "oc_hostile" }))],
  // Its signature does not cover the body, so that a spoilt one may still be a message: it says something else.
  ["/webhooks/dingtalk", () => dingtalkDelivery(said({ text: "hostile", senderStaffId: "hostile" }))],
  [
    "/webhooks/signed",
    () =>
      signedDelivery(
        { message_id: "m", session_id: "s", message: WORD },
        { secret: "signed-secret", bodySignature: true },
      ),
  ],
];

async function conversations(): Promise<number> {
  return (await listDurableObjectIds(env.CONVERSATIONS)).length;
}

describe.each(GENUINE)("%s", (path, make) => {
  const refused = async (delivery: {
    body: string | Uint8Array<ArrayBuffer>;
    headers: Record<string, string>;
  }) => {
    const response = await deliver(path, delivery as SentDelivery);
    const text = await response.text();
    expect(response.status, text).toBeGreaterThanOrEqual(400);
    expect(response.status, text).toBeLessThan(500);
    expect(JSON.parse(text)).toMatchObject({
      error: { code: expect.any(String) },
      request_id: expect.any(String),
    });
  };

  it("refuses random bytes under genuine headers, and genuine bytes under random headers", async () => {
    const before = await conversations();
    const { body, headers } = await make();
    const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => new Uint8Array(array));
    await fc.assert(
      fc.asyncProperty(bytes, async (random) => {
        // DingTalk's signature does not cover the body: there the body itself must be refused.
        await refused({ body: random, headers });
      }),
      RANDOM,
    );
    const token = fc.stringMatching(/^[!-~]{1,80}$/);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...Object.keys(headers).filter((name) => name !== "content-type")),
        token,
        async (name, value) => {
          fc.pre(
            headers[name] !== value &&
              !(name === "x-body-signature" && value.toLowerCase() === headers[name]),
          );
          await refused({ body, headers: { ...headers, [name]: value } });
        },
      ),
      RANDOM,
    );
    expect(await conversations()).toBe(before);
  });

  it("refuses a body in which one byte is another", async () => {
    const { body, headers } = await make();
    const bytes = new TextEncoder().encode(body);
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (index, change) => {
        const mutated = new Uint8Array(bytes);
        mutated[index] = (mutated[index] ?? 0) ^ change;
        const response = await deliver(path, { body: mutated, headers } as unknown as SentDelivery);
        await response.body?.cancel();
        // An unsigned body may still be a message after it: never an error of ours.
        expect(response.status).toBeLessThan(500);
        if (path !== "/webhooks/dingtalk") expect(response.status).toBeGreaterThanOrEqual(400);
      }),
      RANDOM,
    );
  });

  it("refuses any JSON without a signature", async () => {
    await fc.assert(
      fc.asyncProperty(fc.json(), async (body) =>
        refused({ body, headers: { "content-type": "application/json" } }),
      ),
      RANDOM,
    );
  });

  it.each([
    ["nested a hundred thousand deep", `${"[".repeat(100_000)}${"]".repeat(100_000)}`],
    ["a million values", `[${"0,".repeat(400_000)}0]`],
    ["a megabyte and more", `"${"x".repeat(1_048_577)}"`],
    ["empty", ""],
    ["null", "null"],
    ["a prototype", '{"__proto__":{"robotCode":"x"},"constructor":1}'],
  ])("refuses a body that is %s, signed or not", async (_, body) => {
    const { headers } = await make();
    await refused({ body, headers });
    await refused({ body, headers: {} });
  });

  it("has asked no model anything by then", async () => {
    expect(await modelCalls(WORD)).toEqual([]);
  });
});
