// A model that calls tools while it answers: what it is told, what is said, and where that ends.
import { describe, expect, it, vi } from "vitest";
import type { Tool } from "../../../src/core/tool.ts";
import type { ToolUse } from "../../../src/core/wire.ts";
import { type CompletionRequest, streamCompletion } from "../../../src/model/answer.ts";
import { StatusError } from "../../../src/model/call-error.ts";
import type { CompletionTools } from "../../../src/model/completion.ts";

const endpoint = (name: string) => ({ baseUrl: `https://${name}.example/v1`, apiKey: "sk-key", model: name });
const EVENTS = { "content-type": "text/event-stream" };
const USAGE = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };

type Answer = Error | ((signal: AbortSignal) => Response);

function stream(...deltas: object[]): Answer {
  const events = [
    ...deltas.map((delta) => ({ choices: [{ index: 0, delta }] })),
    { choices: [{ index: 0, delta: {}, finish_reason: "stop" }] },
    { choices: [], usage: USAGE },
  ];
  const text = events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("");
  return () => new Response(`${text}data: [DONE]\n\n`, { headers: EVENTS });
}

function cutStream(...deltas: object[]): Answer {
  const text = deltas
    .map((delta) => `data: ${JSON.stringify({ choices: [{ index: 0, delta }] })}\n\n`)
    .join("");
  return () => new Response(text, { headers: EVENTS });
}

const refusedOnceAborted: Answer = (signal) => {
  signal.throwIfAborted();
  return new Response();
};

const say = (content: string) => ({ content });
const call = (name: string, args: string, more: object = {}) => ({
  tool_calls: [{ index: 0, id: "c1", function: { name, arguments: args }, ...more }],
});
const echo = (run: Tool["run"] = async (args) => `echo ${JSON.stringify(args)}`): Tool => ({
  name: "echo",
  shownAs: "lab.echo",
  description: "Says it again",
  parameters: { type: "object", properties: {} },
  run,
});

interface Asked {
  endpoint: string;
  body: { messages: { role: string; content: unknown }[]; tools?: unknown; [name: string]: unknown };
}

/** Answers come in this order; the last one stays. */
async function ask(
  answers: Answer[],
  more: Partial<CompletionRequest> = {},
  options: Partial<CompletionTools> & { stop?: AbortSignal } = {},
) {
  const asked: Asked[] = [];
  const pieces: string[] = [];
  const uses: ToolUse[] = [];
  const tools: CompletionTools = {
    endpoints: [endpoint("first")],
    limits: { timeoutMs: 5_000, silenceMs: 5_000 },
    async open({ model }, body, signal) {
      asked.push({ endpoint: model, body: structuredClone(body) as Asked["body"] });
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      if (answer instanceof Error || answer === undefined) throw answer;
      return answer(signal);
    },
    pause: async () => undefined,
    now: Date.now,
    onTool: (use) => uses.push(use),
    ...options,
  };
  const result = await streamCompletion(
    tools,
    { messages: [{ role: "user", content: "question" }], model: null, tools: [echo()], ...more },
    (piece) => pieces.push(piece),
    options.stop ?? new AbortController().signal,
  );
  return { asked, reply: pieces.join(""), uses, result, completion: result.ok ? result.value : null };
}

const resultsIn = ({ body }: Asked) =>
  body.messages.flatMap(({ role, content }) => (role === "tool" ? [content] : []));

