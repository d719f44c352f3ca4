// What stays of a /v1 call: its log row, its answer in the cache, and nothing at the model when the caller has gone.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import type { CompletionRecorder } from "../../src/conversation/completion-recorder.ts";
import type { LogRow } from "../../src/core/message.ts";
import {
  asks,
  client,
  completeWith,
  dataOf,
  logRow,
  logRows,
  MODEL,
  post,
  stream,
} from "./openai-support.ts";
import { ADMIN, bearer, fresh, modelCalls, OTHER_KEY, release } from "./support.ts";

/** Asks until the answer comes from the cache. */
async function untilHit(ask: () => Promise<Response>): Promise<string> {
  return vi.waitFor(async () => {
    const response = await ask();
    const text = await response.text();
    expect(response.headers.get("x-cache")).toBe("HIT");
    return text;
  });
}

async function missesTwice(text: string, body: object = {}, headers: Record<string, string> = {}) {
  for (const count of [1, 2]) {
    const response = await post({ ...asks(text), ...body }, headers);
    expect([response.status, response.headers.get("x-cache")]).toEqual([200, "MISS"]);
    await response.text();
    await logRows(text, count);
  }
  expect(await modelCalls(text)).toHaveLength(2);
}

describe("the answer cache", () => {
  it("gives the same answer again, whole and streamed, each as it was", async () => {
    const text = fresh("cache");
    const first = await post(asks(text));
    expect(first.headers.get("x-cache")).toBe("MISS");
    expect(await untilHit(() => post(asks(text)))).toBe(await first.text());
    const streamed = await stream(text);
    expect(streamed.headers.get("x-cache")).toBe("MISS");
    const events = await streamed.text();
    expect(await untilHit(() => stream(text))).toBe(events);
    const { data, response } = await client().chat.completions.create(asks(text)).withResponse();
    expect(response.headers.get("x-cache")).toBe("HIT");
    expect(data.choices[0]?.message.content).toBe(text);
    expect(await client().chat.completions.stream(asks(text)).finalContent()).toBe(text);
  });

  it("is apart for each key and each request", async () => {
    const text = fresh("apart");
    await post(asks(text));
    await untilHit(() => post(asks(text)));
    const others = [
      post(asks(text), bearer(OTHER_KEY)),
      post({ ...asks(text), temperature: 0.2 }),
      post({ ...asks(text), model: "fake-other" }),
      post({ ...asks(text), messages: [{ role: "system", content: "be brief" }, ...asks(text).messages] }),
    ];
    for (const response of await Promise.all(others)) expect(response.headers.get("x-cache")).toBe("MISS");
  });

  it("is skipped with Cache-Control: no-cache", async () => {
    const text = fresh("skip");
    await post(asks(text));
    await untilHit(() => post(asks(text)));
    const fresher = await post(asks(text), { "cache-control": "no-cache" });
    expect(fresher.headers.get("x-cache")).toBe("MISS");
  });

  it("keeps no answer above temperature 1, cut at a length, or with a tool call", async () => {
    await missesTwice(fresh("hot"), { temperature: 1.1 });
    await missesTwice(fresh("cut short"), { max_tokens: 1 });
    const tools = [{ type: "function", function: { name: "look", parameters: {} } }];
    await missesTwice(`${fresh("tool")} [[tool:look {}]]`, { tools });
    await missesTwice(`${fresh("filtered")} [[finish:content_filter]]`, { stream: true });
  });

  it("keeps no broken answer and no error", async () => {
    for (const how of ["[[cutclean:2]]", "[[midstream-error:2]]"])
      await missesTwice(`${fresh("broken")} ${how}`, { stream: true });
    const text = `${fresh("error")} [[status:400x1]]`;
    expect((await post(asks(text))).status).toBe(400);
    expect((await post(asks(text))).headers.get("x-cache")).toBe("MISS");
  });

  it("is off when the operator says so", async () => {
    const text = fresh("off");
    await post(asks(text));
    await untilHit(() => post(asks(text)));
    const response = await completeWith({ CACHE_TTL_SECONDS: "0" }, asks(text));
    expect(response.headers.get("x-cache")).toBe("MISS");
  });
});

