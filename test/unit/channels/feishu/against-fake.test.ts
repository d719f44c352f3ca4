// The sender against a platform that keeps its own rules: sequences, streaming that ends, limits, keys, tokens, and answers that get lost.
import { createHash } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { PlatformTools } from "../../../../src/channels/channel.ts";
import { createFeishu } from "../../../../src/channels/feishu/feishu.ts";
import { sendToFeishuGroup } from "../../../../src/channels/feishu/group-bot.ts";
import type { Origin, SendOutcome } from "../../../../src/core/delivery.ts";
import { type FakeFeishu, startFakeFeishu } from "../../../support/fake-feishu.ts";
import {
  BOT_MENTION,
  FEISHU_TEST_APP,
  type FeishuMessageOptions,
  feishuCardAction,
  feishuChallenge,
  feishuDelivery,
  feishuMessage,
  feishuOldCardAction,
} from "../../../support/feishu-delivery.ts";
import { SETTINGS } from "./deliveries.ts";
import { Notebook, partOf } from "./platform.ts";

const MINUTE_MS = 60_000;
const HELPER = { id: FEISHU_TEST_APP.botOpenId, name: FEISHU_TEST_APP.botName };
const TABLE = "| a | b |\n| - | - |\n| 1 | 2 |\n\n";

let platform: FakeFeishu;
let ahead = 0;

beforeAll(async () => {
  platform = await startFakeFeishu();
});
afterAll(() => platform.close());
beforeEach(() => {
  ahead = 0;
  platform.clearFaults();
  platform.chaos(null);
  platform.reset();
});

function advance(milliseconds: number): void {
  ahead += milliseconds;
  platform.advance(milliseconds);
}

/** A channel with an account of its own, as an object shares it. */
function connect(streams = true) {
  const now = () => Date.now() + ahead;
  let token: string | null = null;
  const tools: PlatformTools = {
    fetch,
    now,
    pause: async () => undefined,
    account: {
      async permit() {
        if (token === null) {
          const fetched = await channel.credentials.fetchToken();
          if (!fetched.ok) return fetched;
          token = fetched.value.token;
        }
        return { ok: true, value: { token, pauseMs: 0 } };
      },
      async renew(refused) {
        if (token === refused) token = null;
      },
    },
  };
  const settings = {
    ...SETTINGS,
    appId: FEISHU_TEST_APP.appId,
    appSecret: FEISHU_TEST_APP.appSecret,
    encryptKey: FEISHU_TEST_APP.encryptKey,
    verificationToken: FEISHU_TEST_APP.verificationToken,
    apiBase: platform.url,
    streams,
  };
  const channel = createFeishu(settings, tools);
  return channel;
}

type Connected = ReturnType<typeof connect>;

async function readingOf(channel: Connected, event: object) {
  const { headers, body } = await feishuDelivery(event);
  const delivery = { headers: new Headers(headers), body: new TextEncoder().encode(body) };
  const verified = await channel.receiver.verify(delivery, Date.now());
  if (!verified.ok) throw new Error(JSON.stringify(verified.failure));
  return channel.receiver.read(verified.value, HELPER, Date.now());
}

async function ask(channel: Connected, options: FeishuMessageOptions = {}): Promise<Origin> {
  const reading = await readingOf(channel, feishuMessage({ text: "Why?", ...options }));
  if (reading.kind !== "message") throw new Error(reading.kind);
  return reading.message.origin;
}

/** Each answer has a key of its own, which follows from the question. */
function partFor(origin: Origin, markdown: string, index = 0) {
  const key = createHash("sha256").update(`${origin.messageId} ${index}`).digest("hex").slice(0, 32);
  return { ...partOf(markdown, key), index };
}

