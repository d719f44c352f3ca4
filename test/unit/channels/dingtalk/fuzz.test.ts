// Anything at all at the door: nothing throws, and nothing becomes a message but what the platform itself has signed.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RawDelivery } from "../../../../src/channels/channel.ts";
import { readMessage } from "../../../../src/channels/dingtalk/message.ts";
import { verifyDelivery } from "../../../../src/channels/dingtalk/verify.ts";
import { delivered, message, NOW, SETTINGS, signed } from "./deliveries.ts";

const SEED = { seed: 20260302 };
const OWN = ["https://api.dingtalk.com", "https://oapi.dingtalk.com"];

async function becomes(delivery: RawDelivery, settings = SETTINGS): Promise<string> {
  const verified = await verifyDelivery(settings, delivery, NOW);
  if (!verified.ok) return verified.failure.kind;
  return readMessage(settings, verified.value, NOW).kind;
}

const GENUINE: [string, RawDelivery][] = [
  ["a message", delivered()],
  ["one of a group", delivered(message({ group: true }))],
];

describe("bytes", () => {
  it("of any kind under any headers are refused and never throw", async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.json({ maxDepth: 4 }).map((text) => new TextEncoder().encode(text)),
    );
    const value = fc.stringMatching(/^[ -~]{0,70}$/);
    await fc.assert(
      fc.asyncProperty(bytes, value, value, async (body, timestamp, sign) => {
        expect(await becomes({ headers: new Headers({ timestamp, sign }), body })).toBe("bad_signature");
        expect(await becomes({ headers: new Headers({ timestamp: String(NOW), sign }), body })).toBe(
          "bad_signature",
        );
      }),
      { ...SEED, numRuns: 300 },
    );
  });

  it("under headers that somebody saw are no message, unless they name our robot", async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.json({ maxDepth: 4 }).map((text) => new TextEncoder().encode(text)),
    );
    await fc.assert(
      fc.asyncProperty(bytes, async (body) => {
        expect(["bad_signature", "invalid"]).toContain(await becomes(signed(body)));
      }),
      { ...SEED, numRuns: 300 },
    );
  });
});

describe.each(GENUINE)("a genuine callback, %s,", (_, delivery) => {
  it("becomes a message untouched, and nothing for another app", async () => {
    expect(await becomes(delivery)).toBe("message");
    expect(await becomes(delivery, { ...SETTINGS, appSecret: "another" })).toBe("bad_signature");
    expect(await becomes(delivery, { ...SETTINGS, robotCode: "another" })).toBe("bad_signature");
  });

  it("becomes nothing when a header is another", async () => {
    const change = fc.constantFrom("timestamp", "sign");
    await fc.assert(
      fc.asyncProperty(change, fc.stringMatching(/^[!-~]{0,64}$/), async (name, value) => {
        const headers = new Headers(delivery.headers);
        fc.pre(headers.get(name) !== value);
        headers.set(name, value);
        expect(await becomes({ ...delivery, headers })).toBe("bad_signature");
      }),
      { ...SEED, numRuns: 100 },
    );
  });

  it("becomes nothing when one character of its signature is another", async () => {
    const sign = delivery.headers.get("sign") ?? "";
    for (let at = 0; at < sign.length; at += 1) {
      const headers = new Headers(delivery.headers);
      headers.set("sign", `${sign.slice(0, at)}${sign[at] === "A" ? "B" : "A"}${sign.slice(at + 1)}`);
      expect(await becomes({ ...delivery, headers })).toBe("bad_signature");
    }
  });

  it("never throws when its body is cut, lengthened or changed in a byte", async () => {
    const { body } = delivery;
    await fc.assert(
      fc.asyncProperty(fc.nat(body.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const other = body.slice();
        other[at] = (other[at] ?? 0) ^ change;
        for (const bytes of [other, body.slice(0, at), new Uint8Array([...body, change])])
          expect(["message", "ignored", "invalid", "bad_signature"]).toContain(
            await becomes({ ...delivery, body: bytes }),
          );
        expect(await becomes({ ...delivery, body: body.slice(0, at) })).toBe("invalid");
      }),
      { ...SEED, numRuns: 100 },
    );
  });
});

