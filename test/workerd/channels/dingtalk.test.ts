// DingTalk, from the signed callback to what people see; each test of the failures seen in the wild says what it prevents.
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { dingtalkDelivery, signDingTalk } from "../../support/dingtalk-delivery.ts";
import { ADMIN, bearer, call, callWith, fresh, jsonRequest, modelCalls, release } from "../support.ts";
import {
  control,
  deliver,
  deliverDingTalk,
  dingtalkCalls,
  dingtalkControl,
  refusalOf,
  said,
  visibleInDingTalk,
  waitForDeliveries,
} from "./support.ts";

const staff = () => fresh("staff").slice(0, 30);

describe("a message to the robot", () => {
  it("in a single chat is acknowledged with an empty object and answered by its session webhook", async () => {
    const senderStaffId = staff();
    const response = await deliverDingTalk(said({ text: "hello there [[reply:well met]]", senderStaffId }));
    expect([response.status, await response.json()]).toEqual([200, {}]);
    expect(await visibleInDingTalk(senderStaffId)).toMatchObject([
      { kind: "markdown", via: "session", text: "well met" },
    ]);
  });

  it("in a group is answered to the one who asked, who is notified (row 38)", async () => {
    const conversationId = fresh("cid");
    const message = said({
      text: "who? [[reply:you]]",
      group: true,
      conversationId,
      senderStaffId: "staff77",
    });
    await deliverDingTalk(message);
    const [answer] = await visibleInDingTalk(conversationId);
    expect(answer).toMatchObject({ via: "session", notified: ["staff77"] });
    expect(answer?.text).toMatch(/@staff77[\s\S]*you/);
  });

  it("in a group may use the tools that are open to groups, and no others", async () => {
    const conversationId = fresh("cid");
    const word = fresh("word");
    const path = `/api/admin/models/${fresh("group")}`;
    const file = {
      title: "Group",
      model: "gpt-4o-mini",
      system_prompt: "The group.",
      tools: true,
      knowledge: false,
      default_for: [`dingtalk:${conversationId}`],
    };
    const saved = await call(path, { ...jsonRequest(file, bearer(ADMIN)), method: "PUT" });
    expect(saved.status).toBe(201);
    await deliverDingTalk(
      said({ text: `${word} [[tool:crm__lookup {"key":"ACME"}]]`, group: true, conversationId }),
    );
    const [answer] = await visibleInDingTalk(conversationId);
    await call(path, { method: "DELETE", headers: bearer(ADMIN) });
    expect(answer?.text).toContain("The value of ACME is 42.");
    const tools = (await modelCalls(word))[0]?.body.tools as { function: { name: string } }[];
    const names = tools.map((tool) => tool.function.name);
    expect(names).toEqual(expect.arrayContaining(["current_time", "crm__lookup"]));
    expect(names.filter((name) => name.startsWith("events__"))).toEqual([]);
  });

  it("is logged with channel, person and name", async () => {
    const senderStaffId = staff();
    await deliverDingTalk(said({ text: "log me [[reply:logged]]", senderStaffId, senderNick: "张三" }));
    await vi.waitFor(async () => {
      const row = await env.DB.prepare("SELECT * FROM conversation_logs WHERE user_id = ?")
        .bind(senderStaffId)
        .first();
      expect(row).toMatchObject({
        channel: "dingtalk",
        user_name: "张三",
        bot_response: "logged",
        status: "ok",
      });
    }, 8_000);
  });

  it("remembers the chat, and /新对话 forgets it", async () => {
    const senderStaffId = staff();
    const word = fresh("word");
    await deliverDingTalk(said({ text: `remember ${word}`, senderStaffId }));
    await visibleInDingTalk(senderStaffId, 1);
    await deliverDingTalk(said({ text: `again ${word} [[echo-history]]`, senderStaffId }));
    await visibleInDingTalk(senderStaffId, 2);
    expect((await modelCalls(`again ${word}`))[0]?.body.messages.length).toBe(4);
    await deliverDingTalk(said({ text: "/新对话", senderStaffId }));
    await deliverDingTalk(said({ text: `third ${word}`, senderStaffId }));
    const seen = await visibleInDingTalk(senderStaffId, 4);
    expect(seen[2]?.text).toContain("已开始新对话");
    expect((await modelCalls(`third ${word}`))[0]?.body.messages.length).toBe(2);
  });

  it("delivered five times at once is answered once (row 30)", async () => {
    const senderStaffId = staff();
    const delivery = await dingtalkDelivery(said({ text: "only once [[reply:once]]", senderStaffId }));
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => deliver("/webhooks/dingtalk", delivery)),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    await visibleInDingTalk(senderStaffId);
    await deliver("/webhooks/dingtalk", delivery);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await visibleInDingTalk(senderStaffId)).toHaveLength(1);
  });

  it("is acknowledged while the model thinks, whatever it does (row 30)", async () => {
    const senderStaffId = staff();
    const gate = fresh("gate");
    const started = Date.now();
    const response = await deliverDingTalk(said({ text: `slow [[holdfirst:${gate}]]`, senderStaffId }));
    expect(response.status).toBe(200);
    expect(Date.now() - started).toBeLessThan(1_000);
    await release(gate);
    await visibleInDingTalk(senderStaffId);
  });

  it("of a group that does not mention the robot is not answered", async () => {
    const conversationId = fresh("cid");
    const word = fresh("word");
    const response = await deliverDingTalk(
      said({ text: word, group: true, conversationId, isInAtList: false }),
    );
    expect(response.status).toBe(200);
    await deliverDingTalk(said({ text: "marker [[reply:marker]]", group: true, conversationId }));
    expect(await visibleInDingTalk(conversationId)).toHaveLength(1);
    expect(await modelCalls(word)).toEqual([]);
  });

  it("by voice is read from the platform's transcript, and a file gets a polite word", async () => {
    const senderStaffId = staff();
    await deliverDingTalk(said({ audio: { recognition: "说话 [[reply:听到了]]" }, senderStaffId }));
    await deliverDingTalk(said({ file: {}, senderStaffId }));
    const seen = await visibleInDingTalk(senderStaffId, 2);
    expect(seen.map(({ text }) => text)).toEqual(["听到了", expect.stringContaining("读不了文件")]);
  });

  it("with pictures shows them to the model, fetched without a content type (row 42)", async () => {
    const senderStaffId = staff();
    const word = fresh("word");
    const richText = [{ text: `what is this ${word}` }, { type: "picture" as const, downloadCode: "code-1" }];
    await deliverDingTalk(said({ richText, senderStaffId }));
    await visibleInDingTalk(senderStaffId);
    const [asked] = await modelCalls(word);
    const content = asked?.body.messages.at(-1)?.content;
    expect(content).toMatchObject([
      { type: "text", text: expect.stringContaining(word) },
      { type: "image_url", image_url: { url: expect.stringMatching(/^data:image\/png;base64,/) } },
    ]);
  });

  it("with the @ still in front of a command is the command all the same (row 12)", async () => {
    const conversationId = fresh("cid");
    await deliverDingTalk(said({ text: "@Clawdbot /帮助", group: true, conversationId }));
    const [answer] = await visibleInDingTalk(conversationId);
    expect(answer?.text).toContain("/新对话");
  });
});

