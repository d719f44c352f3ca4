// One call to an endpoint: which bytes are a whole answer, which are cut or none at all, and who is asked again for what.
import { describe, expect, it } from "vitest";
import { streamCompletion } from "../../../src/model/answer.ts";
import { ConnectionError, StatusError } from "../../../src/model/call-error.ts";

const EVENTS = "text/event-stream; charset=utf-8";
const JSON_TYPE = "application/json";

const event = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;
const text = (content: string, finish_reason: string | null = null) =>
  event({ choices: [{ index: 0, delta: { content }, finish_reason }] });
const finish = (reason: string) => text("", reason);
const DONE = "data: [DONE]\n\n";

type Answer = { type: string; pieces: (string | Uint8Array)[]; breaks?: boolean } | Error;

const events = (...pieces: (string | Uint8Array)[]): Answer => ({ type: EVENTS, pieces });
const whole = (body: unknown): Answer => ({
  type: JSON_TYPE,
  pieces: [typeof body === "string" ? body : JSON.stringify(body)],
});
const status = (code: number, headers = {}) => new StatusError(code, new Headers(headers), {});

function responseOf({ type, pieces, breaks = false }: Exclude<Answer, Error>): Response {
  const encoder = new TextEncoder();
  const left = pieces.map((piece) => (typeof piece === "string" ? encoder.encode(piece) : piece));
  const body = new ReadableStream({
    pull(controller) {
      const piece = left.shift();
      if (piece !== undefined) controller.enqueue(piece);
      else if (breaks) controller.error(new Error("reset"));
      else controller.close();
    },
  });
  return new Response(body, { headers: { "content-type": type } });
}

/** Each endpoint gives these answers, the last one again and again. */
async function ask(first: Answer[], fallback: Answer[] | null = null, model: string | null = null) {
  const calls: string[] = [];
  const pieces: string[] = [];
  const pauses: number[] = [];
  const lists = new Map([
    ["first", [...first]],
    ["other", [...(fallback ?? [])]],
  ]);
  const endpoint = (name: string) => ({
    baseUrl: `https://${name}.example/v1`,
    apiKey: "sk-1",
    model: `${name}-m`,
  });
  const result = await streamCompletion(
    {
      endpoints: [endpoint("first"), ...(fallback === null ? [] : [endpoint("other")])],
      limits: { timeoutMs: 5_000, silenceMs: 5_000 },
      async open({ baseUrl }, body) {
        const name = new URL(baseUrl).host.split(".")[0] ?? "";
        calls.push(`${name}:${(body as { model: string }).model}`);
        const list = lists.get(name) ?? [];
        const answer = list.length > 1 ? list.shift() : list[0];
        if (answer instanceof Error || answer === undefined) throw answer;
        return responseOf(answer);
      },
      pause: async (milliseconds) => void pauses.push(milliseconds),
      now: () => 0,
    },
    { messages: [{ role: "user", content: "q" }], model },
    (piece) => pieces.push(piece),
    new AbortController().signal,
  );
  const reason = result.ok
    ? "ok"
    : result.failure.kind === "upstream"
      ? result.failure.reason
      : result.failure.kind;
  return { calls, pauses, result, reason, reply: pieces.join("") };
}

describe("a whole answer is", () => {
  it.each<[string, Answer, string, object]>([
    ["pieces, a reason and the end mark", events(text("a"), text("b"), finish("stop"), DONE), "ab", {}],
    ["pieces and the end mark", events(text("a"), DONE), "a", {}],
    ["pieces and a reason, without end mark", events(text("a"), finish("stop")), "a", {}],
    ["one piece with its reason", events(text("a", "stop")), "a", {}],
    ["one that ends at its length", events(text("a"), finish("length"), DONE), "a", { truncated: true }],
    ["one that a filter ended", events(text("a"), finish("content_filter")), "a", { truncated: true }],
    ["one without a word", events(finish("stop"), DONE), "", { truncated: false }],
    ["one behind comments and empty lines", events(": ping\n\n\n", text("a"), ": ping\n\n", DONE), "a", {}],
    [
      "one whose lines end as on Windows",
      events(text("a").replaceAll("\n", "\r\n"), `data: [DONE]\r\n\r\n`),
      "a",
      {},
    ],
    ["one whose events have names and ids", events(`id: 1\nevent: x\n${text("a")}`, DONE), "a", {}],
    [
      "one without a blank behind data:",
      events(text("a").replace("data: ", "data:"), "data:[DONE]\n\n"),
      "a",
      {},
    ],
    [
      "one that comes in one piece of JSON",
      whole({ choices: [{ message: { content: "a" }, finish_reason: "stop" }] }),
      "a",
      {},
    ],
    [
      "one with text in parts",
      whole({
        choices: [
          { message: { content: [{ type: "text", text: "a" }, { type: "x" }] }, finish_reason: "stop" },
        ],
      }),
      "a",
      {},
    ],
    ["one among events that are no JSON", events("data: {broken\n\n", text("a"), DONE), "a", {}],
    [
      "one behind which the connection is reset",
      { ...events(text("a"), DONE), breaks: true } as Answer,
      "a",
      {},
    ],
  ])("%s", async (_, answer, reply, more) => {
    const asked = await ask([answer]);
    expect([asked.reason, asked.reply]).toEqual(["ok", reply]);
    expect(asked.result).toMatchObject({ value: { model: "first-m", fromFallback: false, ...more } });
  });

  it("the same whichever bytes come together, characters of three bytes cut in two among them", async () => {
    const bytes = new TextEncoder().encode([text("你好，"), text("世界😀"), finish("stop"), DONE].join(""));
    for (const size of [1, 2, 3, 7, 50, 10_000]) {
      const pieces: Uint8Array[] = [];
      for (let start = 0; start < bytes.length; start += size) pieces.push(bytes.slice(start, start + size));
      expect((await ask([events(...pieces)])).reply).toBe("你好，世界😀");
    }
  });

  it.each<[string, unknown, object | null]>([
    ["in the last event", { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 }, { total_tokens: 7 }],
    ["without a total", { prompt_tokens: 3, completion_tokens: 4 }, { total_tokens: 7 }],
    ["of texts", { prompt_tokens: "3" }, { prompt_tokens: 0 }],
    ["that is null", null, null],
  ])("one with usage %s", async (_, usage, read) => {
    const asked = await ask([events(text("a", "stop"), event({ choices: [], usage }), DONE)]);
    expect(asked.result).toMatchObject({ value: { usage: read } });
  });
});

