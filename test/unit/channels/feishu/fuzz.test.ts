// Anything at all at the door: nothing throws, and nothing but an untouched delivery becomes a message.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RawDelivery } from "../../../../src/channels/channel.ts";
import { readEvent } from "../../../../src/channels/feishu/event.ts";
import { verifyDelivery } from "../../../../src/channels/feishu/verify.ts";
import {
  BOT,
  BOT_MENTION,
  delivered,
  encrypt,
  envelope,
  messageEvent,
  NOW,
  SETTINGS,
  signed,
  textOf,
} from "./deliveries.ts";

const SEED = { seed: 20260203 };
const PLAIN = { ...SETTINGS, encryptKey: null };
const HEADERS = ["x-lark-request-timestamp", "x-lark-request-nonce", "x-lark-signature"];

const genuine: [string, RawDelivery][] = [
  ["a message", delivered(messageEvent())],
  ["one of a group", delivered(textOf("@_user_1 hi", { chat_type: "group", mentions: [BOT_MENTION] }))],
  ["an old card's click", signed(OLD_CLICK(), { key: SETTINGS.verificationToken ?? "", algorithm: "sha1" })],
];

function OLD_CLICK(): string {
  return JSON.stringify({
    open_id: "ou_tom",
    open_message_id: "om_card",
    open_chat_id: "oc_1",
    token: "c-2",
    action: { value: { command: "/new" }, tag: "button" },
  });
}

async function becomes(delivery: RawDelivery, settings = SETTINGS): Promise<string> {
  const verified = await verifyDelivery(settings, delivery, NOW);
  if (!verified.ok) return verified.failure.kind;
  return readEvent(settings, verified.value, BOT, NOW).kind;
}

describe("bytes", () => {
  it("of any kind are refused and never throw", async () => {
    const json = fc.json({ maxDepth: 4 }).map((text) => new TextEncoder().encode(text));
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 300 }), json);
    const values = fc.record(
      Object.fromEntries(HEADERS.map((name) => [name, fc.stringMatching(/^[ -~]{0,70}$/)])),
    );
    await fc.assert(
      fc.asyncProperty(bytes, values, async (body, headers) => {
        for (const settings of [SETTINGS, PLAIN])
          expect(await becomes({ headers: new Headers(headers), body }, settings)).toBe("bad_signature");
      }),
      { ...SEED, numRuns: 300 },
    );
  });

  it("that only look encrypted are refused", async () => {
    await fc.assert(
      fc.asyncProperty(fc.base64String({ maxLength: 400 }), async (text) => {
        const body = new TextEncoder().encode(JSON.stringify({ encrypt: text }));
        expect(await becomes({ headers: new Headers(), body })).toBe("bad_signature");
      }),
      { ...SEED, numRuns: 200 },
    );
  });
});

describe.each(genuine)("a genuine delivery, %s,", (_, delivery) => {
  it("becomes a message untouched", async () => {
    expect(await becomes(delivery)).toBe("message");
  });

  it("becomes nothing when one byte of it is another", async () => {
    const { length } = delivery.body;
    await fc.assert(
      fc.asyncProperty(fc.nat(length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const body = delivery.body.slice();
        body[at] = (body[at] ?? 0) ^ change;
        expect(await becomes({ ...delivery, body })).not.toBe("message");
      }),
      { ...SEED, numRuns: 150 },
    );
  });

  it("becomes nothing when it is shortened, lengthened or repeated in itself", async () => {
    const { body } = delivery;
    await fc.assert(
      fc.asyncProperty(
        fc.nat(body.length - 1),
        fc.uint8Array({ minLength: 1, maxLength: 4 }),
        async (cut, more) => {
          for (const other of [
            body.slice(0, cut),
            new Uint8Array([...body, ...more]),
            new Uint8Array([...body, ...body]),
          ])
            expect(await becomes({ ...delivery, body: other })).not.toBe("message");
        },
      ),
      { ...SEED, numRuns: 80 },
    );
  });

  it("becomes nothing when a header is another", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...HEADERS),
        fc.stringMatching(/^[!-~]{0,64}$/),
        async (name, value) => {
          const headers = new Headers(delivery.headers);
          fc.pre(headers.get(name) !== value);
          headers.set(name, value);
          expect(await becomes({ ...delivery, headers })).toBe("bad_signature");
        },
      ),
      { ...SEED, numRuns: 80 },
    );
  });

  it("becomes nothing with the settings of another app", async () => {
    expect(await becomes(delivery, { ...SETTINGS, verificationToken: "another" })).toBe("bad_signature");
  });
});

