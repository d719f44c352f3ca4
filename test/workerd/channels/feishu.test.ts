// Feishu, from the encrypted callback to what people see; each test of the failures seen in the wild says what it prevents.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import {
  BOT_MENTION,
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
} from "../../support/feishu-delivery.ts";
import { callWith, fresh, modelCalls, release } from "../support.ts";
import {
  control,
  deliver,
  deliverFeishu,
  feishuCalls,
  feishuControl,
  refusalOf,
  visibleInFeishu,
  waitForDeliveries,
} from "./support.ts";

/** A private chat of its own. */
function privately(text: string, more: FeishuMessageOptions = {}) {
  const chatId = fresh("oc");
  const message = feishuMessage({ text, chatId, openId: `ou_${chatId}`, ...more });
  return { chatId, message, id: message.event.message.message_id };
}

function inGroup(text: string, more: FeishuMessageOptions = {}) {
  const chatId = more.chatId ?? fresh("oc");
  const message = feishuMessage({ text, chatType: "group", chatId, ...more });
  return { chatId, message, id: message.event.message.message_id };
}

/** A body of the test's own, signed as the platform would sign it. */
async function signed(body: string) {
  const [timestamp, nonce] = [String(Math.floor(Date.now() / 1000)), "nonce"];
  const signature = await signFeishu(body, { timestamp, nonce, encryptKey: FEISHU_TEST_APP.encryptKey });
  const headers = {
    "x-lark-request-timestamp": timestamp,
    "x-lark-request-nonce": nonce,
    "x-lark-signature": signature,
  };
  return { body, headers };
}

/** Nothing comes any more: what a marker behind it in the same chat proves. */
async function answersBeforeMarker(chatId: string): Promise<number> {
  await deliverFeishu(feishuMessage({ text: "[[reply:marker]]", chatId, openId: "ou_marker" }));
  const seen = await visibleInFeishu(chatId, 1, { contains: "marker" });
  expect(seen).toHaveLength(1);
  return (await visibleInFeishu(chatId)).length - 1;
}

describe("the address check of the console", () => {
  it("is answered in clear, encrypted or not encrypted by the key, without a signature (rows 4, 5)", async () => {
    const encrypt = await encryptFeishu(JSON.stringify(feishuChallenge()), FEISHU_TEST_APP.encryptKey);
    const response = await deliver("/webhooks/feishu", { body: JSON.stringify({ encrypt }), headers: {} });
    expect([response.status, await response.json()]).toEqual([200, { challenge: "ajls384kdjx98XX" }]);
  });

  it("is refused with a wrong token, and in clear where a key is set: nobody uses us as an echo", async () => {
    const wrong = JSON.stringify(feishuChallenge({ token: "guessed" }));
    const encrypt = await encryptFeishu(wrong, FEISHU_TEST_APP.encryptKey);
    for (const body of [JSON.stringify({ encrypt }), JSON.stringify(feishuChallenge())])
      expect(await refusalOf(await deliver("/webhooks/feishu", { body, headers: {} }))).toBe(
        "401 bad_signature",
      );
  });
});

describe("what is not from Feishu", () => {
  it("is refused: no signature, a wrong one, another key, another app, another token, an unencrypted body (rows 6, 7)", async () => {
    const { message } = privately("x");
    const good = await feishuDelivery(message);
    const bare = { "content-type": "application/json" };
    const clear = JSON.stringify(message);
    const attempts = [
      { ...good, headers: bare },
      { ...good, body: `${good.body} ` },
      await signed(clear),
      await feishuDelivery(message, { encryptKey: "another key" }),
      await feishuDelivery(feishuMessage({ text: "x", appId: "cli_ffffffffffffffff" })),
      await feishuDelivery(feishuMessage({ text: "x", token: "another" })),
    ];
    for (const attempt of attempts)
      expect(await refusalOf(await deliver("/webhooks/feishu", attempt))).toBe("401 bad_signature");
  });

  it("cannot smuggle an event beside the encrypted one", async () => {
    const { message, chatId } = privately("genuine [[reply:genuine]]");
    const { body } = await feishuDelivery(message);
    const forged = JSON.stringify({ ...JSON.parse(body), event: feishuMessage({ text: "forged" }).event });
    expect((await deliver("/webhooks/feishu", await signed(forged))).status).toBe(200);
    expect(await visibleInFeishu(chatId)).toMatchObject([{ text: "genuine" }]);
  });

  it("is refused when it is more than eight hours old, and taken when it is seven: the platform comes back so late", async () => {
    const hours = (count: number) => Date.now() - count * 3_600_000;
    const old = await feishuDelivery(privately("x").message, { now: hours(8.1) });
    expect(await refusalOf(await deliver("/webhooks/feishu", old))).toBe("401 bad_signature");
    const late = privately("说晚了 [[reply:好的]]", { now: hours(7) });
    expect((await deliverFeishu(late.message, { now: hours(7) })).status).toBe(200);
    const [answer] = await visibleInFeishu(late.chatId);
    expect(answer?.text).toMatch(/^（这条消息晚了约 7 小时才送达。）\s+好的$/);
  });
});

