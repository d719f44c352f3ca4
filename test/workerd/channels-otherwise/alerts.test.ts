// Alerts, each provoked: told once to each group's bot, in its language, and once more when they are over.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { backupIdAt } from "../../../src/core/backup.ts";
import { timeOrderedId } from "../../../src/core/identifier.ts";
import { billingMonth } from "../../../src/core/quota.ts";
import { FEISHU_TEST_APP } from "../../support/feishu-delivery.ts";
import { ask, command, visibleInFeishu } from "../channels/support.ts";
import { ADMIN, bearer, call, fresh, KEY, postJson, say } from "../support.ts";

const caretaker = env.CARETAKER.getByName("caretaker");
const GROUP = FEISHU_TEST_APP.webhookChatId;

interface Alert {
  rule: string;
  subject: string | null;
  state: string;
  sent: { channel: string; error: string | null }[];
}

async function alerts(): Promise<Alert[]> {
  const response = await call("/api/admin/alerts", { headers: bearer(ADMIN) });
  return (await response.json<{ data: Alert[] }>()).data;
}

/** What the round said to the group, and nothing that was said before. */
async function saidBy(round: () => Promise<unknown>): Promise<string[]> {
  const before = (await visibleInFeishu(GROUP, 0)).length;
  await round();
  return (await visibleInFeishu(GROUP, 0)).slice(before).map(({ text }) => text);
}

const tick = () => caretaker.tick();
async function ticks(count: number): Promise<void> {
  for (let round = 0; round < count; round += 1) await tick();
}

const idAt = (time: number) => timeOrderedId(time, crypto.getRandomValues(new Uint8Array(10)));

async function addDelivery(state: string, ageMs: number): Promise<string> {
  const time = Date.now() - ageMs;
  const id = idAt(time);
  const at = new Date(time).toISOString();
  await env.DB.prepare(
    `INSERT INTO deliveries (id, message_id, channel, direction, state, attempts, session_id, created_at, updated_at, user_id, object_name)
     VALUES (?1, ?1, 'feishu', 'out', ?2, 1, 's', ?3, ?3, 'u', 'o')`,
  )
    .bind(id, state, at)
    .run();
  return id;
}

async function addAnswers(count: number, firstTokenMs: number): Promise<void> {
  const rows = Array.from({ length: count }, () => ({ id: idAt(Date.now() - 1_000) }));
  await env.DB.prepare(
    `INSERT INTO conversation_logs (id, session_id, user_input, bot_response, timestamp, channel, model, status, cached, request_id, first_token_ms)
     SELECT value ->> 'id', 's', 'q', 'a', ?2, 'web', 'm', 'ok', 0, 'r', ?3 FROM json_each(?1)`,
  )
    .bind(JSON.stringify(rows), new Date().toISOString(), firstTokenMs)
    .run();
}

const count = (requests: number, errors: number) =>
  env.LOGS.getByName("logs-0").append({
    id: crypto.randomUUID(),
    lines: { access: "", app: "" },
    samples: {},
    requests,
    errors,
  });

beforeAll(async () => {
  expect(await saidBy(tick)).toEqual([]);
});

// Whatever a test leaves behind would be the next one's alert.
beforeEach(async () => {
  const on = (await alerts()).filter(({ state }) => state === "on");
  expect(on.map(({ rule }) => rule)).toEqual([]);
});

describe("model_failing", () => {
  it("comes when three calls in a row failed, and is over with the next that succeeds", async () => {
    const fail = () => postJson("/api/chat", { message: `${fresh("f")} [[status:500]]` }, bearer(KEY));
    const failed = async (rows: number) =>
      vi.waitFor(async () => {
        const found = await env.DB.prepare(
          "SELECT count(*) AS rows FROM conversation_logs WHERE error LIKE 'model_unreachable:%'",
        ).first<{ rows: number }>();
        expect(found?.rows).toBe(rows);
      }, 5_000);
    await Promise.all([fail(), fail()]);
    await failed(2);
    expect(await saidBy(tick)).toEqual([]);
    await fail();
    await failed(3);
    const said = await saidBy(() => ticks(2));
    expect(said).toHaveLength(1);
    expect(said[0]).toContain("模型连续三次调用失败");
    expect(
      await ask<object[]>(env.FAKE_DINGTALK_URL, "visible", { contains: "模型连续三次调用失败" }),
    ).toHaveLength(1);
    const text = fresh("fine");
    await say(text);
    await vi.waitFor(async () => {
      const row = await env.DB.prepare("SELECT 1 FROM conversation_logs WHERE user_input = ?")
        .bind(text)
        .first();
      expect(row).not.toBeNull();
    }, 5_000);
    expect((await saidBy(() => ticks(2))).join()).toContain("【恢复】模型恢复正常");
    expect((await alerts())[0]).toMatchObject({
      rule: "model_failing",
      state: "over",
      sent: [
        { channel: "feishu", error: null },
        { channel: "dingtalk", error: null },
        { channel: "feishu", error: null },
        { channel: "dingtalk", error: null },
      ],
    });
  });
});

