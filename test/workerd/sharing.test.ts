// What holders do with whole conversations: name and pin them, show them to others, bring them along, go on with another device.
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it, vi } from "vitest";
import type { ModelPage, SessionPage, Share, SharedPage } from "../../src/core/wire.ts";
import {
  ADMIN,
  bearer,
  call,
  callWith,
  fresh,
  jsonRequest,
  KEY,
  ORIGIN,
  OTHER_KEY,
  postJson,
  say,
} from "./support.ts";

const ada = bearer(KEY);
const bob = bearer(OTHER_KEY);

function send(method: string, path: string, body?: unknown, headers: Record<string, string> = ada) {
  const request = body === undefined ? { headers } : jsonRequest(body, headers);
  return call(path, { ...request, method });
}

async function sessions(query = "", headers: Record<string, string> = ada): Promise<SessionPage> {
  return (await call(`/api/chat${query}`, { headers })).json<SessionPage>();
}

const listed = (session_id: string) =>
  vi.waitFor(
    async () => {
      const found = (await sessions("?limit=200")).sessions.find((one) => one.session_id === session_id);
      if (found === undefined) throw new Error("not listed yet");
      return found;
    },
    { timeout: 5_000 },
  );

describe("a conversation's name and place in the list", () => {
  it("are its holder's to change: found by the name, pinned ones first, and an answer changes neither", async () => {
    const { session_id } = await say("how it began");
    const { updated_at } = await listed(session_id);
    const title = `Budget ${fresh("name")}`;
    const changed = await send("PATCH", `/api/chat/${session_id}`, { title: `  ${title} `, pinned: true });
    expect(await changed.json()).toEqual({ session_id, title, pinned: true });
    await vi.waitFor(async () => expect(await listed(session_id)).toMatchObject({ title, pinned: true }));
    expect((await listed(session_id)).updated_at).toBe(updated_at);
    await say("something newer");
    await say("and on", { session_id });
    await vi.waitFor(async () => expect((await listed(session_id)).updated_at).not.toBe(updated_at));
    const { sessions: all } = await sessions("?limit=200");
    expect(all[0]).toMatchObject({ session_id, title, pinned: true });
    const words = encodeURIComponent(title.slice(0, 20).toUpperCase());
    expect((await sessions(`?q=${words}`)).sessions.map((one) => one.session_id)).toEqual([session_id]);
    expect((await sessions(`?q=${words}`, bob)).sessions).toEqual([]);
    await send("PATCH", `/api/chat/${session_id}`, { pinned: false });
    await vi.waitFor(async () => expect(await listed(session_id)).toMatchObject({ title, pinned: false }));
  });

  it("come page by page without a gap, pinned ones in front", async () => {
    const caller = { cookie: `visitor=${crypto.randomUUID().replaceAll("-", "")}` };
    const ids: string[] = [];
    for (let number = 0; number < 5; number += 1) {
      const answer = await postJson("/api/chat", { message: `paged ${number}` }, caller);
      ids.push((await answer.json<{ session_id: string }>()).session_id);
    }
    await vi.waitFor(async () => expect((await sessions("", caller)).sessions).toHaveLength(5));
    for (const id of [ids[0], ids[2]])
      await send("PATCH", `/api/chat/${id}`, { pinned: true }, { ...caller });
    await vi.waitFor(async () =>
      expect((await sessions("", caller)).sessions.filter(({ pinned }) => pinned)).toHaveLength(2),
    );
    const seen: (string | undefined)[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const page: SessionPage = await sessions(`?limit=1&cursor=${cursor}`, caller);
      seen.push(page.sessions[0]?.session_id);
      cursor = page.next_cursor;
    }
    expect(seen).toEqual([ids[2], ids[0], ids[4], ids[3], ids[1]]);
  });

  it.each([
    [{}, "title"],
    [{ title: " " }, "title"],
    [{ title: "x".repeat(201) }, "title"],
    [{ title: "a\u0000b" }, "title"],
    [{ title: 5 }, "title"],
    [{ pinned: "yes" }, "pinned"],
  ])("that cannot be is refused, naming the field (%#)", async (body, param) => {
    const { session_id } = await say("named");
    const refused = await send("PATCH", `/api/chat/${session_id}`, body);
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ error: { param } });
  });

  it("of somebody else's conversation stay as they are", async () => {
    const session_id = fresh("hers");
    await say("mine", { session_id });
    expect((await send("PATCH", `/api/chat/${session_id}`, { title: "stolen" }, bob)).status).toBe(403);
    expect((await send("PATCH", `/api/chat/${fresh("none")}`, { title: "x" })).status).toBe(404);
    expect((await send("POST", `/api/chat/${session_id}/share`, undefined, bob)).status).toBe(403);
    expect((await listed(session_id)).title).toBe("mine");
  });
});

