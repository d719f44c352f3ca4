// Who sent it is proven before anything is believed. Each test is named for the forgery, or the refusal of something genuine, that it prevents.
import { createCipheriv, createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { RawDelivery } from "../../../../src/channels/channel.ts";
import { readEvent } from "../../../../src/channels/feishu/event.ts";
import { verifyDelivery } from "../../../../src/channels/feishu/verify.ts";
import type { FeishuSettings } from "../../../../src/core/channel-settings.ts";
import vectors from "../../../fixtures/protocol-vectors.json" with { type: "json" };
import {
  BOT,
  delivered,
  encrypt,
  envelope,
  messageEvent,
  NOW,
  SETTINGS,
  signed,
  textOf,
  unsigned,
} from "./deliveries.ts";

const TOKEN = SETTINGS.verificationToken ?? "";
const HOUR_MS = 3_600_000;
const PLAIN: Partial<FeishuSettings> = { encryptKey: null };

function verify(delivery: RawDelivery, settings: Partial<FeishuSettings> = {}, now = NOW) {
  return verifyDelivery({ ...SETTINGS, ...settings }, delivery, now);
}

async function expectForged(delivery: RawDelivery, settings: Partial<FeishuSettings> = {}, now = NOW) {
  const result = await verify(delivery, settings, now);
  expect(result).toMatchObject({ ok: false, failure: { kind: "bad_signature" } });
  const told = JSON.stringify(result);
  for (const secret of [TOKEN, "kudryavka", SETTINGS.appSecret, SETTINGS.appId])
    expect(told).not.toContain(secret);
  return told;
}

function withoutHeader(delivery: RawDelivery, name: string): RawDelivery {
  const headers = new Headers(delivery.headers);
  headers.delete(name);
  return { ...delivery, headers };
}

const raw = (body: string): RawDelivery => ({ headers: new Headers(), body: new TextEncoder().encode(body) });

describe("a genuine event", () => {
  it("is taken, and is what was encrypted", async () => {
    expect(await verify(delivered(messageEvent()))).toEqual({ ok: true, value: messageEvent() });
  });

  it("of the vendor's vectors is taken with its own key", async () => {
    const [vector] = vectors.schemes.feishu_event_signature.vectors;
    const headers = new Headers({
      "X-Lark-Request-Timestamp": vector?.timestamp ?? "",
      "X-Lark-Request-Nonce": vector?.nonce ?? "",
      "X-Lark-Signature": vector?.signature ?? "",
    });
    const delivery = { headers, body: new TextEncoder().encode(vector?.body) };
    expect(await verify(delivery)).toMatchObject({ ok: true, value: { schema: "2.0" } });
  });

  it("that is not written compactly is taken: the raw bytes are what is signed", async () => {
    const body = `{ "encrypt" : ${JSON.stringify(encrypt(JSON.stringify(messageEvent()))).replaceAll("/", "\\/")} }\n`;
    expect(await verify(signed(body))).toMatchObject({ ok: true });
  });

  it("is taken up to eight hours late, because the last redelivery comes after seven", async () => {
    const delivery = delivered(messageEvent());
    for (const late of [0, 7.2 * HOUR_MS, 8 * HOUR_MS, -8 * HOUR_MS])
      expect(await verify(delivery, {}, NOW + late)).toMatchObject({ ok: true });
    for (const late of [8 * HOUR_MS + 1000, -8 * HOUR_MS - 1000])
      await expectForged(delivery, {}, NOW + late);
  });

  it("of the old version is taken when its token is right", async () => {
    const event = { ts: "1502199207.7171419", uuid: "bc44", token: TOKEN, type: "event_callback", event: {} };
    expect(await verify(delivered(event))).toMatchObject({ ok: true });
    await expectForged(delivered({ ...event, token: "other" }));
  });

  it("is taken without a verification token when the signature is right", async () => {
    const event = messageEvent();
    expect(await verify(delivered(event), { verificationToken: null })).toMatchObject({ ok: true });
  });
});

describe("a signature", () => {
  it.each(["x-lark-signature", "x-lark-request-timestamp", "x-lark-request-nonce"])(
    "that lacks %s does not count as nothing to check",
    async (name) => {
      await expectForged(withoutHeader(delivered(messageEvent()), name));
    },
  );

  it("made with another key, another hash or for another body is refused", async () => {
    const body = JSON.stringify({ encrypt: encrypt(JSON.stringify(messageEvent())) });
    await expectForged(signed(body, { key: "other" }));
    await expectForged(signed(body, { key: TOKEN }));
    await expectForged(signed(body, { algorithm: "sha1" }));
    await expectForged({ ...signed(body), body: new TextEncoder().encode(`${body} `) });
  });

  it("in capital letters or with something around it is refused", async () => {
    const delivery = delivered(messageEvent());
    const signature = delivery.headers.get("x-lark-signature") ?? "";
    for (const other of [signature.toUpperCase(), `${signature}0`, signature.slice(1), "0".repeat(64)]) {
      const headers = new Headers(delivery.headers);
      headers.set("x-lark-signature", other);
      await expectForged({ ...delivery, headers });
    }
  });

  it("with a timestamp that is no time is refused, although it covers it", async () => {
    const body = JSON.stringify({ encrypt: encrypt(JSON.stringify(messageEvent())) });
    for (const seconds of [Number.NaN, Number.POSITIVE_INFINITY, -NOW / 1000, NOW, 1.76e9 + 0.5])
      await expectForged(signed(body, { seconds }));
  });

  it("of one event does not carry over to another one", async () => {
    const { headers } = delivered(messageEvent());
    await expectForged({ headers, body: delivered(textOf("something else")).body });
  });
});

describe("encryption", () => {
  it("cannot be left out when a key is set", async () => {
    await expectForged(signed(JSON.stringify(messageEvent())));
    await expectForged(unsigned(messageEvent()));
    await expectForged(unsigned({ type: "url_verification", token: TOKEN, challenge: "c" }));
  });

  it("that is no text is refused", async () => {
    for (const value of [null, 1, {}, [], "", "AAAA", "not base64 at all!"])
      await expectForged(signed(JSON.stringify({ encrypt: value })));
  });

  it("wins over clear text beside it: only what was encrypted counts", async () => {
    const inside = messageEvent();
    const beside = { ...textOf("forged"), type: "url_verification", challenge: "c", token: TOKEN };
    const body = JSON.stringify({ ...beside, encrypt: encrypt(JSON.stringify(inside)) });
    expect(await verify(signed(body))).toEqual({ ok: true, value: inside });
    await expectForged(unsigned(JSON.parse(body)));
  });

  it("cannot be probed: whether unsigned bytes decrypt is not told", async () => {
    const genuine = encrypt(JSON.stringify(messageEvent()));
    const broken = `${genuine.slice(0, -8)}AAAAAAA=`;
    const told = await Promise.all(
      [genuine, broken, "AAAA"].map((text) => expectForged(unsigned({ encrypt: text }))),
    );
    expect(new Set(told).size).toBe(1);
    const stale = { seconds: 1 };
    const late = await Promise.all(
      [genuine, broken].map((text) => expectForged(signed(JSON.stringify({ encrypt: text }), stale))),
    );
    expect(new Set(late).size).toBe(1);
  });

  it("without a key here says which setting is missing", async () => {
    expect(await expectForged(delivered(messageEvent()), PLAIN)).toContain("FEISHU_ENCRYPT_KEY");
  });

  it("with bytes that are no UTF-8 inside is refused", async () => {
    const iv = Buffer.alloc(16);
    const cipher = createCipheriv("aes-256-cbc", createHash("sha256").update("kudryavka").digest(), iv);
    const inside = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]);
    const text = Buffer.concat([iv, cipher.update(inside), cipher.final()]).toString("base64");
    await expectForged(signed(JSON.stringify({ encrypt: text })));
  });
});