/** Tries as a conversation does, without its pauses. */
async function deliver(channel: Connected, origin: Origin, markdown: string, notebook = new Notebook()) {
  let outcome: SendOutcome = { kind: "dead", error: "never tried" };
  for (let tries = 0; tries < 60; tries += 1) {
    outcome = await channel.sender.send(origin, partFor(origin, markdown), notebook.progress, notebook.note);
    if (outcome.kind !== "again") break;
  }
  return outcome;
}

const show = (channel: Connected, origin: Origin, markdown: string, notebook: Notebook) =>
  channel.sender.show?.(origin, partFor(origin, markdown), notebook.progress, notebook.note);

describe("an answer", () => {
  it("grows in one card and is then whole, closed and summed up", async () => {
    const channel = connect();
    const origin = await ask(channel);
    const notebook = new Notebook();
    for (const text of ["", "Be", "Because", "Because it"]) await show(channel, origin, text, notebook);
    expect(platform.visible()).toMatchObject([
      { text: "Because it", streaming: true, replyTo: origin.messageId },
    ]);
    expect(await deliver(channel, origin, "Because it **is**.", notebook)).toEqual({ kind: "sent" });
    expect(platform.visible()).toMatchObject([
      {
        text: "Because it **is**.",
        streaming: false,
        summary: "Because it is.",
        msgType: "interactive",
        edits: 0,
      },
    ]);
    expect(platform.calls({ operation: "card.text" }).length).toBe(3);
  });

  it("in a topic stays in it, and in a group opens none", async () => {
    const channel = connect();
    const inTopic = await ask(channel, { chatType: "topic_group", chatId: "oc_topics", threadId: "omt_1" });
    const inGroup = await ask(channel, {
      chatType: "group",
      chatId: "oc_group",
      parentId: "om_q",
      rootId: "om_r",
    });
    for (const origin of [inTopic, inGroup]) await deliver(channel, origin, "Here");
    expect(platform.visible("oc_topics")).toMatchObject([{ threadId: "omt_1" }]);
    expect(platform.visible("oc_group")).toMatchObject([{ threadId: null }]);
  });

  it("with more tables than a card takes arrives whole", async () => {
    const channel = connect();
    const origin = await ask(channel);
    const notebook = new Notebook();
    for (let count = 1; count <= 5; count += 1)
      expect(await show(channel, origin, TABLE.repeat(count), notebook)).toEqual({ kind: "shown" });
    expect(await deliver(channel, origin, TABLE.repeat(5), notebook)).toEqual({ kind: "sent" });
    expect(platform.visible().map(({ text }) => text.match(/1/g)?.length)).toEqual([5]);
    platform.limit({ tablesPerCard: 1 });
    await deliver(channel, await ask(channel, { chatId: "oc_2", chatType: "group" }), TABLE.repeat(3));
    expect(platform.visible("oc_2")).toMatchObject([{ msgType: "interactive" }]);
  });

  it("with images by address, headings and calls to everybody is taken as a card, and calls nobody", async () => {
    const channel = connect();
    const origin = await ask(channel);
    const markdown = '# T\n\n![x](https://e.com/a.png) <at id=all></at> <at user_id="ou_1">x</at>\n';
    const notebook = new Notebook();
    await show(channel, origin, markdown, notebook);
    await deliver(channel, origin, markdown, notebook);
    expect(platform.visible()).toMatchObject([{ msgType: "interactive", mentions: [], streaming: false }]);
  });

  it("as long as a book comes in cards that the platform takes, one after another", async () => {
    const channel = connect(false);
    const origin = await ask(channel);
    const book = Array.from({ length: 2_500 }, (_, index) => `第${index}段：“引用”。\n\n`).join("");
    const pieces = channel.sender.split(book);
    for (const [index, markdown] of pieces.entries()) {
      const part = partFor(origin, markdown, index);
      const notebook = new Notebook();
      expect(await channel.sender.send(origin, part, notebook.progress, notebook.note)).toEqual({
        kind: "sent",
      });
    }
    const seen = platform.visible();
    expect(seen.length).toBe(pieces.length);
    expect(seen.every(({ msgType }) => msgType === "interactive")).toBe(true);
    const said = seen.map(({ text }) => text).join("\n\n");
    for (let index = 0; index < 2_500; index += 1) expect(said).toContain(`第${index}段`);
  });
});