describe("rules that look at a window", () => {
  it("errors: more than one in ten of at least twenty; over when three rounds saw none", async () => {
    await count(200, 5);
    expect(await saidBy(tick)).toEqual([]);
    await count(100, 100);
    const said = await saidBy(() => ticks(3));
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/最近五分钟 \d+ 个请求中有 \d+ 个以 5xx 结束/);
    await count(5_000, 0);
    expect(await saidBy(() => ticks(2))).toEqual([]);
    expect((await saidBy(tick)).join()).toContain("【恢复】请求错误率");
  });

  it("slow: the median of at least ten first tokens", async () => {
    await addAnswers(8, 30_000);
    expect(await saidBy(tick)).toEqual([]);
    await addAnswers(6, 30_000);
    expect((await saidBy(() => ticks(2))).join()).toContain("首字中位数为 30.0 秒，超过 20 秒");
    await addAnswers(60, 100);
    expect((await saidBy(() => ticks(3))).join()).toContain("【恢复】首字速度");
  });
});

describe("deliveries", () => {
  it("dead_letters: any new one, until it is discarded; an old one is no news", async () => {
    await addDelivery("dead", 2 * 3_600_000);
    expect(await saidBy(tick)).toEqual([]);
    const id = await addDelivery("dead", 60_000);
    const said = await saidBy(() => ticks(3));
    expect(said).toHaveLength(1);
    expect(said[0]).toContain("有 1 条消息未能答复或送达");
    await env.DB.prepare("UPDATE deliveries SET last_error = 'discarded by the operator' WHERE id = ?")
      .bind(id)
      .run();
    expect((await saidBy(tick)).join()).toContain("【恢复】");
  });

  it("stuck: pending for more than five minutes; several alerts of a round are one message", async () => {
    await addDelivery("pending", 4 * 60_000);
    expect(await saidBy(tick)).toEqual([]);
    const ids = [await addDelivery("pending", 6 * 60_000), await addDelivery("dead", 1_000)];
    const said = await saidBy(() => ticks(2));
    expect(said).toHaveLength(1);
    expect(said[0]).toContain("有 1 条投递等待超过五分钟");
    expect(said[0]).toContain("有 1 条消息未能答复或送达");
    for (const id of ids) await env.DB.prepare("DELETE FROM deliveries WHERE id = ?").bind(id).run();
    expect(await saidBy(tick)).toHaveLength(1);
  });
});

describe("quota", () => {
  it("is told at 50, 80 and 95 %, once each, by platform", async () => {
    const use = (calls: number) =>
      runInDurableObject(env.ACCOUNTS.getByName("dingtalk"), (_, { storage }) => {
        const month = billingMonth(Date.now());
        storage.sql.exec(
          "INSERT OR REPLACE INTO calls (month, operation, calls) VALUES (?, 'test', ?)",
          month,
          calls,
        );
      });
    const told: string[] = [];
    for (const calls of [400_000, 600_000, 700_000, 810_000, 960_000, 970_000]) {
      await use(calls);
      told.push(...(await saidBy(() => ticks(2))));
    }
    expect(told.map((text) => /额度的 (\d+)%/.exec(text)?.[1])).toEqual(["50", "80", "95"]);
    expect(told[2]).toContain("钉钉");
    await use(0);
    expect((await saidBy(tick)).join()).toContain("【恢复】");
  });
});

describe("backup", () => {
  it("is told when the last whole one is older than 26 hours, and over when the next is made", async () => {
    const keeper = env.BACKUPS.getByName("backups");
    await vi.waitFor(async () => expect((await keeper.summary()).lastCompleteAt).not.toBeNull(), 5_000);
    const old = backupIdAt(Date.now() - 27 * 3_600_000);
    await runInDurableObject(keeper, (_, { storage }) => {
      storage.sql.exec("UPDATE backups SET id = ?1, backup = json_set(backup, '$.id', ?1)", old);
    });
    expect((await saidBy(tick)).join()).toContain("最近一次完整备份在 27 小时前");
    // The same round made the one that was missing.
    await vi.waitFor(async () => {
      expect(Date.now() - ((await keeper.summary()).lastCompleteAt ?? 0)).toBeLessThan(3_600_000);
    }, 5_000);
    expect((await saidBy(() => ticks(2))).join()).toContain("【恢复】备份恢复正常");
  });
});

describe("a bot that does not take a notice", () => {
  it("gets it with a later round, and only then is it told", async () => {
    await command(env.FAKE_FEISHU_URL, "faults", {
      chat: GROUP,
      count: 1,
      fault: { kind: "status", status: 503 },
    });
    const id = await addDelivery("dead", 1_000);
    expect(await saidBy(tick)).toEqual([]);
    expect((await alerts())[0]?.sent).toContainEqual(
      expect.objectContaining({ channel: "feishu", error: expect.stringMatching(/./) }),
    );
    // Not every minute: it may have been taken all the same.
    expect(await saidBy(() => ticks(2))).toEqual([]);
    await runInDurableObject(caretaker, (_, { storage }) => {
      storage.sql.exec("UPDATE notices SET due_at = 0");
    });
    await evictDurableObject(caretaker);
    expect(await saidBy(() => ticks(2))).toHaveLength(1);
    expect((await alerts())[0]?.sent.every(({ error }) => error === null)).toBe(true);
    await env.DB.prepare("DELETE FROM deliveries WHERE id = ?").bind(id).run();
    await tick();
  });

  it("rounds that begin at the same moment tell it once", async () => {
    const id = await addDelivery("dead", 1_000);
    expect(await saidBy(() => Promise.all([tick(), tick(), tick()]))).toHaveLength(1);
    await env.DB.prepare("DELETE FROM deliveries WHERE id = ?").bind(id).run();
    await tick();
  });
});
