// Who speaks, stops and leaves while an answer is being made: order holds, everyone hears an end, and what was erased stays away.
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { Conversation } from "../../src/conversation/conversation.ts";
import {
  askAs,
  historyOf,
  logged,
  message,
  requests,
  standsBefore,
  waitForLog,
  waitForMessages,
} from "./conversation-support.ts";
import {
  ADMIN,
  bearer,
  call,
  conversationOf,
  fresh,
  modelCalls,
  parseEvents,
  release,
  textOf,
} from "./support.ts";

const ADA = "key:ada";
const BOB = "key:bob";
const GONE = { event: "error", data: { error: { code: "session_not_found" } } };

async function streamOf(sessionId: string, messageId: string, text: string, owner = ADA) {
  const opened = await conversationOf(sessionId).chat(message(messageId, { sessionId, owner, text }), null);
  if (!opened.ok) throw new Error(opened.failure.kind);
  return parseEvents(await new Response(opened.value).text());
}

describe("order", () => {
  it("holds for thirty messages at once: each is answered with all that came before it, and logged in turn", async () => {
    const session = fresh("thirty");
    const ids = Array.from({ length: 30 }, (_, index) => `${session}/${String(index).padStart(2, "0")}/`);
    const stub = conversationOf(session);
    await Promise.all(ids.map((id) => stub.ask(message(id, { sessionId: session, text: id }))));
    const messages = await historyOf(session);
    expect(messages.map(({ content }) => content)).toEqual(ids.flatMap((id) => [id, id]));
    for (const [index, id] of ids.entries()) {
      const calls = await modelCalls(id);
      expect(calls.map(({ body }) => body.messages.slice(1).map(({ content }) => content))).toEqual([
        messages.slice(0, 2 * index + 1).map(({ content }) => content),
      ]);
    }
    await waitForLog(session, ids);
  });

  it("of one session is no other's business", async () => {
    const gate = fresh("gate");
    const [held, free] = [fresh("held"), fresh("free")];
    const waiting = askAs(ADA, held, "m1", { text: `[[holdfirst:${gate}]] held` });
    await standsBefore(gate);
    expect(await askAs(ADA, free, "m1", { text: "free" })).toMatchObject({ event: "done" });
    expect((await historyOf(held)).map(({ status }) => status)).toEqual(["pending"]);
    await release(gate);
    expect(await waiting).toMatchObject({ event: "done", data: { reply: "held" } });
  });

  it("lets a message with every one of its images wait behind others that have some", async () => {
    const session = fresh("album");
    const stub = conversationOf(session);
    const ids = Array.from({ length: 8 }, (_, index) => `${session}/${index}/`);
    const imageOf = (id: string) => `https://example.com/${id}.png`;
    await Promise.all(
      ids.map((id) => stub.ask(message(id, { sessionId: session, text: id, images: [imageOf(id)] }))),
    );
    for (const id of ids) {
      const [call] = await modelCalls(id);
      expect(JSON.stringify(call?.body.messages.at(-1))).toContain(imageOf(id));
    }
  });

  it("is kept by many who watch the same answer", async () => {
    const gate = fresh("gate");
    const session = fresh("crowd");
    const text = `${fresh("word")} [[hold:${gate}]] one two three`;
    const crowd = Array.from({ length: 25 }, () => streamOf(session, "m1", text));
    await standsBefore(gate);
    await release(gate);
    const [first, ...others] = await Promise.all(crowd);
    expect(textOf(first ?? [])).toContain("one two three");
    for (const events of others) {
      expect(textOf(events)).toBe(textOf(first ?? []));
      expect(events.at(-1)).toEqual(first?.at(-1));
    }
    expect(await modelCalls(gate)).toHaveLength(1);
  });
});

