// The doctor's small parts: one request to ourselves, whose host it is, and the configuration's complaints in Chinese.
import { afterEach, describe, expect, it, vi } from "vitest";
import { parseConfig } from "../../../src/config/config.ts";
import { exchange } from "../../../src/operations/doctor/exchange.ts";
import { isInClear, isLocal, ownerOf, readUrl } from "../../../src/operations/doctor/host.ts";
import { findObstacle } from "../../../src/operations/doctor/obstacle.ts";
import { checkCopies } from "../../../src/operations/doctor/pasted.ts";
import { text } from "../../../src/operations/doctor/report.ts";
import { inChinese } from "../../../src/operations/doctor/setting-words.ts";

afterEach(() => void vi.useRealTimers());

describe("one request to ourselves", () => {
  const answerOf = (respond: typeof fetch) => {
    let now = 0;
    const clock = () => {
      now += 40;
      return now;
    };
    return exchange({ fetch: respond, now: clock }, "https://bot.example.com/", { method: "GET" });
  };

  it("tells status, JSON and how long it took", async () => {
    const answer = await answerOf(async () => Response.json({ status: "ok" }, { status: 201 }));
    expect(answer).toEqual({
      kind: "answered",
      status: 201,
      json: { status: "ok" },
      isPage: false,
      tookMs: 40,
    });
  });

  it.each([
    ["text/html; charset=utf-8", "Sign in", true],
    ["text/plain", " <!DOCTYPE html><title>x</title>", true],
    ["text/plain", "<html>", true],
    ["text/plain", "error code: 1042", false],
    ["application/json", "{broken", false],
    ["application/json", "[1]", false],
  ])("knows a page of type %s with %j", async (type, body, isPage) => {
    const answer = await answerOf(async () => new Response(body, { headers: { "content-type": type } }));
    expect(answer).toMatchObject({ kind: "answered", json: null, isPage });
  });

  it("follows no redirect, also where the runtime hides its status", async () => {
    const modes: unknown[] = [];
    const redirect: typeof fetch = async (_, init) => {
      modes.push(init?.redirect);
      return Response.redirect("https://elsewhere.example.com");
    };
    expect(await answerOf(redirect)).toEqual({ kind: "redirected" });
    expect(await answerOf(async () => Response.error())).toEqual({ kind: "redirected" });
    expect(modes).toEqual(["manual"]);
  });

  it("is silent where none answers, without what was thrown", async () => {
    const failing = async () => Promise.reject(new TypeError("connect ECONNREFUSED bot.example.com"));
    expect(await answerOf(failing)).toEqual({ kind: "silent" });
  });

  it("waits ten seconds and no longer", async () => {
    vi.useFakeTimers();
    const never: typeof fetch = (_, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener("abort", () => reject(new Error("aborted")));
      });
    const answer = answerOf(never);
    await vi.advanceTimersByTimeAsync(9_999);
    expect(await Promise.race([answer, "waiting"])).toBe("waiting");
    await vi.advanceTimersByTimeAsync(1);
    expect(await answer).toEqual({ kind: "silent" });
  });

  it("reads the beginning of a body without end, and lets go of the rest", async () => {
    let given = 0;
    let cancelled = false;
    const body = new ReadableStream({
      pull(controller) {
        given += 1;
        controller.enqueue(new TextEncoder().encode("x".repeat(10_000)));
      },
      cancel() {
        cancelled = true;
      },
    });
    expect(await answerOf(async () => new Response(body))).toMatchObject({ kind: "answered", json: null });
    expect(given).toBeLessThan(20);
    expect(cancelled).toBe(true);
  });
});

describe("what stands in the way", () => {
  const answered = (status: number, json: Record<string, unknown> | null = null, isPage = false) => ({
    kind: "answered" as const,
    status,
    json,
    isPage,
    tookMs: 1,
  });

  it("is nothing where JSON comes, whatever the status", () => {
    for (const status of [200, 401, 404, 500, 503])
      expect(findObstacle(answered(status, { error: {} }), "/webhooks/feishu", true)).toBeNull();
  });

  it.each([404, 502, 503, 504, 520, 522, 530])(
    "status %i without JSON, seen from inside, is no proof",
    (status) => {
      expect(findObstacle(answered(status), "/health/live", true)?.status).toBe("warning");
      expect(findObstacle(answered(status), "/health/live", false)?.status).toBe("error");
    },
  );

  it.each([401, 403, 429])("status %i without JSON is a wall, from inside and outside", (status) => {
    for (const inside of [true, false])
      expect(findObstacle(answered(status, null, true), "/x", inside)?.fix.en).toContain("WAF");
  });

  it("is a redirect or a page, from inside too", () => {
    expect(findObstacle({ kind: "redirected" }, "/x", true)?.status).toBe("error");
    expect(findObstacle(answered(200, null, true), "/x", true)?.message.en).toContain("a web page");
    expect(findObstacle(answered(200), "/x", true)?.message.en).toContain("no JSON");
  });
});

