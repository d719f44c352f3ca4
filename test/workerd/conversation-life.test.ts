// A conversation through its days: thrown out of memory, handed from alarm to alarm, asked again, rated, grown too long.
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Conversation } from "../../src/conversation/conversation.ts";
import { askAs, historyOf, message, standsBefore, waitForLog } from "./conversation-support.ts";
import { conversationOf, fresh, modelCalls, type RecordedCall, release, say } from "./support.ts";

const ADA = "key:ada";

function alarmOf(sessionId: string): Promise<number | null> {
  return runInDurableObject(conversationOf(sessionId), (_, { storage }) => storage.getAlarm());
}

const contentsOf = (call: RecordedCall | undefined) =>
  call?.body.messages.map(({ content }) => content) ?? [];

describe("memory", () => {
  it("may be lost between any two turns: the conversation goes on where it was", async () => {
    const session = fresh("evicted");
    const words = ["one", "two", "three"].map((word) => `${word} ${session}`);
    for (const [index, text] of words.entries()) {
      await askAs(ADA, session, `m${index}`, { text });
      await vi.waitFor(async () => expect(await alarmOf(session)).toBeNull(), 5_000);
      await evictDurableObject(conversationOf(session));
    }
    expect((await historyOf(session)).map(({ content }) => content)).toEqual(
      words.flatMap((text) => [text, text]),
    );
    const [last] = await modelCalls(words[2] ?? "");
    expect(contentsOf(last).slice(1)).toEqual(words.flatMap((text) => [text, text]).slice(0, -1));
    await waitForLog(session, words);
  });

  it("may be lost before a turn reached D1 and before a rating did: the alarm brings both", async () => {
    const session = fresh("unlogged");
    await askAs(ADA, session, "m0");
    await waitForLog(session, ["text of m0"]);
    await runInDurableObject(conversationOf(session), (_, { storage }) => {
      const task = (value: unknown) =>
        storage.sql.exec("INSERT INTO outbox (task, due_at) VALUES (?, 0)", JSON.stringify(value));
      const { log_id } = storage.sql.exec<{ log_id: string }>("SELECT log_id FROM turns").one();
      task({ kind: "rating", id: log_id, rating: "down" });
      return storage.setAlarm(Date.now() + 60_000);
    });
    await evictDurableObject(conversationOf(session));
    expect(await runDurableObjectAlarm(conversationOf(session))).toBe(true);
    expect(await ratingOf(session)).toBe("down");
    expect(await alarmOf(session)).toBeNull();
  });
});

describe("an alarm", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it("that has run for long hands over to the next one, and the answer goes on", async () => {
    const gate = fresh("gate");
    const session = fresh("long");
    const answer = askAs(ADA, session, "m1", { text: `slow [[hold:${gate}]] answer` });
    await standsBefore(gate);
    await runInDurableObject(conversationOf(session), async (conversation, { storage }) => {
      if (!(conversation instanceof Conversation)) throw new Error("not a conversation");
      await storage.deleteAlarm();
      vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
      let over = false;
      const alarm = conversation.alarm().then(() => {
        over = true;
      });
      vi.advanceTimersByTime(11 * 60_000);
      await Promise.resolve();
      expect([over, await storage.getAlarm()]).toEqual([false, null]);
      vi.advanceTimersByTime(60_000);
      await alarm;
      expect(await storage.getAlarm()).toBeGreaterThan(Date.now());
      vi.useRealTimers();
    });
    await release(gate);
    expect(await answer).toMatchObject({ data: { status: "ok", reply: "slow  answer" } });
    await vi.waitFor(async () => expect(await alarmOf(session)).toBeNull(), 5_000);
    expect(await modelCalls(gate)).toHaveLength(1);
  });

  it("that rings while the answer is made makes no second one", async () => {
    const gate = fresh("gate");
    const session = fresh("rings");
    const answer = askAs(ADA, session, "m1", { text: `once [[hold:${gate}]] only` });
    await standsBefore(gate);
    const rung = runDurableObjectAlarm(conversationOf(session));
    await release(gate);
    expect(await rung).toBe(true);
    expect(await answer).toMatchObject({ data: { status: "ok" } });
    expect(await modelCalls(gate)).toHaveLength(1);
    expect(await historyOf(session)).toHaveLength(2);
  });

  it("in an object that holds nothing leaves it so", async () => {
    const stub = conversationOf(fresh("nothing"));
    await runInDurableObject(stub, (_, { storage }) => storage.setAlarm(Date.now() + 60_000));
    await runDurableObjectAlarm(stub);
    expect(await stub.ping()).toBe(1);
    const tables = await runInDurableObject(stub, (_, { storage }) =>
      storage.sql.exec("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_cf%' ESCAPE '\\'").toArray(),
    );
    expect(tables).toEqual([]);
  });
});