describe("a card that the platform ends", () => {
  it("after ten minutes is finished in place, and is called once about it, not a thousand times", async () => {
    const channel = connect();
    const origin = await ask(channel);
    const notebook = new Notebook();
    await show(channel, origin, "Be", notebook);
    platform.endStreaming();
    for (let piece = 0; piece < 20; piece += 1) await show(channel, origin, `Because ${piece}`, notebook);
    expect(platform.calls({ operation: "card.text", succeeded: false }).length).toBe(1);
    expect(await deliver(channel, origin, "Because.", notebook)).toEqual({ kind: "sent" });
    expect(platform.visible()).toMatchObject([{ text: "Because.", streaming: false }]);
  });

  it("is kept open through an answer of half an hour", async () => {
    const channel = connect();
    const origin = await ask(channel);
    const notebook = new Notebook();
    for (let minute = 0; minute <= 30; minute += 1) {
      expect(await show(channel, origin, `Minute ${minute}`, notebook)).toEqual({ kind: "shown" });
      advance(MINUTE_MS);
    }
    expect(platform.visible()).toMatchObject([{ text: "Minute 30", streaming: true }]);
  });

  it("that a crash left open is finished by whoever finds its notes", async () => {
    const origin = await ask(connect());
    const notebook = new Notebook();
    const before = connect();
    for (const text of ["B", "Be", "Bec", "Beca", "Becau"]) await show(before, origin, text, notebook);
    advance(2_000);
    const after = connect();
    await show(after, origin, "Because", notebook);
    expect(await deliver(after, origin, "Because.", notebook)).toEqual({ kind: "sent" });
    expect(platform.visible()).toMatchObject([{ text: "Because.", streaming: false }]);
  });

  it("and that is older than fourteen days is followed by a message", async () => {
    const channel = connect();
    const origin = await ask(channel);
    const notebook = new Notebook();
    await show(channel, origin, "Be", notebook);
    advance(15 * 24 * 60 * MINUTE_MS);
    expect(await deliver(channel, origin, "Because.", notebook)).toEqual({ kind: "sent" });
    expect(platform.visible().map(({ text }) => text)).toEqual(["Be", "Because."]);
  });
});

describe("a card that gave way to a message", () => {
  it("holds no half answer (rows 22, 23)", async () => {
    const channel = connect();
    const origin = await ask(channel);
    const notebook = new Notebook();
    await show(channel, origin, "Bec", notebook);
    for (const match of ["card.update", "message.patch"])
      platform.fault({ match, contains: "Because", fault: { kind: "code", code: 300305, status: 200 } });
    expect(await deliver(channel, origin, "Because.", notebook)).toEqual({ kind: "sent" });
    expect(platform.visible()).toMatchObject([
      { text: expect.stringContaining("next message"), streaming: false, summary: expect.any(String) },
      { text: "Because." },
    ]);
  });

  it("does not think on when the answer is refused for good", async () => {
    const channel = connect();
    const origin = await ask(channel);
    const notebook = new Notebook();
    await show(channel, origin, "", notebook);
    for (const match of ["card.update", "message.patch", "message.reply"])
      platform.fault({
        match,
        contains: "13800000000",
        count: "always",
        fault: { kind: "code", code: 230028 },
      });
    expect(await deliver(channel, origin, "Call 13800000000.", notebook)).toMatchObject({ kind: "dead" });
    expect(platform.visible()).toMatchObject([
      { text: expect.stringContaining("could not be delivered"), streaming: false },
    ]);
  });
});

