// POST /api/chat in the real runtime, against a model played on loopback.

import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import type { Answer, ErrorEnvelope, HistoryPage, SessionPage } from "../../src/core/wire.ts";
import {
  ADMIN,
  bearer,
  call,
  callWith,
  conversationOf,
  fresh,
  jsonRequest,
  KEY,
  modelCalls,
  OTHER_KEY,
  parseEvents,
  postJson,
  release,
  say,
  textOf,
} from "./support.ts";

async function history(sessionId: string, query = ""): Promise<HistoryPage> {
  return (await call(`/api/chat/${sessionId}${query}`, { headers: bearer(KEY) })).json<HistoryPage>();
}

async function errorOf(response: Response): Promise<ErrorEnvelope["error"]> {
  return (await response.json<ErrorEnvelope>()).error;
}

describe("a message is answered", () => {
  it("as one JSON object with usage, model and ids", async () => {
    const answer = await say("hello there");
    expect(answer).toMatchObject({
      reply: "hello there",
      status: "ok",
      model: "gpt-4o-mini",
      cached: false,
      sources: [],
    });
    expect(answer.session_id).toMatch(/^[0-9a-f]{32}$/);
    expect(answer.usage?.total_tokens).toBe(
      (answer.usage?.prompt_tokens ?? 0) + (answer.usage?.completion_tokens ?? 0),
    );
  });

  it("as events: start, deltas that join to the reply, done; each with an id", async () => {
    const response = await postJson(
      "/api/chat",
      { message: "one two three four", stream: true },
      bearer(KEY),
    );
    expect(response.headers.get("content-type")).toContain("text/event-stream");
    const events = parseEvents(await response.text());
    expect(events[0]?.event.event).toBe("start");
    const last = events.at(-1)?.event;
    expect(last?.event).toBe("done");
    expect(last?.data).toMatchObject({ reply: textOf(events) });
    expect(events.every(({ id }) => /^\d+-\d+$/.test(id))).toBe(true);
  });

  it("as events too when only Accept asks for them", async () => {
    const response = await postJson(
      "/api/chat",
      { message: "by accept" },
      { ...bearer(KEY), accept: "text/event-stream" },
    );
    expect(response.headers.get("content-type")).toContain("text/event-stream");
    expect(textOf(parseEvents(await response.text()))).toBe("by accept");
  });

  it("with the conversation before it, in order", async () => {
    const session_id = fresh("order");
    await say("my name is Ada", { session_id });
    const { reply } = await say("[[echo-history]] again", { session_id });
    const roles = (JSON.parse(reply) as { role: string; content: string }[]).map(({ role, content }) => [
      role,
      content,
    ]);
    expect(roles.slice(1)).toEqual([
      ["user", "my name is Ada"],
      ["assistant", "my name is Ada"],
      ["user", expect.stringContaining("again")],
    ]);
    expect(roles[0]?.[0]).toBe("system");
  });

  it("one after another within a session, although all arrive at once", async () => {
    const session_id = fresh("queue");
    const texts = ["first [[delay:20]]", "second", "third"];
    await Promise.all(texts.map((text, index) => say(text, { session_id, message_id: `m${index}` })));
    const { messages } = await history(session_id);
    expect(messages.map(({ message_id, role }) => `${message_id} ${role}`)).toEqual([
      "m0 user",
      "m0 assistant",
      "m1 user",
      "m1 assistant",
      "m2 user",
      "m2 assistant",
    ]);
    const [third] = await modelCalls("third");
    expect(third?.body.messages.map(({ role }) => role)).toEqual([
      "system",
      "user",
      "assistant",
      "user",
      "assistant",
      "user",
    ]);
  });

  it("with its images, passed to the model and kept for the next question", async () => {
    const session_id = fresh("images");
    const image = "data:image/png;base64,iVBORw0KGgo=";
    await say("what is this", { session_id, images: [image] });
    await say("and its colour-question", { session_id });
    const [second] = await modelCalls("colour-question");
    expect(JSON.stringify(second?.body.messages[1])).toContain(image);
  });
});

