// The builders of deliveries, held to the protocol's vectors: what they sign is what the platforms sign.
import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import vectors from "../../fixtures/protocol-vectors.json" with { type: "json" };
import {
  chatOf,
  DINGTALK_TEST_APP,
  dingtalkDelivery,
  dingtalkMessage,
  signDingTalk,
  signedDelivery,
} from "../../support/dingtalk-delivery.ts";
import { readSessionName, writeSessionName } from "../../support/fake-dingtalk/session-name.ts";

const scheme = vectors.schemes.dingtalk_hmac;
const NOW = 1_760_000_000_123;

function sessionOf(webhook: string | undefined) {
  return readSessionName(new URL(webhook ?? "").searchParams.get("session") ?? "");
}

describe("the signature", () => {
  it.each(scheme.vectors)("is the protocol's own for $id", async ({ timestamp, secret, sign }) => {
    expect(await signDingTalk(timestamp, secret)).toBe(sign);
  });

  it.each(scheme.negative)(
    "tells right from wrong for $id",
    async ({ id, timestamp, secret, sign, valid }) => {
      // Age is the receiver's business: the signature itself is right.
      const signedRight = valid || id.startsWith("stale");
      expect((await signDingTalk(timestamp, secret)) === sign).toBe(signedRight);
    },
  );

  it("agrees with another implementation for any secret and timestamp", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1, unit: "binary" }), fc.nat(), async (secret, timestamp) => {
        const expected = createHmac("sha256", secret).update(`${timestamp}\n${secret}`).digest("base64");
        expect(await signDingTalk(timestamp, secret)).toBe(expected);
      }),
    );
  });
});

describe("a robot callback", () => {
  it("carries the timestamp in milliseconds, its signature, and the message as its body", async () => {
    const message = dingtalkMessage({ text: "你好 🌍", now: NOW });
    const { body, headers } = await dingtalkDelivery(message, { now: NOW });
    expect(headers.timestamp).toBe(String(NOW));
    expect(headers.sign).toBe(await signDingTalk(NOW, DINGTALK_TEST_APP.appSecret));
    expect(headers["content-type"]).toContain("application/json");
    expect(JSON.parse(body)).toEqual(message);
  });

  it("is signed with the secret that the test names", async () => {
    const vector = scheme.vectors.find(({ id }) => id === "app-secret");
    const { headers } = await dingtalkDelivery(dingtalkMessage(), {
      appSecret: vector?.secret ?? "",
      now: Number(vector?.timestamp),
    });
    expect(headers.sign).toBe(vector?.sign);
  });

  it("from a single chat names the person and mentions nobody", () => {
    const message = dingtalkMessage({ text: "hi", senderStaffId: "staff7", createAt: 5, msgId: "msg1" });
    expect(message).toMatchObject({
      conversationType: "1",
      msgtype: "text",
      text: { content: "hi" },
      senderStaffId: "staff7",
      robotCode: DINGTALK_TEST_APP.robotCode,
      chatbotCorpId: "dingcorp0001",
      senderCorpId: "dingcorp0001",
      createAt: 5,
      msgId: "msg1",
    });
    expect(message).not.toHaveProperty("isInAtList");
    expect(message).not.toHaveProperty("atUsers");
    expect(message).not.toHaveProperty("conversationTitle");
  });

  it("from a group keeps the space behind the bot's @, and lists the bot among the mentioned", () => {
    const people = [{ dingtalkId: "$:LWCP_v1:$li", staffId: "li" }];
    const message = dingtalkMessage({
      text: "/new",
      group: true,
      atUsers: people,
      conversationTitle: "运维",
    });
    expect(message).toMatchObject({
      conversationType: "2",
      conversationTitle: "运维",
      text: { content: " /new" },
      isInAtList: true,
      atUsers: [{ dingtalkId: message.chatbotUserId }, ...people],
    });
  });

  it("from a group that does not mention the bot says so", () => {
    const message = dingtalkMessage({ text: "chatter", group: true, isInAtList: false });
    expect(message).toMatchObject({ text: { content: "chatter" }, isInAtList: false, atUsers: [] });
  });

  it("from an external contact has no staff id and no organisation", () => {
    const message = dingtalkMessage({ senderStaffId: null });
    expect(message).not.toHaveProperty("senderStaffId");
    expect(message).not.toHaveProperty("senderCorpId");
    expect(message.senderId).toMatch(/^\$:LWCP_v1:\$/);
  });

  it("has an id of its own each time", () => {
    const ids = Array.from({ length: 50 }, () => dingtalkMessage().msgId);
    expect(new Set(ids).size).toBe(50);
  });

  it("takes fields over and away as they stand", () => {
    const message = dingtalkMessage({
      fields: { text: undefined, originalMsgId: "msg0", senderNick: "李四" },
    });
    expect(JSON.parse(JSON.stringify(message))).not.toHaveProperty("text");
    expect(message).toMatchObject({ originalMsgId: "msg0", senderNick: "李四" });
  });
});

