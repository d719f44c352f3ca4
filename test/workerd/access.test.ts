// Who may come in: keys, the admin token, networks, the rate limit, settings that cannot be read, and the headers of every answer.
import {
  evictDurableObject,
  listDurableObjectIds,
  runDurableObjectAlarm,
  runInDurableObject,
} from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { fingerprint } from "../../src/core/identifier.ts";
import type { ErrorEnvelope } from "../../src/core/wire.ts";
import type { RateLimiter } from "../../src/http/rate-limiter.ts";
import { ADMIN, bearer, call, callWith, fresh, jsonRequest, KEY, OTHER_KEY } from "./support.ts";

const COMPLETION = { model: "gpt-4o-mini", messages: [{ role: "user", content: "hi" }] };
const API_DOORS = ["/api/chat", "/api/models", "/api/admin/conversations", "/v1/models"];

/** Status and code with these settings; `ok` when there is no error. */
async function answerTo(settings: Record<string, string>, path: string, init?: RequestInit): Promise<string> {
  const response = await callWith(settings, path, init);
  const text = await response.text();
  if (response.status < 400) return `${response.status} ok`;
  const envelope: ErrorEnvelope = JSON.parse(text);
  expect(response.headers.get("x-request-id")).toBe(envelope.request_id);
  return `${response.status} ${envelope.error.code}`;
}

function from(address: string, headers: Record<string, string> = {}): RequestInit {
  return { headers: { "cf-connecting-ip": address, ...headers } };
}

describe("a key", () => {
  it("opens /v1, the admin token does too, and nothing else", async () => {
    const wrong = [
      "",
      "wrong-key-000000000",
      KEY.slice(0, -1),
      `${KEY}0`,
      KEY.toUpperCase(),
      `${KEY},${OTHER_KEY}`,
    ];
    for (const key of [KEY, OTHER_KEY, ADMIN]) {
      expect(await answerTo({}, "/v1/models", { headers: bearer(key) })).toBe("200 ok");
      expect(await answerTo({}, "/v1/chat/completions", jsonRequest(COMPLETION, bearer(key)))).toBe("200 ok");
    }
    for (const headers of [{}, ...wrong.map(bearer), { "x-api-key": KEY }, { cookie: `key=${KEY}` }]) {
      expect(await answerTo({}, "/v1/models", { headers })).toBe("401 invalid_api_key");
      expect(await answerTo({}, "/v1/chat/completions", jsonRequest(COMPLETION, headers))).toBe(
        "401 invalid_api_key",
      );
    }
    expect(await answerTo({}, `/v1/models?api_key=${KEY}`)).toBe("401 invalid_api_key");
  });

  it("does not open the admin API", async () => {
    for (const headers of [
      {},
      bearer(KEY),
      bearer(`${ADMIN}0`),
      bearer(ADMIN.slice(1)),
      { cookie: `token=${ADMIN}` },
    ])
      expect(await answerTo({}, "/api/admin/conversations", { headers })).toBe("401 invalid_api_key");
    expect(await answerTo({}, "/api/admin/conversations", { headers: bearer(ADMIN) })).toBe("200 ok");
  });

  it("is asked for without saying whether the address behind it exists", async () => {
    for (const path of ["/api/admin/nothing", "/api/admin/conversations/export", "/api/admin"])
      expect(await answerTo({}, path)).toBe("401 invalid_api_key");
  });

  it("may hold spaces, as a phrase does", async () => {
    const phrase = "correct horse battery staple";
    const settings = { ADMIN_TOKEN: phrase };
    expect(await answerTo(settings, "/api/admin/conversations", { headers: bearer(phrase) })).toBe("200 ok");
    expect(await answerTo(settings, "/api/admin/conversations", { headers: bearer("correct") })).toBe(
      "401 invalid_api_key",
    );
  });

  it("is looked for in vain when none is set: /v1 is closed to all but the admin token", async () => {
    const settings = { API_KEYS: "" };
    for (const key of [KEY, "", "undefined", "null"])
      expect(await answerTo(settings, "/v1/models", { headers: bearer(key) })).toBe("401 invalid_api_key");
    expect(await answerTo(settings, "/v1/models", { headers: bearer(ADMIN) })).toBe("200 ok");
    const nothing = { API_KEYS: "", ADMIN_TOKEN: "" };
    expect(await answerTo(nothing, "/v1/models", { headers: bearer(ADMIN) })).toBe("401 invalid_api_key");
    expect(await answerTo(nothing, "/api/admin/conversations", { headers: bearer(ADMIN) })).toBe(
      "503 not_configured",
    );
  });

  it("is asked for by the page's API too when CHAT_ACCESS is key, while the page itself loads", async () => {
    const settings = { CHAT_ACCESS: "key" };
    const message = { message: fresh("hello") };
    for (const headers of [{}, bearer("wrong"), { cookie: `visitor=${"0".repeat(32)}` }]) {
      expect(await answerTo(settings, "/api/chat", jsonRequest(message, headers))).toBe(
        "401 invalid_api_key",
      );
      for (const path of ["/api/chat", "/api/chat/some-session", "/api/models"])
        expect(await answerTo(settings, path, { headers })).toBe("401 invalid_api_key");
    }
    for (const key of [KEY, ADMIN])
      expect(await answerTo(settings, "/api/chat", jsonRequest(message, bearer(key)))).toBe("200 ok");
    expect((await callWith(settings, "/")).status).toBe(200);
  });

  it("that is wrong never falls back to a visitor", async () => {
    expect(await answerTo({}, "/api/chat", jsonRequest({ message: "hi" }, bearer("wrong")))).toBe(
      "401 invalid_api_key",
    );
  });

  it("of another caller does not open a visitor's session", async () => {
    const session_id = fresh("visitor");
    const first = await call("/api/chat", jsonRequest({ message: "hi", session_id }));
    expect(first.status).toBe(200);
    for (const headers of [{}, bearer(KEY), bearer(ADMIN)])
      expect(await answerTo({}, `/api/chat/${session_id}`, { headers })).toBe("403 session_not_yours");
  });
});