describe("a message sent again", () => {
  it("without its images and its model is still the same message", async () => {
    const body = { message: fresh("same"), session_id: fresh("s"), message_id: "m1" };
    const first = await say(body.message, {
      ...body,
      images: ["https://example.com/a.png"],
      model: "fake-other",
    });
    expect(await say(body.message, body)).toEqual(first);
    expect(first.model).toBe("fake-other");
    expect(await modelCalls(body.message)).toHaveLength(1);
  });

  it("after a failure stands at the end, with its images, and what came between goes along", async () => {
    const session = fresh("retry");
    const text = `look ${session} [[status:400x1]]`;
    const image = "https://example.com/kept.png";
    expect(await askAs(ADA, session, "m1", { text, images: [image] })).toMatchObject({ event: "error" });
    await askAs(ADA, session, "m2", { text: "between" });
    expect(await askAs(ADA, session, "m1", { text })).toMatchObject({
      event: "done",
      data: { status: "ok" },
    });
    const messages = await historyOf(session);
    expect(messages.map(({ message_id, role }) => `${message_id} ${role}`)).toEqual([
      "m2 user",
      "m2 assistant",
      "m1 user",
      "m1 assistant",
    ]);
    expect(messages[2]?.images).toBe(1);
    const contents = contentsOf((await modelCalls(session)).at(-1));
    expect(contents.slice(1, 3)).toEqual(["between", "between"]);
    expect(JSON.stringify(contents[3])).toContain(image);
    await waitForLog(session, [text, "between", text]);
  });

  it("may fail more often than a crash may: each try asks the model", async () => {
    const session = fresh("stubborn");
    const text = `${fresh("word")} [[status:400x6]]`;
    for (let round = 0; round < 6; round += 1)
      expect(await askAs(ADA, session, "m1", { text })).toMatchObject({ event: "error" });
    expect(await askAs(ADA, session, "m1", { text })).toMatchObject({ event: "done" });
    expect(await modelCalls(text)).toHaveLength(7);
  });
});

async function ratingOf(sessionId: string): Promise<unknown> {
  return env.DB.prepare("SELECT rating FROM conversation_logs WHERE session_id = ?")
    .bind(sessionId)
    .first("rating");
}