describe("a host", () => {
  const hostOf = (address: string) => {
    const url = readUrl(address);
    if (url === null) throw new Error("no address");
    return url;
  };

  it.each([
    "http://localhost:18789",
    "http://127.0.0.1",
    "http://10.1.2.3",
    "http://172.16.0.1",
    "http://172.31.255.255",
    "http://192.168.1.1",
    "http://169.254.1.1",
    "http://0.0.0.0:18789",
    "http://[::1]:18789",
    "http://[fd00::1]",
    "http://nas.local",
    "http://bot.internal",
  ])("%s is reached from here only", (address) => {
    expect([isLocal(hostOf(address)), isInClear(hostOf(address))]).toEqual([true, false]);
  });

  it.each([
    "http://172.32.0.1",
    "http://11.0.0.1",
    "http://192.169.1.1",
    "http://localhost.example.com",
    "http://10.example.com.cn",
    "http://[2606:4700::1]",
  ])("%s is anybody's, and in clear", (address) => {
    const url = hostOf(address);
    expect([address, isLocal(url), isInClear(url)]).toEqual([address, false, true]);
  });

  it.each([
    ["https://open.feishu.cn", "feishu"],
    ["https://www.feishu.com", "feishu"],
    ["https://open.larksuite.com", "lark"],
    ["https://oapi.dingtalk.com", "dingtalk"],
    ["https://api.dingtalk.io", "dingtalk"],
    ["https://qyapi.weixin.qq.com", "wecom"],
    ["https://notfeishu.cn", null],
    ["https://feishu.cn.example.com", null],
    ["https://dingtalk.com.evil.example", null],
  ])("%s belongs to %s", (address, owner) => {
    expect(ownerOf(hostOf(address))).toBe(owner);
  });

  it("is none in a text that is no address", () => {
    expect([readUrl("soon"), readUrl("")]).toEqual([null, null]);
  });
});

describe("a value that was copied", () => {
  const faultOf = (value: string) => {
    const topic = { id: "x", title: text("x", "x") };
    return checkCopies(topic, { NAME: value, OTHER: "another-value", NONE: null }, text("the page", "页面"));
  };

  it.each([
    " a",
    "a ",
    "a\n",
    "\ta",
    '"a"',
    "“a”",
    "'a",
    "a`",
    "xxx",
    "****",
    "<secret>",
    "your_secret",
    "YOUR APP",
    "changeme",
    ["$", "{SECRET}"].join(""),
    "…",
    "another-value",
  ])("as %j is named", (value) => {
    const { status, message, fix } = faultOf(value);
    expect(status).toBe("error");
    expect([message.en, fix?.en]).toEqual([expect.stringContaining("NAME"), expect.stringContaining("NAME")]);
  });

  it.each(["a", "xx-1", "kudryavka", "yourself", "a b", "SEC0", "x'y", "密钥", "-_=+/"])(
    "as %j is fine",
    (value) => {
      expect(faultOf(value).status).toBe("ok");
    },
  );
});

describe("a complaint of the configuration", () => {
  const WRONG: Record<string, string> = {
    MODEL_ENDPOINT: "not a url",
    MODEL_FALLBACK_NAME: "x",
    MODEL_TIMEOUT_SECONDS: "soon",
    MODEL_SILENCE_SECONDS: "0",
    MAX_MESSAGE_CHARS: "999999",
    CACHE_TTL_SECONDS: "5",
    ADMIN_TOKEN: "short",
    CHAT_ACCESS: "nobody",
    ALLOWED_CIDRS: "everywhere",
    GROUP_SESSION: "room",
    FEISHU_ENABLED: "yes",
    FEISHU_APP_ID: "cli_a0123456789abcde",
    FEISHU_API_BASE: "https://user:word@open.feishu.cn",
    FEISHU_WEBHOOK_SECRET: "secret",
    FEISHU_MONTHLY_CALLS: "many",
    DINGTALK_ENABLED: "true",
  };

  it("is told in Chinese, each of them", () => {
    const { problems } = parseConfig(WRONG);
    expect(problems.length).toBeGreaterThan(14);
    for (const { message } of problems) {
      const told = inChinese(message);
      expect(told).toMatch(/\p{Script=Han}/u);
      expect(told).not.toMatch(/\b(?:must|be|set|together|such|least|with)\b/);
    }
  });

  it("keeps its own words where nobody knows them", () => {
    expect(inChinese("is too purple")).toBe("is too purple");
  });
});