describe("ALLOWED_CIDRS", () => {
  const settings = { ALLOWED_CIDRS: "10.0.0.0/8, 192.168.7.7, 2001:db8::/32" };

  it.each([
    ...["10.0.0.1", "10.255.255.255", "192.168.7.7", "2001:db8::1", "2001:DB8:0:0::ffff"],
    ...["::ffff:10.1.2.3", "::ffff:c0a8:0707", "::FFFF:192.168.7.7"],
  ])("lets %s in", async (address) => {
    expect(await answerTo(settings, "/api/models", from(address))).toBe("200 ok");
    expect((await callWith(settings, "/", from(address))).status).toBe(200);
  });

  it.each([
    "11.0.0.1",
    "192.168.7.8",
    "2001:db9::1",
    "::1",
    "::ffff:11.0.0.1",
    "::10.0.0.1",
    "64:ff9b::10.0.0.1",
    "fe80::1%eth0",
  ])("keeps %s out", async (address) => {
    for (const path of [
      "/",
      "/favicon.svg",
      "/docs",
      "/admin",
      "/widget.js",
      "/metrics",
      "/nothing",
      "/healthy",
      "/webhooks-not",
      "/health%2flive",
      ...API_DOORS,
    ]) {
      const headers = { "x-forwarded-for": "10.0.0.1", "x-real-ip": "10.0.0.1", ...bearer(ADMIN) };
      expect([path, await answerTo(settings, path, from(address, headers))]).toEqual([
        path,
        "403 network_not_allowed",
      ]);
    }
  });

  it("keeps out whoever has no address", async () => {
    expect(await answerTo(settings, "/api/models")).toBe("403 network_not_allowed");
  });

  it("keeps an encoded path out too", async () => {
    for (const path of [
      "/%61pi/models",
      "/api%2fmodels",
      "/webhooks/../api/models",
      "/webhooks/%2e%2e/api/models",
      "//api/models",
    ])
      expect([path, await answerTo(settings, path, from("11.0.0.1"))]).toEqual([
        path,
        "403 network_not_allowed",
      ]);
  });

  it("leaves webhooks and health open", async () => {
    expect(await answerTo(settings, "/health/live", from("11.0.0.1"))).toBe("200 ok");
    expect(await answerTo(settings, "/health", from("11.0.0.1"))).toBe("200 ok");
    expect(await answerTo(settings, "/webhooks/feishu", { ...from("11.0.0.1"), method: "POST" })).toBe(
      "404 channel_off",
    );
  });

  it.each([
    "10.0.0.0/33",
    "10.0.0.0/",
    "10.0.0/8",
    "office",
    "10.0.0.0/8;2001:db8::/32",
    "10.0.0.0/8,2001::db8::/32",
    ",",
    "0.0.0.0/0/0",
  ])("that cannot be read (%s) lets nobody in, and the APIs say why", async (networks) => {
    const broken = { ALLOWED_CIDRS: networks };
    for (const address of ["10.0.0.1", "2001:db8::1", ""]) {
      expect(await answerTo(broken, "/", from(address))).toBe("403 network_not_allowed");
      expect(await answerTo(broken, "/api/models", from(address))).toBe("503 misconfigured");
    }
    expect((await callWith(broken, "/health")).status).toBe(503);
  });
});