describe("a rating", () => {
  afterEach(async () => {
    const away = "SELECT 1 FROM sqlite_master WHERE name = 'away_logs'";
    if (await env.DB.prepare(away).first())
      await env.DB.prepare("ALTER TABLE away_logs RENAME TO conversation_logs").run();
  });

  it("given before its row reached D1 arrives behind it; the last word counts", async () => {
    const warned = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const session = fresh("early");
    const stub = conversationOf(session);
    await env.DB.prepare("ALTER TABLE conversation_logs RENAME TO away_logs").run();
    await askAs(ADA, session, "m1");
    for (const rating of ["down", null, "up"] as const)
      expect(await stub.rate(ADA, "m1", rating)).toEqual({ ok: true, value: null });
    expect((await historyOf(session)).at(-1)?.rating).toBe("up");
    await vi.waitFor(() => expect(warned).toHaveBeenCalled(), 5_000);
    await env.DB.prepare("ALTER TABLE away_logs RENAME TO conversation_logs").run();
    await runInDurableObject(stub, (_, { storage }) => {
      storage.sql.exec("UPDATE outbox SET due_at = 0");
      return storage.setAlarm(Date.now() + 60_000);
    });
    await runDurableObjectAlarm(stub);
    expect(await ratingOf(session)).toBe("up");
    warned.mockRestore();
  });

  it("given after its row reached D1 changes that row", async () => {
    const session = fresh("late");
    await askAs(ADA, session, "m1");
    await waitForLog(session, ["text of m1"]);
    await conversationOf(session).rate(ADA, "m1", "down");
    await vi.waitFor(async () => expect(await ratingOf(session)).toBe("down"), 5_000);
  });

  it("of what has no answer is refused", async () => {
    const session = fresh("unrated");
    await askAs(ADA, session, "m1", { text: "[[status:400]]" });
    for (const id of ["m1", "m2"])
      expect(await conversationOf(session).rate(ADA, id, "up")).toMatchObject({
        failure: { code: "message_not_found" },
      });
  });
});

describe("the history that goes along", () => {
  it("ends at an old turn that is too long, whole turns only, and the system prompt stays", async () => {
    const session = fresh("budget");
    const long = "long ".repeat(3_300);
    for (const text of ["the oldest", long, "after it", "and this"])
      await askAs(ADA, session, fresh("m"), { text });
    const question = fresh("question");
    await askAs(ADA, session, "last", { text: question });
    const [call] = await modelCalls(question);
    expect(call?.body.messages[0]?.role).toBe("system");
    expect(contentsOf(call).slice(1)).toEqual(["after it", "after it", "and this", "and this", question]);
  });

  it("leaves out what failed and what was stopped before it said anything", async () => {
    const session = fresh("failed");
    await askAs(ADA, session, "m1", { text: "[[status:400]] never answered" });
    await askAs(ADA, session, "m2", { text: "[[cut:2]] broken off in the middle of it" });
    const question = fresh("question");
    await askAs(ADA, session, "m3", { text: question });
    expect(contentsOf((await modelCalls(question))[0]).slice(1)).toEqual([question]);
  });
});

describe("a model", () => {
  it("is chosen for each message anew", async () => {
    const session = fresh("models");
    const models: unknown[] = [];
    for (const model of ["fake-other", null, "fake-other"]) {
      const event = await askAs(ADA, session, fresh("m"), { model, text: fresh(session) });
      models.push(event.event === "done" ? event.data.model : event);
    }
    expect(models).toEqual(["fake-other", "gpt-4o-mini", "fake-other"]);
    expect((await modelCalls(session)).map(({ body }) => body.model)).toEqual(models);
  });

  it("that can't help is stood in for by the fallback, whose answer is named as its own and not kept", async () => {
    const session = fresh("fallback");
    const settings = {
      MODEL_FALLBACK_ENDPOINT: `${env.FAKE_MODEL_URL}/v1`,
      MODEL_FALLBACK_API_KEY: "sk-fake",
      MODEL_FALLBACK_NAME: "fake-other",
    };
    const text = `${fresh("word")} [[status:401;model=gpt-4o-mini]] help`;
    await runInDurableObject(conversationOf(session), async (_, context) => {
      const conversation = new Conversation(context, { ...env, ...settings });
      for (const id of ["m1", "m2"]) {
        conversation.erase(null);
        const event = await conversation.ask(message(id, { sessionId: session, text, skipCache: false }));
        expect(event).toMatchObject({
          value: { event: "done", data: { status: "ok", model: "fake-other", cached: false } },
        });
      }
    });
    const asked = (await modelCalls(text)).map(({ body }) => body.model);
    expect(asked).toEqual(["gpt-4o-mini", "fake-other", "gpt-4o-mini", "fake-other"]);
  });
});