describe("stop", () => {
  it("ends the running answer, and the one behind it is answered", async () => {
    const gate = fresh("gate");
    const session = fresh("stop");
    const first = askAs(ADA, session, "m1", { text: `one two [[hold:${gate}]]` });
    await standsBefore(gate);
    const second = askAs(ADA, session, "m2", { text: "behind it" });
    await waitForMessages(session, 2);
    expect(await conversationOf(session).stop(ADA)).toEqual({ ok: true, value: "m1" });
    expect(await first).toMatchObject({ data: { status: "stopped" } });
    expect(await second).toMatchObject({ data: { status: "ok", reply: "behind it" } });
  });

  it("twice at once stops one answer, not the next too", async () => {
    const gate = fresh("gate");
    const session = fresh("twice");
    const first = askAs(ADA, session, "m1", { text: `one two [[hold:${gate}]]` });
    await standsBefore(gate);
    const second = askAs(ADA, session, "m2", { text: "untouched" });
    await waitForMessages(session, 2);
    const stub = conversationOf(session);
    const stops = await Promise.all([stub.stop(ADA), stub.stop(ADA)]);
    expect(stops).toEqual([
      { ok: true, value: "m1" },
      { ok: true, value: "m1" },
    ]);
    expect(await first).toMatchObject({ data: { status: "stopped" } });
    expect(await second).toMatchObject({ data: { status: "ok" } });
    expect(await stub.stop(ADA)).toEqual({ ok: true, value: null });
  });

  it("of a message whose answer has not begun ends it without a call to the model", async () => {
    const session = fresh("early");
    const text = fresh("never asked");
    await runInDurableObject(conversationOf(session), async (_, context) => {
      const conversation = new Conversation(context, env);
      const answer = conversation.ask(message("m1", { sessionId: session, text }));
      expect(await conversation.stop(ADA)).toEqual({ ok: true, value: "m1" });
      expect(await answer).toMatchObject({
        value: { event: "done", data: { status: "stopped", reply: "" } },
      });
      expect(await conversation.ask(message("m2", { sessionId: session }))).toMatchObject({
        value: { data: { status: "ok" } },
      });
    });
    expect(await modelCalls(text)).toEqual([]);
  });
});

describe("a conversation forgotten while it is answered", () => {
  it("tells all who watch, the waiting ones too, and nothing of it comes back", async () => {
    const gate = fresh("gate");
    const session = fresh("forgotten");
    await askAs(ADA, session, "m0", { text: "before" });
    const running = [1, 2, 3].map(() => streamOf(session, "m1", `one two [[hold:${gate}]]`));
    await standsBefore(gate);
    const queued = [
      streamOf(session, "m2", "queued"),
      askAs(ADA, session, "m3", { text: "queued too" }),
    ] as const;
    await waitForMessages(session, 5);
    expect(await conversationOf(session).forget(ADA)).toEqual({ ok: true, value: null });
    for (const events of await Promise.all([...running, queued[0]])) {
      expect(events.at(-1)?.event).toMatchObject(GONE);
      expect(events.filter(({ event }) => event.event === "error")).toHaveLength(1);
    }
    expect(await queued[1]).toMatchObject(GONE);
    await release(gate);
    expect(await conversationOf(session).history(ADA, 9, null)).toMatchObject({ ok: false });
    await waitForLog(session, []);
    const tables = () =>
      runInDurableObject(conversationOf(session), (_, { storage }) =>
        storage.sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'turns'").toArray(),
      );
    await vi.waitFor(async () => expect(await tables()).toEqual([]));
    expect(await logged(session)).toEqual([]);
    expect(await modelCalls("queued too")).toEqual([]);
  });

  it("may begin anew at once, even with the same ids, and the new answers are the new messages'", async () => {
    const gate = fresh("gate");
    const session = fresh("anew");
    const old = askAs(ADA, session, "m1", { text: `old words [[hold:${gate}]]` });
    await standsBefore(gate);
    const oldQueued = askAs(ADA, session, "m2", { text: "old queued" });
    await waitForMessages(session, 2);
    const stub = conversationOf(session);
    const [, first, second] = await Promise.all([
      stub.forget(ADA),
      stub.ask(message("m1", { sessionId: session, text: "new words" })),
      stub.ask(message("m2", { sessionId: session, text: "new queued" })),
    ]);
    expect([await old, await oldQueued]).toMatchObject([GONE, GONE]);
    expect(first).toMatchObject({ value: { event: "done", data: { reply: "new words", status: "ok" } } });
    expect(second).toMatchObject({ value: { event: "done", data: { reply: "new queued", status: "ok" } } });
    await release(gate);
    await waitForLog(session, ["new words", "new queued"]);
    expect((await historyOf(session)).map(({ content }) => content)).toEqual(
      ["new words", "new queued"].flatMap((text) => [text, text]),
    );
  });

  it("does not hand the stopped answer of a message asked again to who comes next", async () => {
    const gate = fresh("gate");
    const session = fresh("handed");
    const text = `private [[status:400x1]] [[hold:${gate}]]`;
    expect(await askAs(ADA, session, "m1", { text })).toMatchObject({ event: "error" });
    const again = askAs(ADA, session, "m1", { text });
    await standsBefore(gate);
    const stub = conversationOf(session);
    const [, next] = await Promise.all([
      stub.forget(ADA),
      stub.ask(message("m9", { sessionId: session, owner: BOB, text: "bob's own" })),
    ]);
    expect(await again).toMatchObject(GONE);
    expect(next).toMatchObject({ value: { data: { reply: "bob's own", status: "ok" } } });
  });
});

