// One piece of a stream, as OpenAI and those like it write it.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readChunk, readUsage } from "../../../src/model/chunk.ts";

const read = (value: unknown) => readChunk(JSON.stringify(value));

describe("a chunk", () => {
  it("gives text, reason and usage", () => {
    const chunk = read({
      choices: [{ index: 0, delta: { content: "hi" }, finish_reason: "stop" }],
      usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
    });
    expect(chunk).toEqual({
      text: "hi",
      finishReason: "stop",
      finishReasons: ["stop"],
      usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
      hasToolCalls: false,
      toolCalls: [],
      failed: false,
    });
  });

  it("gives the text of the first choice, but the reasons and tool calls of all", () => {
    const choices = [
      { index: 1, delta: { content: "b", tool_calls: [{}] }, finish_reason: "length" },
      { index: 0, delta: { content: "a" }, finish_reason: "stop" },
    ];
    expect(read({ choices })).toMatchObject({
      text: "a",
      finishReason: "stop",
      finishReasons: ["length", "stop"],
      hasToolCalls: true,
    });
  });

  it("reads whole messages and content in parts", () => {
    const content = [{ type: "text", text: "a" }, { type: "image" }, { type: "text", text: "b" }];
    expect(read({ choices: [{ message: { content } }] })?.text).toBe("ab");
  });

  it("takes an empty reason for none", () => {
    const chunk = read({ choices: [{ delta: {}, finish_reason: "" }] });
    expect([chunk?.finishReason, chunk?.finishReasons]).toEqual([null, []]);
  });

  it("says when the model reports an error, and not when it reports none", () => {
    expect(read({ error: { message: "no" } })?.failed).toBe(true);
    expect(read({ error: null, choices: [] })?.failed).toBe(false);
  });

  it.each(["", "[DONE]", "{", "null", "[]", '"x"', "5"])("%j is none", (data) => {
    expect(readChunk(data)).toBeUndefined();
  });

  it("of any JSON object is read without a throw", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => void read({ choices: value, usage: value, error: value })),
    );
    fc.assert(
      fc.property(fc.jsonValue(), (value) => void read({ choices: [{ delta: value, message: value }] })),
    );
  });
});

describe("usage", () => {
  it("is whole numbers, and the sum where no total is given", () => {
    expect(readUsage({ prompt_tokens: 1.6, completion_tokens: -2 })).toEqual({
      prompt_tokens: 2,
      completion_tokens: 0,
      total_tokens: 2,
    });
    expect(readUsage(null)).toBeNull();
  });
});
