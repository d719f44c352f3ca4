// What is older than RETENTION_DAYS goes: from D1, from the index, from the conversations themselves; and log files by LOG_MAX_HISTORY.
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it, vi } from "vitest";
import { timeOrderedId } from "../../../src/core/identifier.ts";
import type { LogRow } from "../../../src/core/message.ts";
import { Erasures } from "../../../src/storage/erasures.ts";
import { Records } from "../../../src/storage/records.ts";
import { bearer, call, conversationOf, fresh, KEY, say } from "../support.ts";

const DAY_MS = 24 * 3_600_000;
const tick = () => env.CARETAKER.getByName("caretaker").tick();
const records = new Records(env.DB, env.SEARCH, new Erasures(env.FILES));

function rowAt(ageDays: number, sessionId: string): LogRow {
  const time = Date.now() - ageDays * DAY_MS;
  return {
    id: timeOrderedId(time, crypto.getRandomValues(new Uint8Array(10))),
    session_id: sessionId,
    user_input: `wombat ${sessionId}`,
    bot_response: "marsupial",
    timestamp: new Date(time).toISOString(),
    channel: "web",
    user_id: "someone",
    user_name: null,
    model: "m",
    model_version: null,
    status: "ok",
    cached: false,
    prompt_tokens: null,
    completion_tokens: null,
    latency_ms: 1,
    first_token_ms: 1,
    rating: null,
    request_id: "r",
    error: null,
  };
}

async function count(database: D1Database, sql: string, ...values: string[]): Promise<number> {
  const row = await database
    .prepare(`SELECT count(*) AS n FROM ${sql}`)
    .bind(...values)
    .first<{ n: number }>();
  return row?.n ?? -1;
}

async function ageTurns(session: string, days: number): Promise<void> {
  await runInDurableObject(conversationOf(session), (_, { storage }) => {
    storage.sql.exec("UPDATE turns SET finished_at = finished_at - ?", days * DAY_MS);
  });
  await env.DB.prepare("UPDATE conversations SET updated_at = ? WHERE session_id = ?")
    .bind(new Date(Date.now() - days * DAY_MS).toISOString(), session)
    .run();
}

const listed = (session: string) =>
  vi.waitFor(
    async () => expect(await count(env.DB, "conversations WHERE session_id = ?", session)).toBe(1),
    5_000,
  );

it("old turns, deliveries, conversations and log files go; younger ones, counts and what still waits stay", async () => {
  const [old, young] = [fresh("old"), fresh("young")];
  // More than one piece of them.
  const rows = [...Array.from({ length: 1_100 }, () => rowAt(31, old)), rowAt(29, young)];
  const added = rows.map((row) => ({ row, conversation: null }));
  await records.save(added);
  await records.index(added);
  const quiet = fresh("quiet");
  await say("to be forgotten", { session_id: quiet });
  await listed(quiet);
  await ageTurns(quiet, 31);
  const delivery = (state: string, days: number) => {
    const { id, timestamp } = rowAt(days, "d");
    return env.DB.prepare(
      `INSERT INTO deliveries (id, message_id, channel, direction, state, attempts, session_id, created_at, updated_at, user_id, object_name)
       VALUES (?1, ?1, 'feishu', 'in', ?2, 1, 'd', ?3, ?3, 'u', 'o')`,
    ).bind(id, state, timestamp);
  };
  await env.DB.batch([
    delivery("done", 31),
    delivery("dead", 31),
    delivery("pending", 31),
    delivery("done", 29),
  ]);
  const dayOf = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);
  const files = [31, 30, 0].map((days) => `logs/access/${dayOf(days)}/000000000-0-000000001-00.ndjson.gz`);
  for (const key of files) await env.FILES.put(key, "x");
  const counted = await count(env.DB, "usage WHERE period = 'total' AND model = 'm'");

  await tick();
  expect(await count(env.DB, "conversation_logs WHERE session_id = ?", old)).toBe(0);
  for (let round = 0; round < 3; round += 1) await tick();
  expect(await count(env.SEARCH, "log_entries WHERE session_id = ?", old)).toBe(0);
  expect(await records.list({ q: "wombat", before: null, limit: 10 })).toMatchObject([{ session_id: young }]);
  expect(await count(env.SEARCH, "log_terms WHERE log_terms MATCH 'marsupial'")).toBe(1);
  expect(await count(env.DB, "deliveries WHERE session_id = 'd'")).toBe(2);
  expect(await count(env.DB, "deliveries WHERE session_id = 'd' AND state = 'pending'")).toBe(1);
  expect(await count(env.DB, "conversations WHERE session_id = ?", quiet)).toBe(0);
  expect((await call(`/api/chat/${quiet}`, { headers: bearer(KEY) })).status).toBe(404);
  await vi.waitFor(() =>
    runInDurableObject(conversationOf(quiet), (_, { storage }) => {
      expect(storage.sql.exec("SELECT name FROM sqlite_master WHERE name = 'turns'").toArray()).toEqual([]);
    }),
  );
  expect(await count(env.DB, "usage WHERE period = 'total' AND model = 'm'")).toBe(counted);
  const left = await Promise.all(files.map(async (key) => (await env.FILES.head(key)) !== null));
  expect(left).toEqual([false, true, true]);
});

it("in a conversation that goes on, old turns go as new ones come", async () => {
  const session = fresh("lively");
  await say("the first", { session_id: session });
  await listed(session);
  await ageTurns(session, 31);
  await say("the second", { session_id: session });
  const { messages } = await (await call(`/api/chat/${session}`, { headers: bearer(KEY) })).json<{
    messages: { content: string }[];
  }>();
  expect(messages).toHaveLength(2);
  expect(messages[0]?.content).toBe("the second");
});
