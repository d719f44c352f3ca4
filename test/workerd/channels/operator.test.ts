// What the operator sees of the channels and can do: deliveries, notices, metrics, health, erasure.
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { DINGTALK_TEST_APP } from "../../support/dingtalk-delivery.ts";
import { FEISHU_TEST_APP, feishuDelivery, feishuMessage } from "../../support/feishu-delivery.ts";
import { ADMIN, bearer, call, callWith, fresh, jsonRequest } from "../support.ts";
import {
  ask,
  control,
  deliverDingTalk,
  deliverFeishu,
  deliveries,
  feishuCalls,
  feishuControl,
  refusalOf,
  said,
  visibleInDingTalk,
  visibleInFeishu,
  waitForDeliveries,
} from "./support.ts";

const admin = (path: string, init: RequestInit = {}) =>
  call(path, { ...init, headers: { ...bearer(ADMIN), ...init.headers } });

async function answeredFeishu(text = "hello") {
  const chatId = fresh("oc");
  const message = feishuMessage({ text, chatId, openId: `ou_${chatId}` });
  await deliverFeishu(message);
  const id = message.event.message.message_id;
  const rows = await waitForDeliveries(id, ["in done", "out done"]);
  return { chatId, id, rows, openId: `ou_${chatId}` };
}

describe("the list of deliveries", () => {
  it("tells of each message what came in and what went out, in the contract's own names", async () => {
    const { id, rows, chatId } = await answeredFeishu();
    const [arrival, departure] = rows;
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const common = {
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      message_id: id,
      channel: "feishu",
      attempts: 1,
      last_error: null,
      session_id: `feishu:${chatId}`,
      created_at: time,
      updated_at: time,
      next_attempt_at: null,
      state: "done",
    };
    expect(arrival).toEqual({ ...common, direction: "in" });
    expect(departure).toEqual({ ...common, direction: "out" });
  });

  it("is filtered by state and channel, and paged, the newest first", async () => {
    await answeredFeishu();
    await answeredFeishu();
    const done = await deliveries({ state: "done", channel: "feishu" });
    expect(done.length).toBeGreaterThanOrEqual(4);
    expect(done.every(({ state, channel }) => state === "done" && channel === "feishu")).toBe(true);
    expect(done.map(({ id }) => id)).toEqual(
      done
        .map(({ id }) => id)
        .sort()
        .reverse(),
    );
    expect(await deliveries({ channel: "signed" })).toEqual([]);
    const seen: string[] = [];
    let cursor = "";
    do {
      const page = await (await admin(`/api/admin/deliveries?limit=3&cursor=${cursor}`)).json<{
        data: { id: string }[];
        next_cursor: string | null;
      }>();
      expect(page.data.length).toBeLessThanOrEqual(3);
      seen.push(...page.data.map(({ id }) => id));
      cursor = page.next_cursor ?? "";
    } while (cursor !== "");
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBe((await deliveries()).length);
  });

  it("shows a message while it waits for its answer", async () => {
    const chatId = fresh("oc");
    const message = feishuMessage({ text: "wait [[chunks:5]] [[delay:900]]", chatId });
    await deliverFeishu(message);
    const id = message.event.message.message_id;
    await waitForDeliveries(id, ["in pending"]);
    await waitForDeliveries(id, ["in done", "out done"]);
  });

  it.each([
    ["/api/admin/deliveries?state=lost", "400 invalid_filter"],
    ["/api/admin/deliveries?channel=email", "400 invalid_filter"],
    ["/api/admin/deliveries?limit=0", "400 invalid_limit"],
    ["/api/admin/deliveries?cursor=abc", "400 invalid_cursor"],
  ])("refuses %s", async (path, expected) => {
    expect(await refusalOf(await admin(path))).toBe(expected);
  });

  it("of what failed can be put aside, in both directions, and tried again all the same", async () => {
    const chatId = fresh("oc");
    await feishuControl("chats", { chat: chatId, member: false });
    const lost = feishuMessage({ text: "to nobody", chatId });
    await deliverFeishu(lost);
    const [, out] = await waitForDeliveries(lost.event.message.message_id, ["in done", "out dead"]);
    const unanswered = feishuMessage({ text: "fails [[status:400]]", chatId: fresh("oc") });
    await deliverFeishu(unanswered);
    const [arrival] = await waitForDeliveries(unanswered.event.message.message_id, ["in dead", "out done"]);
    for (const { id } of [out, arrival].filter((row) => row !== undefined)) {
      for (const _ of ["once", "and again"]) expect((await control(id, "discard")).status).toBe(200);
      await vi.waitFor(async () => {
        const row = (await deliveries({ state: "dead" })).find((known) => known.id === id);
        expect(row?.last_error).toMatch(/^discarded by the operator; before that: (?!discarded)/);
      }, 5_000);
    }
    await feishuControl("chats", { chat: chatId, member: true });
    if (out) expect(await (await control(out.id, "retry")).json()).toMatchObject({ state: "pending" });
    await waitForDeliveries(lost.event.message.message_id, ["in done", "out done"]);
  });

  it("is the operator's alone, and unknown ids are not found", async () => {
    expect(await refusalOf(await call("/api/admin/deliveries"))).toBe("401 invalid_api_key");
    for (const id of ["x", crypto.randomUUID(), "0190aaaa-0000-7000-8000-000000000000"])
      for (const wish of ["retry", "discard"] as const)
        expect(await refusalOf(await control(id, wish))).toBe("404 delivery_not_found");
    expect((await admin("/api/admin/deliveries/x/retry")).status).toBe(405);
  });

  it("forgets an erased person's deliveries", async () => {
    const { id, openId, chatId } = await answeredFeishu();
    const erased = await admin(`/api/admin/conversations?user_id=${openId}`, { method: "DELETE" });
    expect(erased.status).toBe(200);
    await vi.waitFor(async () => {
      expect((await deliveries()).filter(({ message_id }) => message_id === id)).toEqual([]);
      const rows = await env.DB.prepare("SELECT 1 FROM conversation_logs WHERE user_id = ?")
        .bind(openId)
        .all();
      expect(rows.results).toEqual([]);
    }, 8_000);
    // The chat goes on as if it were new.
    await deliverFeishu(feishuMessage({ text: "again [[reply:hello again]]", chatId, openId }));
    expect((await visibleInFeishu(chatId, 2))[1]?.text).toBe("hello again");
  });
});