describe("an image key that the model made up", () => {
  it("fails neither a growing card nor a finished one (row 28)", async () => {
    const markdown = "看 ![示例](img_01.png) 这里";
    const channel = connect();
    const growing = await ask(channel);
    const notebook = new Notebook();
    expect(await show(channel, growing, markdown, notebook)).toEqual({ kind: "shown" });
    expect(await show(channel, growing, `${markdown}。`, notebook)).toEqual({ kind: "shown" });
    expect(await deliver(channel, growing, `${markdown}。`, notebook)).toEqual({ kind: "sent" });
    const finished = await ask(channel, { chatType: "group", chatId: "oc_images" });
    expect(await deliver(channel, finished, markdown)).toEqual({ kind: "sent" });
    expect(platform.visible().map(({ text, msgType }) => [text, msgType])).toEqual([
      ["看 [示例](img_01.png) 这里。", "interactive"],
      ["看 [示例](img_01.png) 这里", "interactive"],
    ]);
    expect(platform.calls({ succeeded: false })).toEqual([]);
  });
});

describe("what goes wrong on the way", () => {
  it.each([
    ["message.reply", false],
    ["message.reply", true],
    ["card.create", true],
    ["card.update", true],
  ])("a lost answer to %s shows nothing twice (streaming: %s)", async (operation, streams) => {
    const channel = connect(streams);
    const origin = await ask(channel);
    platform.fault({ match: operation, fault: { kind: "disconnect", after: true } });
    const notebook = new Notebook();
    if (streams) await show(channel, origin, "Be", notebook);
    expect(await deliver(channel, origin, "Because.", notebook)).toEqual({ kind: "sent" });
    expect(platform.visible()).toMatchObject([{ text: "Because.", streaming: false }]);
    expect(platform.pendingFaults()).toEqual([]);
  });

  it("a revoked token is replaced by itself", async () => {
    for (const errorStatus of [200, 400] as const) {
      const channel = connect(false);
      const first = await ask(channel, { chatId: "oc_1", chatType: "group" });
      const second = await ask(channel, { chatId: `oc_${errorStatus}`, chatType: "group" });
      platform.limit({ errorStatus });
      await deliver(channel, first, "one");
      platform.revoke();
      const notebook = new Notebook();
      const sent = await channel.sender.send(
        second,
        partFor(second, "two"),
        notebook.progress,
        notebook.note,
      );
      expect(sent).toEqual({ kind: "sent" });
      expect(platform.visible(`oc_${errorStatus}`).length).toBe(1);
    }
  });

  it("a question that was recalled or deleted, or a chat that the bot left, is the end at once", async () => {
    const channel = connect(false);
    for (const state of ["recalled", "deleted"] as const) {
      const origin = await ask(channel, { chatType: "group", chatId: `oc_${state}` });
      platform.message({ messageId: origin.messageId, chatId: origin.chatId, state });
      expect(await deliver(channel, origin, "Because.")).toMatchObject({ kind: "dead" });
    }
    const origin = await ask(channel, { chatType: "group", chatId: "oc_left" });
    platform.chat("oc_left", { member: false });
    expect(await deliver(channel, origin, "Because.")).toMatchObject({ kind: "dead", error: /^230002/ });
    expect(platform.visible()).toEqual([]);
    expect(platform.calls({ operation: "message.reply" }).length).toBe(3);
    expect(platform.calls({ operation: "message.create" })).toEqual([]);
  });

  it.each([true, false])(
    "faults at random delay an answer, and neither lose nor double it (streaming: %s)",
    async (streams) => {
      const channel = connect(streams);
      platform.chaos({
        seed: 11,
        probability: 0.4,
        faults: [
          { kind: "status", status: 500 },
          { kind: "status", status: 429, headers: { "retry-after": "1" } },
          { kind: "code", code: 99991400 },
          { kind: "code", code: 230020, status: 200 },
          { kind: "code", code: 99991663 },
          { kind: "html" },
          { kind: "disconnect" },
          { kind: "disconnect", after: true },
        ],
      });
      for (let question = 0; question < 25; question += 1) {
        const origin = await ask(channel, { chatType: "group", chatId: `oc_chaos${question}` });
        const notebook = new Notebook();
        for (const text of streams ? ["", "Answ", "Answer numb"] : []) {
          await show(channel, origin, text, notebook);
          advance(500);
        }
        expect(await deliver(channel, origin, `Answer number ${question}.`, notebook)).toEqual({
          kind: "sent",
        });
        expect(platform.visible(origin.chatId)).toMatchObject([
          { text: `Answer number ${question}.`, streaming: false },
        ]);
      }
      expect(platform.calls({ succeeded: false }).length).toBeGreaterThan(10);
    },
  );
});