describe("what is no answer", () => {
  it.each<[string, Answer, string, number, string]>([
    // The answer, what it is called, calls of the first endpoint, whether the fallback is asked.
    ["a page of another service", { type: "text/html", pieces: ["<h1>Hello</h1>"] }, "malformed", 1, "asked"],
    ["nothing at all", events(), "malformed", 1, "asked"],
    ["half a JSON", whole('{"choices":[{"mess'), "malformed", 1, "asked"],
    ["JSON without a reason", whole({ choices: [{ message: { content: "" } }] }), "cut", 3, "asked"],
    [
      "a stream that begins and ends",
      events(event({ choices: [{ delta: { role: "assistant" } }] })),
      "cut",
      3,
      "asked",
    ],
    ["an error as an event", events(event({ error: { message: "overloaded" } })), "cut", 3, "asked"],
    ["an error in place of JSON", whole({ error: { message: "no" } }), "cut", 3, "asked"],
    ["a busy endpoint", status(429), "rate_limited", 3, "asked"],
    ["one in trouble", status(500), "unreachable", 3, "asked"],
    ["one that is not there", new ConnectionError(), "unreachable", 3, "asked"],
    ["one that refuses the key", status(401), "refused", 1, "asked"],
    ["one that points elsewhere", status(302), "refused", 1, "asked"],
    ["one that does not know its own model", status(404), "refused", 1, "asked"],
    ["a question that is at fault", status(400), "invalid", 1, "spared"],
    ["a question that is too large", status(413), "invalid", 1, "spared"],
    ["words, and then an error", events(text("a"), event({ error: "no" })), "cut", 1, "spared"],
    ["words, and then an end", events(text("a")), "cut", 1, "spared"],
    ["words, and then a reset", { ...events(text("a")), breaks: true } as Answer, "cut", 1, "spared"],
    ["words without end", events(text("x".repeat(399_999)), text("yy"), DONE), "too_long", 1, "spared"],
  ])("%s is %s: %s, asked for %i times, the fallback is %s", async (_, answer, reason, calls, fallback) => {
    const alone = await ask([answer]);
    expect([alone.reason, alone.calls.length]).toEqual([reason, calls]);
    const backed = await ask([answer], [events(text("well"), DONE)]);
    expect(backed.calls.includes("other:other-m")).toBe(fallback === "asked");
    if (fallback === "asked") {
      expect(backed.reply).toBe("well");
      expect(backed.result).toMatchObject({ value: { model: "other-m", fromFallback: true } });
    }
  });

  it("is asked for again, and the second answer counts whole", async () => {
    const asked = await ask([status(503), events(), status(503), events(text("a"), DONE)], [status(503)]);
    expect([asked.reason, asked.calls]).toEqual([
      "unreachable",
      ["first:first-m", "first:first-m", ...Array(3).fill("other:other-m")],
    ]);
    const again = await ask([status(503), events(event({ choices: [] })), events(text("a"), DONE)]);
    expect([again.reply, again.calls.length]).toEqual(["a", 3]);
  });

  it("waits as long as the endpoint asks for, and is told of with that", async () => {
    const asked = await ask([status(429, { "retry-after": "7" })]);
    expect(asked.pauses).toEqual([7_000, 7_000]);
    expect(asked.result).toMatchObject({ failure: { reason: "rate_limited", retryAfterSeconds: 7 } });
  });

  it("by a model of another name is asked for with that name first, and the fallback with its own", async () => {
    const asked = await ask([status(500)], [events(text("a"), DONE)], "deep");
    expect(asked.calls).toEqual([...Array(3).fill("first:deep"), "other:other-m"]);
    const unknown = await ask([status(404)], [events(text("a"), DONE)], "deep");
    expect([unknown.reason, unknown.calls]).toEqual(["not_found", ["first:deep"]]);
  });
});
