// Storage that refuses: a conversation that cannot write, an index that is ill for good.
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it, vi } from "vitest";
import { Erasures } from "../../src/storage/erasures.ts";
import { Records } from "../../src/storage/records.ts";
import { bearer, call, conversationOf, fresh, KEY, postJson, say } from "./support.ts";

it("an answer that cannot be written down is an error for its reader, throws no alarm, and is written when that is possible", async () => {
  const session_id = fresh("refusing");
  await say("before", { session_id });
  const stub = conversationOf(session_id);
  const refuse =
    "CREATE TRIGGER refuse BEFORE UPDATE OF state ON turns BEGIN SELECT RAISE(ABORT, 'full'); END";
  await runInDurableObject(stub, (_, { storage }) => storage.sql.exec(refuse));
  const response = await postJson(
    "/api/chat",
    { message: "cannot be kept", session_id, message_id: "m2" },
    bearer(KEY),
  );
  expect(response.status).toBe(500);
  expect(await runDurableObjectAlarm(stub)).toBe(true);
  const alarm = () => runInDurableObject(stub, (_, { storage }) => storage.getAlarm());
  expect(await alarm()).toBeGreaterThan(Date.now());
  await runInDurableObject(stub, (_, { storage }) => storage.sql.exec("DROP TRIGGER refuse"));
  await vi.waitFor(async () => {
    await runDurableObjectAlarm(stub);
    const { messages } = await (await call(`/api/chat/${session_id}`, { headers: bearer(KEY) })).json<{
      messages: { status: string }[];
    }>();
    expect(messages.at(-1)?.status).not.toBe("pending");
  });
});

it("a run of Chinese that fills a long message is indexed, and so is what comes behind it", async () => {
  const row = (id: string, text: string) => ({
    row: {
      id,
      session_id: id,
      user_input: text,
      bot_response: "",
      timestamp: "2026-04-01T00:00:00.000Z",
      channel: "openai" as const,
      user_id: "key:long",
      user_name: null,
      model: "m",
      model_version: null,
      status: "ok" as const,
      cached: false,
      prompt_tokens: null,
      completion_tokens: null,
      latency_ms: 1,
      first_token_ms: 1,
      rating: null,
      request_id: "r",
      error: null,
    },
    conversation: null,
  });
  const records = new Records(env.DB, env.SEARCH, new Erasures(env.FILES));
  const turns = [
    row(fresh("a"), "㌀".repeat(90_000)),
    row(fresh("b"), "ﷺ".repeat(90_000)),
    row(fresh("c"), "尾巴针"),
  ];
  await records.save(turns);
  await records.index(turns);
  const found = await records.list({ q: "尾巴", userId: "key:long", before: null, limit: 10 });
  expect(found.map(({ id }) => id)).toEqual([turns[2]?.row.id]);
});