describe("the same message_id", () => {
  it("gives the same answer again without a second call to the model", async () => {
    const text = fresh("again");
    const body = { message: text, session_id: fresh("s"), message_id: "m1" };
    const [one, two] = await Promise.all([say(text, body), say(text, body)]);
    const three = await say(text, body);
    expect([two, three]).toEqual([one, one]);
    expect(await modelCalls(text)).toHaveLength(1);
  });

  it("without a session_id meets the conversation that it began", async () => {
    const text = fresh("unnamed");
    const message_id = fresh("m");
    const one = await say(text, { message_id });
    expect(await say(text, { message_id })).toEqual(one);
    expect(await modelCalls(text)).toHaveLength(1);
    expect((await say(text, { message_id: fresh("m") })).session_id).not.toBe(one.session_id);
    const other = await postJson("/api/chat", { message: text, message_id }, bearer(OTHER_KEY));
    expect((await other.json<Answer>()).session_id).not.toBe(one.session_id);
  });

  it("with other images is another message; without images it is the same", async () => {
    const body = { session_id: fresh("s"), message_id: "m1", images: ["data:image/png;base64,iVBORw0KGgo="] };
    const first = await say("look", body);
    const other = { ...body, message: "look", images: ["data:image/png;base64,AAAABBBB"] };
    expect((await postJson("/api/chat", other, bearer(KEY))).status).toBe(409);
    expect(await say("look", { ...body, images: undefined })).toEqual(first);
  });

  it("may be asked for again past the limit of messages a minute, a new one may not", async () => {
    const limit = { RATE_LIMIT_PER_MINUTE: "1", API_KEYS: "limited-key-0123456789" };
    const session_id = fresh("s");
    const post = (message_id: string) =>
      callWith(
        limit,
        "/api/chat",
        jsonRequest({ message: "once", session_id, message_id }, bearer("limited-key-0123456789")),
      );
    const statuses = [await post("m1"), await post("m1"), await post("m2")].map(({ status }) => status);
    expect(statuses).toEqual([200, 200, 429]);
  });

  it("of a failed answer may not be asked for past the limit: that would call the model anew", async () => {
    const key = "failing-key-0123456789";
    const limit = { RATE_LIMIT_PER_MINUTE: "1", API_KEYS: key };
    const message = `${fresh("fails")} [[status:400]]`;
    const body = { message, session_id: fresh("s"), message_id: "m1" };
    const post = () => callWith(limit, "/api/chat", jsonRequest(body, bearer(key)));
    const statuses = [await post(), await post()].map(({ status }) => status);
    expect(statuses).toEqual([400, 429]);
    expect(await modelCalls(message)).toHaveLength(1);
  });

  it("with another message is refused and changes nothing", async () => {
    const session_id = fresh("s");
    await say("original", { session_id, message_id: "m1" });
    const response = await postJson(
      "/api/chat",
      { message: "changed", session_id, message_id: "m1" },
      bearer(KEY),
    );
    expect(response.status).toBe(409);
    expect((await errorOf(response)).code).toBe("message_id_reused");
    expect((await history(session_id)).messages).toHaveLength(2);
  });

  it("joins an answer in mid-stream from its start, or behind Last-Event-ID", async () => {
    const gate = fresh("gate");
    const body = {
      message: `${gate} one two three [[hold:${gate}]]`,
      session_id: fresh("s"),
      message_id: "m1",
      stream: true,
    };
    const first = await postJson("/api/chat", body, bearer(KEY));
    const reader = first.body?.pipeThrough(new TextDecoderStream()).getReader();
    let seen = "";
    while (!seen.includes("event: delta")) seen += (await reader?.read())?.value ?? "";
    const lastId = /id: (\S+)\nevent: delta/.exec(seen)?.[1] ?? "";
    const second = await postJson("/api/chat", body, bearer(KEY));
    const third = await postJson("/api/chat", body, { ...bearer(KEY), "last-event-id": lastId });
    await reader?.cancel();
    await release(gate);
    const whole = parseEvents(await second.text());
    const rest = parseEvents(await third.text());
    expect(whole[0]?.event.event).toBe("start");
    expect(rest[0]?.event.event).not.toBe("start");
    expect(textOf(parseEvents(`${seen}\n\n`)) + textOf(rest)).toBe(textOf(whole));
    expect(await modelCalls(gate)).toHaveLength(1);
  });

  it("replays a finished answer behind Last-Event-ID", async () => {
    const body = { message: "abcdef", session_id: fresh("s"), message_id: "m1", stream: true };
    const events = parseEvents(await (await postJson("/api/chat", body, bearer(KEY))).text());
    const again = await postJson("/api/chat", body, { ...bearer(KEY), "last-event-id": "1-2" });
    const rest = parseEvents(await again.text());
    expect(textOf(rest)).toBe(textOf(events).slice(2));
    expect(rest.at(-1)?.event).toEqual(events.at(-1)?.event);
  });

  it("asks anew when the first answer failed", async () => {
    const session_id = fresh("s");
    const text = `${fresh("retry")} [[status:400x1]]`;
    const failed = await postJson("/api/chat", { message: text, session_id, message_id: "m1" }, bearer(KEY));
    expect(failed.status).toBe(400);
    expect((await say(text, { session_id, message_id: "m1" })).status).toBe("ok");
    expect((await history(session_id)).messages.map(({ status }) => status)).toEqual(["ok", "ok"]);
  });
});