describe("an event that was proven", () => {
  /** A value in whose place anything may stand. */
  const anything = fc.anything({ maxDepth: 3, withNullPrototype: true });

  it("is read without throwing, whatever it holds", () => {
    const types = fc.constantFrom("im.message.receive_v1", "card.action.trigger", "x");
    fc.assert(
      fc.property(types, fc.dictionary(fc.string(), anything), fc.boolean(), (type, event, known) => {
        const reading = readEvent(SETTINGS, envelope(type, event), known ? BOT : null, NOW);
        expect(reading.kind).not.toBe("message");
      }),
      { ...SEED, numRuns: 300 },
    );
    fc.assert(
      fc.property(fc.dictionary(fc.string(), anything), (event) => {
        expect(["ignored", "answer"]).toContain(readEvent(SETTINGS, event, BOT, NOW).kind);
      }),
      { ...SEED, numRuns: 300 },
    );
  });

  it("is read without throwing when one of its fields is something else", () => {
    const names = [
      "message_id",
      "chat_id",
      "chat_type",
      "message_type",
      "content",
      "mentions",
      "create_time",
      "thread_id",
    ];
    fc.assert(
      fc.property(fc.constantFrom(...names), anything, (name, value) => {
        const event = textOf("@_user_1 hi", { chat_type: "group", mentions: [BOT_MENTION], [name]: value });
        expect(["message", "ignored"]).toContain(readEvent(SETTINGS, event, BOT, NOW).kind);
      }),
      { ...SEED, numRuns: 400 },
    );
  });

  it("is read without throwing when its content is rich text of any shape", () => {
    const element = fc.record(
      {
        tag: fc.constantFrom("text", "a", "at", "img", "media", "emotion", "code_block", "hr", "md", "?"),
        text: anything,
        href: anything,
        user_id: anything,
        image_key: anything,
        style: anything,
        language: anything,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(fc.array(fc.oneof(element, anything))), anything, (content, title) => {
        const json = JSON.stringify({ title, content }, (_key, value) =>
          typeof value === "bigint" ? 1 : value,
        );
        const event = messageEvent({ message_type: "post", content: json });
        expect(readEvent(SETTINGS, event, BOT, NOW).kind).toBe("message");
      }),
      { ...SEED, numRuns: 200 },
    );
  });

  it("names conversations and messages by what can stand in an address", () => {
    const ids = fc.string({ unit: fc.constantFrom("\ud800", "\udc00", "a", "/", "?", "%", "选") });
    fc.assert(
      fc.property(ids, ids, ids, (message_id, chat_id, thread_id) => {
        const reading = readEvent(SETTINGS, messageEvent({ message_id, chat_id, thread_id }), BOT, NOW);
        if (reading.kind !== "message") return;
        const { conversation, messageId, text } = reading.message;
        for (const word of [...conversation, messageId, text])
          expect(() => encodeURIComponent(word)).not.toThrow();
      }),
      { ...SEED, numRuns: 200 },
    );
  });
});

it("a challenge is decrypted and answered whatever stands in it, and never becomes a message", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: "grapheme" }),
      fc.dictionary(fc.string(), fc.jsonValue()),
      async (text, more) => {
        const event = {
          ...more,
          challenge: text,
          token: SETTINGS.verificationToken,
          type: "url_verification",
        };
        const body = new TextEncoder().encode(JSON.stringify({ encrypt: encrypt(JSON.stringify(event)) }));
        expect(await becomes({ headers: new Headers(), body })).toBe("answer");
      },
    ),
    { ...SEED, numRuns: 50 },
  );
});
