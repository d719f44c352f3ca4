// A conversation's actions against a server that is played here.
import { describe, expect, test } from "vitest";
import type { ChatRequest, HistoryPage, Rating } from "../../../src/core/wire.ts";
import type { Api } from "../../../src/web/chat/api.ts";
import { Chat } from "../../../src/web/chat/chat.ts";
import { offline, RequestFailed } from "../../../src/web/chat/failure.ts";
import { runningAnswer } from "../../../src/web/chat/state.ts";

/** A connection whose events the test sends one by one. */
class Line {
  readonly request: ChatRequest;
  readonly lastEventId: string | null;
  readonly signal: AbortSignal;
  readonly response: Response;
  #controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | null = null;
  #count: number;

  constructor(request: ChatRequest, lastEventId: string | null, signal: AbortSignal) {
    this.request = request;
    this.lastEventId = lastEventId;
    this.signal = signal;
    this.#count = Number(lastEventId ?? 0);
    this.response = new Response(
      new ReadableStream<Uint8Array<ArrayBuffer>>({
        start: (controller) => {
          this.#controller = controller;
        },
      }),
    );
  }

  send(event: string, data: unknown): void {
    this.#count += 1;
    const text = `id: ${this.#count}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
    this.#controller?.enqueue(new TextEncoder().encode(text));
  }

  start(): void {
    this.send("start", { session_id: "s1", message_id: this.request.message_id });
  }

  done(reply: string, status = "ok"): void {
    const ids = { session_id: "s1", message_id: this.request.message_id };
    this.send("done", { ...ids, reply, status, model: "small", cached: false, usage: null, sources: [] });
  }

  break(): void {
    this.#controller?.error(new TypeError("network error"));
  }
}

function play(changes: Partial<Api> = {}) {
  const lines: Line[] = [];
  const calls: string[] = [];
  const heard: string[] = [];
  const unused = () => Promise.reject(new Error("not expected in this test"));
  const api: Api = {
    async chat(request, lastEventId, signal) {
      const line = new Line(request, lastEventId, signal);
      lines.push(line);
      return line.response;
    },
    async stop(sessionId) {
      calls.push(`stop ${sessionId}`);
    },
    async rate(sessionId: string, messageId: string, rating: Rating | null) {
      calls.push(`rate ${sessionId} ${messageId} ${rating}`);
    },
    async showVersion(sessionId, messageId) {
      calls.push(`show ${sessionId} ${messageId}`);
    },
    sessions: unused,
    history: unused,
    forget: unused,
    call: unused,
    models: unused,
    ...changes,
  };
  let ids = 0;
  const chat = new Chat({
    api,
    wait: async () => undefined,
    newId: () => {
      ids += 1;
      return `m${ids}`;
    },
    now: () => new Date(0),
    schedule: (run) => {
      queueMicrotask(run);
      return () => undefined;
    },
  });
  chat.onSession((sessionId, change) => heard.push(`${sessionId} ${change}`));
  return { chat, lines, calls, heard };
}

/** Waits until a condition holds: each turn of the loop lets streams deliver. */
async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 500; turn += 1) {
    if (condition()) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error("the condition never held");
}

const answerText = (chat: Chat) => {
  const last = chat.store.read().messages.at(-1);
  return last?.role === "assistant" ? `${last.status}: ${last.text}` : "none";
};

describe("sending a message", () => {
  test("streams the answer and tells that the conversation began and was answered", async () => {
    const { chat, lines, heard } = play();
    const sent = chat.send("你好", ["data:image/png;base64,AA"], "writer");
    await until(() => lines.length === 1);
    expect(lines[0]?.request).toEqual({
      message: "你好",
      message_id: "m1",
      stream: true,
      model: "writer",
      images: ["data:image/png;base64,AA"],
    });
    lines[0]?.start();
    lines[0]?.send("delta", { text: "你" });
    await until(() => answerText(chat) === "streaming: 你");
    lines[0]?.done("你好。");
    await sent;
    expect(answerText(chat)).toBe("ok: 你好。");
    expect(heard).toEqual(["s1 began", "s1 answered"]);
  });

  test("goes on after a break with the same message, now in its session, behind the last event", async () => {
    const { chat, lines } = play();
    const sent = chat.send("你好", [], null);
    await until(() => lines.length === 1);
    lines[0]?.start();
    lines[0]?.send("delta", { text: "你" });
    await until(() => answerText(chat) === "streaming: 你");
    lines[0]?.break();
    await until(() => lines.length === 2);
    expect(answerText(chat)).toBe("broken: 你");
    expect(lines[1]).toMatchObject({ lastEventId: "2", request: { message_id: "m1", session_id: "s1" } });
    lines[1]?.send("delta", { text: "好" });
    await until(() => answerText(chat) === "streaming: 你好");
    lines[1]?.done("你好");
    await sent;
  });

  test("does nothing while an answer runs", async () => {
    const { chat, lines } = play();
    void chat.send("one", [], null);
    await until(() => lines.length === 1);
    await chat.send("two", [], null);
    expect(lines).toHaveLength(1);
  });

  test("that failed is tried again under the same id", async () => {
    const { chat, lines } = play();
    const sent = chat.send("你好", [], null);
    await until(() => lines.length === 1);
    lines[0]?.start();
    lines[0]?.send("error", {
      error: { message: "No.", type: "upstream_error", code: "x", param: null },
      request_id: "r1",
    });
    await sent;
    expect(answerText(chat)).toBe("failed: ");
    const again = chat.retry("m1");
    await until(() => lines.length === 2);
    expect(lines[1]?.request).toMatchObject({ message: "你好", message_id: "m1", session_id: "s1" });
    lines[1]?.start();
    lines[1]?.done("now");
    await again;
    expect(answerText(chat)).toBe("ok: now");
  });
});

describe("stopping", () => {
  test("asks the server, and the stream brings what came so far", async () => {
    const { chat, lines, calls } = play();
    const sent = chat.send("你好", [], null);
    await until(() => lines.length === 1);
    lines[0]?.start();
    await until(() => chat.store.read().sessionId === "s1");
    await chat.stop();
    expect(calls).toEqual(["stop s1"]);
    expect(chat.store.read().stopping).toBe(true);
    lines[0]?.done("half", "stopped");
    await sent;
    expect(answerText(chat)).toBe("stopped: half");
  });

  test("before the session has a name is done as soon as it has one", async () => {
    const { chat, lines, calls } = play();
    const sent = chat.send("你好", [], null);
    await until(() => lines.length === 1);
    await chat.stop();
    expect(calls).toEqual([]);
    lines[0]?.start();
    await until(() => calls.length === 1);
    lines[0]?.done("", "stopped");
    await sent;
    expect(calls).toEqual(["stop s1"]);
  });

  test("a second time, or where the server cannot be reached, leaves at once", async () => {
    const { chat, lines } = play({ stop: () => Promise.reject(new RequestFailed(offline)) });
    const sent = chat.send("你好", [], null);
    await until(() => lines.length === 1);
    lines[0]?.start();
    await until(() => chat.store.read().sessionId === "s1");
    await chat.stop();
    expect(lines[0]?.signal.aborted).toBe(true);
    expect(answerText(chat)).toBe("stopped: ");
    lines[0]?.break();
    await sent;
    expect(answerText(chat)).toBe("stopped: ");
  });
});

describe("opening a conversation", () => {
  const page: HistoryPage = {
    session_id: "s1",
    next_cursor: null,
    messages: [
      {
        message_id: "m9",
        role: "user",
        content: "Q",
        timestamp: "2026-11-01T10:00:00.000Z",
        status: "pending",
      },
    ],
  };

  test("follows the answer that is still being made", async () => {
    const { chat, lines } = play({ history: async () => page });
    const opened = chat.open("s1");
    await until(() => lines.length === 1);
    expect(lines[0]?.request).toEqual({ message: "Q", message_id: "m9", session_id: "s1", stream: true });
    lines[0]?.start();
    lines[0]?.done("A");
    await opened;
    expect(answerText(chat)).toBe("ok: A");
  });

  test("leaves the answer that ran in another one, and its late events change nothing", async () => {
    const { chat, lines } = play({ history: async () => ({ ...page, messages: [] }) });
    void chat.send("你好", [], null);
    await until(() => lines.length === 1);
    await chat.open("s1");
    expect(lines[0]?.signal.aborted).toBe(true);
    lines[0]?.start();
    await new Promise((resolve) => setImmediate(resolve));
    expect(chat.store.read().messages).toEqual([]);
    expect(runningAnswer(chat.store.read())).toBeNull();
  });

  test("that cannot be opened says why", async () => {
    const { chat } = play({
      history: () => Promise.reject(new RequestFailed({ ...offline, kind: "missing" })),
    });
    await chat.open("s1");
    expect(chat.store.read()).toMatchObject({ phase: "failed", failure: { kind: "missing" } });
  });
});

test("a rating that the server refuses is taken back", async () => {
  let refuse = false;
  const { chat, lines } = play({
    rate: async () => {
      if (refuse) throw new RequestFailed(offline);
    },
  });
  const sent = chat.send("你好", [], null);
  await until(() => lines.length === 1);
  lines[0]?.start();
  lines[0]?.done("A");
  await sent;
  await chat.rate("m1", "up");
  expect(chat.store.read().messages[1]).toMatchObject({ rating: "up" });
  refuse = true;
  await chat.rate("m1", "down");
  expect(chat.store.read().messages[1]).toMatchObject({ rating: "up" });
});

describe("another version", () => {
  async function answeredOnce(changes: Partial<Api> = {}) {
    const stage = play(changes);
    const sent = stage.chat.send("one", [], null);
    await until(() => stage.lines.length === 1);
    stage.lines[0]?.start();
    stage.lines[0]?.done("A");
    await sent;
    return stage;
  }

  test("names the message that it stands for, and what followed leaves the view", async () => {
    const { chat, lines } = await answeredOnce();
    const edited = chat.sendInstead("m1", "two", "writer");
    await until(() => lines.length === 2);
    expect(lines[1]?.request).toEqual({
      message: "two",
      message_id: "m2",
      session_id: "s1",
      stream: true,
      model: "writer",
      instead_of: "m1",
    });
    lines[1]?.start();
    lines[1]?.done("B");
    await edited;
    const { messages } = chat.store.read();
    expect(messages.map(({ id, text }) => `${id} ${text}`)).toEqual(["m2 two", "m2 B"]);
    expect(messages[0]).toMatchObject({ versions: ["m1", "m2"], unsent: false });
  });

  test("is shown by the server, and the path is read anew", async () => {
    const row = { message_id: "m0", timestamp: "2026-11-01T10:00:00.000Z", status: "ok" } as const;
    const { chat, calls } = await answeredOnce({
      history: async () => ({
        session_id: "s1",
        next_cursor: null,
        messages: [
          { ...row, role: "user", content: "zero", versions: ["m0", "m1"] },
          { ...row, role: "assistant", content: "Z" },
        ],
      }),
    });
    await chat.showVersion("m0");
    expect(calls).toEqual(["show s1 m0"]);
    expect(chat.store.read().messages.map(({ text }) => text)).toEqual(["zero", "Z"]);
  });
});

describe("a message that no server has heard of", () => {
  test("waits, lets others wait behind it, and can be taken back", async () => {
    const { chat, lines } = play();
    const sent = chat.send("one", [], null);
    await until(() => lines.length === 1);
    lines[0]?.break();
    await until(() => lines.length === 2);
    expect(chat.store.read().messages).toMatchObject([{ role: "user", unsent: true }]);
    await chat.send("two", [], null);
    expect(chat.store.read().messages).toHaveLength(2);
    await chat.withdraw("m2", true);
    expect(chat.store.read().returned?.text).toBe("two");
    lines[1]?.start();
    lines[1]?.done("A");
    await sent;
    expect(chat.store.read().messages).toMatchObject([{ unsent: false }, { text: "A" }]);
    expect(lines).toHaveLength(2);
  });
});