describe("nothing is lost", () => {
  it("when the client goes away in mid-answer", async () => {
    const gate = fresh("gone");
    const session_id = fresh("s");
    const body = { message: `${gate} a b c [[hold:${gate}]]`, session_id, message_id: "m1", stream: true };
    const response = await postJson("/api/chat", body, bearer(KEY));
    const reader = response.body?.getReader();
    await reader?.read();
    await reader?.cancel();
    await release(gate);
    await vi.waitFor(
      async () => expect((await history(session_id)).messages.at(-1)?.status).toBe("ok"),
      5000,
    );
    expect(await modelCalls(gate)).toHaveLength(1);
  });

  it("when the object is thrown out of memory before it answered: its alarm answers", async () => {
    const session_id = fresh("evicted");
    await say("before", { session_id });
    const stub = conversationOf(session_id);
    await runInDurableObject(stub, (_, { storage }) => {
      storage.sql.exec(
        `INSERT INTO turns (message_id, text, image_count, channel, user_id, request_id, skip_cache, received_at)
         SELECT 'm2', 'after the crash', 0, channel, user_id, request_id, 0, received_at FROM turns`,
      );
      return storage.setAlarm(Date.now() + 60_000);
    });
    await evictDurableObject(stub);
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    const { messages } = await history(session_id);
    expect(messages.at(-1)).toMatchObject({
      message_id: "m2",
      role: "assistant",
      content: "after the crash",
      status: "ok",
    });
  });

  it("and a conversation at rest has no alarm", async () => {
    const session_id = fresh("rest");
    await say("quiet now", { session_id });
    const alarm = () =>
      runInDurableObject(conversationOf(session_id), (_, { storage }) => storage.getAlarm());
    await vi.waitFor(async () => expect(await alarm()).toBeNull());
  });

  it("and a turn that keeps killing its process ends as a visible failure", async () => {
    const session_id = fresh("poison");
    await say("fine", { session_id });
    const stub = conversationOf(session_id);
    await runInDurableObject(stub, (_, { storage }) => {
      storage.sql.exec(
        `INSERT INTO turns (message_id, text, image_count, channel, user_id, request_id, skip_cache, received_at, runs)
         SELECT 'm2', 'poison', 0, channel, user_id, request_id, 0, received_at, 5 FROM turns`,
      );
      return storage.setAlarm(Date.now() + 60_000);
    });
    await runDurableObjectAlarm(stub);
    expect((await history(session_id)).messages.at(-1)).toMatchObject({
      status: "failed",
      error: { code: "internal_error" },
    });
  });
});

