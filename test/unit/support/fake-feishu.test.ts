// The fake Feishu held to the platform's rules: tokens, messages, what is refused, and what people then see.
import fc from "fast-check";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { startFakeFeishu } from "../../support/fake-feishu.ts";
import { feishuMessage } from "../../support/feishu-delivery.ts";
import { CHAT, CREDENTIALS, createClient, QUESTION } from "./fake-feishu-client.ts";

const feishu = await startFakeFeishu();
const { send, token, call, reply, say, create } = createClient(feishu.url);

const TOKEN_PATH = "/open-apis/auth/v3/tenant_access_token/internal";
const INFO_PATH = "/open-apis/bot/v3/info";
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

beforeEach(() => feishu.reset());
afterAll(() => feishu.close());

/** How the platform answers with this header. */
async function askedWith(authorization?: string) {
  const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
  const { status, code } = await send("GET", INFO_PATH, undefined, headers);
  return [status, code];
}

async function codeOf(answer: Promise<{ code: number }>): Promise<number> {
  return (await answer).code;
}

describe("the token", () => {
  it("is for the right app with the right secret, and everything stands at the top", async () => {
    const { status, body } = await send("POST", TOKEN_PATH, CREDENTIALS);
    expect(status).toBe(200);
    expect(body).toMatchObject({ code: 0, msg: "ok", tenant_access_token: expect.stringMatching(/^t-\w+$/) });
    expect(body.expire).toBeGreaterThan(1800);
    expect(body.expire).toBeLessThanOrEqual(7200);
  });

  it.each([
    [{ ...CREDENTIALS, app_id: "cli_ffffffffffffffff" }, 10003],
    [{ app_secret: CREDENTIALS.app_secret }, 10003],
    [{ ...CREDENTIALS, app_secret: "wrong" }, 10014],
  ])("is refused to others with status 200: %j", async (body, code) => {
    expect(await send("POST", TOKEN_PATH, body)).toMatchObject({ status: 200, code });
  });

  it("is the same while more than thirty minutes remain, then a new one, and both are taken", async () => {
    feishu.tokenLife(7200);
    const first = await token();
    feishu.advance(89 * MINUTE_MS);
    const { body } = await send("POST", TOKEN_PATH, CREDENTIALS);
    expect(body).toMatchObject({ tenant_access_token: first, expire: expect.closeTo(1860, -1) });
    feishu.advance(2 * MINUTE_MS);
    const second = await token();
    expect(second).not.toBe(first);
    expect(await askedWith(`Bearer ${first}`)).toEqual([200, 0]);
    expect(await askedWith(`Bearer ${second}`)).toEqual([200, 0]);
    feishu.advance(30 * MINUTE_MS);
    expect(await askedWith(`Bearer ${first}`)).toEqual([400, 99991663]);
    expect(await askedWith(`Bearer ${second}`)).toEqual([200, 0]);
  });

  it("that is missing, malformed or unknown is told apart", async () => {
    expect(await askedWith()).toEqual([400, 99991661]);
    expect(await askedWith(await token())).toEqual([400, 99991671]);
    expect(await askedWith("Bearer u-0123")).toEqual([400, 99991671]);
    expect(await askedWith("Bearer t-0123")).toEqual([400, 99991663]);
  });

  it("is worth nothing once it was revoked, with status 400 or 200, until a new one is fetched", async () => {
    const old = `Bearer ${await token()}`;
    feishu.revoke();
    expect(await askedWith(old)).toEqual([400, 99991663]);
    feishu.limit({ errorStatus: 200 });
    expect(await askedWith(old)).toEqual([200, 99991663]);
    const next = await token();
    expect(`Bearer ${next}`).not.toBe(old);
    expect(await askedWith(`Bearer ${next}`)).toEqual([200, 0]);
    expect(await askedWith(old)).toEqual([200, 99991663]);
  });

  it("has the life that a test gives it, and lives through a reset", async () => {
    feishu.tokenLife(60);
    const { body } = await send("POST", TOKEN_PATH, CREDENTIALS);
    expect(body.expire).toBe(60);
    feishu.reset();
    expect(await askedWith(`Bearer ${body.tenant_access_token}`)).toEqual([200, 0]);
    feishu.revoke();
    expect((await send("POST", TOKEN_PATH, CREDENTIALS)).body.expire).toBe(7200);
  });
});