describe("the console's challenge", () => {
  const challenge = { challenge: "ajls384kdjx98XX", token: TOKEN, type: "url_verification" };

  it("is answered unsigned, as it comes when an Encrypt Key is set", async () => {
    const verified = await verify(unsigned({ encrypt: encrypt(JSON.stringify(challenge)) }));
    expect(verified).toEqual({ ok: true, value: challenge });
    expect(readEvent(SETTINGS, challenge, null, NOW)).toEqual({
      kind: "answer",
      body: { challenge: "ajls384kdjx98XX" },
    });
  });

  it("of the vendor's vectors is answered, encrypted", async () => {
    const vector = vectors.schemes.feishu_event_aes.vectors.find(({ id }) => id === "challenge");
    const delivery = unsigned({ encrypt: vector?.encrypt });
    expect(await verify(delivery, { encryptKey: "test key" })).toMatchObject({ ok: true });
  });

  it("in clear text is answered when no key is set", async () => {
    expect(await verify(unsigned(challenge), PLAIN)).toEqual({ ok: true, value: challenge });
  });

  it("with another token makes nobody's echo of us", async () => {
    for (const token of ["other", "", undefined, null, 1, [TOKEN], { length: TOKEN.length }]) {
      const event = { ...challenge, token };
      await expectForged(unsigned({ encrypt: encrypt(JSON.stringify(event)) }));
      await expectForged(unsigned(event), PLAIN);
    }
  });

  it("has no header, so that none is asked of it, and what else it carries is not read", async () => {
    const event = { ...messageEvent(), ...challenge };
    const verified = await verify(unsigned({ encrypt: encrypt(JSON.stringify(event)) }));
    expect(verified.ok && readEvent(SETTINGS, verified.value, BOT, NOW)).toMatchObject({ kind: "answer" });
  });

  it("that holds no text is no challenge", () => {
    for (const text of [undefined, 1, null, {}, ["c"]])
      expect(readEvent(SETTINGS, { ...challenge, challenge: text }, null, NOW)).toMatchObject({
        kind: "ignored",
      });
  });
});