describe("stop", () => {
  it("keeps what came so far and marks it", async () => {
    const gate = fresh("stop");
    const session_id = fresh("s");
    const body = { message: `one two three [[hold:${gate}]]`, session_id, message_id: "m1", stream: true };
    const response = await postJson("/api/chat", body, bearer(KEY));
    const events = response.text();
    await fetch(`${env.FAKE_MODEL_URL}/control/waiting?name=${gate}&at_least=1`);
    const stopped = await call(`/api/chat/${session_id}/stop`, { method: "POST", headers: bearer(KEY) });
    expect(await stopped.json()).toEqual({ session_id, message_id: "m1", stopped: true });
    const streamed = parseEvents(await events);
    expect(streamed.at(-1)?.event).toMatchObject({ event: "done", data: { status: "stopped" } });
    expect((await history(session_id)).messages.at(-1)).toMatchObject({
      status: "stopped",
      content: textOf(streamed),
    });
  });

  it("does nothing when nothing runs", async () => {
    const { session_id } = await say("done already");
    const stopped = await call(`/api/chat/${session_id}/stop`, { method: "POST", headers: bearer(KEY) });
    expect(await stopped.json()).toMatchObject({ stopped: false, message_id: null });
  });
});

describe("the model", () => {
  it.each([429, 500, 503, 408, 409])("is asked again after %i", async (status) => {
    const text = `${fresh("try")} [[status:${status}x2;retry-after=0]]`;
    expect((await say(text)).status).toBe("ok");
    expect(await modelCalls(text)).toHaveLength(3);
  });

  it("is given up after three tries, with an error that says what to do", async () => {
    const text = `${fresh("never")} [[status:500;retry-after=0]]`;
    const response = await postJson("/api/chat", { message: text }, bearer(KEY));
    expect(response.status).toBe(502);
    const error = await errorOf(response);
    expect(error).toMatchObject({ type: "upstream_error", code: "model_unreachable" });
    expect(JSON.stringify(error)).not.toMatch(/127\.0\.0\.1|sk-fake/);
    expect(await modelCalls(text)).toHaveLength(3);
  });

  it.each(["[[cut:3]]", "[[cutclean:3]]", "[[midstream-error:3]]"])(
    "that breaks off (%s) is an error, never a whole answer",
    async (how) => {
      const session_id = fresh("s");
      const text = `one two three four five ${how}`;
      const response = await postJson("/api/chat", { message: text, session_id, stream: true }, bearer(KEY));
      const events = parseEvents(await response.text());
      expect(events.at(-1)?.event).toMatchObject({ event: "error", data: { error: { code: "model_cut" } } });
      expect(textOf(events)).not.toBe("");
      expect((await history(session_id)).messages.at(-1)?.status).toBe("failed");
    },
  );

  it("that falls silent is given up", async () => {
    const response = await postJson("/api/chat", { message: "[[silent:2]] hush" }, bearer(KEY));
    expect(response.status).toBe(504);
    expect((await errorOf(response)).code).toBe("model_silent");
  });

  it("that answers with a web page is named as such", async () => {
    const response = await postJson("/api/chat", { message: "[[html]] page" }, bearer(KEY));
    expect(response.status).toBe(502);
    expect((await errorOf(response)).code).toBe("model_malformed");
  });

  it("that ends at its length limit marks the answer as cut and keeps it out of the cache", async () => {
    const text = `${fresh("long")} [[finish:length]]`;
    expect((await say(text)).truncated).toBe(true);
    expect((await say(text)).cached).toBe(false);
  });

  it("may be chosen by name; an unknown one is refused before anything is stored", async () => {
    expect((await say("other", { model: "fake-other" })).model).toBe("fake-other");
    const session_id = fresh("s");
    const response = await postJson(
      "/api/chat",
      { message: "hi", session_id, model: "no-such" },
      bearer(KEY),
    );
    expect(response.status).toBe(404);
    expect(await errorOf(response)).toMatchObject({ code: "model_not_found", param: "model" });
    expect((await call(`/api/chat/${session_id}`, { headers: bearer(KEY) })).status).toBe(404);
  });
});