describe("a body that was proven", () => {
  const anything = fc.anything({ maxDepth: 3, withNullPrototype: true });
  const kinds = fc.constantFrom("text", "richText", "picture", "audio", "video", "file", "chatRecord", "?");

  it("is read without throwing, whatever it holds", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), anything), (event) => {
        expect(readMessage(SETTINGS, event, NOW).kind).toBe("ignored");
      }),
      { ...SEED, numRuns: 300 },
    );
  });

  it("is read without throwing when one of its fields is something else", () => {
    const names = fc.constantFrom(...Object.keys(message({ group: true })), "openThreadId", "content");
    fc.assert(
      fc.property(names, kinds, anything, fc.boolean(), (name, msgtype, value, group) => {
        const event = message({ group, fields: { msgtype, [name]: value } });
        const reading = readMessage(SETTINGS, event, NOW);
        expect(["message", "ignored"]).toContain(reading.kind);
        expect(reading).toMatchObject({ acknowledgement: {} });
      }),
      { ...SEED, numRuns: 600 },
    );
  });

  it("is read without throwing when its content has any shape, and can always be stored", () => {
    const part = fc.record(
      { text: anything, type: anything, atName: anything, atUserId: anything, downloadCode: anything },
      { requiredKeys: [] },
    );
    const content = fc.record(
      { richText: fc.array(fc.oneof(part, anything)), recognition: anything, downloadCode: anything },
      { requiredKeys: [] },
    );
    const text = fc.record({
      content: anything,
      repliedMsg: fc.oneof(anything, fc.record({ content: anything })),
    });
    fc.assert(
      fc.property(kinds, content, text, (msgtype, inside, words) => {
        const reading = readMessage(
          SETTINGS,
          message({ fields: { msgtype, content: inside, text: words } }),
          NOW,
        );
        expect(reading.kind).toBe("message");
        if (reading.kind === "message") expect(reading.message.text.isWellFormed()).toBe(true);
      }),
      { ...SEED, numRuns: 400 },
    );
  });

  it("names conversations and messages by what can stand in an address", () => {
    const id = fc.string({ unit: fc.constantFrom("\ud800", "\udc00", "a", "/", "?", "%", "选") });
    fc.assert(
      fc.property(id, id, id, id, (msgId, conversationId, openThreadId, senderStaffId) => {
        const fields = { msgId, conversationId, openThreadId, senderStaffId };
        const reading = readMessage(
          { ...SETTINGS, groupSession: "user" },
          message({ group: true, fields }),
          NOW,
        );
        if (reading.kind !== "message") return;
        const { conversation, messageId, userId } = reading.message;
        for (const word of [...conversation, messageId, userId])
          expect(() => encodeURIComponent(word)).not.toThrow();
      }),
      { ...SEED, numRuns: 200 },
    );
  });

  it("never makes us answer anywhere but on the configured hosts (row 44)", () => {
    const address = fc.oneof(
      fc.webUrl({ withQueryParameters: true, withFragments: true }),
      fc.string(),
      fc
        .tuple(
          fc.constantFrom("https:", "http:", "HTTPS:", "ftp:", ""),
          fc.constantFrom("//", "/", "\\\\", "", "//x@", "//x:y@"),
          fc.constantFrom(
            "oapi.dingtalk.com",
            "OAPI.dingtalk.com",
            "oapi.dingtalk.com.",
            "oapi.dingtalk.com%2eevil.example",
            "ｏapi.dingtalk.com",
            "api.dingtalk.com:443",
          ),
          fc.constantFrom(
            "",
            "/",
            ":443/",
            ":80/",
            "@evil.example/",
            "\\@evil.example",
            ".evil.example/",
            "#@evil.example",
            "\t/x",
          ),
        )
        .map((pieces) => pieces.join("")),
    );
    fc.assert(
      fc.property(address, (sessionWebhook) => {
        const reading = readMessage(SETTINGS, message({ fields: { sessionWebhook } }), NOW);
        if (reading.kind !== "message") throw new Error("no message");
        const { replyUrl } = reading.message.origin;
        if (replyUrl === null) return;
        const { origin, username, password } = new URL(replyUrl);
        expect([username, password]).toEqual(["", ""]);
        expect(OWN).toContain(origin);
      }),
      { ...SEED, numRuns: 500 },
    );
  });
});
