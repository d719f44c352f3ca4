// What a finished completion said, read from its bytes.
import { describe, expect, it } from "vitest";
import { transcriptOf } from "../../../src/model/transcript.ts";

const events = (...data: unknown[]) => data.map((item) => `data: ${JSON.stringify(item)}\n\n`).join("");
const piece = (content: string, index = 0) => ({
  choices: [{ index, delta: { content }, finish_reason: null }],
});
const finish = (finish_reason: string, index = 0) => ({ choices: [{ index, delta: {}, finish_reason }] });
const read = (...data: unknown[]) => transcriptOf("text/event-stream; charset=utf-8", events(...data));

describe("a transcript", () => {
  it("joins the pieces of a stream and keeps its usage", () => {
    const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
    expect(read(piece("你"), piece("好"), finish("stop"), { choices: [], usage })).toEqual({
      reply: "你好",
      usage,
      hasToolCalls: false,
      whole: true,
    });
  });

  it("reads a completion in one piece", () => {
    const body = JSON.stringify({ choices: [{ message: { content: "hi" }, finish_reason: "stop" }] });
    expect(transcriptOf("application/json", body)).toMatchObject({ reply: "hi", whole: true });
  });

  it("is not whole without a reason, at a limit, after an error, or when one choice of several was cut", () => {
    expect(read(piece("a")).whole).toBe(false);
    expect(read(piece("a"), finish("length")).whole).toBe(false);
    expect(read({ error: { message: "no" } }, finish("stop")).whole).toBe(false);
    expect(read(finish("stop", 0), finish("length", 1)).whole).toBe(false);
    expect(read(finish("stop", 0), finish("stop", 1)).whole).toBe(true);
  });

  it("notices tool calls", () => {
    expect(read({ choices: [{ delta: { tool_calls: [{ index: 0 }] } }] }).hasToolCalls).toBe(true);
  });

  it("survives what is no completion at all, and an endless one", () => {
    expect(transcriptOf("application/json", "<html>").reply).toBe("");
    expect(transcriptOf("text/event-stream", "data: {\n\nnonsense").reply).toBe("");
    expect(read(piece("x".repeat(1_000_000))).reply).toHaveLength(400_000);
    expect(read(piece(`${"x".repeat(399_999)}😀`)).reply.isWellFormed()).toBe(true);
  });
});
