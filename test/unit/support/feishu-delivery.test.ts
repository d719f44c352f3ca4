// Deliveries held to the vendor's vectors, opened with Node's own crypto, and read by the channel that they are made for.
import { createDecipheriv, createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readEvent } from "../../../src/channels/feishu/event.ts";
import { verifyDelivery } from "../../../src/channels/feishu/verify.ts";
import type { FeishuSettings } from "../../../src/core/channel-settings.ts";
import vectors from "../../fixtures/protocol-vectors.json" with { type: "json" };
import { readMessageId } from "../../support/fake-feishu/message-name.ts";
import {
  BOT_MENTION,
  type Delivery,
  type DeliveryOptions,
  encryptFeishu,
  FEISHU_TEST_APP,
  type FeishuMessageOptions,
  feishuCardAction,
  feishuChallenge,
  feishuDelivery,
  feishuEvent,
  feishuMessage,
  feishuOldCardAction,
  signFeishu,
  signFeishuOldCard,
} from "../../support/feishu-delivery.ts";

const NOW = 1_760_000_000_123;
const { appId, appSecret, encryptKey, verificationToken, botOpenId, botName } = FEISHU_TEST_APP;
const { feishu_event_aes, feishu_event_signature, feishu_old_card_signature } = vectors.schemes;

const SETTINGS: FeishuSettings = {
  appId,
  appSecret,
  encryptKey,
  verificationToken,
  apiBase: "https://open.feishu.cn",
  streams: true,
  typing: true,
  groupSession: "chat",
  monthlyCalls: null,
};

function decrypt(encrypted: string, key: string): string {
  const raw = Buffer.from(encrypted, "base64");
  const digest = createHash("sha256").update(key).digest();
  const decipher = createDecipheriv("aes-256-cbc", digest, raw.subarray(0, 16));
  return Buffer.concat([decipher.update(raw.subarray(16)), decipher.final()]).toString("utf8");
}

function opened({ body }: Delivery, key: string = encryptKey) {
  return JSON.parse(decrypt(JSON.parse(body).encrypt, key));
}

function verify({ body, headers }: Delivery, settings: Partial<FeishuSettings> = {}, now = NOW) {
  const raw = { headers: new Headers(headers), body: new TextEncoder().encode(body) };
  return verifyDelivery({ ...SETTINGS, ...settings }, raw, now);
}

/** How the channel understands a message that was delivered. */
async function read(event: object, options: DeliveryOptions = {}) {
  const verified = await verify(await feishuDelivery(event, { now: NOW, ...options }));
  if (!verified.ok) throw new Error(JSON.stringify(verified.failure));
  return readEvent(SETTINGS, verified.value, { id: botOpenId, name: botName }, NOW);
}