describe("an answer with tools", () => {
  it("is what is said before and after the call, and the call's result goes back to the model", async () => {
    const { asked, reply, completion, uses } = await ask(
      [
        stream(say("Let me look."), call("echo", '{"a":'), call("", "1}", { id: "" })),
        stream(say("It is 1.")),
      ],
      { parameters: { temperature: 0.5, max_tokens: 9 }, model: "named" },
    );
    expect(reply).toBe("Let me look.\n\nIt is 1.");
    expect(completion).toMatchObject({
      model: "named",
      usage: { prompt_tokens: 20, completion_tokens: 10, total_tokens: 30 },
      tools: [{ name: "lab.echo", ok: true }],
    });
    expect(uses).toEqual(completion?.tools);
    expect(asked[0]?.body).toMatchObject({
      model: "named",
      temperature: 0.5,
      max_tokens: 9,
      stream: true,
      tools: [{ type: "function", function: { name: "echo", description: "Says it again" } }],
    });
    expect(asked[1]?.body.messages).toEqual([
      { role: "user", content: "question" },
      {
        role: "assistant",
        content: "Let me look.",
        tool_calls: [{ id: "c1", type: "function", function: { name: "echo", arguments: '{"a":1}' } }],
      },
      { role: "tool", tool_call_id: "c1", content: 'echo {"a":1}' },
    ]);
  });

  it("understands calls however they come", async () => {
    const whole = { function: { name: "echo", arguments: '{"b":2}' } };
    const ways: object[][] = [
      // Whole, one after the other, without index and id; the same with ids and one index for all.
      [{ tool_calls: [{ ...whole }] }, { tool_calls: [{ ...whole }] }],
      [{ tool_calls: [{ ...whole, index: 0, id: "x" }] }, { tool_calls: [{ ...whole, index: 0, id: "y" }] }],
      // All in one piece, without index.
      [{ tool_calls: [whole, whole] }],
      // Arguments as an object; the name again with each piece.
      [{ tool_calls: [{ function: { name: "echo", arguments: { b: 2 } } }, whole] }],
      [
        call("echo", '{"b"'),
        call("echo", ":2}"),
        { tool_calls: [{ index: 1, function: { name: "echo", arguments: '{"b":2}' } }] },
      ],
    ];
    for (const deltas of ways) {
      const { asked } = await ask([stream(...deltas), stream(say("done"))]);
      expect(asked.flatMap(resultsIn)).toEqual(['echo {"b":2}', 'echo {"b":2}']);
    }
    const message = {
      message: { content: "", tool_calls: [{ id: "c", ...whole }] },
      finish_reason: "tool_calls",
    };
    const unstreamed = () => Response.json({ choices: [message] });
    expect((await ask([unstreamed, stream(say("done"))])).asked.flatMap(resultsIn)).toEqual(['echo {"b":2}']);
  });

  it("ends: after four rounds the model is asked without tools, after eight calls none is made", async () => {
    const again = stream(call("echo", "{}"));
    const rounds = await ask([again]);
    expect(rounds.asked.map(({ body }) => body.tools !== undefined)).toEqual([true, true, true, true, false]);
    expect([rounds.completion?.tools.length, rounds.result.ok]).toEqual([4, true]);
    const ten = {
      tool_calls: Array.from({ length: 10 }, (_, index) => ({
        index,
        id: `c${index}`,
        function: { name: "echo" },
      })),
    };
    const { asked, completion } = await ask([stream(ten), stream(say("done"))]);
    expect(completion?.tools).toHaveLength(8);
    expect(resultsIn(asked[1]!)).toEqual([
      ...Array(8).fill("echo {}"),
      ...Array(2).fill("Too many calls: answer with what you have."),
    ]);
    expect(asked[1]?.body.tools).toBeUndefined();
  });

  it.each([
    ["of a tool that there is not", call("other", "{}"), undefined, "no tool of the name other", "unknown"],
    ["whose arguments are no JSON", call("echo", '{"a":'), undefined, "not valid JSON", "lab.echo"],
    [
      "that fails",
      call("echo", "{}"),
      async () => Promise.reject(new Error("locked")),
      "The tool failed: locked",
      "lab.echo",
    ],
    [
      "that throws at once",
      call("echo", "{}"),
      () => {
        throw new Error("broken");
      },
      "The tool failed: broken",
      "lab.echo",
    ],
  ])("goes on after a call %s", async (_, delta, run: Tool["run"] | undefined, told, name) => {
    const { asked, completion } = await ask([stream(delta), stream(say("so be it"))], { tools: [echo(run)] });
    expect(resultsIn(asked[1]!)).toEqual([expect.stringContaining(told)]);
    expect(JSON.stringify(asked[1]?.body.messages)).toContain('"arguments":"{}"');
    expect(completion?.tools).toEqual([{ name, ok: false, ms: expect.any(Number) }]);
  });

  it("cuts a long result, and leaves a tool behind that does not come to an end", async () => {
    const long = await ask([stream(call("echo", "{}")), stream(say("x"))], {
      tools: [echo(async () => "很".repeat(9_000))],
    });
    expect(resultsIn(long.asked[1]!)).toEqual([`${"很".repeat(8_000)} … (cut)`]);
    const timeout = vi.spyOn(AbortSignal, "timeout").mockImplementation((ms) => {
      expect(ms).toBe(10_000);
      return AbortSignal.abort();
    });
    const slow = await ask([stream(call("echo", "{}")), stream(say("x"))], {
      tools: [echo(() => new Promise(() => undefined))],
    });
    timeout.mockRestore();
    expect(resultsIn(slow.asked[1]!)).toEqual(["The tool failed: it took too long"]);
  });
});