describe("the rate limit", () => {
  const [one, other] = [fresh("key"), fresh("key")];
  const LIMIT = { RATE_LIMIT_PER_MINUTE: "3", API_KEYS: `${one},${other}` };

  async function send(headers: Record<string, string>, path = "/api/chat"): Promise<Response> {
    const body = path.startsWith("/v1") ? COMPLETION : { message: "hi" };
    return callWith(LIMIT, path, jsonRequest(body, headers));
  }

  async function statuses(count: number, headers: Record<string, string>, path?: string): Promise<number[]> {
    const list: number[] = [];
    for (let sent = 0; sent < count; sent += 1) list.push((await send(headers, path)).status);
    return list;
  }

  async function limiterOf(address: string) {
    return env.RATE_LIMITS.getByName(`address:${await fingerprint(address)}`);
  }

  it("counts by key, on /api/chat and /v1 together, and says when to come back", async () => {
    expect(await statuses(2, bearer(one))).toEqual([200, 200]);
    expect(await statuses(1, bearer(one), "/v1/chat/completions")).toEqual([200]);
    const response = await send(bearer(one), "/v1/chat/completions");
    expect(response.status).toBe(429);
    const wait = Number(response.headers.get("retry-after"));
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(60);
    expect((await response.json<ErrorEnvelope>()).error).toMatchObject({
      type: "rate_limit_error",
      code: "rate_limited",
    });
    expect(await statuses(1, bearer(one))).toEqual([429]);
    expect(await statuses(1, bearer(other))).toEqual([200]);
  });

  it("counts visitors by address, whatever cookie they bring", async () => {
    const at = (address: string, index: number) => ({
      "cf-connecting-ip": address,
      cookie: `visitor=${String(index).padStart(32, "0")}`,
      "x-forwarded-for": `1.1.1.${index}`,
    });
    const list: number[] = [];
    for (let index = 0; index < 5; index += 1) list.push((await send(at("203.0.113.5", index))).status);
    expect(list).toEqual([200, 200, 200, 429, 429]);
    expect(await statuses(1, at("203.0.113.6", 0))).toEqual([200]);
  });

  it("counts an IPv6 network as one, since a customer has 2^64 addresses", async () => {
    const list: number[] = [];
    for (const end of ["1", "2", "ffff:1", "aaaa:bbbb:cccc:dddd"])
      list.push(
        (await send({ "cf-connecting-ip": `2001:db8:1:2:${end.length > 6 ? end : `:${end}`}` })).status,
      );
    expect(list).toEqual([200, 200, 200, 429]);
    expect(await statuses(1, { "cf-connecting-ip": "2001:db8:1:3::1" })).toEqual([200]);
  });

  it("lets exactly as many pass when all come at once", async () => {
    const headers = { "cf-connecting-ip": "203.0.113.7" };
    const all = await Promise.all(Array.from({ length: 12 }, () => send(headers)));
    expect(all.filter(({ status }) => status === 200)).toHaveLength(3);
    expect(all.filter(({ status }) => status === 429)).toHaveLength(9);
  });

  const noted = (limiter: DurableObjectStub<RateLimiter>) =>
    runInDurableObject(limiter, (_, { storage }) => storage.kv.get<number[]>("times") ?? []);

  /** Lets noted messages grow older, and throws the object out of memory, so that it has to read its note. */
  async function age(
    limiter: DurableObjectStub<RateLimiter>,
    milliseconds: number,
    count: number,
  ): Promise<void> {
    await runInDurableObject(limiter, (_, { storage }) => {
      const times = storage.kv.get<number[]>("times") ?? [];
      storage.kv.put(
        "times",
        times.map((time, index) => (index < count ? time - milliseconds : time)),
      );
    });
    await evictDurableObject(limiter);
  }

  it("is a window that slides: one message grows old, one may pass", async () => {
    const address = "203.0.113.8";
    const headers = { "cf-connecting-ip": address };
    expect(await statuses(4, headers)).toEqual([200, 200, 200, 429]);
    const limiter = await limiterOf(address);
    await vi.waitFor(async () => expect(await noted(limiter)).toHaveLength(3));
    await age(limiter, 55_000, 1);
    const soon = await send(headers);
    expect(soon.status).toBe(429);
    expect(Number(soon.headers.get("retry-after"))).toBeLessThanOrEqual(5);
    await age(limiter, 6_000, 1);
    expect(await statuses(2, headers)).toEqual([200, 429]);
  });

  it("counts no message that was refused, and forgets a caller after a quiet minute", async () => {
    const address = "203.0.113.9";
    const headers = { "cf-connecting-ip": address };
    expect((await callWith(LIMIT, "/api/chat", jsonRequest({ message: "" }, headers))).status).toBe(400);
    expect(await statuses(4, headers)).toEqual([200, 200, 200, 429]);
    const limiter = await limiterOf(address);
    await vi.waitFor(async () => expect(await noted(limiter)).toHaveLength(3));
    expect(await runDurableObjectAlarm(limiter)).toBe(true);
    expect(await noted(limiter)).toHaveLength(3);
    await age(limiter, 61_000, 3);
    expect(await runDurableObjectAlarm(limiter)).toBe(true);
    expect(await noted(limiter)).toEqual([]);
    expect(await statuses(1, headers)).toEqual([200]);
  });

  it("lets a refused message make no conversation", async () => {
    const headers = { "cf-connecting-ip": "203.0.113.11" };
    expect(await statuses(3, headers)).toEqual([200, 200, 200]);
    const before = await listDurableObjectIds(env.CONVERSATIONS);
    const body = { message: "hi", session_id: fresh("refused"), stream: true };
    expect((await callWith(LIMIT, "/api/chat", jsonRequest(body, headers))).status).toBe(429);
    expect(await listDurableObjectIds(env.CONVERSATIONS)).toHaveLength(before.length);
  });

  it("does not meet those who only look", async () => {
    const before = (await listDurableObjectIds(env.RATE_LIMITS)).length;
    for (let index = 0; index < 5; index += 1)
      expect((await callWith(LIMIT, "/api/models", from("203.0.113.10"))).status).toBe(200);
    expect(await listDurableObjectIds(env.RATE_LIMITS)).toHaveLength(before);
  });
});