describe("a shared conversation", () => {
  const read = (share: Share, query = "", init?: RequestInit) =>
    call(`${new URL(share.url).pathname.replace("/s/", "/api/shared/")}${query}`, init);
  const open = async (session_id: string) => {
    const answer = await send("POST", `/api/chat/${session_id}/share`);
    expect(answer.status).toBe(201);
    return answer.json<Share>();
  };

  it("is read by anybody as it was then, without the session's id, ratings or other versions", async () => {
    const { session_id, message_id } = await say("first");
    await postJson(`/api/chat/${session_id}/feedback`, { message_id, rating: "down" }, ada);
    await say("other", { session_id, instead_of: message_id });
    const share = await open(session_id);
    expect(share.url).toMatch(new RegExp(`^${ORIGIN}/s/[0-9a-f]{32}$`));
    await say("later secret", { session_id });
    const answer = await read(share);
    expect(answer.headers.get("set-cookie")).toBeNull();
    expect(answer.headers.get("cache-control")).toBe("no-store");
    const page = await answer.json<SharedPage>();
    expect(page.messages.map(({ content }) => content)).toEqual(["other", "other"]);
    expect(page.title).toBe("other");
    const text = JSON.stringify(page);
    for (const secret of [session_id, "later secret", "rating", "versions"])
      expect(text).not.toContain(secret);
    expect(await send("GET", `/api/chat/${session_id}/share`).then((it) => it.json())).toEqual({ share });

    const renewed = await open(session_id);
    expect(renewed.url).toBe(share.url);
    expect(JSON.stringify(await (await read(share)).json())).toContain("later secret");
    const one = await (await read(share, "?limit=1")).json<SharedPage>();
    expect(one.messages).toHaveLength(1);
    const next = await (await read(share, `?limit=1&cursor=${one.next_cursor}`)).json<SharedPage>();
    expect(next.messages.map(({ role }) => role)).toEqual(["user"]);
  });

  it("is closed by a word of its holder, by its end, and by the operator's key to the page", async () => {
    const { session_id } = await say("for a while");
    const share = await open(session_id);
    const path = new URL(share.url).pathname.replace("/s/", "/api/shared/");
    const keyed = { CHAT_ACCESS: "key", API_KEYS: KEY };
    expect((await callWith(keyed, path)).status).toBe(401);
    expect((await callWith(keyed, path, { headers: ada })).status).toBe(200);
    for (let round = 0; round < 2; round += 1)
      expect((await send("DELETE", `/api/chat/${session_id}/share`)).status).toBe(204);
    const gone = await read(share);
    expect(gone.status).toBe(404);
    expect(await gone.json()).toMatchObject({ error: { code: "share_not_found" } });
    expect((await open(session_id)).url).not.toBe(share.url);

    const second = await say("to be forgotten");
    const shared = await open(second.session_id);
    await send("DELETE", `/api/chat/${second.session_id}`);
    expect((await read(shared)).status).toBe(404);
    await vi.waitFor(
      async () => expect(await env.DB.prepare("SELECT count(*) AS n FROM shares").first("n")).toBe(2),
      { timeout: 5_000 },
    );
  });

  it.each(["x", "0".repeat(32), "%2e%2e", `${"a".repeat(32)}b`])("is nothing at %s", async (token) => {
    expect((await call(`/api/shared/${token}`)).status).toBe(404);
  });
});

describe("a conversation from a file", () => {
  const messages = [
    { role: "user", content: "Which colour?", timestamp: "2025-01-02T03:04:05.678Z" },
    { role: "assistant", content: "Blue.", model: "old", sources: [{ title: "T", snippet: "s" }] },
    { role: "assistant", content: "Or green." },
    { role: "user", content: "Why?" },
  ];

  it("goes on where it ended, is listed, and is nobody's log", async () => {
    const title = fresh("Brought");
    const answer = await postJson("/api/import", { title, messages }, ada);
    expect(answer.status).toBe(201);
    const { session_id } = await answer.json<{ session_id: string }>();
    await listed(session_id);
    const history = await (await send("GET", `/api/chat/${session_id}`)).json();
    expect(history).toMatchObject({
      messages: [
        { role: "user", content: "Which colour?", timestamp: "2025-01-02T03:04:05.678Z" },
        { role: "assistant", content: "Blue.\n\nOr green.", model: "old", sources: [{ title: "T" }] },
        { role: "user", content: "Why?" },
        { role: "assistant", content: "", status: "stopped" },
      ],
    });
    const more = await say("And now?", { session_id });
    expect(more.session_id).toBe(session_id);
    const found = (await sessions(`?q=${title}`)).sessions;
    expect(found.map((one) => [one.session_id, one.title])).toEqual([[session_id, title]]);
    const count = "SELECT count(*) AS n FROM conversation_logs WHERE session_id = ?";
    await vi.waitFor(async () => expect(await env.DB.prepare(count).bind(session_id).first("n")).toBe(1), {
      timeout: 5_000,
    });
  });

  it.each([
    [{ title: "t", messages: [] }, "messages"],
    [{ title: "t", messages: messages.slice(1) }, "messages"],
    [{ title: "", messages }, "title"],
    [{ messages }, "title"],
    [{ title: "t", messages: [{ role: "system", content: "x" }] }, "messages.0.role"],
    [{ title: "t", messages: [{ role: "user", content: "\u0000" }] }, "messages.0.content"],
    [{ title: "t", messages: [{ role: "user", content: "x", timestamp: "soon" }] }, "messages.0.timestamp"],
    [{ title: "t", messages: Array(10_001).fill(messages[0]) }, "messages"],
  ])("that is none is refused, naming the field (%#)", async (body, param) => {
    const refused = await postJson("/api/import", body, ada);
    expect([refused.status, await refused.json()]).toMatchObject([400, { error: { param } }]);
  });
});