describe("the issuer", () => {
  it("is checked although the signature is right: token and app id", async () => {
    const header = (fields: object) => envelope("im.message.receive_v1", {}, { ...fields });
    for (const token of ["other", undefined, null, 1]) await expectForged(delivered(header({ token })));
    for (const app_id of ["cli_ffffffffffffffff", undefined, null])
      await expectForged(delivered(header({ app_id })));
    await expectForged(delivered({ ...messageEvent(), header: undefined }));
    await expectForged(delivered({ ...messageEvent(), header: [] }));
    await expectForged(delivered({ ...messageEvent(), header: undefined }), { verificationToken: null });
  });

  it("is the token alone where no key is set, and nothing is taken without one", async () => {
    expect(await verify(unsigned(messageEvent()), PLAIN)).toMatchObject({ ok: true });
    await expectForged(unsigned(envelope("x", {}, { token: "other" })), PLAIN);
    await expectForged(unsigned(envelope("x", {}, { app_id: "other" })), PLAIN);
    await expectForged(unsigned(messageEvent()), { encryptKey: null, verificationToken: null });
  });

  it("of version 2 cannot be proven by a token of version 1 beside it", async () => {
    const event = { ...envelope("x", {}, { token: "other" }), token: TOKEN };
    await expectForged(unsigned(event), PLAIN);
  });

  it("says which setting to check", async () => {
    expect(await expectForged(delivered(envelope("x", {}, { token: "other" })))).toContain(
      "FEISHU_VERIFICATION_TOKEN",
    );
    expect(await expectForged(delivered(envelope("x", {}, { app_id: "other" })))).toContain("FEISHU_APP_ID");
    expect(await expectForged(signed('{"encrypt":"AAAA"}', { key: "x" }))).toContain("FEISHU_ENCRYPT_KEY");
  });
});