describe("the bot", () => {
  it("is told under `bot`, not under `data`", async () => {
    const { body } = await call("GET", "bot/v3/info");
    expect(body).toEqual({
      code: 0,
      msg: "ok",
      bot: { activate_status: 2, app_name: "Helper", avatar_url: "", ip_white_list: [], open_id: "ou_bot" },
    });
  });

  it("can fail to be told, be another one, and be one that may not send", async () => {
    feishu.bot({ fails: true });
    expect(await call("GET", "bot/v3/info")).toMatchObject({ status: 400, code: 11205 });
    feishu.bot({ fails: false, openId: "ou_other", activateStatus: 1 });
    expect((await call("GET", "bot/v3/info")).body.bot).toMatchObject({
      open_id: "ou_other",
      activate_status: 1,
    });
    expect(await codeOf(say("hi"))).toBe(230006);
  });
});

describe("a message", () => {
  it("answers another one in its chat, and is told of as the platform does", async () => {
    const { status, data } = await say("你好", { uuid: "u1" });
    expect(status).toBe(200);
    expect(data).toMatchObject({
      message_id: expect.stringMatching(/^om_[0-9a-f]{32}$/),
      root_id: QUESTION,
      parent_id: QUESTION,
      msg_type: "text",
      deleted: false,
      updated: false,
      chat_id: CHAT,
      body: { content: '{"text":"你好"}' },
      sender: { sender_type: "app" },
    });
    expect(feishu.visible(CHAT)).toMatchObject([
      {
        messageId: data.message_id,
        uuid: "u1",
        replyTo: QUESTION,
        inThread: false,
        msgType: "text",
        text: "你好",
      },
    ]);
  });

  it("goes to a chat or a person, and is seen under either name", async () => {
    expect(await codeOf(create("chat_id", CHAT, "to all"))).toBe(0);
    expect(await codeOf(create("open_id", "ou_tom", "to Tom"))).toBe(0);
    expect(feishu.visible(CHAT).map(({ text }) => text)).toEqual(["to all"]);
    expect(feishu.visible("ou_tom")).toMatchObject([{ text: "to Tom", chatId: "oc_p2p_tom", replyTo: null }]);
    expect(feishu.visible("oc_p2p_tom")).toHaveLength(1);
    expect(feishu.visible()).toHaveLength(2);
  });

  it("answers the message of a delivery wherever that was sent", async () => {
    const { event } = feishuMessage({ chatType: "group", chatId: "oc_elsewhere", threadId: "omt_topic" });
    await say("here", {}, event.message.message_id);
    expect(feishu.visible("oc_elsewhere")).toMatchObject([
      { text: "here", threadId: "omt_topic", inThread: true },
    ]);
  });

  it("can be read again, and a person's too", async () => {
    const { data } = await say("hi");
    const { data: found } = await call("GET", `im/v1/messages/${data.message_id}`);
    expect(found.items).toMatchObject([{ message_id: data.message_id, body: { content: '{"text":"hi"}' } }]);
    feishu.message({ messageId: "om_plain", chatId: CHAT, content: { text: "asked" } });
    const { data: asked } = await call("GET", "im/v1/messages/om_plain");
    expect(asked.items).toMatchObject([{ chat_id: CHAT, body: { content: '{"text":"asked"}' } }]);
  });

  it.each([
    ["receive_id_type=thread_id", { receive_id: "omt_1" }, 99992402],
    ["", { receive_id: CHAT }, 99992402],
    ["receive_id_type=chat_id", {}, 99992402],
    ["receive_id_type=chat_id", { receive_id: "ou_tom" }, 230001],
    ["receive_id_type=open_id", { receive_id: "oc_chat" }, 99992351],
    ["receive_id_type=email", { receive_id: "tom" }, 230001],
    ["receive_id_type=open_id", { receive_id: "ou_bot" }, 230013],
  ])("to a receiver that is none is refused: %s %j", async (query, receiver, code) => {
    const body = { msg_type: "text", content: '{"text":"x"}', ...receiver };
    expect(await call("POST", `im/v1/messages?${query}`, body)).toMatchObject({ status: 400, code });
  });

  it("into a chat that the bot has left is refused", async () => {
    feishu.chat(CHAT, { member: false });
    expect(await say("hi")).toMatchObject({ status: 400, code: 230002 });
    expect(await codeOf(create("chat_id", CHAT, "hi"))).toBe(230002);
    expect(feishu.visible()).toEqual([]);
  });
});

