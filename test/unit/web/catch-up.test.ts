// What another window said in the same conversation is appended here, and nothing else changes.
import { describe, expect, test } from "vitest";
import type { ChatRequest, HistoryMessage } from "../../../src/core/wire.ts";
import type { Api } from "../../../src/web/chat/api.ts";
import { Chat } from "../../../src/web/chat/chat.ts";
import { offline, RequestFailed } from "../../../src/web/chat/failure.ts";

const row = (
  role: "user" | "assistant",
  id: string,
  changes: Partial<HistoryMessage> = {},
): HistoryMessage => ({
  message_id: id,
  role,
  content: `${role} ${id}`,
  timestamp: "2026-11-01T10:00:00.000Z",
  status: "ok",
  ...changes,
});
const first = [row("user", "m1"), row("assistant", "m1")];

function answered(request: ChatRequest): Response {
  const ids = { session_id: "s1", message_id: request.message_id };
  const done = { ...ids, reply: "B", status: "ok", model: "small", cached: false, usage: null, sources: [] };
  return new Response(
    `event: start\ndata: ${JSON.stringify(ids)}\n\nevent: done\ndata: ${JSON.stringify(done)}\n\n`,
  );
}

/** A server with these histories, one a call; a missing one cannot be reached. */
function play(...histories: HistoryMessage[][]) {
  const posted: ChatRequest[] = [];
  const calls: string[] = [];
  const unused = () => Promise.reject(new Error("not expected in this test"));
  const api: Api = {
    async chat(request) {
      posted.push(request);
      return answered(request);
    },
    async history(sessionId, cursor) {
      calls.push(`history ${sessionId} ${cursor}`);
      const messages = histories.shift();
      if (messages === undefined) throw new RequestFailed(offline);
      return { session_id: "s1", messages, next_cursor: "older" };
    },
    stop: unused,
    rate: unused,
    showVersion: unused,
    sessions: unused,
    forget: unused,
    call: unused,
    models: unused,
  };
  const schedule = (run: () => void) => {
    queueMicrotask(run);
    return () => undefined;
  };
  const chat = new Chat({
    api,
    wait: async () => undefined,
    newId: () => "new",
    now: () => new Date(0),
    schedule,
  });
  return { chat, posted, calls };
}

const shown = (chat: Chat) => chat.store.read().messages.map(({ role, id }) => `${role} ${id}`);
const both = ["user m1", "assistant m1", "user m2", "assistant m2"];

describe("catching up with another window", () => {
  test("appends what is new, once, and keeps what was there", async () => {
    const later = [...first, row("user", "m2"), row("assistant", "m2")];
    const { chat, posted } = play(first, later, later);
    await chat.open("s1");
    const [question] = chat.store.read().messages;
    await chat.catchUp();
    await chat.catchUp();
    expect(shown(chat)).toEqual(both);
    expect(chat.store.read().messages[0]).toBe(question);
    expect(chat.store.read().olderCursor).toBe("older");
    expect(posted).toEqual([]);
  });

  test("follows an answer that is still being made there", async () => {
    const { chat, posted } = play(first, [...first, row("user", "m2", { status: "pending" })]);
    await chat.open("s1");
    await chat.catchUp();
    expect(posted).toMatchObject([{ message_id: "m2", session_id: "s1", message: "user m2" }]);
    expect(shown(chat)).toEqual(both);
    expect(chat.store.read().messages.at(-1)).toMatchObject({ status: "ok", text: "B" });
  });

  test("shows what the server has, even where nothing of it is in common", async () => {
    const { chat } = play(first, [row("user", "m9"), row("assistant", "m9")]);
    await chat.open("s1");
    await chat.catchUp();
    expect(shown(chat)).toEqual(["user m9", "assistant m9"]);
  });

  test("says nothing when the server cannot be reached", async () => {
    const { chat } = play(first);
    await chat.open("s1");
    await chat.catchUp();
    expect(chat.store.read()).toMatchObject({ phase: "ready", failure: null });
    expect(shown(chat)).toEqual(both.slice(0, 2));
  });

  test("asks nothing where no conversation is shown", async () => {
    const { chat, calls } = play(first);
    await chat.catchUp();
    expect(calls).toEqual([]);
  });

  test("adds nothing to another conversation that was opened meanwhile", async () => {
    const { chat } = play(first, [...first, row("user", "m2"), row("assistant", "m2")]);
    await chat.open("s1");
    const late = chat.catchUp();
    await chat.open(null);
    await late;
    expect(shown(chat)).toEqual([]);
  });
});