describe("a device link", () => {
  let cookie = "";
  beforeAll(() => {
    cookie = `visitor=${crypto.randomUUID().replaceAll("-", "")}`;
  });
  const join = (code: string, headers: Record<string, string> = {}) =>
    postJson("/api/visitor/join", { code }, headers);

  it("makes another device the same visitor, once", async () => {
    const said = await postJson("/api/chat", { message: "from the first" }, { cookie });
    const { session_id } = await said.json<{ session_id: string }>();
    const link = await call("/api/visitor/link", { method: "POST", headers: { cookie } });
    expect(link.status).toBe(201);
    const { code, expires_at } = await link.json<{ code: string; expires_at: string }>();
    expect(Date.parse(expires_at) - Date.now()).toBeGreaterThan(9 * 60_000);
    const [joined, late] = await Promise.all([join(code), join(code, { cookie: "visitor=ffff" })]);
    expect([joined.status, late.status].sort()).toEqual([204, 404]);
    const winner = joined.status === 204 ? joined : late;
    const given = /visitor=[0-9a-f]{32}/.exec(winner.headers.get("set-cookie") ?? "")?.[0];
    expect(given).toBe(cookie);
    expect(winner.headers.get("set-cookie")).toMatch(/HttpOnly/);
    await vi.waitFor(
      async () =>
        expect((await sessions("", { cookie: given ?? "" })).sessions[0]?.session_id).toBe(session_id),
      { timeout: 5_000 },
    );
  });

  it("of nobody, of a key, or of another form is refused and changes no cookie", async () => {
    for (const code of ["", "x", "0".repeat(32)]) {
      const refused = await join(code);
      expect(refused.status).toBe(404);
      expect(refused.headers.get("set-cookie")).toBeNull();
    }
    const keyed = await call("/api/visitor/link", { method: "POST", headers: ada });
    expect([keyed.status, await keyed.json()]).toMatchObject([400, { error: { code: "not_a_visitor" } }]);
    expect((await join("0".repeat(32), bearer(ADMIN))).status).toBe(400);
    const plain = { method: "POST", body: '{"code":"x"}', headers: { "content-type": "text/plain" } };
    expect((await call("/api/visitor/join", plain)).status).toBe(415);
    expect(
      (await callWith({ CHAT_ACCESS: "key", API_KEYS: KEY }, "/api/visitor/join", jsonRequest({ code: "x" })))
        .status,
    ).toBe(401);
  });
});

describe("what the page shows first", () => {
  it("is the operator's name, greeting, questions and models, and visitors keep to these models", async () => {
    const settings = {
      ASSISTANT_NAME: "小爪",
      GREETING: "你好,有什么可以帮你?",
      SUGGESTIONS: "假期怎么请? | How do I claim expenses? |",
      MODEL_CHOICES: "fake-other",
    };
    const page = await (await callWith(settings, "/api/models")).json<ModelPage>();
    expect(page).toMatchObject({ assistant: "小爪" });
    expect(page.data.map((model) => [model.id, model.default])).toEqual([
      ["gpt-4o-mini", true],
      ["fake-other", false],
    ]);
    expect(page.data[0]).toMatchObject({
      greeting: "你好,有什么可以帮你?",
      suggestions: ["假期怎么请?", "How do I claim expenses?"],
    });
    const ask = (model: string, headers = {}) =>
      callWith(settings, "/api/chat", jsonRequest({ message: "hi", model }, headers));
    expect((await ask("another")).status).toBe(404);
    expect((await ask("fake-other")).status).toBe(200);
    expect(await (await ask("fake-other")).json()).toMatchObject({ model: "fake-other" });
  });
});