describe("a person erased from a shared conversation", () => {
  it("who is not being answered leaves the running answer alone", async () => {
    const gate = fresh("gate");
    const session = fresh("other");
    await askAs(BOB, session, "b1", { text: "bob before" });
    const running = streamOf(session, "a1", `ada speaks [[hold:${gate}]]`);
    await standsBefore(gate);
    const queued = askAs(BOB, session, "b2", { text: "bob waits" });
    await waitForMessages(session, 4);
    await conversationOf(session).erase(BOB);
    expect(await queued).toMatchObject(GONE);
    await release(gate);
    const events = await running;
    expect(events.at(-1)?.event).toMatchObject({
      event: "done",
      data: { reply: "ada speaks", status: "ok" },
    });
    expect((await historyOf(session)).map(({ message_id }) => message_id)).toEqual(["a1", "a1"]);
    expect(await modelCalls("bob waits")).toEqual([]);
    await vi.waitFor(async () => expect(await logged(session)).toHaveLength(1));
  });

  it("who is being answered is stopped, and the next one is answered without a word of theirs", async () => {
    const secret = fresh("secret");
    const session = fresh("mine");
    const running = askAs(ADA, session, "a1", { text: `${secret} [[chunks:400]] [[delay:25]]` });
    expect(await requests(`${secret}&at_least=1`)).toHaveLength(1);
    const next = askAs(BOB, session, "b1", { text: "[[echo-history]] bob" });
    await waitForMessages(session, 2);
    await conversationOf(session).erase(ADA);
    expect(await running).toMatchObject(GONE);
    const answer = await next;
    expect(answer).toMatchObject({ event: "done", data: { status: "ok" } });
    expect(JSON.stringify(answer)).not.toContain(secret);
    expect(await requests(`${secret}&gone=true&at_least=1`)).toHaveLength(1);
    await vi.waitFor(async () => expect(await logged(session)).toHaveLength(1), 8_000);
    const entry = env.DB.prepare("SELECT owner, title FROM conversations WHERE name = ?");
    expect(await entry.bind(`chat/${session}`).first()).toEqual({
      owner: BOB,
      title: "[[echo-history]] bob",
    });
  });

  it("leaves the list of conversations to the others at once, so that they are found there when their turn comes", async () => {
    const session = fresh("listed");
    const entry = () =>
      env.DB.prepare("SELECT owner, title FROM conversations WHERE name = ?").bind(`chat/${session}`).first();
    const erase = async (person: string) => {
      const response = await call(`/api/admin/conversations?user_id=${person}`, {
        method: "DELETE",
        headers: bearer(ADMIN),
      });
      expect(await response.json()).toMatchObject({ erased: { conversations: 1, rows: 1 } });
    };
    const [first, second] = [fresh("key:first"), fresh("key:second")];
    await askAs(first, session, "a1", { text: "the first one's words" });
    await askAs(second, session, "b1", { text: "the second one's words" });
    await vi.waitFor(async () => expect(await logged(session)).toHaveLength(2), 8_000);
    await erase(first);
    await vi.waitFor(async () =>
      expect(await entry()).toEqual({ owner: second, title: "the second one's words" }),
    );
    await erase(second);
    await vi.waitFor(async () => expect(await entry()).toBeNull());
    expect(await conversationOf(session).history(second, 9, null)).toMatchObject({ ok: false });
  });

  it("takes the title on its way to the list along when nobody else ever spoke there", async () => {
    const session = fresh("on-its-way");
    await runInDurableObject(conversationOf(session), async (_, context) => {
      const conversation = new Conversation(context, env);
      await conversation.ask(message("m1", { sessionId: session, text: "private title" }));
      conversation.erase(ADA);
    });
    const idle = () =>
      runInDurableObject(conversationOf(session), (_, { storage }) =>
        storage.sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'outbox'").toArray(),
      );
    await vi.waitFor(async () => expect(await idle()).toEqual([]), 5_000);
    const rows = await env.DB.prepare("SELECT title FROM conversations WHERE session_id = ?")
      .bind(session)
      .all();
    expect(rows.results).toEqual([]);
  });
});