describe("a failure", () => {
  const busy = () => new StatusError(503, new Headers(), {});

  it("behind a tool's call is tried again, without calling the tool again", async () => {
    const run = vi.fn(async () => "result");
    const { reply, asked } = await ask(
      [
        stream(say("Wait."), call("echo", "{}")),
        busy(),
        cutStream({ role: "assistant" }),
        stream(say("Here.")),
      ],
      { tools: [echo(run)] },
    );
    expect([reply, run.mock.calls.length, asked.length]).toEqual(["Wait.\n\nHere.", 1, 4]);
  });

  it("behind a token is final; what was said stays", async () => {
    const { reply, result, asked } = await ask([
      stream(say("Wait.\n"), call("echo", "{}")),
      cutStream(say("He")),
    ]);
    expect([reply, result.ok, asked.length]).toEqual(["Wait.\n\nHe", false, 2]);
  });

  it("of the first endpoint leaves the whole answer to the fallback, with its own model", async () => {
    const { asked, completion } = await ask(
      [busy(), busy(), busy(), stream(call("echo", "{}")), stream(say("done"))],
      { model: "named" },
      { endpoints: [endpoint("first"), endpoint("second")] },
    );
    expect(asked.map((one) => one.endpoint)).toEqual(["first", "first", "first", "second", "second"]);
    expect(asked.at(-1)?.body.model).toBe("second");
    expect(completion).toMatchObject({ fromFallback: true, model: "second" });
  });

  it("is an answer that grows too long in all its rounds together", async () => {
    const half = say("x".repeat(250_000));
    const { result } = await ask([stream(half, call("echo", "{}")), stream(half)]);
    expect(result).toMatchObject({ ok: false, failure: { reason: "too_long" } });
  });
});

it("stops at once while a tool works, and asks for no more", async () => {
  const stop = new AbortController();
  const heard = Promise.withResolvers<AbortSignal>();
  const tools = [
    echo((_, signal) => {
      heard.resolve(signal);
      return new Promise(() => undefined);
    }),
  ];
  const answer = ask([stream(call("echo", "{}")), refusedOnceAborted], { tools }, { stop: stop.signal });
  const signal = await heard.promise;
  stop.abort();
  const { result, reply } = await answer;
  expect([signal.aborted, result.ok, reply]).toEqual([true, false, ""]);
});

it("has the time that its request gives it, for all rounds and tools together", async () => {
  const never = () => new Promise<string>(() => undefined);
  const { result } = await ask([stream(call("echo", "{}")), refusedOnceAborted], {
    tools: [echo(never)],
    timeoutMs: 30,
  });
  expect(result).toMatchObject({ ok: false, failure: { reason: "timeout" } });
});