describe("a reply", () => {
  it("to a recalled, deleted or unknown message is refused, and to an id that is none", async () => {
    feishu.message({ messageId: QUESTION, state: "recalled" });
    expect(await codeOf(say("hi"))).toBe(230011);
    feishu.message({ messageId: QUESTION, state: "deleted" });
    expect(await codeOf(say("hi"))).toBe(231003);
    expect(await codeOf(say("hi", {}, "om_nobody_knows"))).toBe(231003);
    expect(await codeOf(say("hi", {}, "c-1234"))).toBe(99992354);
  });

  it("to the bot's own message that it recalled is refused too", async () => {
    const { data } = await say("hi");
    const id = String(data.message_id);
    expect(await codeOf(call("DELETE", `im/v1/messages/${id}`))).toBe(0);
    expect(await codeOf(say("more", {}, id))).toBe(230011);
    expect(feishu.visible(CHAT)).toMatchObject([{ recalled: true, text: "" }]);
    expect(await codeOf(call("DELETE", `im/v1/messages/${QUESTION}`))).toBe(230012);
  });

  it("opens a topic when it asks for one, and others then stay in it unasked", async () => {
    const first = await say("one", { reply_in_thread: true });
    const second = await say("two");
    const third = await say("three", {}, String(second.data.message_id));
    const topics = [first, second, third].map(({ data }) => data.thread_id);
    expect(topics[0]).toMatch(/^omt_/);
    expect(new Set(topics).size).toBe(1);
    expect(third.data).toMatchObject({ root_id: QUESTION, parent_id: second.data.message_id });
    expect(feishu.visible(CHAT).map(({ inThread }) => inThread)).toEqual([true, true, true]);
    expect(await codeOf(say("x", { reply_in_thread: "yes" }))).toBe(99992402);
  });

  it("is the only way to stay in a topic: what is sent into a topic group opens another one", async () => {
    feishu.chat(CHAT, { topics: true });
    await create("chat_id", CHAT, "one");
    await create("chat_id", CHAT, "two");
    const [one, two] = feishu.visible(CHAT);
    expect([one?.inThread, two?.inThread]).toEqual([true, true]);
    expect(one?.threadId).not.toBe(two?.threadId);
  });
});

describe("a uuid", () => {
  it("sends once in an hour, whatever is in it, and answers with the first message", async () => {
    const first = await say("one", { uuid: "same" });
    const again = await say("two", { uuid: "same" });
    expect(again).toMatchObject({ code: 0, data: { message_id: first.data.message_id } });
    expect(feishu.visible(CHAT).map(({ text }) => text)).toEqual(["one"]);
    feishu.advance(HOUR_MS - 5000);
    await say("three", { uuid: "same" });
    expect(feishu.visible(CHAT)).toHaveLength(1);
    feishu.advance(5001);
    await say("four", { uuid: "same" });
    expect(feishu.visible(CHAT).map(({ text }) => text)).toEqual(["one", "four"]);
  });

  it("holds for replies and for new messages alike", async () => {
    await say("one", { uuid: "same" });
    const body = { receive_id: CHAT, msg_type: "text", content: '{"text":"two"}', uuid: "same" };
    expect(await codeOf(call("POST", "im/v1/messages?receive_id_type=chat_id", body))).toBe(0);
    expect(feishu.visible()).toHaveLength(1);
  });

  it("of a message that was refused is still free", async () => {
    expect(await codeOf(reply("text", "no json", { uuid: "same" }))).toBe(230001);
    expect(await codeOf(say("now", { uuid: "same" }))).toBe(0);
    expect(feishu.visible()).toHaveLength(1);
  });

  it("sends once when both come at the same time", async () => {
    const both = await Promise.all([say("one", { uuid: "same" }), say("one", { uuid: "same" })]);
    expect(new Set(both.map(({ data }) => data.message_id)).size).toBe(1);
    expect(feishu.visible()).toHaveLength(1);
  });

  it("has at most fifty characters", async () => {
    expect(await codeOf(say("a", { uuid: "u".repeat(50) }))).toBe(0);
    expect(await say("a", { uuid: "u".repeat(51) })).toMatchObject({ status: 400, code: 99992402 });
    expect(await codeOf(say("a", { uuid: 7 }))).toBe(99992402);
  });
});

