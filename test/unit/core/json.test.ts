// JSON from outside: what would cost too much is seen before it is parsed, what is broken before it is kept.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findJsonExcess, isRecord, isWellFormed, parseJson } from "../../../src/core/json.ts";

const SEED = { seed: 20260131 };
/** Whole characters and halves of one, and all that JSON escapes. */
const UNITS = fc.constantFrom("a", "选", "\ud83c", "\udf89", "🎉", '"', "\\", "\n", "\0", "\u2028");
const odd = fc.string({ unit: UNITS, maxLength: 4 });
const oddJson = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    odd,
    fc.integer(),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(odd, tie("value"), { maxKeys: 3 }),
  ),
})).value;

describe("an excess", () => {
  it("is found in no ordinary JSON, whatever its texts hold", () => {
    const texts = fc.string({
      unit: fc.constantFrom("[", "{", "]", "}", ",", '"', "\\", "a", "\n"),
      maxLength: 100,
    });
    fc.assert(
      fc.property(fc.oneof(oddJson, fc.array(texts), fc.dictionary(texts, texts)), (item) => {
        expect(findJsonExcess(JSON.stringify(item))).toBeNull();
      }),
      { ...SEED, numRuns: 60 },
    );
  });

  it("is nesting deeper than 64, open or closed, in arrays and objects", () => {
    const arrays = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
    const objects = (depth: number) => `${'{"a":'.repeat(depth)}0${"}".repeat(depth)}`;
    for (const nested of [arrays, objects]) {
      expect(findJsonExcess(nested(64))).toBeNull();
      expect(findJsonExcess(nested(65))).toBe("too_deep");
      expect(findJsonExcess(nested(10_000))).toBe("too_deep");
    }
    expect(findJsonExcess("[".repeat(20_000_000))).toBe("too_deep");
    expect(findJsonExcess(`["${"[".repeat(100)}"]`)).toBeNull();
  });

  it("is more values than any honest request has", () => {
    expect(findJsonExcess(`[${"0,".repeat(150_000)}0]`)).toBeNull();
    expect(findJsonExcess(`[${"0,".repeat(200_000)}0]`)).toBe("too_many");
    expect(findJsonExcess(`[${"[],".repeat(150_000)}0]`)).toBe("too_many");
    expect(findJsonExcess(`["${",".repeat(1_000_000)}"]`)).toBeNull();
  });

  it("is looked for in time that grows with the text's length only", () => {
    const texts = [
      `"${"\\\\".repeat(5_000_000)}"`,
      `"${'\\"'.repeat(5_000_000)}"`,
      '"'.repeat(1_000_001),
      "\\".repeat(10_000_000),
    ];
    const started = performance.now();
    for (const text of texts) expect(findJsonExcess(text)).toBeNull();
    expect(performance.now() - started).toBeLessThan(3_000);
  });

  it("never throws, whatever the text is", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("[", "]", "{", "}", ",", "\\", '"', "\ud800") }),
        (text) => {
          expect([null, "too_deep", "too_many"]).toContain(findJsonExcess(text));
        },
      ),
      SEED,
    );
  });
});

describe("a value", () => {
  it("is well formed unless a key or a text holds half a character", () => {
    fc.assert(
      fc.property(oddJson, (value) => {
        expect(isWellFormed(value)).toBe(
          !/\\ud[89a-f][0-9a-f]{2}/i.test(JSON.stringify(value).replaceAll("\\\\", "")),
        );
      }),
      SEED,
    );
    for (const broken of ["\ud800", "a\udfff", ["\ud800"], { a: { b: "\ud800" } }, { "\ud800": 1 }])
      expect(isWellFormed(broken)).toBe(false);
    for (const fine of ["🎉", null, 1, true, [], {}, { a: ["🎉"] }]) expect(isWellFormed(fine)).toBe(true);
  });

  it("is a record only when it is an object with keys", () => {
    expect([{}, { a: 1 }].every(isRecord)).toBe(true);
    expect([null, [], "x", 1, undefined, true].some(isRecord)).toBe(false);
  });

  it("that is no JSON is undefined, and null stays null", () => {
    for (const text of ["", "{", "NaN", "undefined", "'a'", "{a:1}", "[1,]"])
      expect(parseJson(text)).toBeUndefined();
    expect(parseJson("null")).toBeNull();
    expect(parseJson(' {"a":[1]} ')).toEqual({ a: [1] });
  });
});