describe("a setting that cannot be read", () => {
  const SECRET = "s3cr3t-value-nobody-may-see";
  const broken = {
    MODEL_TIMEOUT_SECONDS: SECRET,
    ADMIN_TOKEN: "short-secret",
    MODEL_ENDPOINT: `ftp://${SECRET}`,
  };

  it("closes every API and webhook with 503 misconfigured, before anything else is said", async () => {
    for (const path of [...API_DOORS, "/webhooks/feishu", "/api/nothing"]) {
      for (const method of ["GET", "POST"]) {
        const response = await callWith(broken, path, { method });
        const text = await response.text();
        expect([path, response.status]).toEqual([path, 503]);
        const { error }: ErrorEnvelope = JSON.parse(text);
        expect(error).toMatchObject({ type: "unavailable_error", code: "misconfigured" });
        for (const name of Object.keys(broken)) expect(error.message).toContain(name);
        expect(text).not.toMatch(/s3cr3t|short-secret/);
      }
    }
  });

  it("is named by /health, which is down, and its value is not", async () => {
    const response = await callWith(broken, "/health");
    const text = await response.text();
    expect(response.status).toBe(503);
    const { status, problems } = JSON.parse(text);
    expect(status).toBe("down");
    expect(problems.map(({ setting }: { setting: string }) => setting).sort()).toEqual(
      Object.keys(broken).sort(),
    );
    expect(text).not.toMatch(/s3cr3t|short-secret/);
  });

  it("leaves the page and the sign of life", async () => {
    expect((await callWith(broken, "/")).status).toBe(200);
    expect((await callWith(broken, "/health/live")).status).toBe(200);
  });
});

