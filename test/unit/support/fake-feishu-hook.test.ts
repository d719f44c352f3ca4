// The fake Feishu's custom bot of a group: its signature, its bodies, and answers that are all status 200.
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import vectors from "../../fixtures/protocol-vectors.json" with { type: "json" };
import { customBotSignature } from "../../support/fake-feishu/custom-bot.ts";
import { startFakeFeishu } from "../../support/fake-feishu.ts";
import { FEISHU_TEST_APP } from "../../support/feishu-delivery.ts";
import { createClient } from "./fake-feishu-client.ts";

const NOW = 1_760_000_000_000;
const feishu = await startFakeFeishu({ now: () => NOW });
const { send } = createClient(feishu.url);
const { webhookId, webhookSecret, webhookChatId } = FEISHU_TEST_APP;

const TEXT = { msg_type: "text", content: { text: "你好 hi" } };

beforeEach(() => feishu.reset());
afterAll(() => feishu.close());

function notify(body: unknown, id = "hook-unsigned") {
  return send("POST", `/open-apis/bot/v2/hook/${id}`, body);
}

function signed(body: object, timestamp: unknown = String(NOW / 1000), secret: string = webhookSecret) {
  return { timestamp, sign: customBotSignature(String(timestamp), secret), ...body };
}

describe("the signature of a notice", () => {
  it.each(vectors.schemes.feishu_custom_bot.vectors)("is the vendor's: $id", async ({ id, secret, body }) => {
    const { timestamp, sign } = body;
    expect(customBotSignature(timestamp, secret)).toBe(sign);
    const bot = { id, secret, chatId: "oc_vector" };
    const then = await startFakeFeishu({ now: () => Number(timestamp) * 1000, customBots: [bot] });
    const client = createClient(then.url);
    expect((await client.send("POST", `/open-apis/bot/v2/hook/${id}`, body)).code).toBe(0);
    expect(then.visible("oc_vector")).toMatchObject([{ text: "你好 hi" }]);
    await then.close();
  });

  it("is asked for where the bot has a secret, and holds for an hour", async () => {
    const codes: number[] = [];
    const seconds = NOW / 1000;
    for (const off of [0, -3600, 3600, -3601, 3601])
      codes.push((await notify(signed(TEXT, String(seconds + off)), webhookId)).code);
    expect(codes).toEqual([0, 0, 0, 19021, 19021]);
    expect(feishu.visible(webhookChatId)).toHaveLength(3);
  });

  it.each([
    ["absent", TEXT],
    ["of another secret", signed(TEXT, String(NOW / 1000), "other")],
    ["over milliseconds", signed(TEXT, String(NOW))],
    ["over a timestamp that is no text", signed(TEXT, NOW / 1000)],
    ["over another timestamp", { ...signed(TEXT), timestamp: String(NOW / 1000 + 1) }],
  ])("is refused with status 200: %s", async (_what, body) => {
    expect(await notify(body, webhookId)).toMatchObject({ status: 200, code: 19021 });
    expect(feishu.visible()).toEqual([]);
  });

  it("is not looked at where the bot has no secret", async () => {
    expect((await notify({ ...TEXT, timestamp: "1", sign: "x" })).code).toBe(0);
  });
});

describe("a notice", () => {
  it("is answered with the old fields beside the new ones, and needs no token", async () => {
    const { status, body } = await notify(TEXT);
    expect(status).toBe(200);
    expect(body).toEqual({ code: 0, msg: "success", data: {}, StatusCode: 0, StatusMessage: "success" });
    expect(feishu.calls()[0]).toMatchObject({
      operation: "hook",
      chats: ["oc_hook_unsigned"],
      succeeded: true,
    });
  });

  it("to a bot that is not there is refused", async () => {
    expect(await notify(TEXT, "gone")).toMatchObject({ status: 200, code: 19001 });
  });

  it("has a content that is an object, or a card beside it", async () => {
    const card = { elements: [{ tag: "markdown", content: "card" }] };
    const post = { zh_cn: { title: "T", content: [[{ tag: "text", text: "post" }]] } };
    await notify({ msg_type: "interactive", card });
    await notify({ msg_type: "post", content: { post } });
    await notify({ msg_type: "image", content: { image_key: "img_1" } });
    await notify({ msg_type: "share_chat", content: { share_chat_id: "oc_1" } });
    const seen = feishu.visible("oc_hook_unsigned").map(({ text }) => text);
    expect(seen).toEqual(["card", "post", "[image img_1]", "[share_chat oc_1]"]);
  });

  it.each([
    ["no JSON", "hello"],
    ["no object", "[]"],
    ["a content that is a text", { msg_type: "text", content: '{"text":"a"}' }],
    ["an empty text", { msg_type: "text", content: { text: "" } }],
    ["no type", { content: { text: "a" } }],
    ["an unknown type", { msg_type: "file", content: { file_key: "a" } }],
    ["a post without its language", { msg_type: "post", content: { post: { title: "a", content: [] } } }],
    ["a card in place of the content", { msg_type: "interactive", content: { elements: [] } }],
    ["an image without a key", { msg_type: "image", content: {} }],
  ])("is malformed: %s", async (_what, body) => {
    expect(await notify(body)).toMatchObject({ status: 200, code: 9499 });
    expect(feishu.visible()).toEqual([]);
  });

  it("has at most 20 KB, in bytes", async () => {
    const around = Buffer.byteLength(JSON.stringify({ ...TEXT, content: { text: "" } }));
    const text = (content: string) => notify({ ...TEXT, content: { text: content } });
    expect((await text("x".repeat(20 * 1024 - around))).code).toBe(0);
    expect((await text("x".repeat(20 * 1024 - around + 1))).code).toBe(9499);
    expect((await text("字".repeat(7000))).code).toBe(9499);
  });

  it("with a card is held to the rules of cards", async () => {
    const card = { elements: [{ tag: "markdown", content: "![](http://x)" }] };
    expect(await notify({ msg_type: "interactive", card })).toMatchObject({ status: 200, code: 230099 });
  });
});
