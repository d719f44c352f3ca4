// How the page follows an answer over broken connections.
import { describe, expect, test, vi } from "vitest";
import type { ChatEvent } from "../../../src/core/wire.ts";
import { type Following, followAnswer, pausesMilliseconds } from "../../../src/web/chat/chat-stream.ts";

const session = "s".repeat(32);

function frame(id: number, event: string, data: unknown): string {
  return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

const start = (id = 1) => frame(id, "start", { session_id: session, message_id: "m1" });
const delta = (id: number, text: string) => frame(id, "delta", { text });
const done = (id: number, reply: string) =>
  frame(id, "done", {
    session_id: session,
    message_id: "m1",
    reply,
    status: "ok",
    model: "small",
    cached: false,
    usage: null,
    sources: [],
  });

/** A connection that sends this and then ends, or breaks. */
function connection(text: string, broken = false): Response {
  const bytes = new TextEncoder().encode(text);
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      controller.enqueue(bytes);
      if (broken) controller.error(new TypeError("network error"));
      else controller.close();
    },
  });
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
}

function refusal(status: number, headers: Record<string, string> = {}): Response {
  const error = { message: "Not now.", type: "rate_limit_error", code: "rate_limited", param: null };
  return Response.json({ error, request_id: "r1" }, { status, headers });
}

type Reply = Response | "unreachable";

function follow(replies: Reply[], changes: Partial<Following> = {}) {
  const seen = {
    events: [] as ChatEvent[],
    posted: [] as (string | null)[],
    pauses: [] as number[],
    broken: 0,
  };
  const following: Following = {
    async post(lastEventId) {
      seen.posted.push(lastEventId);
      const reply = replies.shift() ?? "unreachable";
      if (reply === "unreachable") throw new TypeError("fetch failed");
      return reply;
    },
    async wait(milliseconds) {
      seen.pauses.push(milliseconds);
    },
    signal: new AbortController().signal,
    onEvent: (event) => seen.events.push(event),
    onBroken: () => {
      seen.broken += 1;
    },
    ...changes,
  };
  return { seen, outcome: followAnswer(following) };
}

const kinds = (events: ChatEvent[]) => events.map((event) => event.event);

describe("following an answer", () => {
  test("an answer on one connection needs no second", async () => {
    const { seen, outcome } = follow([
      connection(start() + delta(2, "你") + delta(3, "好") + done(4, "你好")),
    ]);
    expect(await outcome).toEqual({ kind: "finished" });
    expect(kinds(seen.events)).toEqual(["start", "delta", "delta", "done"]);
    expect(seen.posted).toEqual([null]);
    expect(seen.broken).toBe(0);
  });

  test("a stream that ends in the middle goes on behind its last event", async () => {
    const { seen, outcome } = follow([
      connection(start() + delta(2, "你")),
      connection(delta(3, "好") + done(4, "你好")),
    ]);
    expect(await outcome).toEqual({ kind: "finished" });
    expect(seen.posted).toEqual([null, "2"]);
    expect(kinds(seen.events)).toEqual(["start", "delta", "delta", "done"]);
    expect(seen.broken).toBe(1);
  });

  test("a connection that breaks or cannot be made is tried again with growing pauses", async () => {
    const { seen, outcome } = follow(["unreachable", "unreachable", connection(start() + done(2, ""))]);
    expect(await outcome).toEqual({ kind: "finished" });
    expect(seen.pauses).toEqual(pausesMilliseconds.slice(0, 2));
    expect(seen.posted).toEqual([null, null, null]);
  });

  test("an event that arrives starts the pauses anew", async () => {
    const { seen, outcome } = follow([
      "unreachable",
      connection(start()),
      "unreachable",
      connection(done(2, "")),
    ]);
    await outcome;
    const [first, second] = pausesMilliseconds;
    expect(seen.pauses).toEqual([first, first, second]);
  });

  test("half an event at a break is not taken for one", async () => {
    const { seen, outcome } = follow([
      connection(`${start()}id: 2\nevent: delta\ndata: {"text":"ha`),
      connection(delta(2, "half") + done(3, "half")),
    ]);
    await outcome;
    expect(seen.posted).toEqual([null, "1"]);
    expect(seen.events.filter((event) => event.event === "delta")).toHaveLength(1);
  });

  test("it gives up when the pauses are used up", async () => {
    const { seen, outcome } = follow([]);
    expect(await outcome).toMatchObject({ kind: "failed", failure: { kind: "offline" } });
    expect(seen.pauses).toEqual(pausesMilliseconds);
  });

  test("a refusal is final and says how long to wait", async () => {
    const { seen, outcome } = follow([refusal(429, { "retry-after": "7" })]);
    expect(await outcome).toEqual({
      kind: "failed",
      failure: { kind: "wait", code: "rate_limited", message: "Not now.", requestId: "r1", waitSeconds: 7 },
    });
    expect(seen.pauses).toEqual([]);
  });

  test("a proxy's 502 is final at the start and passes in the middle", async () => {
    expect(await follow([refusal(502)]).outcome).toMatchObject({
      kind: "failed",
      failure: { kind: "server" },
    });
    const { outcome } = follow([connection(start()), refusal(502), connection(done(2, ""))]);
    expect(await outcome).toEqual({ kind: "finished" });
  });

  test("an error event ends it and is handed on", async () => {
    const envelope = {
      error: { message: "No.", type: "upstream_error", code: "x", param: null },
      request_id: "r",
    };
    const { seen, outcome } = follow([connection(start() + frame(2, "error", envelope))]);
    expect(await outcome).toEqual({ kind: "finished" });
    expect(kinds(seen.events)).toEqual(["start", "error"]);
  });

  test("comments, unknown events and damaged data are passed over", async () => {
    const text = `: quiet\n\n${start()}id: 2\nevent: ping\ndata: {}\n\nid: 3\nevent: delta\ndata: {oops\n\n${done(4, "")}`;
    const { seen, outcome } = follow([connection(text)]);
    expect(await outcome).toEqual({ kind: "finished" });
    expect(kinds(seen.events)).toEqual(["start", "done"]);
  });

  test("a caller that leaves while it waits is not followed further", async () => {
    const leaving = new AbortController();
    const { seen, outcome } = follow(["unreachable"], {
      signal: leaving.signal,
      wait: async () => leaving.abort(),
    });
    expect(await outcome).toEqual({ kind: "left" });
    expect(seen.posted).toHaveLength(1);
  });
});

test("without the part that reads answers it tries again, then says what is missing, however patient it is", async () => {
  vi.doMock("eventsource-parser/stream", () => {
    throw new TypeError("Failed to fetch dynamically imported module");
  });
  vi.resetModules();
  try {
    const { followAnswer: followAnew } = await import("../../../src/web/chat/chat-stream.ts");
    const cancelled: unknown[] = [];
    const pauses: number[] = [];
    const outcome = await followAnew({
      post: async () => new Response(new ReadableStream({ cancel: (reason) => void cancelled.push(reason) })),
      wait: async (milliseconds) => void pauses.push(milliseconds),
      signal: new AbortController().signal,
      patient: true,
      onEvent: () => undefined,
      onBroken: () => undefined,
    });
    expect(outcome).toMatchObject({ kind: "failed", failure: { kind: "part" } });
    expect(pauses).toEqual(pausesMilliseconds);
    expect(cancelled).toHaveLength(pausesMilliseconds.length + 1);
  } finally {
    vi.doUnmock("eventsource-parser/stream");
    vi.resetModules();
  }
});
