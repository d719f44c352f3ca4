// The estimate of tokens, script by script.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { estimateTokens } from "../../../src/core/tokens.ts";

describe("an estimate", () => {
  it.each([
    ["", 0],
    ["a", 1],
    ["abcdefgh", 2],
    ["选课系统", 4],
    ["한국어", 3],
    ["Привет", 3],
    ["สวัสดี", 3],
    ["选课 ok", 3],
  ])("of %j is %i", (text, tokens) => {
    expect(estimateTokens(text)).toBe(tokens);
  });

  it("never sinks when text is added, and is no more than the sum of its parts", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (left, right) => {
        const whole = estimateTokens(left + right);
        expect(whole).toBeGreaterThanOrEqual(Math.max(estimateTokens(left), estimateTokens(right)));
        expect(whole).toBeLessThanOrEqual(estimateTokens(left) + estimateTokens(right));
      }),
      { seed: 20260131 },
    );
  });
});