describe("the encryption", () => {
  it.each(feishu_event_aes.vectors)("is the vendor's: $id", async (vector) => {
    // Where no IV is told it stands in the data.
    const iv = new Uint8Array(Buffer.from(vector.encrypt, "base64").subarray(0, 16));
    expect(await encryptFeishu(vector.plaintext, vector.encryptKey, iv)).toBe(vector.encrypt);
  });

  it("is another one each time, and comes back whole", async () => {
    expect(await encryptFeishu("a", "key")).not.toBe(await encryptFeishu("a", "key"));
    const text = fc.string({ unit: "grapheme", maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(text, fc.string({ minLength: 1 }), async (plain, key) => {
        expect(decrypt(await encryptFeishu(plain, key), key)).toBe(plain);
      }),
      { seed: 20260201, numRuns: 50 },
    );
  });

  it("takes texts of any length", async () => {
    const long = "字".repeat(100_000);
    expect(decrypt(await encryptFeishu(long, "key"), "key")).toBe(long);
  });
});

describe("the signature", () => {
  it.each(feishu_event_signature.vectors)("of an event is the vendor's: $id", async (vector) => {
    expect(await signFeishu(vector.body, vector)).toBe(vector.signature);
  });

  it.each(feishu_old_card_signature.vectors)("of an old card is the vendor's: $id", async (vector) => {
    expect(await signFeishuOldCard(vector.body, vector)).toBe(vector.signature);
  });
});

describe("a delivery", () => {
  it("is encrypted and signed over what goes out, in seconds", async () => {
    const event = feishuMessage({ text: "你好 🌍" });
    const delivery = await feishuDelivery(event, { now: NOW, nonce: "n0nce" });
    expect(Object.keys(JSON.parse(delivery.body))).toEqual(["encrypt"]);
    expect(opened(delivery)).toEqual(event);
    expect(delivery.headers).toEqual({
      "content-type": "application/json; charset=utf-8",
      "X-Lark-Request-Timestamp": "1760000000",
      "X-Lark-Request-Nonce": "n0nce",
      "X-Lark-Signature": createHash("sha256")
        .update(`1760000000n0nce${encryptKey}${delivery.body}`)
        .digest("hex"),
    });
    expect(await verify(delivery)).toEqual({ ok: true, value: event });
  });

  it("can be of another app with other secrets", async () => {
    const other = { encryptKey: "加密密钥🔑", verificationToken: "令牌", appId: "cli_0000000000000001" };
    const delivery = await feishuDelivery(feishuMessage(), { now: NOW, ...other });
    expect(opened(delivery, other.encryptKey).header).toMatchObject({ token: "令牌", app_id: other.appId });
    expect(await verify(delivery, other)).toMatchObject({ ok: true });
    expect(await verify(delivery)).toMatchObject({ ok: false });
  });

  it("can be signed in clear, which an app with a key refuses", async () => {
    const event = feishuMessage({ text: "hi" });
    const delivery = await feishuDelivery(event, { now: NOW, encrypt: false });
    expect(JSON.parse(delivery.body)).toEqual(event);
    expect(delivery.headers["X-Lark-Signature"]).toMatch(/^[0-9a-f]{64}$/);
    expect(await verify(delivery)).toMatchObject({ ok: false });
  });

  it("of an app without a key is neither encrypted nor signed", async () => {
    const event = feishuMessage({ text: "hi" });
    const delivery = await feishuDelivery(event, { now: NOW, encryptKey: null });
    expect(delivery).toEqual({
      body: JSON.stringify(event),
      headers: { "content-type": "application/json; charset=utf-8" },
    });
    expect(await verify(delivery, { encryptKey: null })).toEqual({ ok: true, value: event });
  });

  it("is new each time, so that a redelivery can be told from a replay", async () => {
    const event = feishuMessage();
    const [first, second] = await Promise.all([feishuDelivery(event), feishuDelivery(event)]);
    expect(first?.body).not.toBe(second?.body);
    expect(opened(first)).toEqual(opened(second));
  });
});

describe("a challenge", () => {
  it("is encrypted where there is a key, and never signed", async () => {
    const delivery = await feishuDelivery(feishuChallenge({ challenge: "c" }));
    expect(opened(delivery)).toEqual({ challenge: "c", token: verificationToken, type: "url_verification" });
    expect(Object.keys(delivery.headers)).toEqual(["content-type"]);
    const clear = await feishuDelivery(feishuChallenge(), { encryptKey: null });
    expect(JSON.parse(clear.body)).toMatchObject({ type: "url_verification" });
    const other = await feishuDelivery(feishuChallenge(), { verificationToken: "other" });
    expect(opened(other).token).toBe("other");
  });

  it("is answered by the channel", async () => {
    const reading = await read(feishuChallenge({ challenge: "c" }));
    expect(reading).toEqual({ kind: "answer", body: { challenge: "c" } });
  });
});

describe("a message", () => {
  it("has the envelope and the fields of the platform", () => {
    const { header, event, schema } = feishuMessage({ text: "hi", now: NOW, eventId: "evt_1" });
    expect(schema).toBe("2.0");
    expect(header).toEqual({
      event_id: "evt_1",
      event_type: "im.message.receive_v1",
      create_time: String(NOW),
      token: verificationToken,
      app_id: appId,
      tenant_key: "tenant0001",
    });
    expect(event.sender).toEqual({
      sender_id: { open_id: "ou_sender0001", union_id: "on_sender0001", user_id: "sender0001" },
      sender_type: "user",
      tenant_key: "tenant0001",
    });
    expect(event.message).toEqual({
      message_id: expect.stringMatching(/^om_\w+~oc_p2p_sender0001$/),
      create_time: String(NOW),
      update_time: String(NOW),
      chat_id: "oc_p2p_sender0001",
      chat_type: "p2p",
      message_type: "text",
      content: '{"text":"hi"}',
    });
  });

  it("has an id of its own that tells chat and topic, also behind a name that a test gives", () => {
    const options: FeishuMessageOptions = { chatType: "group", chatId: "oc_1", threadId: "omt_1" };
    const ids = [1, 2].map(() => feishuMessage(options).event.message.message_id);
    expect(new Set(ids).size).toBe(2);
    expect(readMessageId(ids[0] ?? "")).toMatchObject({ chatId: "oc_1", threadId: "omt_1" });
    const named = feishuMessage({ ...options, messageId: "om_mine" }).event.message.message_id;
    expect(named).toBe("om_mine~oc_1~omt_1");
    expect(feishuMessage({ messageId: named }).event.message.message_id).toBe(named);
    const exact = feishuMessage({ fields: { message_id: "om_exact" } }).event.message.message_id;
    expect([exact, readMessageId(exact)]).toEqual(["om_exact", null]);
  });

  it("of one person is read by the channel", async () => {
    const event = feishuMessage({ text: "hello", openId: "ou_tom", createTime: NOW - 5000 });
    expect(await read(event)).toMatchObject({
      kind: "message",
      message: {
        messageId: event.event.message.message_id,
        userId: "ou_tom",
        text: "hello",
        origin: { chatId: "oc_p2p_tom", chatKind: "private", threadId: null, sentAt: NOW - 5000 },
      },
    });
  });

  it("of a group mentions the bot unless it is told otherwise", async () => {
    const event = feishuMessage({ chatType: "group", text: "hello" });
    expect(event.event.message).toMatchObject({
      chat_id: "oc_group0001",
      content: '{"text":"@_user_1 hello"}',
      mentions: [{ key: "@_user_1", id: { open_id: "ou_bot" }, name: "Helper", tenant_key: "tenant0001" }],
    });
    expect(await read(event)).toMatchObject({ kind: "message", message: { text: "hello" } });
    const unmentioned = feishuMessage({ chatType: "group", text: "hello", mentions: [] });
    expect(unmentioned.event.message).not.toHaveProperty("mentions");
    expect(await read(unmentioned)).toMatchObject({ kind: "ignored" });
  });

  it("mentions whom a test wants, by keys that stand in the text", async () => {
    const mentions = [{ openId: "ou_ann", name: "Ann" }, BOT_MENTION];
    const event = feishuMessage({ chatType: "topic_group", text: "@_user_2 ask @_user_1", mentions });
    expect(await read(event)).toMatchObject({ kind: "message", message: { text: "ask @Ann" } });
    const nameless = feishuMessage({ mentions: [{ key: "@_all", openId: null, name: "all" }] });
    expect(nameless.event.message.mentions).toMatchObject([{ key: "@_all", id: {} }]);
  });

  it("quotes another one, or stands in a topic", () => {
    const quoting = feishuMessage({ parentId: "om_parent" }).event.message;
    expect(quoting).toMatchObject({ parent_id: "om_parent", root_id: "om_parent" });
    expect(quoting).not.toHaveProperty("thread_id");
    const topic = feishuMessage({ threadId: "omt_1", parentId: "om_2", rootId: "om_1" }).event.message;
    expect(topic).toMatchObject({ thread_id: "omt_1", parent_id: "om_2", root_id: "om_1" });
  });

  it("can come from a bot, and late, and with anything put over it", async () => {
    expect(await read(feishuMessage({ senderType: "app" }))).toMatchObject({ kind: "ignored" });
    expect(feishuMessage({ createTime: "1760000000123456" }).event.message.create_time).toBe(
      "1760000000123456",
    );
    const changed = feishuMessage({ fields: { chat_type: undefined, user_agent: "test" } });
    expect(JSON.parse(JSON.stringify(changed)).event.message).not.toHaveProperty("chat_type");
    expect(changed.event.message.user_agent).toBe("test");
  });

  it.each<[FeishuMessageOptions, string, unknown]>([
    [{}, "text", { text: "" }],
    [{ image: "img_1" }, "image", { image_key: "img_1" }],
    [{ audio: "file_1" }, "audio", { file_key: "file_1", duration: 2000 }],
    [{ file: "file_1" }, "file", { file_key: "file_1", file_name: "report.pdf" }],
    [{ sticker: "file_1" }, "sticker", { file_key: "file_1" }],
    [
      { post: { content: [[{ tag: "text", text: "a" }]] } },
      "post",
      { title: "", content: [[{ tag: "text", text: "a" }]] },
    ],
    [{ other: { type: "location", content: { name: "here" } } }, "location", { name: "here" }],
  ])("%j is of the type %s", (options, type, content) => {
    const { message } = feishuMessage(options).event;
    expect([message.message_type, JSON.parse(message.content)]).toEqual([type, content]);
  });

  it("of a film is called media, and a broken content is sent as it stands", () => {
    const film = feishuMessage({ video: "file_1" }).event.message;
    expect([film.message_type, JSON.parse(film.content)]).toMatchObject([
      "media",
      { file_key: "file_1", image_key: "img_cover" },
    ]);
    expect(feishuMessage({ other: { type: "text", content: "{" } }).event.message.content).toBe("{");
  });

  it("with an image is read by the channel", async () => {
    expect(await read(feishuMessage({ image: "img_1" }))).toMatchObject({
      message: { origin: { attachments: [{ kind: "image", key: "img_1" }] } },
    });
  });
});

describe("a click on a card", () => {
  const click = { value: { command: "/stop" }, openId: "ou_tom", chatId: "oc_1", messageId: "om_card" };

  it("is a callback in an envelope, signed like an event", async () => {
    const action = feishuCardAction({ ...click, actionToken: "c-1", eventId: "evt_1" });
    expect(action.event).toEqual({
      operator: { open_id: "ou_tom", union_id: "on_tom", user_id: "tom", tenant_key: "tenant0001" },
      token: "c-1",
      action: { value: { command: "/stop" }, tag: "button", timezone: "Asia/Shanghai" },
      host: "im_message",
      context: { open_message_id: "om_card", open_chat_id: "oc_1" },
    });
    expect(await read(action)).toMatchObject({
      kind: "message",
      message: {
        messageId: "evt_1",
        command: { name: "stop" },
        origin: { messageId: "om_card", chatId: "oc_1" },
      },
    });
  });

  it("of the old kind has no envelope, is not encrypted, and is signed with the verification token", async () => {
    const action = feishuOldCardAction({ ...click, actionToken: "c-1" });
    const delivery = await feishuDelivery(action, { now: NOW, nonce: "n" });
    expect(JSON.parse(delivery.body)).toEqual({
      open_id: "ou_tom",
      user_id: "tom",
      open_message_id: "om_card",
      open_chat_id: "oc_1",
      tenant_key: "tenant0001",
      token: "c-1",
      action: { value: { command: "/stop" }, tag: "button" },
    });
    expect(delivery.headers["X-Lark-Signature"]).toBe(
      createHash("sha1").update(`1760000000n${verificationToken}${delivery.body}`).digest("hex"),
    );
    expect(await read(action)).toMatchObject({ message: { messageId: "c-1", command: { name: "stop" } } });
    const foreign = await feishuDelivery(action, { now: NOW, verificationToken: "other" });
    expect(await verify(foreign)).toMatchObject({ ok: false });
    expect(JSON.parse(foreign.body).token).toBe("c-1");
  });

  it("is another one each time, in a chat of its own unless one is named", () => {
    const [one, two] = [feishuCardAction(), feishuCardAction()];
    expect(one.header.event_id).not.toBe(two.header.event_id);
    expect(one.event.token).not.toBe(two.event.token);
    expect(one.event.context).toMatchObject({ open_chat_id: "oc_p2p_sender0001" });
    expect(feishuCardAction({ fields: { input_value: "x" } }).event.action).toMatchObject({
      input_value: "x",
    });
  });
});

describe("any other event", () => {
  it("has the same envelope and is acknowledged", async () => {
    const event = feishuEvent(
      "im.message.recalled_v1",
      { message_id: "om_1" },
      { token: "t", appId: "cli_x" },
    );
    expect(event).toMatchObject({
      schema: "2.0",
      header: { event_type: "im.message.recalled_v1", token: "t", app_id: "cli_x" },
      event: { message_id: "om_1" },
    });
    expect(await read(event, { verificationToken, appId })).toMatchObject({ kind: "ignored" });
  });
});