describe("a private message", () => {
  it("is acknowledged at once and answered by a reply to it", async () => {
    const { message, chatId, id } = privately("hello [[reply:**well** met]]");
    const started = Date.now();
    const response = await deliverFeishu(message);
    expect(response.status).toBe(200);
    expect(Date.now() - started).toBeLessThan(1_000);
    expect(await visibleInFeishu(chatId)).toMatchObject([
      { replyTo: id, msgType: "interactive", text: "**well** met", streaming: false },
    ]);
  });

  it("is answered once however often it comes, at once, later, and with another event id (rows 1, 2)", async () => {
    const { message, chatId } = privately("once [[reply:once]]");
    const delivery = await feishuDelivery(message);
    const answers = await Promise.all(Array.from({ length: 5 }, () => deliver("/webhooks/feishu", delivery)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    await visibleInFeishu(chatId);
    const again = { ...message, header: { ...message.header, event_id: fresh("event") } };
    expect((await deliverFeishu(again)).status).toBe(200);
    expect(await answersBeforeMarker(chatId)).toBe(1);
  });

  it("is not answered again after the conversation was thrown out of memory, under another event id (row 2)", async () => {
    const { message, chatId, id } = privately("evicted [[reply:once]]");
    await deliverFeishu(message);
    await waitForDeliveries(id, ["in done", "out done"]);
    const conversation = () =>
      env.CONVERSATIONS.getByName(["feishu", FEISHU_TEST_APP.appId, chatId].join("/"));
    const turns = await runInDurableObject(conversation(), (_, { storage }) =>
      storage.sql.exec("SELECT log_id FROM turns").toArray(),
    );
    expect(turns).toHaveLength(1);
    await evictDurableObject(conversation());
    const again = { ...message, header: { ...message.header, event_id: fresh("event") } };
    expect((await deliverFeishu(again)).status).toBe(200);
    expect(await answersBeforeMarker(chatId)).toBe(1);
  });

  it("is acknowledged while the model holds its breath (row 1)", async () => {
    const gate = fresh("gate");
    const { message, chatId } = privately(`slow [[holdfirst:${gate}]]`);
    const started = Date.now();
    expect((await deliverFeishu(message)).status).toBe(200);
    expect(Date.now() - started).toBeLessThan(1_000);
    await release(gate);
    await visibleInFeishu(chatId);
  });

  it("with an image in a post shows it to the model (row 26)", async () => {
    const word = fresh("word");
    const { message, chatId } = privately("", {
      post: {
        title: "Look",
        content: [[{ tag: "text", text: `what is ${word}` }], [{ tag: "img", image_key: "img_1" }]],
      },
    });
    await deliverFeishu(message);
    await visibleInFeishu(chatId);
    const [asked] = await modelCalls(word);
    expect(asked?.body.messages.at(-1)?.content).toMatchObject([
      { type: "text", text: expect.stringContaining(word) },
      { type: "image_url", image_url: { url: expect.stringMatching(/^data:image\/png;base64,/) } },
    ]);
  });

  it("that nobody can read gets a polite word and no call of the model", async () => {
    const { message, chatId } = privately("", { audio: "file_1" });
    await deliverFeishu(message);
    expect((await visibleInFeishu(chatId))[0]?.text).toContain("读不了语音");
  });

  it("of another bot is not answered (row 27)", async () => {
    const { message, chatId } = privately("bot talk", { senderType: "app" });
    expect((await deliverFeishu(message)).status).toBe(200);
    expect(await answersBeforeMarker(chatId)).toBe(0);
  });

  it("of a model that fails is one polite message with a request id; the operator can have it answered anew", async () => {
    const { message, chatId, id } = privately(`请回答 ${fresh("word")} [[status:400x1]] [[reply:这次好了]]`);
    await deliverFeishu(message);
    expect((await visibleInFeishu(chatId))[0]?.text).toMatch(/抱歉[\s\S]*请求编号/);
    const [arrival] = await waitForDeliveries(id, ["in dead", "out done"]);
    expect(arrival?.last_error).toMatch(/^model_rejected_request|invalid/);
    // A redelivery of the platform is not the operator's wish.
    await deliverFeishu(message);
    expect((await control(arrival?.id ?? "", "retry")).status).toBe(200);
    expect((await visibleInFeishu(chatId, 2)).map(({ text }) => text)[1]).toContain("这次好了");
  });
});

describe("a group message", () => {
  it("is answered only when it mentions the bot by its very id (row 11)", async () => {
    const chatId = fresh("oc");
    const others = [
      inGroup("nobody is meant", { chatId, mentions: [] }),
      inGroup("@_user_1 you there", {
        chatId,
        mentions: [{ openId: "ou_other", name: FEISHU_TEST_APP.botName }],
      }),
      inGroup("@_all everybody", { chatId, mentions: [] }),
      inGroup("@_user_1 a guest", { chatId, mentions: [{ openId: null, name: "Guest" }] }),
    ];
    for (const { message } of others) expect((await deliverFeishu(message)).status).toBe(200);
    await deliverFeishu(inGroup("hi [[reply:only this]]", { chatId }).message);
    expect(await visibleInFeishu(chatId)).toMatchObject([{ text: "only this" }]);
  });

  it("loses the bot's mention and keeps other people's by name, the tenth too (row 12)", async () => {
    const word = fresh("word");
    const mentions = Array.from({ length: 10 }, (_, index) => ({
      openId: `ou_${index}`,
      name: `Name${index + 1}`,
    }));
    const text = `@_user_11 ask @_user_1 and @_user_10 about ${word}`;
    const { message, chatId } = inGroup(text, { mentions: [...mentions, BOT_MENTION] });
    await deliverFeishu(message);
    await visibleInFeishu(chatId);
    const asked = (await modelCalls(word))[0]?.body.messages.at(-1)?.content;
    expect(asked).toBe(`ask @Name1 and @Name10 about ${word}`);
  });

  it("that is a command is one behind the mention (row 12)", async () => {
    const { message, chatId } = inGroup("/帮助");
    await deliverFeishu(message);
    expect((await visibleInFeishu(chatId))[0]?.text).toContain("/新对话");
  });

  it("in a topic is answered in that topic and has a memory of its own; a quoted reply is no topic (row 13)", async () => {
    const chatId = fresh("oc");
    const word = fresh("word");
    await deliverFeishu(inGroup(`in the chat ${word}`, { chatId }).message);
    await visibleInFeishu(chatId, 1);
    const threadId = fresh("omt");
    await deliverFeishu(
      inGroup(`in the topic ${word} [[reply:in topic]]`, { chatId, threadId, chatType: "topic_group" })
        .message,
    );
    const seen = await visibleInFeishu(chatId, 2);
    expect(seen[1]).toMatchObject({ threadId, inThread: true, text: "in topic" });
    expect((await modelCalls(`in the topic ${word}`))[0]?.body.messages).toHaveLength(2);
    const quoted = inGroup(`quoted ${word} [[reply:quoted]]`, { chatId, parentId: seen[0]?.messageId ?? "" });
    await deliverFeishu(quoted.message);
    const after = await visibleInFeishu(chatId, 3);
    expect(after[2]).toMatchObject({ inThread: false, replyTo: quoted.id });
    expect((await modelCalls(`quoted ${word}`))[0]?.body.messages).toHaveLength(4);
  });
});

describe("a card", () => {
  it("grows while the answer is made and is closed with the whole text (rows 19, 22)", async () => {
    const gate = fresh("gate");
    const { message, chatId } = privately(`grow [[chunks:40]] [[delay:40]] [[hold:${gate}]]`);
    await deliverFeishu(message);
    const [open] = await visibleInFeishu(chatId, 1, { streaming: "true" });
    expect(open?.streaming).toBe(true);
    await release(gate);
    await vi.waitFor(
      async () => {
        const [card, ...more] = await visibleInFeishu(chatId);
        expect(more).toEqual([]);
        expect(card).toMatchObject({ streaming: false, edits: 0 });
        expect(card?.text).toMatch(/piece 1 [\s\S]*piece 40/);
        expect(card?.summary).not.toContain("生成中");
      },
      { timeout: 10_000, interval: 100 },
    );
    const sequences = (await feishuCalls({ chat: chatId }))
      .map(({ body }) => body?.sequence)
      .filter((sequence) => typeof sequence === "number");
    expect(sequences.length).toBeGreaterThan(1);
    expect(sequences).toEqual([...new Set(sequences)].sort((a, b) => a - b));
    expect(sequences[0]).toBeGreaterThanOrEqual(1);
  });

  it("whose streaming the platform ended is finished by a full update, without a storm of calls (row 21)", async () => {
    const gate = fresh("gate");
    const { message, chatId, id } = privately(`ended [[chunks:60]] [[delay:40]] [[hold:${gate}]]`);
    await deliverFeishu(message);
    await visibleInFeishu(chatId, 1, { streaming: "true" });
    await command(`end-streaming?chat=${encodeURIComponent(chatId)}`);
    await release(gate);
    await waitForDeliveries(id, ["in done", "out done"]);
    const seen = await visibleInFeishu(chatId);
    expect(seen).toHaveLength(1);
    expect(seen[0]?.text).toMatch(/piece 60/);
    expect(
      (await feishuCalls({ chat: chatId, operation: "card.text", succeeded: "false" })).length,
    ).toBeLessThanOrEqual(2);
  });

  it("that cannot be opened is no reason to lose or to double an answer (row 23)", async () => {
    const { message, chatId, id } = privately("no card [[firsttoken:600]] [[reply:all the same]]");
    await feishuControl("faults", {
      contains: "streaming_mode",
      match: "card.create",
      fault: { kind: "code", code: 99991672, msg: "scope missing", status: 400 },
    });
    await deliverFeishu(message);
    await waitForDeliveries(id, ["in done", "out done"]);
    expect((await visibleInFeishu(chatId)).map(({ text }) => text)).toEqual(["all the same"]);
  });
});

describe("an answer on its way", () => {
  it("with too many tables arrives whole, the fourth as code (row 17)", async () => {
    const table = (n: number) => `| a${n} | b |\n| --- | --- |\n| ${n} | x |`;
    const tables = [1, 2, 3, 4, 5].map(table).join("\n\n");
    const { message, chatId } = privately(`tables [[reply:${tables}]]`);
    await deliverFeishu(message);
    const [answer] = await visibleInFeishu(chatId);
    expect(answer?.msgType).toBe("interactive");
    for (const n of [1, 2, 3, 4, 5]) expect(answer?.text).toContain(`a${n}`);
    expect(answer?.text).toMatch(/```/);
  });

  it("with a remote image shows a link instead (row 28)", async () => {
    const { message, chatId } = privately("image [[reply:see ![cat](https://evil.example/c.png) here]]");
    await deliverFeishu(message);
    expect((await visibleInFeishu(chatId))[0]?.text).toBe("see [cat](https://evil.example/c.png) here");
  });

  it("with the key of an image that was never uploaded shows a link too (row 28)", async () => {
    const { message, chatId } = privately("image [[reply:see ![cat](img_v3_made_up) here]]");
    await deliverFeishu(message);
    expect(await visibleInFeishu(chatId)).toMatchObject([
      { text: "see [cat](img_v3_made_up) here", msgType: "interactive" },
    ]);
  });

  it("cannot call everybody in the group (a model writes what it likes)", async () => {
    const { message, chatId } = inGroup('page them [[reply:<at id=all></at> and <at user_id="ou_1">x</at>]]');
    await deliverFeishu(message);
    expect((await visibleInFeishu(chatId))[0]?.mentions).toEqual([]);
  });

  it("has its Chinese bold right", async () => {
    const { message, chatId } = privately("bold [[reply:**注意：**请先登录]]");
    await deliverFeishu(message);
    expect((await visibleInFeishu(chatId))[0]?.text).toBe("**注意**：请先登录");
  });

  it("of ninety thousand bytes comes in cards that the platform takes, counted in bytes (row 18)", async () => {
    const lines = Array.from({ length: 2_000 }, (_, line) => `第 ${line} 行，说的是一些话。`).join("\n\n");
    const { message, chatId, id } = privately(`long [[reply:${lines}]]`);
    // The made-up model takes its answer from the question, so the question has to be as long.
    const delivery = await feishuDelivery(message);
    await callWith({ MAX_MESSAGE_CHARS: "100000" }, "/webhooks/feishu", { method: "POST", ...delivery });
    await waitForDeliveries(id, ["in done", "out done"]);
    const seen = await visibleInFeishu(chatId);
    expect(seen.length).toBeGreaterThan(2);
    expect(seen.every(({ msgType, streaming }) => msgType === "interactive" && !streaming)).toBe(true);
    const text = seen.map((card) => card.text).join("\n\n");
    for (const line of [0, 999, 1_999]) expect(text).toContain(`第 ${line} 行`);
  });

  it.each([
    [
      "the app's limit, status 400 (row 24)",
      { kind: "code", code: 99991400, status: 400, headers: { "x-ogw-ratelimit-reset": "1" } },
    ],
    ["the chat's limit", { kind: "code", code: 230020, status: 200 }],
    ["the tenant's limit at ten o'clock", { kind: "code", code: 11232, status: 200 }],
    ["status 502", { kind: "status", status: 502 }],
    ["a gateway's page", { kind: "html", status: 503 }],
    ["a broken connection", { kind: "disconnect" }],
    ["an answer lost after the message was sent (row 16)", { kind: "disconnect", after: true }],
  ])("is tried again after %s, and seen once", async (_, fault) => {
    const { message, chatId, id } = privately("again [[reply:once]]");
    await feishuControl("faults", { chat: chatId, count: 2, fault });
    await deliverFeishu(message);
    const [, out] = await waitForDeliveries(id, ["in done", "out done"]);
    expect(out?.attempts).toBeGreaterThan(1);
    expect((await visibleInFeishu(chatId)).map(({ text }) => text)).toEqual(["once"]);
  });

  it("gets a new token when the platform took the old one back, also with status 200 (row 15)", async () => {
    await feishuControl("revoke");
    const one = privately("token [[reply:one]]");
    await deliverFeishu(one.message);
    expect(await visibleInFeishu(one.chatId)).toHaveLength(1);
    await feishuControl("limits", { errorStatus: 200 });
    await feishuControl("revoke");
    const two = privately("token [[reply:two]]");
    await deliverFeishu(two.message);
    expect(await visibleInFeishu(two.chatId)).toHaveLength(1);
    await feishuControl("limits", { errorStatus: 400 });
  });

  it.each([
    ["recalled", 230011],
    ["deleted", 231003],
  ])("to a %s message is dead at once and goes nowhere else (row 14)", async (state, code) => {
    const { message, chatId, id } = inGroup("gone [[firsttoken:200]]");
    await feishuControl("messages", { messageId: id, chatId, state });
    await deliverFeishu(message);
    const [, out] = await waitForDeliveries(id, ["in done", "out dead"]);
    expect(out?.last_error).toContain(String(code));
    expect(out?.attempts).toBe(1);
    expect(await visibleInFeishu(chatId, 0)).toEqual([]);
  });

  it("into a group without the bot is dead with its reason, and leaves once the bot is back", async () => {
    const { message, chatId, id } = inGroup("x [[reply:back again]]");
    await feishuControl("chats", { chat: chatId, member: false });
    await deliverFeishu(message);
    const [, out] = await waitForDeliveries(id, ["in done", "out dead"]);
    expect(out?.last_error).toMatch(/230002.*add it to the group/);
    await feishuControl("chats", { chat: chatId, member: true });
    expect(await (await control(out?.id ?? "", "retry")).json()).toMatchObject({ state: "pending" });
    expect(await visibleInFeishu(chatId)).toMatchObject([{ text: "back again" }]);
    await waitForDeliveries(id, ["in done", "out done"]);
  });

  it("that is discarded is given up for good", async () => {
    const { message, chatId, id } = privately("x [[reply:never]]");
    await feishuControl("faults", { chat: chatId, count: "always", fault: { kind: "status", status: 503 } });
    await deliverFeishu(message);
    const [, out] = await waitForDeliveries(id, ["in done", "out pending"]);
    expect(out).toMatchObject({ attempts: expect.any(Number), next_attempt_at: expect.stringMatching(/Z$/) });
    const discarded = await (await control(out?.id ?? "", "discard")).json<{ last_error: string }>();
    expect(discarded).toMatchObject({ state: "dead" });
    expect(discarded.last_error).toMatch(/^discarded by the operator; before that: /);
    expect(await (await control(out?.id ?? "", "discard")).json()).toEqual(discarded);
  });
});

describe("other events", () => {
  it.each([
    "im.message.message_read_v1",
    "im.message.reaction.created_v1",
    "im.chat.member.bot.added_v1",
    "something.new_v9",
  ])("%s is acknowledged and starts nothing", async (type) => {
    const response = await deliverFeishu(feishuEvent(type, { chat_id: "oc_x", message_id: "om_x" }));
    expect(response.status).toBe(200);
  });

  it("a button is proven before it is heard: forged new kind, forged old kind (rows 8, 9)", async () => {
    const chatId = fresh("oc");
    const button = { value: { command: "/帮助" }, chatId, messageId: `om_${chatId}` };
    await feishuControl("messages", { messageId: button.messageId, chatId });
    const fresher = await feishuDelivery(feishuCardAction(button));
    const old = await feishuDelivery(feishuOldCardAction(button));
    const forged = [
      await feishuDelivery(feishuCardAction(button), { encryptKey: "another key" }),
      { ...fresher, headers: { "content-type": "application/json" } },
      { ...old, headers: { ...old.headers, "X-Lark-Signature": "0".repeat(40) } },
      // The event's own hash is the wrong one for this kind.
      await signed(old.body),
      await feishuDelivery(feishuOldCardAction(button), { verificationToken: "guessed" }),
    ];
    for (const attempt of forged)
      expect(await refusalOf(await deliver("/webhooks/feishu", attempt))).toBe("401 bad_signature");
    expect((await deliver("/webhooks/feishu", old)).status).toBe(200);
    // One answer: that of the genuine one.
    expect((await visibleInFeishu(chatId, 1)).map(({ text }) => text)).toEqual([
      expect.stringContaining("/新对话"),
    ]);
  });

  it("a button is acknowledged within a second while an answer is being made (row 10)", async () => {
    const gate = fresh("gate");
    const { message, chatId, id } = privately(`busy [[holdfirst:${gate}]]`);
    await deliverFeishu(message);
    const openId = `ou_${chatId}`;
    const started = Date.now();
    const response = await deliverFeishu(
      feishuCardAction({ value: { command: "/状态" }, chatId, messageId: id, openId }),
    );
    expect([response.status, await response.json()]).toEqual([200, {}]);
    expect(Date.now() - started).toBeLessThan(1_000);
    await release(gate);
    await waitForDeliveries(id, ["in done", "out done"]);
    expect((await visibleInFeishu(chatId, 2)).length).toBe(2);
  });

  it("a card's button with a command is answered like one (row 10)", async () => {
    const chatId = fresh("oc");
    const button = { value: { command: "/帮助" }, chatId, messageId: `om_${chatId}` };
    await feishuControl("messages", { messageId: button.messageId, chatId });
    const response = await deliverFeishu(feishuCardAction(button));
    expect([response.status, typeof (await response.json())]).toEqual([200, "object"]);
    expect((await visibleInFeishu(chatId, 1))[0]?.text).toContain("/新对话");
  });

  it("a button with nothing behind it gets a word, not an error", async () => {
    const response = await deliverFeishu(feishuCardAction({ value: { k: "approve" }, chatId: fresh("oc") }));
    expect([response.status, await response.json()]).toMatchObject([
      200,
      { toast: { type: expect.any(String) } },
    ]);
  });
});

describe("the door", () => {
  it("says which settings are missing, and that it is closed when it is", async () => {
    const half = { FEISHU_ENCRYPT_KEY: "", FEISHU_VERIFICATION_TOKEN: "" };
    const init = { method: "POST", ...(await feishuDelivery(privately("x").message)) };
    expect(await refusalOf(await callWith(half, "/webhooks/feishu", init))).toBe("503 misconfigured");
    const off = { FEISHU_ENABLED: "false" };
    expect(await refusalOf(await callWith(off, "/webhooks/feishu", init))).toBe("404 channel_off");
  });

  it("takes events without a key by their token alone, where only that is configured", async () => {
    const settings = { FEISHU_ENCRYPT_KEY: "" };
    const { message } = privately("token only");
    const delivery = await feishuDelivery(message, { encrypt: false, encryptKey: null });
    expect((await callWith(settings, "/webhooks/feishu", { method: "POST", ...delivery })).status).toBe(200);
    const wrong = await feishuDelivery(feishuMessage({ text: "x", token: "guess" }), {
      encrypt: false,
      encryptKey: null,
    });
    const refused = await callWith(settings, "/webhooks/feishu", { method: "POST", ...wrong });
    expect(await refusalOf(refused)).toBe("401 bad_signature");
  });
});

async function command(name: string): Promise<void> {
  await fetch(`${env.FAKE_FEISHU_URL}/control/${name}`, { method: "POST" });
}
