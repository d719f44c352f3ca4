// The channels with the settings that are off by default: AI cards on DingTalk, one finished message on Feishu, a conversation for
// each member of a group, a strict signed webhook, one organisation.
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { dingtalkMessage, signedDelivery } from "../../support/dingtalk-delivery.ts";
import type { VisibleMessage } from "../../support/fake-dingtalk.ts";
import { BOT_MENTION, feishuMessage } from "../../support/feishu-delivery.ts";
import {
  ask,
  command,
  deliver,
  deliverDingTalk,
  deliverFeishu,
  dingtalkCalls,
  dingtalkControl,
  feishuCalls,
  feishuControl,
  refusalOf,
  said,
  visibleInDingTalk,
  visibleInFeishu,
  waitForDeliveries,
} from "../channels/support.ts";
import { fresh, modelCalls, release } from "../support.ts";

const staff = () => fresh("staff").slice(0, 30);

async function finishedCards(chat: string): Promise<VisibleMessage[]> {
  let seen: VisibleMessage[] = [];
  await vi.waitFor(
    async () => {
      seen = await visibleInDingTalk(chat);
      expect(seen.every(({ card }) => card === null || card.finished)).toBe(true);
    },
    { timeout: 8_000, interval: 100 },
  );
  return seen;
}