describe("what comes in", () => {
  it("is taken as the platform's other side makes it", async () => {
    const channel = connect();
    const group = { chatType: "group" as const, text: "@_user_1 /new", mentions: [BOT_MENTION] };
    expect(await readingOf(channel, feishuMessage(group))).toMatchObject({
      message: { command: { name: "new" }, text: "/new" },
    });
    expect(
      await readingOf(channel, feishuMessage({ ...group, mentions: [{ openId: "ou_x" }] })),
    ).toMatchObject({
      kind: "ignored",
    });
    expect(await readingOf(channel, feishuMessage({ audio: "file_1" }))).toMatchObject({
      message: { command: { name: "unreadable", argument: "audio" } },
    });
    expect(await readingOf(channel, feishuChallenge({ challenge: "c" }))).toEqual({
      kind: "answer",
      body: { challenge: "c" },
    });
    for (const click of [feishuCardAction, feishuOldCardAction])
      expect(await readingOf(channel, click({ value: { command: "/stop" } }))).toMatchObject({
        message: { command: { name: "stop" } },
      });
  });

  it("with an image can be fetched, and says who the bot is", async () => {
    const channel = connect();
    const bytes = new Uint8Array(3 * 1024 * 1024).fill(7);
    platform.file("img_big", { bytes, contentType: "application/octet-stream" });
    platform.file("img_gone", null);
    const origin = await ask(channel, { image: "img_big" });
    const [attachment] = origin.attachments;
    if (attachment === undefined) throw new Error("an image");
    const fetched = await channel.sender.fetchAttachment(origin, attachment);
    expect(fetched.ok && fetched.value.length).toBe(bytes.length);
    expect(await channel.sender.fetchAttachment(origin, { kind: "image", key: "img_gone" })).toMatchObject({
      ok: false,
      error: { kind: "refused", code: "234003" },
    });
    const token = await channel.credentials.fetchToken();
    expect(await channel.credentials.fetchIdentity?.(token.ok ? token.value.token : "")).toEqual({
      ok: true,
      value: HELPER,
    });
  });

  it("is marked as being answered, and the mark is taken away", async () => {
    const channel = connect(false);
    const origin = await ask(channel);
    const handle = await channel.sender.beginWork(origin);
    expect(platform.reactions().length).toBe(1);
    await channel.sender.endWork(origin, handle ?? "");
    expect(platform.reactions()).toEqual([]);
  });
});

it("a notice to a group is signed as its bot wants it, and refused with another secret", async () => {
  const url = `${platform.url}/open-apis/bot/v2/hook/${FEISHU_TEST_APP.webhookId}`;
  const secret = FEISHU_TEST_APP.webhookSecret;
  expect(
    await sendToFeishuGroup(fetch, { url, secret }, "磁盘快满了\n".repeat(2_000), Date.now()),
  ).toMatchObject({ ok: true });
  const seen = platform.visible(FEISHU_TEST_APP.webhookChatId);
  expect(seen.length).toBeGreaterThan(1);
  expect(
    seen
      .map(({ text }) => text)
      .join("\n")
      .match(/磁盘快满了/g)?.length,
  ).toBe(2_000);
  expect(await sendToFeishuGroup(fetch, { url, secret: "another" }, "x", Date.now())).toMatchObject({
    ok: false,
    error: { code: "19021" },
  });
});