describe("every answer", () => {
  const ANSWERS: [string, RequestInit, number][] = [
    ["/", {}, 200],
    ["/", { method: "HEAD" }, 200],
    ["/", { method: "POST" }, 405],
    ["/favicon.svg", {}, 200],
    ["/nothing", {}, 404],
    ["/health", {}, 200],
    ["/health/live", {}, 200],
    ["/api/models", {}, 200],
    ["/api/chat", jsonRequest({ message: "hi" }), 200],
    ["/api/chat", jsonRequest({ message: "hi", stream: true }), 200],
    ["/api/chat", jsonRequest("{"), 400],
    ["/api/admin/conversations", {}, 401],
    ["/api/admin/conversations", { headers: bearer(ADMIN) }, 200],
    ["/api/admin/conversations/export?format=csv", { headers: bearer(ADMIN) }, 200],
    ["/v1/models", { headers: bearer(KEY) }, 200],
    ["/v1/chat/completions", jsonRequest(COMPLETION, bearer(KEY)), 200],
    ["/v1/chat/completions", { method: "OPTIONS", headers: { origin: "https://a.example" } }, 204],
    ["/webhooks/signed", { method: "POST" }, 404],
  ];

  it.each(ANSWERS)(
    "%s %o carries a request id and the headers that keep a browser safe",
    async (path, init, status) => {
      const response = await call(path, init);
      await response.arrayBuffer();
      expect(response.status).toBe(status);
      const { headers } = response;
      expect(headers.get("x-request-id")).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("same-origin");
      expect(headers.get("strict-transport-security")).toBe("max-age=15552000");
      expect(headers.get("x-frame-options")).toBe("SAMEORIGIN");
      expect(headers.get("x-powered-by")).toBeNull();
      expect(headers.get("server")).toBeNull();
    },
  );

  it("tells no other page the address of a shared conversation, not even one of ours", async () => {
    for (const path of ["/s/token", "/s/a/b", "/"]) {
      const response = await call(path);
      await response.arrayBuffer();
      expect(response.status).toBe(200);
      const wanted = path === "/" ? "same-origin" : "no-referrer";
      expect([path, response.headers.get("referrer-policy")]).toEqual([path, wanted]);
    }
  });

  it("has a request id of its own, or the one that the caller gave", async () => {
    const ids = await Promise.all(
      [1, 2, 3].map(async () => (await call("/api/models")).headers.get("x-request-id")),
    );
    expect(new Set(ids).size).toBe(3);
    const given = await call("/api/nothing", { headers: { "x-request-id": "trace-7" } });
    expect((await given.json<ErrorEnvelope>()).request_id).toBe("trace-7");
  });

  it("of a page forbids inline scripts, foreign hosts and foreign frames", async () => {
    const page = await call("/");
    const policy = page.headers.get("content-security-policy") ?? "";
    for (const rule of [
      "default-src 'none'",
      "script-src 'self'",
      "base-uri 'none'",
      "frame-ancestors 'self'",
      "connect-src 'self'",
    ])
      expect(policy).toContain(rule);
    expect(policy).not.toMatch(/unsafe|\*|http:|https:/);
    const html = await page.text();
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\son[a-z]+=|\sstyle=/i);
    expect(page.headers.get("cache-control")).toBe("no-cache");
  });

  it("of the API is kept by no cache", async () => {
    const paths = [
      "/api/models",
      "/api/chat",
      "/api/admin/conversations",
      "/api/admin/conversations/export",
      "/api/nothing",
    ];
    for (const path of paths)
      expect((await call(path, { headers: bearer(ADMIN) })).headers.get("cache-control")).toBe("no-store");
  });

  it("of /api cannot be read by a page of another origin, one of /v1 can", async () => {
    const origin = { origin: "https://evil.example" };
    const preflight = { ...origin, "access-control-request-method": "POST" };
    expect(
      (await call("/api/models", { headers: origin })).headers.get("access-control-allow-origin"),
    ).toBeNull();
    expect((await call("/api/chat", { method: "OPTIONS", headers: preflight })).status).toBe(405);
    const open = await call("/v1/chat/completions", { method: "OPTIONS", headers: preflight });
    expect([open.status, open.headers.get("access-control-allow-origin")]).toEqual([204, "*"]);
    expect(open.headers.get("access-control-allow-credentials")).toBeNull();
    const refused = await call("/v1/models", { headers: { ...origin, ...bearer("wrong") } });
    expect([refused.status, refused.headers.get("access-control-allow-origin")]).toEqual([401, "*"]);
  });
});