describe("what is not from DingTalk", () => {
  it("is refused without a signature, with a wrong one, and with a percent-encoded one (rows 34, 35)", async () => {
    const { body, headers } = await dingtalkDelivery(said({ text: "x" }));
    const { sign = "", timestamp = "", ...rest } = headers;
    const attempts: Record<string, string>[] = [
      rest,
      { ...rest, timestamp },
      { ...rest, sign },
      { ...headers, sign: `${sign.slice(0, -2)}A=` },
      { ...headers, sign: encodeURIComponent(sign) },
      { ...headers, timestamp: String(Number(timestamp) + 1) },
      { ...headers, timestamp: "now" },
    ];
    for (const attempt of attempts)
      expect(await refusalOf(await deliver("/webhooks/dingtalk", { body, headers: attempt }))).toBe(
        "401 bad_signature",
      );
  });

  it.each([
    ["an hour and a second old", -3_601_000],
    ["an hour and a second ahead", 3_601_000],
  ])("is refused %s", async (_, off) => {
    const delivery = await dingtalkDelivery(said({ text: "x" }), { now: Date.now() + off });
    expect(await refusalOf(await deliver("/webhooks/dingtalk", delivery))).toBe("401 bad_signature");
  });

  it("is refused for another robot, and for another organisation where one is configured (row 31)", async () => {
    const other = await dingtalkDelivery(said({ text: "x", robotCode: "dingother" }));
    expect(await refusalOf(await deliver("/webhooks/dingtalk", other))).toBe("401 bad_signature");
    const delivery = await dingtalkDelivery(said({ text: "x" }));
    const settings = { DINGTALK_CORP_ID: "dingelse" };
    const refused = await callWith(settings, "/webhooks/dingtalk", { method: "POST", ...delivery });
    expect(await refusalOf(refused)).toBe("401 bad_signature");
  });

  it("never makes us post anywhere else than to the configured hosts (row 44)", async () => {
    for (const sessionWebhook of [
      "http://169.254.169.254/latest/meta-data",
      "https://oapi.dingtalk.com.evil.example/robot/sendBySession?session=1",
      `${env.FAKE_DINGTALK_URL.replace("127.0.0.1", "localhost")}/robot/sendBySession?session=stolen`,
      `${env.FAKE_DINGTALK_URL.replace("http://", "http://user:pass@")}/robot/sendBySession?session=stolen`,
    ]) {
      const senderStaffId = staff();
      await deliverDingTalk(said({ text: "safe [[reply:by the API]]", senderStaffId, sessionWebhook }));
      expect(await visibleInDingTalk(senderStaffId)).toMatchObject([{ via: "openapi", text: "by the API" }]);
    }
    expect(await dingtalkCalls({ operation: "session", contains: "stolen" })).toEqual([]);
  });
});

