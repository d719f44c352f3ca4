// Bytes counted without making them are the bytes that an encoder makes.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonLength, utf8Length } from "../../../../src/core/markdown/bytes.ts";
import { answer, SEED } from "./texts.ts";

const encoded = (text: string) => new TextEncoder().encode(text).length;
const odd = fc.string({
  unit: fc.oneof(
    fc.constantFrom('"', "\\", "/", "\b", "\t", "\n", "\f", "\r", "\v", "\0", "\u001f", "\u007f", "\u2028"),
    fc.constantFrom("\ud800", "\udbff", "\udc00", "\udfff", "👍", "é", "文", "\ufffd"),
    fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
  ),
});

describe("the bytes of UTF-8", () => {
  it("are those of an encoder, halves of pairs included", () => {
    fc.assert(
      fc.property(fc.oneof(odd, answer), (text) => {
        expect(utf8Length(text)).toBe(encoded(text));
      }),
      { ...SEED, numRuns: 500 },
    );
  });

  it.each([
    ["", 0],
    ["abc", 3],
    ["é", 2],
    ["你好", 6],
    ["👍", 4],
    ["\ud83d", 3],
    ["\udc4d\ud83d", 6],
  ])("of %j are %d", (text, bytes) => {
    expect(utf8Length(text)).toBe(bytes);
  });
});

describe("the bytes of JSON", () => {
  it("are those of its text, escapes and quotes included", () => {
    fc.assert(
      fc.property(fc.oneof(odd, answer), (text) => {
        expect(jsonLength(text)).toBe(encoded(JSON.stringify(text)));
      }),
      { ...SEED, numRuns: 500 },
    );
  });

  it("are right for each unit alone", () => {
    const wrong: number[] = [];
    for (let code = 0; code <= 0xffff; code += 1) {
      const text = String.fromCharCode(code);
      const right = encoded(JSON.stringify(text)) === jsonLength(text) && encoded(text) === utf8Length(text);
      if (!right) wrong.push(code);
    }
    expect(wrong).toEqual([]);
  });
});

it("more text never has fewer bytes", () => {
  fc.assert(
    fc.property(odd, (text) => {
      const ends = Array.from(text, (_, index) =>
        Array.from(text)
          .slice(0, index + 1)
          .join(""),
      );
      for (const measure of [utf8Length, jsonLength]) {
        const lengths = ends.map(measure);
        expect(lengths).toEqual(lengths.toSorted((a, b) => a - b));
      }
    }),
    SEED,
  );
});
