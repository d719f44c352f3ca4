// The chat page's reducer: from events and history to what is shown.
import { describe, expect, test } from "vitest";
import type { Answer, ChatEvent, HistoryMessage, HistoryPage } from "../../../src/core/wire.ts";
import { pendingQuestion } from "../../../src/web/chat/history.ts";
import { newQuestion, type UserMessage } from "../../../src/web/chat/message.ts";
import {
  blankChat,
  type ChatAction,
  type ChatState,
  questionOf,
  reduceChat,
  runningAnswer,
} from "../../../src/web/chat/state.ts";

const at = "2026-11-01T10:00:00.000Z";

const question = (id: string, text = "你好"): UserMessage => newQuestion(id, text, at);

const answer = (changes: Partial<Answer> = {}): Answer => ({
  session_id: "s1",
  message_id: "m1",
  reply: "你好。",
  status: "ok",
  model: "small",
  cached: false,
  usage: null,
  sources: [],
  ...changes,
});

const start: ChatEvent = { event: "start", data: { session_id: "s1", message_id: "m1" } };
const delta = (text: string): ChatEvent => ({ event: "delta", data: { text } });
const done = (changes: Partial<Answer> = {}): ChatEvent => ({ event: "done", data: answer(changes) });

const shown = (...actions: ChatAction[]): ChatState => actions.reduce(reduceChat, blankChat);
const events = (...list: ChatEvent[]): ChatAction => ({ type: "events", id: "m1", events: list });
const asked: ChatAction = { type: "asked", question: question("m1") };

const row = (
  role: "user" | "assistant",
  id: string,
  changes: Partial<HistoryMessage> = {},
): HistoryMessage => ({
  message_id: id,
  role,
  content: `${role} ${id}`,
  timestamp: at,
  status: "ok",
  ...changes,
});

const page = (messages: HistoryMessage[], next_cursor: string | null = null): HistoryPage => ({
  session_id: "s1",
  messages,
  next_cursor,
});

describe("an answer", () => {
  test("is waited for as soon as the question is asked", () => {
    expect(shown(asked).messages.map((message) => message.role)).toEqual(["user", "assistant"]);
    expect(runningAnswer(shown(asked))?.status).toBe("waiting");
  });

  test("grows with each delta and takes the session's id from its start", () => {
    const state = shown(asked, events(start, delta("你"), delta("好")));
    expect(runningAnswer(state)).toMatchObject({ text: "你好", status: "streaming" });
    expect(state.sessionId).toBe("s1");
  });

  test("drops what was shown at a second start", () => {
    const state = shown(asked, events(start, delta("old")), events(start, delta("new")));
    expect(runningAnswer(state)?.text).toBe("new");
  });

  test("is what done says it is", () => {
    const sources = [{ title: "t", snippet: "s" }];
    const state = shown(asked, events(start, delta("half"), done({ cached: true, sources })));
    expect(state.messages[1]).toMatchObject({
      text: "你好。",
      status: "ok",
      cached: true,
      sources,
      model: "small",
    });
    expect(runningAnswer(state)).toBeNull();
  });

  test("that was stopped keeps its text and is marked, and nothing is being stopped any more", () => {
    const state = shown(
      asked,
      { type: "stopping" },
      events(start, done({ status: "stopped", reply: "half" })),
    );
    expect(state.messages[1]).toMatchObject({ text: "half", status: "stopped" });
    expect(state.stopping).toBe(false);
  });

  test("that failed keeps what came and says why", () => {
    const envelope = {
      error: { message: "No.", type: "upstream_error", code: "x", param: null },
      request_id: "r1",
    };
    const state = shown(asked, events(start, delta("half"), { event: "error", data: envelope }));
    expect(state.messages[1]).toMatchObject({
      text: "half",
      status: "failed",
      failure: { kind: "server", requestId: "r1", message: "No." },
    });
  });

  test("over a broken connection still runs and keeps its text", () => {
    const state = shown(asked, events(start, delta("half")), { type: "broken", id: "m1" });
    expect(runningAnswer(state)).toMatchObject({ status: "broken", text: "half" });
    expect(runningAnswer(reduceChat(state, events(delta(" more"))))).toMatchObject({
      status: "streaming",
      text: "half more",
    });
  });

  test("that is asked for again replaces the failed one and does not repeat the question", () => {
    const failure = {
      kind: "offline",
      code: "offline",
      message: "",
      requestId: null,
      waitSeconds: null,
    } as const;
    const state = shown(asked, { type: "failed", id: "m1", failure }, asked);
    expect(state.messages.map((message) => message.role)).toEqual(["user", "assistant"]);
    expect(runningAnswer(state)).toMatchObject({ text: "", failure: null });
  });

  test("events of another message change nothing of it", () => {
    const state = shown(asked, { type: "events", id: "other", events: [delta("x")] });
    expect(runningAnswer(state)?.text).toBe("");
  });
});

describe("a conversation from the history", () => {
  test("shows ratings, sources, marks and failures", () => {
    const error = { message: "No.", type: "upstream_error", code: "x", param: null };
    const state = shown({
      type: "loaded",
      page: page([
        row("user", "m1", { images: 2 }),
        row("assistant", "m1", { rating: "up", cached: true, model: "small" }),
        row("user", "m2"),
        row("assistant", "m2", { status: "failed", error }),
      ]),
    });
    expect(state.messages[0]).toMatchObject({ imageCount: 2 });
    expect(state.messages[1]).toMatchObject({ rating: "up", cached: true, status: "ok" });
    expect(state.messages[3]).toMatchObject({ status: "failed", failure: { message: "No." } });
  });

  test("gives a question that failed without an answer one that can be tried again", () => {
    const state = shown({ type: "loaded", page: page([row("user", "m1", { status: "failed" })]) });
    expect(state.messages[1]).toMatchObject({ role: "assistant", id: "m1", status: "failed" });
    expect(questionOf(state, "m1")?.text).toBe("user m1");
  });

  test("knows the question whose answer is still being made", () => {
    const pending = page([
      row("user", "m1"),
      row("assistant", "m1"),
      row("user", "m2", { status: "pending" }),
    ]);
    expect(pendingQuestion(pending)?.id).toBe("m2");
    expect(pendingQuestion(page([row("user", "m1"), row("assistant", "m1")]))).toBeNull();
  });

  test("puts older messages in front, each once", () => {
    const state = shown(
      { type: "loaded", page: page([row("user", "m2"), row("assistant", "m2")], "c1") },
      { type: "loading-older" },
      { type: "older-loaded", page: page([row("user", "m1"), row("assistant", "m1"), row("user", "m2")]) },
    );
    expect(state.messages.map((message) => `${message.role} ${message.id}`)).toEqual([
      "user m1",
      "assistant m1",
      "user m2",
      "assistant m2",
    ]);
    expect(state).toMatchObject({ olderCursor: null, loadingOlder: false });
  });

  test("an open conversation is gone when another is loading", () => {
    expect(shown(asked, { type: "loading", sessionId: "s9" })).toEqual({
      ...blankChat,
      arrivals: 1,
      sessionId: "s9",
      phase: "loading",
    });
  });
});
