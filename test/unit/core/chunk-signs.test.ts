// Signs found in the text of completions without parsing it.
import { describe, expect, it } from "vitest";
import { endedWell, hasDoneMark, saysSomething } from "../../../src/core/chunk-signs.ts";

const chunk = (choice: object) => `data: ${JSON.stringify({ choices: [choice] })}\n\n`;

describe("endedWell", () => {
  it("is true when every choice stopped by itself", () => {
    expect(
      endedWell(
        chunk({ delta: { content: "a" }, finish_reason: null }) + chunk({ delta: {}, finish_reason: "stop" }),
      ),
    ).toBe(true);
  });

  it.each([
    ["nothing ended", chunk({ delta: { content: "a" }, finish_reason: null })],
    ["one was cut at its length", chunk({ finish_reason: "stop" }) + chunk({ finish_reason: "length" })],
    ["a tool is asked for", chunk({ delta: { tool_calls: [{}] }, finish_reason: "stop" })],
    ["the words only say so", chunk({ delta: { content: '"finish_reason":"stop"' }, finish_reason: null })],
  ])("is false when %s", (_, text) => {
    expect(endedWell(text)).toBe(false);
  });
});

it("the end mark is a line of its own, not a word of the answer", () => {
  expect(hasDoneMark("data: [DONE]\n\n")).toBe(true);
  expect(hasDoneMark(chunk({ delta: { content: "data: [DONE]" } }))).toBe(false);
});

it("a role says nothing yet, a thought, a tool's name or a reason does", () => {
  expect(saysSomething(chunk({ delta: { role: "assistant", content: "" }, finish_reason: null }))).toBe(
    false,
  );
  for (const delta of [
    { content: "a" },
    { reasoning_content: "a" },
    { tool_calls: [{ function: { name: "f" } }] },
  ])
    expect(saysSomething(chunk({ delta, finish_reason: null }))).toBe(true);
  expect(saysSomething(chunk({ delta: {}, finish_reason: "stop" }))).toBe(true);
});
