// What the operator sees in numbers: /metrics, the console's charts, the heartbeat; and the console's sign-in.
import { createExecutionContext, evictDurableObject, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { createApp } from "../../src/app.ts";
import { ADMIN, bearer, call, callWith, fresh, jsonRequest, KEY, ORIGIN, postJson, say } from "./support.ts";

const SESSION = "/api/admin/session";

async function metrics(): Promise<Map<string, number>> {
  const response = await call("/metrics", { headers: bearer(ADMIN) });
  expect(response.status).toBe(200);
  const lines = (await response.text()).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(
    lines.map((line) => {
      const end = line.lastIndexOf(" ");
      return [line.slice(0, end), Number(line.slice(end + 1))];
    }),
  );
}

/** How much samples grew while `work` was done; the counts arrive behind the answers. */
async function growth(keys: string[], expected: number[], work: () => Promise<unknown>): Promise<void> {
  const before = await metrics();
  await work();
  await vi.waitFor(
    async () => {
      const after = await metrics();
      expect(keys.map((key) => (after.get(key) ?? 0) - (before.get(key) ?? 0))).toEqual(expected);
    },
    { timeout: 8_000, interval: 200 },
  );
}

interface Stats {
  series: { turns: number }[];
  totals: { latency_ms: { p50: number; p95: number } };
  by_channel: { channel: string }[];
  by_model: { model: string }[];
  now: object;
}

async function stats(query: string) {
  const response = await call(`/api/admin/stats?${query}`, { headers: bearer(ADMIN) });
  expect(response.status, await response.clone().text()).toBe(200);
  return response.json<Stats>();
}

/** A finished turn, written as the outbox writes it. */
async function turnAt(timestamp: string, facts: Record<string, unknown> = {}): Promise<void> {
  const row = {
    id: crypto.randomUUID(),
    session_id: "stats",
    user_input: "q",
    bot_response: "a",
    timestamp,
    channel: "web",
    model: "tester",
    status: "ok",
    cached: 0,
    request_id: "r",
    ...facts,
  };
  const names = Object.keys(row);
  await env.DB.prepare(
    `INSERT INTO conversation_logs (${names.join(", ")}) VALUES (${names.map(() => "?").join(", ")})`,
  )
    .bind(...Object.values(row))
    .run();
}

describe("/metrics", () => {
  it("counts requests, turns, tokens and cached answers, once each", async () => {
    const text = fresh("count me");
    const spent = { completion: 0 };
    const turns = (cached: boolean) =>
      `clawdbot_turns_total{channel="api",model="gpt-4o-mini",status="ok",cached="${cached}"}`;
    await growth(
      [
        'clawdbot_http_requests_total{route="chat",status="200"}',
        'clawdbot_http_request_duration_seconds_count{route="chat"}',
        'clawdbot_http_request_duration_seconds_bucket{route="chat",le="+Inf"}',
        turns(false),
        turns(true),
        'clawdbot_answer_duration_seconds_count{channel="api"}',
      ],
      [2, 2, 2, 1, 1, 2],
      async () => {
        spent.completion = (await say(text)).usage?.completion_tokens ?? 0;
        await vi.waitFor(async () => expect((await say(text)).cached).toBe(true));
      },
    );
    const all = await metrics();
    // The one from the cache cost nothing.
    expect(all.get('clawdbot_tokens_total{channel="api",kind="completion"}')).toBe(spent.completion);
    expect(all.get('clawdbot_database_bytes{database="main"}')).toBeGreaterThan(1_000);
    expect(all.get('clawdbot_database_bytes{database="search"}')).toBeGreaterThan(1_000);
  });

  it("counts a failing model by its code, and stays right when objects are restarted", async () => {
    await growth(
      [
        'clawdbot_model_failures_total{code="model_unreachable"}',
        'clawdbot_http_requests_total{route="chat",status="502"}',
      ],
      [1, 1],
      () => postJson("/api/chat", { message: "[[status:500]]" }, bearer(KEY)),
    );
    const before = await metrics();
    for (const shard of [0, 1]) await evictDurableObject(env.LOGS.getByName(`logs-${shard}`));
    const key = 'clawdbot_model_failures_total{code="model_unreachable"}';
    expect((await metrics()).get(key)).toBe(before.get(key));
  });

  it("is Prometheus' format: every sample under one TYPE, no name twice", async () => {
    const response = await call("/metrics", { headers: bearer(ADMIN) });
    expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    const text = await response.text();
    const types = [...text.matchAll(/^# TYPE (\S+) (counter|gauge|histogram)$/gm)].map(
      ([, name]) => name ?? "",
    );
    expect(new Set(types).size).toBe(types.length);
    let current = "";
    const seen = new Set<string>();
    for (const line of text.trim().split("\n")) {
      const [, type] = /^# TYPE (\S+)/.exec(line) ?? [];
      if (type !== undefined) current = type;
      if (line.startsWith("#")) continue;
      expect(line).toMatch(/^[a-z_]+(\{[a-z_]+="[^"\n]*"(,[a-z_]+="[^"\n]*")*\})? -?[0-9.e+-]+$/);
      expect(line.startsWith(current), line).toBe(true);
      const key = line.slice(0, line.lastIndexOf(" "));
      expect(seen.has(key), key).toBe(false);
      seen.add(key);
    }
    expect((await call("/metrics")).status).toBe(401);
  });
});

describe("the charts' numbers", () => {
  it("come by hour and by day, with gaps as zeros, from counts that outlive their rows", async () => {
    await turnAt("2025-03-01T10:30:00.000Z", {
      latency_ms: 1_500,
      first_token_ms: 400,
      prompt_tokens: 10,
      completion_tokens: 5,
    });
    await turnAt("2025-03-01T10:59:59.999Z", {
      latency_ms: 4_000,
      first_token_ms: 700,
      cached: 1,
      channel: "feishu",
    });
    await turnAt("2025-03-01T12:00:00.000Z", { status: "failed", model: null });
    await env.DB.prepare("DELETE FROM conversation_logs WHERE session_id = 'stats'").run();
    const byHour = await stats("from=2025-03-01T10:15:00Z&to=2025-03-01T13:00:00Z");
    expect(byHour).toMatchObject({
      from: "2025-03-01T10:00:00.000Z",
      bucket: "hour",
      series: [
        {
          time: "2025-03-01T10:00:00.000Z",
          turns: 2,
          cached: 1,
          failed: 0,
          prompt_tokens: 10,
          completion_tokens: 5,
        },
        { time: "2025-03-01T11:00:00.000Z", turns: 0, latency_ms: null, first_token_ms: null },
        { time: "2025-03-01T12:00:00.000Z", turns: 1, failed: 1 },
      ],
      totals: { turns: 3, latency_ms: { mean: 2_750 } },
    });
    const { p50, p95 } = byHour.totals.latency_ms;
    expect(p50).toBeGreaterThan(1_000);
    expect(p50).toBeLessThanOrEqual(2_000);
    expect(p95).toBeGreaterThan(2_000);
    expect(p95).toBeLessThanOrEqual(5_000);
    const byDay = await stats("from=2025-02-28&to=2025-03-02&bucket=day");
    expect(byDay.series.map(({ turns }) => turns)).toEqual([0, 3, 0]);
    expect(byDay.by_channel).toMatchObject([
      { channel: "feishu", turns: 1 },
      { channel: "web", turns: 2 },
    ]);
    expect(byDay.by_model.map(({ model }) => model).sort()).toEqual(["", "tester"]);
  });

  it("say how things stand now, and refuse ranges that are none", async () => {
    const { now } = await stats("");
    expect(now).toMatchObject({ deliveries: [], alerts: 0, requests: { minutes: 5 } });
    for (const query of [
      "from=soon",
      "bucket=week",
      "from=2026-02-01&to=2026-01-01",
      "from=2020-01-01&bucket=hour",
    ]) {
      const response = await call(`/api/admin/stats?${query}`, { headers: bearer(ADMIN) });
      expect(response.status, query).toBe(400);
    }
  });
});

describe("the console's sign-in", () => {
  async function signIn(token: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return postJson(SESSION, { token }, headers);
  }
  async function cookieOf(): Promise<string> {
    const response = await signIn(ADMIN);
    expect(response.status).toBe(200);
    return response.headers.get("set-cookie")?.split(";", 1)[0] ?? "";
  }
  const deliveries = (headers: Record<string, string>, init: RequestInit = {}) =>
    call("/api/admin/deliveries/0198c0de-0000-7000-8000-000000000000/retry", {
      method: "POST",
      ...init,
      headers,
    });

  it("gives a cookie that only the server reads and only our page sends", async () => {
    const response = await signIn(ADMIN);
    const cookie = response.headers.get("set-cookie") ?? "";
    for (const word of ["HttpOnly", "SameSite=Strict", "Path=/api/admin", "Max-Age=43200"])
      expect(cookie).toContain(word);
    expect(cookie).not.toContain("Secure");
    expect(cookie).not.toContain(ADMIN);
    const context = createExecutionContext();
    const elsewhere = new Request("http://team.example/api/admin/session", jsonRequest({ token: ADMIN }));
    const secure = await createApp().fetch(elsewhere, env, context);
    expect(secure.headers.get("set-cookie")).toContain("Secure");
    await waitOnExecutionContext(context);
    const session = await call(SESSION, { headers: { cookie: cookie.split(";", 1)[0] ?? "" } });
    expect(Date.parse((await session.json<{ expires_at: string }>()).expires_at)).toBeGreaterThan(Date.now());
  });

  it("opens reading, and changing from our own page only", async () => {
    const cookie = await cookieOf();
    expect((await call("/api/admin/conversations", { headers: { cookie } })).status).toBe(200);
    expect((await deliveries({ cookie, origin: ORIGIN, "sec-fetch-site": "same-origin" })).status).toBe(404);
    for (const headers of [
      { cookie, origin: "https://evil.example" },
      { cookie, origin: "null" },
      { cookie, "sec-fetch-site": "cross-site" },
      { cookie, "sec-fetch-site": "same-site", origin: ORIGIN },
    ])
      expect((await deliveries(headers)).status, JSON.stringify(headers)).toBe(403);
  });

  it("takes no forged, changed or old cookie, and none of another token", async () => {
    const cookie = await cookieOf();
    const later = cookie.replace(/=(\d{13})/, (_, end: string) => `=${Number(end) + 1}`);
    const other = await callWith({ ADMIN_TOKEN: "another-token-0123456789" }, SESSION, {
      headers: { cookie },
    });
    expect(other.status).toBe(401);
    for (const forged of [later, `${cookie}0`, cookie.slice(0, -1), "console=", "console=1.2", "console=%00"])
      expect((await call("/api/admin/conversations", { headers: { cookie: forged } })).status, forged).toBe(
        401,
      );
    vi.useFakeTimers({ now: Date.now() + 12 * 3_600_000 + 1, toFake: ["Date"] });
    expect((await call(SESSION, { headers: { cookie } })).status).toBe(401);
    vi.useRealTimers();
  });

  it("refuses what is no token, and slows down who guesses, without shutting others out", async () => {
    for (const body of ["{", "[]", "{}", '{"token":1}', '{"token":null}'])
      expect((await call(SESSION, jsonRequest(body))).status, body).toBe(400);
    const guesser = { "cf-connecting-ip": "198.51.100.7" };
    const statuses: number[] = [];
    for (let guess = 0; guess < 62; guess += 1)
      statuses.push((await signIn(`wrong ${guess}`, guesser)).status);
    expect(new Set(statuses.slice(0, 60))).toEqual(new Set([401]));
    expect(statuses.slice(60)).toEqual([429, 429]);
    const bearerGuess = await call("/api/admin/conversations", {
      headers: { ...guesser, ...bearer("wrong") },
    });
    expect(bearerGuess.status).toBe(429);
    expect(Number(bearerGuess.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await signIn(ADMIN, { "cf-connecting-ip": "198.51.100.8" })).status).toBe(200);
    expect((await signIn(ADMIN, guesser)).status).toBe(200);
    // The same for the keys of /v1, which the admin token opens too; /health answers, but as to a stranger.
    const models = await call("/v1/models", { headers: { ...guesser, ...bearer("wrong") } });
    expect(models.status).toBe(429);
    for (let guess = 0; guess < 145; guess += 1) await signIn("still wrong", guesser);
    expect((await signIn(ADMIN, guesser)).status).toBe(429);
  });

  it("ends with a word, and is closed without an admin token", async () => {
    const out = await call(SESSION, { method: "DELETE" });
    expect(out.status).toBe(204);
    expect(out.headers.get("set-cookie")).toContain("Max-Age=0");
    expect((await callWith({ ADMIN_TOKEN: "" }, SESSION, jsonRequest({ token: "" }))).status).toBe(503);
  });
});

describe("the heartbeat", () => {
  it("says on /health when the cron last ran", async () => {
    const read = async () =>
      (await (await call("/health")).json<{ cron_last_run: string | null }>()).cron_last_run;
    expect(await read()).toBeNull();
    await env.CARETAKER.getByName("caretaker").tick();
    expect(Date.now() - Date.parse((await read()) ?? "")).toBeLessThan(60_000);
  });
});

describe("the channels' page", () => {
  it("names callback, scopes and state of each channel, and no secret", async () => {
    const { data } = await (await call("/api/admin/channels", { headers: bearer(ADMIN) })).json<{
      data: { channel: string; status: string; callback_url: string }[];
    }>();
    expect(data.map(({ channel, status }) => `${channel} ${status}`)).toEqual([
      "feishu off",
      "dingtalk off",
      "signed off",
      "openai on",
      "web on",
    ]);
    expect(data[0]?.callback_url).toBe(`${ORIGIN}/webhooks/feishu`);
  });
});

describe("the search index", () => {
  it("is made anew from the rows when it was lost", async () => {
    const word = fresh("needle").replaceAll("-", "");
    await say(`where is the ${word}`);
    const found = async () => {
      const response = await call(`/api/admin/conversations?q=${word}`, { headers: bearer(ADMIN) });
      return (await response.json<{ data: unknown[] }>()).data.length;
    };
    await vi.waitFor(async () => expect(await found()).toBe(1), 5_000);
    await env.SEARCH.batch([
      env.SEARCH.prepare("DELETE FROM log_terms"),
      env.SEARCH.prepare("DELETE FROM log_entries"),
    ]);
    expect(await found()).toBe(0);
    const started = await call("/api/admin/search-index", { method: "POST", headers: bearer(ADMIN) });
    expect(started.status).toBe(202);
    await vi.waitFor(async () => {
      const state = await call("/api/admin/search-index", { headers: bearer(ADMIN) });
      expect(await state.json()).toMatchObject({ running: false, rows: expect.any(Number) });
    }, 5_000);
    expect(await found()).toBe(1);
  });
});