// First in this file: afterwards it is known.
describe("who the bot is", () => {
  it("need not be known for a command in a private chat, behind a mention (row 12)", async () => {
    await command(env.FAKE_FEISHU_URL, "bot", { fails: true });
    const chatId = fresh("oc");
    await deliverFeishu(feishuMessage({ text: "@_user_1 /帮助", mentions: [BOT_MENTION], chatId }));
    expect((await visibleInFeishu(chatId, 1))[0]?.text).toContain("/新对话");
    expect(await modelCalls("/帮助")).toEqual([]);
  });

  it("is asked once; a group message that comes before it is known waits, in order, and is then answered (row 11)", async () => {
    const chatId = fresh("oc");
    await command(env.FAKE_FEISHU_URL, "bot", { fails: true });
    const group = (text: string, more: object = {}) =>
      feishuMessage({ text, chatId, chatType: "group", openId: "ou_ada", ...more });
    const first = group("first [[reply:one]]");
    expect((await deliverFeishu(first)).status).toBe(200);
    expect((await deliverFeishu(group("not meant", { mentions: [] }))).status).toBe(200);
    expect((await deliverFeishu(group("second [[reply:two]]"))).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(await visibleInFeishu(chatId, 0)).toEqual([]);
    await command(env.FAKE_FEISHU_URL, "bot", { fails: false });
    // Each look at an identity that is not told waits longer than the one before.
    await vi.waitFor(
      async () => expect((await visibleInFeishu(chatId)).map(({ text }) => text)).toEqual(["one", "two"]),
      { timeout: 15_000, interval: 200 },
    );
    await waitForDeliveries(first.event.message.message_id, ["in done", "out done"]);
  });
});

describe("an AI card", () => {
  it("grows while the answer is made and holds it for good (rows 40, 41)", async () => {
    const senderStaffId = staff();
    const gate = fresh("gate");
    await deliverDingTalk(said({ text: `grow [[chunks:40]] [[delay:40]] [[hold:${gate}]]`, senderStaffId }));
    const [growing] = await visibleInDingTalk(senderStaffId);
    expect(growing).toMatchObject({ via: "card", card: { finished: false } });
    expect(growing?.card?.text).not.toBe("");
    await release(gate);
    const [card, ...more] = await finishedCards(senderStaffId);
    expect(more).toEqual([]);
    expect(card?.card).toMatchObject({ finished: true, error: false, blankOnReopen: false });
    expect(card?.card?.text).toMatch(/piece 1 [\s\S]*piece 40/);
  });

  it("is paced: not more than one update in 800 ms (row 39)", async () => {
    const conversationId = fresh("cid");
    await deliverDingTalk(said({ text: "pace [[chunks:60]] [[delay:50]]", group: true, conversationId }));
    await visibleInDingTalk(conversationId);
    await finishedCards(conversationId);
    const calls = await dingtalkCalls({ operation: "card.stream", chat: conversationId });
    expect(calls.length).toBeLessThanOrEqual(7);
    expect(calls.length).toBeGreaterThan(1);
    expect(new Set(calls.map(({ body }) => body.guid)).size).toBe(calls.length);
  });

  it("that one chat does not take is no reason to lose an answer, nor to show none to others (row 33)", async () => {
    const [senderStaffId, other] = [staff(), staff()];
    await dingtalkControl("chats", { chat: senderStaffId, cardError: "robot not in chat" });
    await deliverDingTalk(said({ text: "x [[firsttoken:600]] [[reply:all the same]]", senderStaffId }));
    expect(await visibleInDingTalk(senderStaffId)).toMatchObject([{ via: "session", text: "all the same" }]);
    await deliverDingTalk(said({ text: "y [[firsttoken:600]] [[reply:a card]]", senderStaffId: other }));
    expect(await finishedCards(other)).toMatchObject([{ via: "card", card: { text: "a card" } }]);
  });

  it("is no way to an external contact: the longest table reaches them as lists, each row once (rows 36, 37, 45)", async () => {
    const conversationId = fresh("cid");
    const titles = Array.from({ length: 8 }, (_, column) => `a rather long title of column ${column}`);
    const rows = Array.from({ length: 180 }, (_, row) => `| row${row}x | 1 | 2 | 3 | 4 | 5 | 6 | 7 |`);
    const table = [`| ${titles.join(" | ")} |`, `|${" - |".repeat(8)}`, ...rows].join("\n");
    const message = said({ text: `[[reply:${table}]]`, senderStaffId: null, conversationId });
    await deliverDingTalk(message);
    await waitForDeliveries(message.msgId, ["in done", "out done"]);
    const seen = await visibleInDingTalk(conversationId, 2);
    expect(new Set(seen.map(({ via }) => via))).toEqual(new Set(["session"]));
    const words = seen.map(({ text }) => text).join("\n");
    expect(words.match(/row\d+x/g)).toEqual(rows.map((_, row) => `row${row}x`));
  });

  // Last of the cards: they rest for a while afterwards.
  it("that the app may not make is no reason to lose an answer; the next ones come without it (row 39)", async () => {
    const [senderStaffId, other] = [staff(), staff()];
    await dingtalkControl("faults", {
      chat: senderStaffId,
      match: "card.create",
      fault: { kind: "status", status: 403, code: "Forbidden.AccessDenied.AccessTokenPermissionDenied" },
    });
    await deliverDingTalk(said({ text: "z [[firsttoken:600]] [[reply:still there]]", senderStaffId }));
    expect(await visibleInDingTalk(senderStaffId)).toMatchObject([{ via: "session", text: "still there" }]);
    await deliverDingTalk(said({ text: "w [[firsttoken:600]] [[reply:no card]]", senderStaffId: other }));
    expect(await visibleInDingTalk(other)).toMatchObject([{ via: "session" }]);
    expect(await dingtalkCalls({ operation: "card.create", chat: other })).toEqual([]);
  });

  it("of another organisation's robot is not even begun", async () => {
    const foreign = said({ text: "x", chatbotCorpId: "dingelse" });
    expect(await refusalOf(await deliverDingTalk(foreign))).toBe("401 bad_signature");
  });
});

describe("Feishu without cards that grow", () => {
  it("sends one finished message, with a sign on the question while it is made (row 25)", async () => {
    const gate = fresh("gate");
    const chatId = fresh("oc");
    await deliverFeishu(feishuMessage({ text: `x [[holdfirst:${gate}]] [[reply:done]]`, chatId }));
    const signs = await ask<{ emojiType: string }[]>(env.FAKE_FEISHU_URL, "reactions", {
      chat: chatId,
      at_least: "1",
    });
    expect(signs).toMatchObject([{ emojiType: "Typing" }]);
    expect(await visibleInFeishu(chatId, 0)).toEqual([]);
    await release(gate);
    expect(await visibleInFeishu(chatId)).toMatchObject([{ text: "done", edits: 0, cardId: null }]);
    await vi.waitFor(async () => {
      expect(await ask(env.FAKE_FEISHU_URL, "reactions", { chat: chatId })).toEqual([]);
    }, 5_000);
    expect(await feishuCalls({ chat: chatId, operation: "card.create" })).toEqual([]);
  });

  it("needs no sign for an answer that is there at once, and none to answer (row 25)", async () => {
    const chatId = fresh("oc");
    await feishuControl("faults", {
      match: "reaction.create",
      chat: chatId,
      count: "always",
      fault: { kind: "code", code: 99991400, msg: "limit", status: 400 },
    });
    const quick = feishuMessage({ text: "quick [[reply:quick]]", chatId });
    await deliverFeishu(quick);
    await visibleInFeishu(chatId, 1);
    expect(await feishuCalls({ chat: chatId, operation: "reaction.create" })).toEqual([]);
    await deliverFeishu(feishuMessage({ text: "slow [[firsttoken:600]] [[reply:slow]]", chatId }));
    expect((await visibleInFeishu(chatId, 2))[1]?.text).toBe("slow");
  });

  it("asks for no more signs once the month is used up (row 25)", async () => {
    await feishuControl("faults", {
      match: "reaction.create",
      count: "always",
      fault: { kind: "code", code: 99991403, msg: "quota", status: 400 },
    });
    const asked: number[] = [];
    for (const chatId of [fresh("oc"), fresh("oc"), fresh("oc")]) {
      await deliverFeishu(feishuMessage({ text: "slow [[firsttoken:600]] [[reply:slow]]", chatId }));
      expect(await visibleInFeishu(chatId)).toMatchObject([{ text: "slow" }]);
      asked.push((await feishuCalls({ chat: chatId, operation: "reaction.create" })).length);
    }
    expect(asked).toEqual([1, 0, 0]);
  });
});

describe("a conversation for each member", () => {
  it("keeps people of one group apart, on both platforms; a topic is shared", async () => {
    const word = fresh("word");
    const chatId = fresh("oc");
    const feishu = (text: string, openId: string, threadId?: string) =>
      feishuMessage({ text, chatId, chatType: "group", openId, ...(threadId && { threadId }) });
    await deliverFeishu(feishu(`ada asks ${word}`, "ou_ada"));
    await visibleInFeishu(chatId, 1);
    await deliverFeishu(feishu(`ben asks ${word}`, "ou_ben"));
    await visibleInFeishu(chatId, 2);
    expect((await modelCalls(`ben asks ${word}`))[0]?.body.messages).toHaveLength(2);
    await deliverFeishu(feishu(`ada in topic ${word}`, "ou_ada", "omt_1"));
    await visibleInFeishu(chatId, 3);
    await deliverFeishu(feishu(`ben in topic ${word}`, "ou_ben", "omt_1"));
    await visibleInFeishu(chatId, 4);
    expect((await modelCalls(`ben in topic ${word}`))[0]?.body.messages).toHaveLength(4);

    const conversationId = fresh("cid");
    for (const senderStaffId of ["ada", "ben"])
      await deliverDingTalk(
        said({ text: `${senderStaffId} says ${word}`, group: true, conversationId, senderStaffId }),
      );
    await visibleInDingTalk(conversationId, 2);
    expect((await modelCalls(`ben says ${word}`))[0]?.body.messages).toHaveLength(2);
  });
});

describe("a strict signed webhook", () => {
  it("takes only bodies that are signed themselves", async () => {
    const body = { message_id: fresh("m"), session_id: "s", message: "hi [[reply:hello]]" };
    const loose = await signedDelivery(body, { secret: "signed-secret" });
    expect(await refusalOf(await deliver("/webhooks/signed", loose))).toBe("401 bad_signature");
    const strict = await signedDelivery(body, { secret: "signed-secret", bodySignature: true });
    expect((await deliver("/webhooks/signed", strict)).status).toBe(200);
  });
});

it("a robot callback without a session webhook is answered by the OpenAPI", async () => {
  const senderStaffId = staff();
  await deliverDingTalk(dingtalkMessage({ text: "x [[reply:by API]]", senderStaffId, sessionWebhook: null }));
  expect(await visibleInDingTalk(senderStaffId)).toMatchObject([{ text: "by API" }]);
});