describe("a message that is no text", () => {
  it.each([
    ["richText", { richText: [{ text: "look" }, { type: "at" as const, atName: "Li", atUserId: "li" }] }],
    ["picture", { picture: {} }],
    ["audio", { audio: { recognition: "今天天气" } }],
    ["video", { video: {} }],
    ["file", { file: { fileName: "a.docx" } }],
    ["unknownMsgType", { unknown: "poll" }],
  ])("has its own type and content: %s", (msgtype, content) => {
    const message = dingtalkMessage(content);
    expect(message.msgtype).toBe(msgtype);
    expect(message.content).toBeTypeOf("object");
    expect(message).not.toHaveProperty("text");
  });

  it("carries what people read of it", () => {
    const { content } = dingtalkMessage({ audio: { recognition: "今天天气" } });
    expect(content).toEqual({ recognition: "今天天气", downloadCode: "audio-code", duration: 3000 });
    expect(dingtalkMessage({ unknown: "poll" }).content).toEqual({ unknownMsgType: "poll" });
    expect(dingtalkMessage({ file: {} }).content).toMatchObject({
      fileName: "report.pdf",
      spaceId: "space0001",
    });
  });

  it("has both codes of a picture, or only the one that the test gives", () => {
    expect(dingtalkMessage({ picture: {} }).content).toEqual({
      downloadCode: "picture-code",
      pictureDownloadCode: "picture-preview-code",
    });
    const preview = { pictureDownloadCode: "p1" };
    expect(dingtalkMessage({ picture: preview }).content).toEqual(preview);
  });

  it("quotes another one as the platform does", () => {
    const repliedMsg = { msgType: "text", msgId: "msg0", content: { text: "before" } };
    expect(dingtalkMessage({ text: "and now?", repliedMsg }).text).toEqual({
      content: "and now?",
      isReplyMsg: true,
      repliedMsg,
    });
  });
});

describe("the session webhook", () => {
  it("stands on the given host and lives for ninety minutes", () => {
    const message = dingtalkMessage({ baseUrl: "http://127.0.0.1:1234", now: NOW });
    const url = new URL(message.sessionWebhook ?? "");
    expect(url.origin + url.pathname).toBe("http://127.0.0.1:1234/robot/sendBySession");
    expect(message.sessionWebhookExpiredTime).toBe(NOW + 5_400_000);
    expect(dingtalkMessage().sessionWebhook).toMatch(
      /^https:\/\/oapi\.dingtalk\.com\/robot\/sendBySession\?session=/,
    );
  });

  it("names its chat, and the person of a single chat", () => {
    const single = dingtalkMessage({ conversationId: "cid+/1==", senderStaffId: "员工1", msgId: "msg1" });
    expect(sessionOf(single.sessionWebhook)).toEqual({
      conversationId: "cid+/1==",
      staffId: "员工1",
      name: "msg1",
      endsAt: null,
    });
    const group = dingtalkMessage({ group: true, sessionName: "second" });
    expect(sessionOf(group.sessionWebhook)).toMatchObject({ staffId: null, name: "second" });
  });

  it("knows its end when the test sets one", () => {
    const message = dingtalkMessage({ sessionWebhookExpiredTime: NOW });
    expect(message.sessionWebhookExpiredTime).toBe(NOW);
    expect(sessionOf(message.sessionWebhook)?.endsAt).toBe(NOW);
  });

  it("can be another one, or none", () => {
    expect(dingtalkMessage({ sessionWebhook: "https://evil.example/x" }).sessionWebhook).toBe(
      "https://evil.example/x",
    );
    expect(dingtalkMessage({ sessionWebhook: null })).not.toHaveProperty("sessionWebhook");
    expect(dingtalkMessage({ sessionWebhook: null })).not.toHaveProperty("sessionWebhookExpiredTime");
  });

  it("reads back whatever was written into it", () => {
    const text = fc.string({ minLength: 1, unit: "grapheme" }).filter((value) => value.isWellFormed());
    const session = fc.record({
      conversationId: text,
      staffId: fc.option(text),
      name: fc.stringMatching(/^[A-Za-z0-9=+/ -]*$/),
      endsAt: fc.option(fc.nat()),
    });
    fc.assert(
      fc.property(session, (written) => {
        expect(readSessionName(writeSessionName(written))).toEqual(written);
      }),
    );
  });

  it.each(["", "~", "abc", "!!~name", "~name", "YQ~name~soon", "YQ.~name", "_w~name"])(
    "is none when nobody here has made it: %j",
    (text) => {
      expect(readSessionName(text)).toBeNull();
    },
  );

  it("is looked for under the person's staff id, or else the conversation", () => {
    expect(chatOf(dingtalkMessage({ senderStaffId: "staff7" }))).toBe("staff7");
    expect(chatOf(dingtalkMessage({ senderStaffId: null, conversationId: "cid9" }))).toBe("cid9");
    expect(chatOf(dingtalkMessage({ group: true, conversationId: "cid8" }))).toBe("cid8");
  });
});

describe("the generic signed webhook", () => {
  const secret = "generic-secret";

  it("is signed over the timestamp as it is sent, in seconds or milliseconds", async () => {
    const milliseconds = await signedDelivery({ message: "hi" }, { secret, now: NOW });
    expect(milliseconds.headers.timestamp).toBe("1760000000123");
    expect(milliseconds.headers.sign).toBe(await signDingTalk("1760000000123", secret));
    const seconds = await signedDelivery({ message: "hi" }, { secret, now: NOW, unit: "s" });
    expect(seconds.headers.timestamp).toBe("1760000000");
    expect(seconds.headers.sign).toBe(await signDingTalk("1760000000", secret));
  });

  it("covers its body only when asked to, over the bytes as they are sent", async () => {
    const plain = await signedDelivery({ message: "hi" }, { secret, now: NOW });
    expect(plain.headers).not.toHaveProperty("x-body-signature");
    const { body, headers } = await signedDelivery(
      { message: "你好" },
      { secret, now: NOW, bodySignature: true },
    );
    const expected = createHmac("sha256", secret).update(`${NOW}.${body}`).digest("hex");
    expect(headers["x-body-signature"]).toBe(expected);
  });

  it("sends a text as it stands", async () => {
    const text = '{ "message": "hi" }\n';
    expect((await signedDelivery(text, { secret })).body).toBe(text);
  });
});
