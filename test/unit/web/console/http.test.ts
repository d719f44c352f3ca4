// Calls of the console: what they send, what they make of a refusal, and when the session is over.
import { describe, expect, test, vi } from "vitest";
import { createApi, exportAddress, fileAddress } from "../../../../src/web/console/api.ts";
import { detailOfRefusal, kindOfRefusal } from "../../../../src/web/console/failure-kind.ts";
import { CallFailed, createCaller, queryOf, refusalOf } from "../../../../src/web/console/http.ts";
import { afterSignedOut, stateOfRefusal } from "../../../../src/web/console/session.ts";

function refusing(status: number, code: string, headers: Record<string, string> = {}) {
  const body = { error: { message: "words", type: "t", code, param: null }, request_id: "r-1" };
  return Response.json(body, { status, headers });
}

function callerOf(answer: () => Response | Promise<Response>) {
  const fetch = vi.fn<typeof globalThis.fetch>(async () => answer());
  const onSignedOut = vi.fn();
  return { caller: createCaller({ fetch, onSignedOut }), fetch, onSignedOut };
}

const failing = (promise: Promise<unknown>) => promise.then(() => null, refusalOf);

describe("a call", () => {
  test("gives back the answer's JSON", async () => {
    const { caller, onSignedOut } = callerOf(() => Response.json({ data: [] }));
    expect(await caller.json("/x")).toEqual({ data: [] });
    expect(onSignedOut).not.toHaveBeenCalled();
  });

  test("that is refused tells code, words, request and wait", async () => {
    const { caller } = callerOf(() => refusing(429, "rate_limited", { "retry-after": "7" }));
    expect(await failing(caller.json("/x"))).toEqual({
      status: 429,
      code: "rate_limited",
      message: "words",
      requestId: "r-1",
      waitSeconds: 7,
    });
    const body = { error: { message: "title: no", type: "t", code: "c", param: "title" }, request_id: "r" };
    const about = callerOf(() => Response.json(body, { status: 400 }));
    expect(await failing(about.caller.json("/x"))).toMatchObject({ param: "title", message: "title: no" });
  });

  test("without a session ends it; a wrong token does not, since there is none yet", async () => {
    const ended = callerOf(() => refusing(401, "invalid_api_key"));
    await failing(ended.caller.json("/x"));
    expect(ended.onSignedOut).toHaveBeenCalledOnce();
    const wrong = callerOf(() => refusing(401, "wrong_token"));
    expect(await failing(createApi(wrong.caller).signIn("nope"))).toMatchObject({ code: "wrong_token" });
    expect(wrong.onSignedOut).not.toHaveBeenCalled();
  });

  test("that brings no JSON, or never arrives, fails in words of our own", async () => {
    const odd = callerOf(() => new Response("<html>", { headers: { "x-request-id": "r-2" } }));
    expect(await failing(odd.caller.json("/x"))).toMatchObject({
      code: "unreadable_answer",
      requestId: "r-2",
    });
    const gone = callerOf(() => Promise.reject(new TypeError("failed to fetch")));
    expect(await failing(gone.caller.call("/x"))).toMatchObject({ status: 0, code: "offline" });
  });
});

test("the api asks by name, escapes what comes from outside and leaves out what is not set", async () => {
  const { caller, fetch } = callerOf(() => Response.json({}));
  const api = createApi(caller);
  const { signal } = new AbortController();
  await api.conversations({ q: "a&b", status: null, cursor: undefined, channel: "" }, signal);
  await api.controlDelivery("id/with slash", "retry");
  await api.makeBackup();
  await api.erase({ user_id: "ou_1" });
  await api.notify("feishu", "hello");
  expect(fetch.mock.calls.map(([path, init]) => `${init?.method ?? "GET"} ${String(path)}`)).toEqual([
    "GET /api/admin/conversations?q=a%26b",
    "POST /api/admin/deliveries/id%2Fwith%20slash/retry",
    "POST /api/admin/backups?wait=0",
    "DELETE /api/admin/conversations?user_id=ou_1",
    "POST /api/admin/notify",
  ]);
  expect(fetch.mock.lastCall?.[1]?.body).toBe('{"channel":"feishu","text":"hello"}');
  expect(queryOf({})).toBe("");
  expect(fileAddress("knowledge/报销 制度?.md")).toBe(
    "/api/admin/files/knowledge/%E6%8A%A5%E9%94%80%20%E5%88%B6%E5%BA%A6%3F.md",
  );
  expect(exportAddress("csv", { channel: "web" })).toBe(
    "/api/admin/conversations/export?format=csv&channel=web",
  );
});

const refusal = { status: 0, code: "", message: "words", requestId: null, waitSeconds: null };

test.each([
  [0, "offline", "offline"],
  [400, "invalid_filter", "refused"],
  [403, "cross_site", "refused"],
  [404, "delivery_not_found", "missing"],
  [404, "channel_off", "setup"],
  [409, "backup_busy", "busy"],
  [409, "backup_damaged", "refused"],
  [429, "rate_limited", "wait"],
  [500, "internal_error", "server"],
  [503, "misconfigured", "setup"],
])("a %i %s is told as %s", (status, code, kind) => {
  expect(kindOfRefusal({ ...refusal, status, code })).toBe(kind);
  expect(detailOfRefusal({ ...refusal, status, code })).toBe(kind === "wait" ? "" : "words");
});

describe("the session", () => {
  test("is asked for, closed for want of a token, or unknown for want of an answer", () => {
    expect(stateOfRefusal({ ...refusal, status: 401 })).toEqual({ phase: "out", expired: false });
    expect(stateOfRefusal({ ...refusal, status: 503, code: "not_configured" })).toEqual({ phase: "closed" });
    expect(stateOfRefusal(refusal)).toEqual({ phase: "failed", refusal });
  });

  test("that ends says so to whoever was in, and to nobody else", () => {
    expect(afterSignedOut({ phase: "in", expiresAt: "" })).toEqual({ phase: "out", expired: true });
    expect(afterSignedOut({ phase: "closed" })).toEqual({ phase: "closed" });
    expect(afterSignedOut({ phase: "out", expired: false })).toEqual({ phase: "out", expired: false });
  });
});

test("a failure keeps its cause", () => {
  const cause = new Error("why");
  expect(new CallFailed(refusal, cause)).toMatchObject({ name: "CallFailed", message: "words", cause });
});