describe("the answer cache", () => {
  it("answers the same first question of another session, marked as cached", async () => {
    const text = fresh("cache");
    const first = await say(text);
    await vi.waitFor(async () => expect((await say(text)).cached).toBe(true));
    const hit = await say(text);
    expect(hit).toMatchObject({ reply: first.reply, cached: true, usage: first.usage });
    expect(hit.session_id).not.toBe(first.session_id);
  });

  it("is skipped with Cache-Control: no-cache, and by another history", async () => {
    const text = fresh("nocache");
    const session_id = fresh("s");
    await say(text, { session_id });
    await vi.waitFor(async () => expect((await say(text)).cached).toBe(true));
    const fresher = await postJson(
      "/api/chat",
      { message: text },
      { ...bearer(KEY), "cache-control": "no-cache" },
    );
    expect((await fresher.json<Answer>()).cached).toBe(false);
    expect((await say(text, { session_id })).cached).toBe(false);
  });
});

describe("a session", () => {
  it("of the caller's choosing belongs to who used it first", async () => {
    const session_id = fresh("mine");
    await say("secret", { session_id });
    const paths: [string, RequestInit][] = [
      ["/api/chat", jsonRequest({ message: "hi", session_id }, bearer(OTHER_KEY))],
      [`/api/chat/${session_id}`, { headers: bearer(OTHER_KEY) }],
      [`/api/chat/${session_id}`, { method: "DELETE", headers: bearer(OTHER_KEY) }],
      [`/api/chat/${session_id}/stop`, { method: "POST", headers: bearer(OTHER_KEY) }],
      [`/api/chat/${session_id}/feedback`, jsonRequest({ message_id: "m", rating: "up" }, bearer(OTHER_KEY))],
      [`/api/chat/${session_id}`, {}],
    ];
    for (const [path, init] of paths) {
      const response = await call(path, init);
      expect([path, response.status]).toEqual([path, 403]);
      expect((await errorOf(response)).code).toBe("session_not_yours");
    }
    expect((await history(session_id)).messages).toHaveLength(2);
  });

  it("that the server issued may be carried on by whoever holds its id", async () => {
    const { session_id } = await say("issued");
    const visitor = await postJson("/api/chat", { message: "carried on", session_id });
    expect(visitor.status).toBe(200);
  });

  it("of a visitor is kept by a cookie that a forged one does not open", async () => {
    const session_id = fresh("visitor");
    const first = await postJson("/api/chat", { message: "hello", session_id });
    const cookie = first.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/^visitor=[0-9a-f]{32};.*HttpOnly; SameSite=Lax/);
    const visitor = cookie.split(";")[0] ?? "";
    expect((await postJson("/api/chat", { message: "more", session_id }, { cookie: visitor })).status).toBe(
      200,
    );
    for (const forged of [`visitor=${"0".repeat(32)}`, "visitor=../../etc", "visitor=", `${visitor}0`]) {
      const response = await postJson("/api/chat", { message: "let me in", session_id }, { cookie: forged });
      expect([forged, response.status]).toEqual([forged, 403]);
    }
  });

  it("is listed for its owner, newest first, found by its words, and forgotten on demand", async () => {
    const owner = bearer(ADMIN);
    const word = fresh("needle").replaceAll("-", "");
    const sessions = [fresh("list"), fresh("list")];
    for (const session_id of sessions) {
      await postJson(
        "/api/chat",
        { message: `选课系统 ${session_id === sessions[1] ? word : "plain"}`, session_id },
        owner,
      );
    }
    const list = async (query = "") =>
      (await call(`/api/chat${query}`, { headers: owner })).json<SessionPage>();
    await vi.waitFor(async () =>
      expect((await list()).sessions.map((session) => session.session_id)).toEqual([...sessions].reverse()),
    );
    expect((await list(`?q=${word}`)).sessions.map((session) => session.session_id)).toEqual([sessions[1]]);
    expect((await list(`?q=${encodeURIComponent("选课")}`)).sessions).toHaveLength(2);
    expect((await list("?q=没有这个词")).sessions).toEqual([]);
    const page = await list("?limit=1");
    const next = await list(`?limit=1&cursor=${page.next_cursor}`);
    expect([page, next].map(({ sessions: [session] }) => session?.session_id)).toEqual([
      sessions[1],
      sessions[0],
    ]);
    const mine = await (await call("/api/chat", { headers: bearer(KEY) })).json<SessionPage>();
    expect(mine.sessions.filter((session) => sessions.includes(session.session_id))).toEqual([]);
    expect((await call(`/api/chat/${sessions[0]}`, { method: "DELETE", headers: owner })).status).toBe(204);
    expect((await call(`/api/chat/${sessions[0]}`, { headers: owner })).status).toBe(404);
    await vi.waitFor(async () => expect((await list()).sessions).toHaveLength(1));
  });

  it("that was forgotten leaves nothing: no object, no log row, no index entry", async () => {
    const session_id = fresh("forget");
    await say("遗忘测试", { session_id });
    const count = () =>
      env.DB.prepare("SELECT count(*) AS n FROM conversation_logs WHERE session_id = ?")
        .bind(session_id)
        .first("n");
    await vi.waitFor(async () => expect(await count()).toBe(1));
    await call(`/api/chat/${session_id}`, { method: "DELETE", headers: bearer(KEY) });
    await vi.waitFor(async () => expect(await count()).toBe(0));
    const entries = await env.SEARCH.prepare("SELECT count(*) AS n FROM log_entries WHERE session_id = ?")
      .bind(session_id)
      .first("n");
    expect(entries).toBe(0);
    await vi.waitFor(async () => {
      const tables = await runInDurableObject(conversationOf(session_id), (_, { storage }) =>
        storage.sql.exec("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_cf%' ESCAPE '\\'").toArray(),
      );
      expect(tables).toEqual([]);
    });
  });

  it("is read page by page, the newest first, each page in the order of time", async () => {
    const session_id = fresh("pages");
    for (const text of ["a1", "a2", "a3"]) await say(text, { session_id });
    const newest = await history(session_id, "?limit=3");
    expect(newest.messages.map(({ content }) => content)).toEqual(["a2", "a3", "a3"]);
    const older = await history(session_id, `?limit=3&cursor=${newest.next_cursor}`);
    expect(older.messages.map(({ content }) => content)).toEqual(["a1", "a1", "a2"]);
    expect(older.next_cursor).toBeNull();
  });

  it("takes feedback, which reaches the log", async () => {
    const { session_id, message_id } = await say("rate me");
    const rate = (rating: unknown) =>
      postJson(`/api/chat/${session_id}/feedback`, { message_id, rating }, bearer(KEY));
    expect((await rate("up")).status).toBe(200);
    expect((await history(session_id)).messages.at(-1)?.rating).toBe("up");
    const logged = () =>
      env.DB.prepare("SELECT rating FROM conversation_logs WHERE session_id = ?")
        .bind(session_id)
        .first("rating");
    await vi.waitFor(async () => expect(await logged()).toBe("up"));
    await rate(null);
    await vi.waitFor(async () => expect(await logged()).toBeNull());
    expect((await rate("sideways")).status).toBe(400);
  });
});