describe("the content", () => {
  it.each([
    ["an object in place of its JSON text", { msg_type: "text", content: { text: "a" } }, 230001],
    ["no JSON", { msg_type: "text", content: "hello" }, 230001],
    ["JSON of a list", { msg_type: "text", content: "[]" }, 230001],
    ["an empty text", { msg_type: "text", content: '{"text":""}' }, 230001],
    ["another field", { msg_type: "text", content: '{"content":"a"}' }, 230001],
    ["an unknown type", { msg_type: "markdown", content: '{"text":"a"}' }, 230001],
    ["no type", { content: '{"text":"a"}' }, 99992402],
    ["an image without a key", { msg_type: "image", content: "{}" }, 230001],
  ])("is refused: %s", async (_what, body, code) => {
    expect(await call("POST", `im/v1/messages/${QUESTION}/reply`, body)).toMatchObject({ status: 400, code });
    expect(feishu.visible()).toEqual([]);
  });

  it("of a whole request that is no JSON is refused by the gateway", async () => {
    expect(await call("POST", `im/v1/messages/${QUESTION}/reply`, "{")).toMatchObject({
      status: 400,
      code: 9499,
    });
  });

  it("of other types is taken with its key", async () => {
    await reply("image", { image_key: "img_1" });
    await reply("file", { file_key: "file_1" });
    expect(feishu.visible().map(({ text }) => text)).toEqual(["[image img_1]", "[file file_1]"]);
  });

  it("is measured in bytes of the whole request: 150 KB for a text, 30 KB for a post", async () => {
    const around = Buffer.byteLength(JSON.stringify({ msg_type: "text", content: '{"text":""}' }));
    const fits = 150 * 1024 - around;
    expect(await codeOf(say("x".repeat(fits)))).toBe(0);
    expect(await codeOf(say("x".repeat(fits + 1)))).toBe(230025);
    expect(await codeOf(say("字".repeat(50_000)))).toBe(0);
    expect(await codeOf(say("字".repeat(51_200)))).toBe(230025);
    const post = (text: string) => reply("post", { zh_cn: { title: "", content: [[{ tag: "md", text }]] } });
    expect(await codeOf(post("字".repeat(10_000)))).toBe(0);
    expect(await codeOf(post("字".repeat(10_240)))).toBe(230025);
  });

  it("shows whom it calls", async () => {
    await say('<at user_id="ou_1">A</at> and <at user_id="all"></at>, not < at user_id="ou_2">');
    expect(feishu.visible()).toMatchObject([{ mentions: ["ou_1", "all"] }]);
  });
});

describe("a post", () => {
  it("is seen as its reader sees it", async () => {
    const content = [
      [
        { tag: "text", text: "see " },
        { tag: "a", text: "this", href: "https://example.com" },
        { tag: "at", user_id: "ou_1", user_name: "A" },
      ],
      [{ tag: "md", text: "**bold**" }],
      [{ tag: "img", image_key: "img_1" }],
      [{ tag: "hr" }],
      [{ tag: "code_block", language: "ts", text: "let a" }],
    ];
    expect(await codeOf(reply("post", { zh_cn: { title: "T", content } }))).toBe(0);
    expect(feishu.visible()).toMatchObject([
      {
        title: "T",
        text: 'see [this](https://example.com)<at user_id="ou_1">A</at>\n**bold**\n[image img_1]\n---\nlet a',
        mentions: ["ou_1"],
      },
    ]);
  });

  it.each([
    ["in the form in which posts are received", { title: "", content: [[{ tag: "text", text: "a" }]] }],
    ["without any language", {}],
    ["in an unknown language", { xx: { content: [] } }],
    ["without rows", { zh_cn: { title: "a" } }],
    ["with elements that are not in a row", { zh_cn: { content: [{ tag: "text", text: "a" }] } }],
    ["with an unknown element", { zh_cn: { content: [[{ tag: "blink", text: "a" }]] } }],
    ["with an element that lacks its text", { zh_cn: { content: [[{ tag: "text" }]] } }],
    [
      "with Markdown that is not alone in its paragraph",
      {
        zh_cn: {
          content: [
            [
              { tag: "md", text: "a" },
              { tag: "text", text: "b" },
            ],
          ],
        },
      },
    ],
  ])("is refused %s", async (_what, content) => {
    expect(await codeOf(reply("post", content))).toBe(230001);
  });
});