describe("an answer on its way", () => {
  it("goes by the OpenAPI when the session has ended, in a group and to a person (row 32)", async () => {
    const senderStaffId = staff();
    const conversationId = fresh("cid");
    const ended = { sessionWebhookExpiredTime: Date.now() - 1_000 };
    await deliverDingTalk(said({ text: "late [[reply:to a person]]", senderStaffId, ...ended }));
    await deliverDingTalk(said({ text: "late [[reply:to a group]]", group: true, conversationId, ...ended }));
    expect(await visibleInDingTalk(senderStaffId)).toMatchObject([{ via: "openapi" }]);
    expect((await visibleInDingTalk(conversationId))[0]?.text).toContain("to a group");
  });

  it("goes by the OpenAPI when the platform says that the session has ended (row 32)", async () => {
    const senderStaffId = staff();
    await dingtalkControl("faults", {
      chat: senderStaffId,
      match: "session",
      fault: { kind: "errcode", errcode: 300001, errmsg: "session not exist" },
    });
    await deliverDingTalk(said({ text: "x [[reply:found a way]]", senderStaffId }));
    expect(await visibleInDingTalk(senderStaffId)).toMatchObject([{ via: "openapi", text: "found a way" }]);
  });

  it("counts 200 with an error code as not sent and tries again (row 33)", async () => {
    const senderStaffId = staff();
    await dingtalkControl("faults", {
      chat: senderStaffId,
      match: "session",
      count: 2,
      fault: { kind: "errcode", errcode: -1, errmsg: "system busy" },
    });
    const message = said({ text: "x [[reply:in the end]]", senderStaffId });
    await deliverDingTalk(message);
    await waitForDeliveries(message.msgId, ["in done", "out done"]);
    expect(await visibleInDingTalk(senderStaffId)).toHaveLength(1);
  });

  it("renews a token that the platform took back (row 15)", async () => {
    const senderStaffId = staff();
    const options = { senderStaffId, sessionWebhook: null };
    await deliverDingTalk(said({ text: "x [[reply:one]]", ...options }));
    await visibleInDingTalk(senderStaffId, 1);
    await dingtalkControl("revoke", {});
    await deliverDingTalk(said({ text: "x [[reply:two]]", ...options }));
    expect((await visibleInDingTalk(senderStaffId, 2)).map(({ text }) => text)).toEqual(["one", "two"]);
  });

  it("to a person whom the app may not reach is dead with a reason, and leaves when that was mended (row 33)", async () => {
    const senderStaffId = staff();
    await dingtalkControl("chats", { chat: senderStaffId, messages: "invalid" });
    const message = said({ text: "x [[reply:at last]]", senderStaffId, sessionWebhook: null });
    await deliverDingTalk(message);
    const [, out] = await waitForDeliveries(message.msgId, ["in done", "out dead"]);
    expect(out?.last_error).not.toBeNull();
    await dingtalkControl("chats", { chat: senderStaffId, messages: "ok" });
    const answer = await control(out?.id ?? "", "retry");
    expect(await answer.json()).toMatchObject({ direction: "out", state: "pending" });
    await waitForDeliveries(message.msgId, ["in done", "out done"]);
    expect(await visibleInDingTalk(senderStaffId)).toMatchObject([{ text: "at last" }]);
    // Said again it changes nothing.
    expect(await (await control(out?.id ?? "", "retry")).json()).toMatchObject({ state: "done" });
    expect(await visibleInDingTalk(senderStaffId)).toHaveLength(1);
  });

  it("to an external contact whose session has ended is dead and says why (row 45)", async () => {
    const message = said({ text: "x", senderStaffId: null, sessionWebhookExpiredTime: Date.now() - 1_000 });
    await deliverDingTalk(message);
    const [, out] = await waitForDeliveries(message.msgId, ["in done", "out dead"]);
    expect(out?.last_error).toMatch(/session|staff/i);
  });

  it("of twenty thousand bytes comes in parts that the platform takes (row 36)", async () => {
    const senderStaffId = staff();
    const lines = Array.from({ length: 700 }, (_, line) => `第 ${line} 行，说的是一些话。`).join("\n");
    const message = said({ text: `long [[reply:${lines}]]`, senderStaffId });
    await deliverDingTalk(message);
    await waitForDeliveries(message.msgId, ["in done", "out done"]);
    const seen = await visibleInDingTalk(senderStaffId, 2);
    expect(seen.length).toBeGreaterThan(1);
    const text = seen.map((part) => part.text).join("\n");
    for (const line of [0, 350, 699]) expect(text).toContain(`第 ${line} 行`);
  });

  it("keeps tables and angle brackets readable (row 37)", async () => {
    const senderStaffId = staff();
    const table = "| 名称 | 价格 |\n| --- | --- |\n| 苹果 | 5 |\n\nuse <b>bold</b>";
    await deliverDingTalk(said({ text: `table [[reply:${table}]]`, senderStaffId }));
    const [answer] = await visibleInDingTalk(senderStaffId);
    expect(answer?.text).not.toContain("| --- |");
    expect(answer?.text).toMatch(/苹果.*5/);
    expect(answer?.text).toContain("&lt;b>bold&lt;/b>");
  });

  it("of a model that fails is one polite message with a request id, in the asker's language", async () => {
    const senderStaffId = staff();
    const message = said({ text: "请回答 [[status:400]]", senderStaffId });
    await deliverDingTalk(message);
    const [answer] = await visibleInDingTalk(senderStaffId);
    expect(answer?.text).toMatch(/抱歉[\s\S]*请求编号/);
    await waitForDeliveries(message.msgId, ["in dead", "out done"]);
    expect(await visibleInDingTalk(senderStaffId)).toHaveLength(1);
  });
});

it("the signature follows the vendor's own example", async () => {
  expect(await signDingTalk("1577262236757", "this is a secret")).toBe(
    "DJrE6qdyVGCQz9z5r2MDuNcNAhwYnuAkyj13cx169CA=",
  );
});