describe("the log", () => {
  it("has one row for an answer, streamed or not, with who, what and how much", async () => {
    for (const streamed of [false, true]) {
      const text = fresh("row");
      const body = {
        ...asks(text),
        user: "ada",
        ...(streamed && { stream_options: { include_usage: true } }),
      };
      const response = await post({ ...body, stream: streamed });
      await response.text();
      const row = await logRow(text);
      expect(row).toMatchObject({
        channel: "openai",
        user_input: text,
        bot_response: text,
        user_name: "ada",
        model: MODEL,
        model_version: null,
        status: "ok",
        cached: 0,
        error: null,
        request_id: response.headers.get("x-request-id"),
      });
      expect(row.user_id).toMatch(/^key:[0-9a-f]{32}$/);
      expect(row.prompt_tokens).toBe(Math.ceil(text.length / 4));
      expect(row.completion_tokens).toBeGreaterThan(0);
      expect(row.latency_ms).toBeGreaterThanOrEqual(row.first_token_ms ?? Number.NaN);
    }
  });

  it("has one more for a cached answer, and names the admin where he asks", async () => {
    const text = fresh("hit");
    await post(asks(text), bearer(ADMIN));
    await untilHit(() => post(asks(text), bearer(ADMIN)));
    const rows = await vi.waitFor(async () => {
      const all = await logRows(text, (await modelCalls(text)).length + 1);
      expect(all.at(-1)?.cached).toBe(1);
      return all;
    });
    expect(rows.at(-1)).toMatchObject({ cached: 1, status: "ok", user_id: "admin", bot_response: text });
    expect(rows.at(-1)?.prompt_tokens).toBeGreaterThan(0);
  });

  it("measures the first token, not the first byte", async () => {
    const text = `${fresh("slow")} [[firsttoken:300]]`;
    await (await stream(text)).text();
    expect((await logRow(text)).first_token_ms).toBeGreaterThanOrEqual(290);
  });

  it("has a row for a refusal by the model, and none for a request that was refused here", async () => {
    const text = `${fresh("refused")} [[status:400]]`;
    await post({ ...asks(text), n: 0 });
    await post(asks(text));
    expect(await logRow(text)).toMatchObject({
      status: "failed",
      error: expect.stringContaining("told to answer"),
    });
  });

  it("takes texts that are longer than a row, and cuts them", async () => {
    const text = `${fresh("giant")} ${"\u0001".repeat(300_000)}`;
    expect((await post(asks(text))).status).toBe(200);
    const row = await logRow(text.slice(0, 40));
    expect(row.user_input.length).toBeGreaterThan(50_000);
    expect(row.bot_response.length).toBeGreaterThan(50_000);
  });
});

describe("a caller who goes away", () => {
  const gone = async (text: string) => {
    const query = new URLSearchParams({ contains: text, gone: "true", at_least: "1" });
    return (await fetch(`${env.FAKE_MODEL_URL}/control/requests?${query}`)).json<unknown[]>();
  };

  it("in mid-stream ends the call to the model; the row says stopped", async () => {
    const gate = fresh("gate");
    const text = `${gate} one two three [[hold:${gate}]]`;
    const response = await stream(text);
    const reader = response.body?.getReader();
    await reader?.read();
    await reader?.cancel();
    expect(await gone(gate)).toHaveLength(1);
    const row = await logRow(gate);
    expect(row).toMatchObject({ status: "stopped", error: null });
    expect(text.startsWith(row.bot_response)).toBe(true);
    await release(gate);
  });

  it("before the first token, by the client's own abort, ends it too", async () => {
    const gate = fresh("gate");
    const leaving = new AbortController();
    const asking = client().chat.completions.create(
      { ...asks(`${gate} [[holdfirst:${gate}]]`), stream: true },
      { signal: leaving.signal },
    );
    await fetch(`${env.FAKE_MODEL_URL}/control/waiting?name=${gate}&at_least=1`);
    leaving.abort();
    await expect(asking).rejects.toThrow();
    expect(await gone(gate)).toHaveLength(1);
    expect(await logRow(gate)).toMatchObject({ status: "stopped", error: null, bot_response: "" });
    expect(await modelCalls(gate)).toHaveLength(1);
    await release(gate);
  });
});