describe("an old card's callback", () => {
  const click = {
    open_id: "ou_tom",
    open_message_id: "om_card",
    open_chat_id: "oc_1",
    tenant_key: "tk",
    token: "c-0123456789",
    action: { value: { command: "/new" }, tag: "button" },
  };
  const sha1 = { key: TOKEN, algorithm: "sha1" };

  it.each(vectors.schemes.feishu_old_card_signature.vectors.slice(0, 2))(
    "is verified by its own signature: $id",
    async ({ timestamp, nonce, body, signature, verificationToken }) => {
      const headers = new Headers({
        "X-Lark-Request-Timestamp": timestamp,
        "X-Lark-Request-Nonce": nonce,
        "X-Lark-Signature": signature,
      });
      const delivery = { headers, body: new TextEncoder().encode(body) };
      expect(await verify(delivery, { verificationToken })).toMatchObject({ ok: true });
      expect(await verify(delivery, { verificationToken, encryptKey: null })).toMatchObject({ ok: true });
      await expectForged(delivery, { verificationToken: "another" });
    },
  );

  it("is refused unsigned, stale, with the event's hash, and where no token is set", async () => {
    const body = JSON.stringify(click);
    expect(await verify(signed(body, sha1))).toMatchObject({ ok: true });
    await expectForged(raw(body));
    await expectForged(signed(body, { ...sha1, seconds: NOW / 1000 - 9 * 3600 }));
    await expectForged(signed(body, { key: TOKEN }));
    await expectForged(signed(body));
    await expectForged(signed(body, { key: "", algorithm: "sha1" }), { verificationToken: null });
    await expectForged(raw(body), PLAIN);
  });

  it("opens no way in for a message: whoever knows the token only cannot say a word", async () => {
    const { token, ...rest } = click;
    const disguises = [
      { ...click, schema: "2.0" },
      { ...click, ...messageEvent() },
      { ...click, header: messageEvent().header },
      { ...click, event: messageEvent().event },
      { ...click, type: "url_verification", challenge: "c", token: TOKEN },
      { ...click, type: null },
      { ...rest, open_message_id: undefined, ...messageEvent() },
      { ...click, action: undefined, ...messageEvent() },
      { ...click, encrypt: null },
    ];
    for (const disguise of disguises) await expectForged(signed(JSON.stringify(disguise), sha1));
    const plainText = { ...click, action: { value: { command: "tell me a secret", text: "hello" } } };
    const verified = await verify(signed(JSON.stringify(plainText), sha1));
    expect(verified.ok && readEvent(SETTINGS, verified.value, BOT, NOW)).toMatchObject({ kind: "ignored" });
  });

  it("that comes encrypted and signed like an event is taken too", async () => {
    expect(await verify(delivered(click))).toEqual({ ok: true, value: click });
  });
});

describe("a body", () => {
  it("that is no JSON object is refused as forged", async () => {
    for (const body of ["", "{", "[]", "null", '"text"', "1", "<html>", "encrypt=abc", "\u0000"])
      for (const settings of [{}, PLAIN]) await expectForged(raw(body), settings);
    await expectForged({ headers: new Headers(), body: new Uint8Array([0x7b, 0xff, 0x7d]) });
  });

  it("that would cost too much to parse is refused before it is parsed", async () => {
    const deep = `${"[".repeat(500_000)}`;
    const wide = `{"encrypt":[${"0,".repeat(300_000)}0]}`;
    for (const body of [deep, wide])
      expect(await verify(raw(body))).toMatchObject({
        ok: false,
        failure: { kind: "invalid", code: "invalid_json" },
      });
  });

  it("with keys of every object's own is read as any other", async () => {
    const body = '{"__proto__":{"encrypt":"x","schema":"2.0"},"constructor":1,"toString":{}}';
    for (const settings of [{}, PLAIN]) await expectForged(raw(body), settings);
  });
});