describe("an edit", () => {
  it("changes a text up to twenty times", async () => {
    const { data } = await say("0");
    const edit = (text: string) =>
      call("PUT", `im/v1/messages/${data.message_id}`, {
        msg_type: "text",
        content: JSON.stringify({ text }),
      });
    for (let count = 1; count <= 20; count += 1) expect(await codeOf(edit(String(count)))).toBe(0);
    expect(await codeOf(edit("21"))).toBe(230072);
    expect(feishu.visible()).toMatchObject([{ text: "20", edits: 20 }]);
  });

  it("is for the bot's own texts and posts", async () => {
    const body = { msg_type: "text", content: '{"text":"a"}' };
    expect(await codeOf(call("PUT", `im/v1/messages/${QUESTION}`, body))).toBe(230012);
    const { data } = await reply("image", { image_key: "img_1" });
    expect(await codeOf(call("PUT", `im/v1/messages/${data.message_id}`, body))).toBe(230001);
    expect(
      await codeOf(call("PUT", `im/v1/messages/${data.message_id}`, { ...body, msg_type: "interactive" })),
    ).toBe(99992402);
  });
});

describe("limits, where a test wants them", () => {
  it("are five messages a second in one chat", async () => {
    const codes: number[] = [];
    feishu.limit({ chatPerSecond: 5 });
    for (let count = 0; count < 6; count += 1) codes.push(await codeOf(say("hi")));
    expect(codes).toEqual([0, 0, 0, 0, 0, 230020]);
    expect(await codeOf(create("chat_id", "oc_other", "hi"))).toBe(0);
    feishu.advance(1000);
    expect(await codeOf(say("hi"))).toBe(0);
  });

  it("are calls of one API a second, and the answer says how long to wait", async () => {
    feishu.limit({ appPerSecond: 1 });
    expect(await codeOf(say("hi"))).toBe(0);
    const refused = await say("hi");
    expect(refused).toMatchObject({ status: 400, code: 99991400 });
    expect(refused.headers.get("x-ogw-ratelimit-reset")).toBe("1");
    expect(refused.headers.get("x-ogw-ratelimit-limit")).toBe("1");
    expect(await codeOf(create("chat_id", CHAT, "another API"))).toBe(0);
  });

  it("are a month's calls", async () => {
    feishu.limit({ monthlyCalls: 1 });
    expect([await codeOf(say("hi")), await codeOf(say("hi"))]).toEqual([0, 99991403]);
    expect(await token()).toMatch(/^t-/);
  });

  it("are absent unless they are set", async () => {
    const codes = await Promise.all(Array.from({ length: 60 }, () => codeOf(say("hi"))));
    expect(new Set(codes)).toEqual(new Set([0]));
  });
});

describe("anything else", () => {
  it.each([
    ["GET", "/"],
    ["GET", "/open-apis/im/v1/messages"],
    ["POST", "/open-apis/cardkit/v1/cards/7/batch_update"],
    ["PATCH", "/open-apis/bot/v3/info"],
    ["POST", "/open-apis/interactive/v1/card/update"],
  ])("is not found: %s %s", async (method, path) => {
    const response = await fetch(feishu.url + path, { method, ...(method === "GET" ? {} : { body: "{}" }) });
    expect([response.status, await response.text()]).toEqual([404, "404 page not found"]);
    expect(feishu.calls().at(-1)).toMatchObject({ operation: "unknown", succeeded: false });
  });

  it("that asks for nothing sensible is refused and never breaks the fake", async () => {
    const json = fc.jsonValue({ maxDepth: 3 });
    const path = fc.constantFrom(
      `im/v1/messages/${QUESTION}/reply`,
      "im/v1/messages?receive_id_type=chat_id",
      "cardkit/v1/cards",
      `im/v1/messages/${QUESTION}/reactions`,
      "bot/v2/hook/hook-unsigned",
    );
    await fc.assert(
      fc.asyncProperty(
        path,
        json,
        fc.constantFrom("text", "post", "interactive", 7),
        async (where, value, type) => {
          const content = { content: JSON.stringify(value), data: JSON.stringify(value), card: value };
          const body = { msg_type: type, type: "card_json", receive_id: CHAT, ...content };
          const { status, code } = await call("POST", where, body);
          expect(status).toBeLessThan(500);
          expect(Number.isInteger(code)).toBe(true);
        },
      ),
      { seed: 20260201, numRuns: 100 },
    );
  });
});