describe("the recorder loses no row", () => {
  const row = (text: string, id = crypto.randomUUID()): LogRow => ({
    id,
    session_id: id,
    user_input: text,
    bot_response: "",
    timestamp: new Date().toISOString(),
    channel: "openai",
    user_id: "key:test",
    user_name: null,
    model: MODEL,
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
  });
  const take = (recorder: DurableObjectStub<CompletionRecorder>, log: LogRow) =>
    recorder.record({ row: log, cacheKey: null, contentType: "application/json", body: "{}" });
  const waiting = (recorder: DurableObjectStub<CompletionRecorder>) =>
    runInDurableObject(
      recorder,
      (_, { storage }) => storage.sql.exec("SELECT id FROM outbox").toArray().length,
    );

  it("when it is thrown out of memory", async () => {
    const recorder = env.COMPLETIONS.getByName(fresh("recorder"));
    const text = fresh("evicted");
    await take(recorder, row(text));
    await evictDurableObject(recorder);
    await logRows(text, 1);
    expect(await waiting(recorder)).toBe(0);
  });

  it("when the database is away for a while, and none is doubled", async () => {
    const recorder = env.COMPLETIONS.getByName(fresh("recorder"));
    const text = fresh("outage");
    const twice = row(text);
    await env.DB.exec("ALTER TABLE conversation_logs RENAME TO away");
    try {
      for (const log of [row(text), twice, twice, row(text)]) await take(recorder, log);
      const failures = () =>
        runInDurableObject(recorder, (_, { storage }) =>
          storage.sql.exec<{ failures: number }>("SELECT failures FROM outbox ORDER BY id LIMIT 1").one(),
        );
      await vi.waitFor(async () => expect((await failures()).failures).toBeGreaterThan(0));
      await evictDurableObject(recorder);
      expect(await waiting(recorder)).toBe(4);
    } finally {
      await env.DB.exec("ALTER TABLE away RENAME TO conversation_logs");
    }
    await logRows(text, 3);
    await vi.waitFor(async () => expect(await waiting(recorder)).toBe(0));
  });

  it("when rows keep coming: none waits for a pause between them", async () => {
    const recorder = env.COMPLETIONS.getByName(fresh("recorder"));
    const text = fresh("steady");
    const written = async () =>
      (await env.DB.prepare("SELECT count(*) AS n FROM conversation_logs WHERE user_input = ?")
        .bind(text)
        .first<number>("n")) ?? 0;
    const until = Date.now() + 5_000;
    let taken = 0;
    while ((await written()) === 0 && Date.now() < until) {
      await take(recorder, row(text));
      taken += 1;
      await scheduler.wait(10);
    }
    expect(Date.now()).toBeLessThan(until);
    await logRows(text, taken);
  });

  it("of any call of many at once", async () => {
    const text = fresh("many");
    const responses = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        post({ ...asks(`${text} ${index}`), stream: index % 2 === 0 }),
      ),
    );
    await Promise.all(responses.map((response) => response.text()));
    const rows = await logRows(text, 40);
    expect(new Set(rows.map(({ user_input }) => user_input)).size).toBe(40);
    expect(
      rows.every(({ status, user_input, bot_response }) => status === "ok" && user_input === bot_response),
    ).toBe(true);
  });
});

it("a stream that is read slowly is not taken for a silent model", async () => {
  const text = `${fresh("slow reader")} ${"words ".repeat(200)}`;
  const response = await completeWith({ MODEL_SILENCE_SECONDS: "1" }, { ...asks(text), stream: true });
  expect(dataOf(await response.text()).at(-1)).toBe("[DONE]");
});