describe("a notice to a group", () => {
  const FEISHU_BOT = {
    FEISHU_WEBHOOK_URL: `${env.FAKE_FEISHU_URL}/open-apis/bot/v2/hook/${FEISHU_TEST_APP.webhookId}`,
    FEISHU_WEBHOOK_SECRET: FEISHU_TEST_APP.webhookSecret,
  };
  const DINGTALK_BOT = {
    DINGTALK_WEBHOOK_URL: `${env.FAKE_DINGTALK_URL}/robot/send?access_token=${DINGTALK_TEST_APP.webhookToken}`,
    DINGTALK_WEBHOOK_SECRET: DINGTALK_TEST_APP.webhookSecret,
  };
  const notify = (settings: Record<string, string>, body: unknown) =>
    callWith(settings, "/api/admin/notify", jsonRequest(body, bearer(ADMIN)));

  it("is signed as each platform wants it, and says what it says", async () => {
    const text = fresh("备份完成");
    expect((await notify(FEISHU_BOT, { channel: "feishu", text })).status).toBe(200);
    expect((await notify(DINGTALK_BOT, { channel: "dingtalk", text })).status).toBe(200);
    expect(await feishuCalls({ operation: "hook", contains: text, succeeded: "true" })).toHaveLength(1);
    const [seen] = await ask<object[]>(env.FAKE_DINGTALK_URL, "visible", { contains: text, at_least: "1" });
    expect(seen).toMatchObject({ via: "custom", kind: "text" });
  });

  it("that the platform refuses is an error that names the switch and no secret", async () => {
    for (const [settings, channel, name] of [
      [{ ...FEISHU_BOT, FEISHU_WEBHOOK_SECRET: "wrong-secret" }, "feishu", "FEISHU_WEBHOOK_SECRET"],
      [{ ...DINGTALK_BOT, DINGTALK_WEBHOOK_SECRET: "wrong-secret" }, "dingtalk", "DINGTALK_WEBHOOK_SECRET"],
    ] as const) {
      const response = await notify(settings, { channel, text: "x" });
      const body = await response.text();
      expect(response.status).toBe(502);
      expect(body).toContain(name);
      expect(body).not.toMatch(/wrong-secret|access_token|hook\//);
    }
  });

  it.each([
    [{ channel: "email", text: "x" }, "400 invalid_value"],
    [{ channel: "feishu", text: "  " }, "400 invalid_value"],
    [{ channel: "feishu" }, "400 invalid_value"],
    [{ channel: "feishu", text: "x" }, "404 channel_off"],
  ])("%o is %s", async (body, expected) => {
    expect(await refusalOf(await notify({}, body))).toBe(expected);
  });
});

describe("metrics", () => {
  it("count calls to each platform by month and operation, for the operator alone", async () => {
    await answeredFeishu();
    const senderStaffId = fresh("staff").slice(0, 30);
    await deliverDingTalk(said({ text: "hi", senderStaffId }));
    await visibleInDingTalk(senderStaffId);
    const text = await (await admin("/metrics")).text();
    const sample = (platform: string, operation: string) =>
      new RegExp(
        `^clawdbot_platform_calls\\{platform="${platform}",operation="${operation}",month="\\d{4}-\\d\\d"\\} [1-9]`,
        "m",
      );
    expect(text).toMatch(sample("feishu", "message.reply"));
    expect(text).toMatch(sample("feishu", "token"));
    expect(text).toMatch(sample("dingtalk", "session"));
    expect(text).toMatch(/^# TYPE clawdbot_platform_calls gauge$/m);
    expect(await refusalOf(await call("/metrics"))).toBe("401 invalid_api_key");
  });
});

describe("health", () => {
  const checks = async (settings: Record<string, string>, headers = {}) => {
    const response = await callWith(settings, "/health", { headers });
    const { status, checks: found } = await response.json<{
      status: string;
      checks: Record<string, { status: string; message?: string }>;
    }>();
    return { status, dingtalk: found.dingtalk, feishu: found.feishu };
  };

  it("says which channels are on, and spends no call on them", async () => {
    const before = (await feishuCalls({})).length;
    expect(await checks({})).toEqual({ status: "ok", dingtalk: { status: "ok" }, feishu: { status: "ok" } });
    expect(await checks({ FEISHU_ENABLED: "false", DINGTALK_ENABLED: "false" })).toMatchObject({
      dingtalk: { status: "off" },
      feishu: { status: "off" },
    });
    expect((await feishuCalls({})).length).toBe(before);
  });

  it("says what a channel lacks, and that the encrypt key is the safe one", async () => {
    const bare = { FEISHU_ENCRYPT_KEY: "", FEISHU_VERIFICATION_TOKEN: "" };
    expect(await checks(bare)).toMatchObject({
      status: "degraded",
      feishu: { status: "error", message: expect.stringMatching(/FEISHU_ENCRYPT_KEY \(the safe one/) },
    });
    expect((await checks({ FEISHU_ENCRYPT_KEY: "" })).feishu).toEqual({ status: "ok" });
    expect((await checks({ FEISHU_ENCRYPT_KEY: "" }, bearer(ADMIN))).feishu?.message).toMatch(
      /FEISHU_ENCRYPT_KEY, the safe one/,
    );
  });
});

it("a message by the door of another channel's settings is the same conversation's duplicate", async () => {
  const message = feishuMessage({ text: "x [[reply:x]]", chatId: fresh("oc") });
  const init = { method: "POST", ...(await feishuDelivery(message)) };
  expect((await callWith({ GROUP_SESSION: "user" }, "/webhooks/feishu", init)).status).toBe(200);
  expect((await callWith({}, "/webhooks/feishu", init)).status).toBe(200);
  await waitForDeliveries(message.event.message.message_id, ["in done", "out done"]);
});
