// What people say to the assistant itself, by the page's own door: answered without a model, in their language, and in order.
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import type { Answer } from "../../src/core/wire.ts";
import { historyOf, standsBefore } from "./conversation-support.ts";
import { bearer, fresh, KEY, modelCalls, postJson, release, say } from "./support.ts";

const session = () => ({ session_id: fresh("commands") });

describe("/help and /帮助", () => {
  it("list the commands in the language they were said in, and no model hears of them", async () => {
    const chat = session();
    const english = await say("/help", chat);
    expect(english).toMatchObject({ model: "command", usage: null, cached: false });
    for (const command of ["/help", "/new", "/stop", "/retry", "/model", "/status"])
      expect(english.reply).toContain(command);
    const chinese = await say("/帮助", chat);
    for (const command of ["/帮助", "/新对话", "/停止", "/重试", "/模型", "/状态"])
      expect(chinese.reply).toContain(command);
    expect(await modelCalls("/help")).toEqual([]);
  });

  it("speak the language of the conversation where the word has none", async () => {
    const chat = session();
    await say("请问怎么报销", chat);
    expect((await say("/status", chat)).reply).toMatch(/模型：\*\*gpt-4o-mini\*\*\n本聊天记住的问题：1 个/);
  });

  it("are logged like any answer", async () => {
    const chat = session();
    await say("/help", chat);
    await vi.waitFor(async () => {
      const row = await env.DB.prepare(
        "SELECT user_input, model, status FROM conversation_logs WHERE session_id = ?",
      )
        .bind(chat.session_id)
        .first();
      expect(row).toEqual({ user_input: "/help", model: "command", status: "ok" });
    }, 5_000);
  });

  it("with an image are a message like any other", async () => {
    const image = `data:image/png;base64,${btoa("x".repeat(9))}`;
    expect((await say("/help", { ...session(), images: [image] })).model).not.toBe("command");
  });
});

describe("/new", () => {
  it("begins anew: the model hears nothing of before, the history keeps all", async () => {
    const chat = session();
    await say("before one", chat);
    await say("/new", chat);
    const word = fresh("word");
    await say(`after ${word}`, chat);
    await say(`and then ${word}`, chat);
    expect((await modelCalls(`after ${word}`))[0]?.body.messages.map(({ role }) => role)).toEqual([
      "system",
      "user",
    ]);
    expect((await modelCalls(`and then ${word}`))[0]?.body.messages).toHaveLength(4);
    expect(await historyOf(chat.session_id, await ownerOf(chat.session_id))).toHaveLength(8);
    expect((await say("/status", chat)).reply).toContain("Questions I remember in this chat: 2");
  });
});

describe("/retry", () => {
  it("asks the last question again, never from the cache, and only the new answer counts", async () => {
    const chat = session();
    const word = fresh("word");
    await say(`question ${word}`, chat);
    const again = await say("/retry", chat);
    expect(again).toMatchObject({
      model: "gpt-4o-mini",
      cached: false,
      reply: expect.stringContaining(word),
    });
    const asked = await modelCalls(`question ${word}`);
    expect(asked).toHaveLength(2);
    expect(asked[1]?.body.messages).toHaveLength(2);
    await say(`later ${word}`, chat);
    const later = (await modelCalls(`later ${word}`))[0]?.body.messages.map(({ role, content }) => [
      role,
      content,
    ]);
    expect(later).toHaveLength(4);
    expect(later?.[1]).toEqual(["user", `question ${word}`]);
  });

  it("of a retry asks the same question, and a question that failed can be asked again", async () => {
    const chat = session();
    const word = fresh("word");
    await postJson("/api/chat", { message: `fails ${word} [[status:400x1]]`, ...chat }, bearer(KEY));
    expect((await say("/重试", chat)).reply).toContain(word);
    expect((await say("/retry", chat)).reply).toContain(word);
    expect(await modelCalls(word)).toHaveLength(3);
  });

  it("of nothing says so", async () => {
    const chat = session();
    expect((await say("/retry", chat)).reply).toBe("There is no question yet that I could answer once more.");
    await say("something", chat);
    await say("/new", chat);
    expect((await say("/retry", chat)).reply).toContain("no question yet");
  });
});

describe("/model", () => {
  it("lists, chooses for this conversation, refuses what there is not, and goes back", async () => {
    const chat = session();
    const listed = (await say("/model", chat)).reply;
    expect(listed).toContain("**gpt-4o-mini**");
    expect(listed).toContain("fake-other");
    expect((await say("/model fake-other", chat)).reply).toContain("**fake-other**");
    expect((await say("which model", chat)).model).toBe("fake-other");
    expect((await say("/model made-up", chat)).reply).toContain("no model called “made-up”");
    expect((await say("and now", chat)).model).toBe("fake-other");
    expect((await say("still my choice", { ...chat, model: "gpt-4o-mini" })).model).toBe("fake-other");
    await say("/模型 gpt-4o-mini", chat);
    expect((await say("back again", chat)).model).toBe("gpt-4o-mini");
    expect((await say("elsewhere", session())).model).toBe("gpt-4o-mini");
  });
});

describe("/stop", () => {
  it("ends the answer that is being made, and nothing that waits behind it or is said later", async () => {
    const chat = session();
    const gate = fresh("gate");
    const running = postJson(
      "/api/chat",
      { message: `long [[hold:${gate}]] [[chunks:5]]`, ...chat },
      bearer(KEY),
    );
    await standsBefore(gate);
    const waiting = postJson("/api/chat", { message: "waits", ...chat }, bearer(KEY));
    await vi.waitFor(async () =>
      expect(await historyOf(chat.session_id, await ownerOf(chat.session_id))).toHaveLength(2),
    );
    const [stopped, after] = await Promise.all([say("/stop", chat), say("after the stop", chat)]);
    expect(stopped.reply).toBe("Stopped.");
    expect(after.status).toBe("ok");
    expect(await (await running).json<Answer>()).toMatchObject({
      status: "stopped",
      reply: expect.stringContaining("piece 1"),
    });
    expect(await (await waiting).json<Answer>()).toMatchObject({
      status: "ok",
      reply: expect.stringContaining("waits"),
    });
    await release(gate);
  });

  it("with nothing to stop is answered all the same", async () => {
    expect((await say("／停止", session())).reply).toBe("已停止。");
  });
});

async function ownerOf(sessionId: string): Promise<string> {
  const { runInDurableObject } = await import("cloudflare:test");
  const stub = env.CONVERSATIONS.getByName(`chat/${sessionId}`);
  return runInDurableObject(stub, (_, state) => {
    const [row] = state.storage.sql.exec<{ owner: string }>("SELECT owner FROM conversation").toArray();
    return row?.owner ?? "";
  });
}
