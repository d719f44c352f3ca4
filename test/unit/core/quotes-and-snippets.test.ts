// Text that is read and not obeyed, and the beginning of a passage as plain text.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { documentTag } from "../../../src/core/document-offer.ts";
import { quoteText } from "../../../src/core/quote.ts";
import { snippetOf } from "../../../src/core/snippet.ts";

const SEED = { seed: 20260131 };
const LINE_ENDS = /\r\n|[\n\r\u0085\u2028\u2029]/;

describe("a quotation", () => {
  it.each([
    ["", "> "],
    ["one", "> one"],
    ["one\ntwo", "> one\n> two"],
    ["one\r\ntwo", "> one\n> two"],
    ["one\rtwo", "> one\n> two"],
    ["one\n\ntwo\n", "> one\n> \n> two\n> "],
    ["a\u2028b\u2029c\u0085d", "> a\n> b\n> c\n> d"],
    ["> quoted already", "> > quoted already"],
    ["```\ncode\n```", "> ```\n> code\n> ```"],
    ["\tindented", "> \tindented"],
  ])("of %j is %j", (text, quoted) => {
    expect(quoteText(text)).toBe(quoted);
  });

  it("has a mark on every line, whatever the text holds, and nothing of the text is lost", () => {
    const text = fc.string({
      unit: fc.constantFrom("a", "\n", "\r", "\u2028", "\u2029", "\u0085", ">", " ", "选"),
    });
    fc.assert(
      fc.property(text, (words) => {
        const lines = quoteText(words).split(LINE_ENDS);
        expect(lines.every((line) => line.startsWith("> "))).toBe(true);
        expect(lines.map((line) => line.slice(2))).toEqual(words.split(LINE_ENDS));
      }),
      SEED,
    );
  });
});

describe("a snippet", () => {
  it.each([
    ["", ""],
    ["  \n\n ", ""],
    ["plain words", "plain words"],
    ["two\nlines\n\nand more", "two lines and more"],
    ["# Title\n\nText", "Title Text"],
    ["###### Deep\nText", "Deep Text"],
    ["- one\n- two\n* three\n+ four", "one two three four"],
    ["1. one\n12. two", "one two"],
    ["> quoted\n> more", "quoted more"],
    ["**bold** and *leaning*", "bold and leaning"],
    ["`code` here", "code here"],
    ["```ts\nconst a = 1;\n```", "const a = 1;"],
    ["~~~\ncode\n~~~", "code"],
    ["[words](https://a.example/x)", "words"],
    ["![picture](https://a.example/x.png) behind", "picture behind"],
    ["[a](b) and [c](d)", "a and c"],
    ["[not a link] (here)", "[not a link] (here)"],
    ["| a | b |\n|---|:-:|\n| 1 | 2 |", "a b 1 2"],
    ["a\n---\nb", "a b"],
    ["snake_case_name", "snake_case_name"],
    ["2 < 3 & 4 > 1", "2 < 3 & 4 > 1"],
    ["C# and F#", "C# and F#"],
    ["a - b", "a - b"],
    ["年假 **12** 天", "年假 12 天"],
  ])("of %j is %j", (markdown, plain) => {
    expect(snippetOf(markdown)).toBe(plain);
  });

  it.each([
    ["x".repeat(200), "x".repeat(200)],
    ["x".repeat(201), `${"x".repeat(199)}…`],
    [`${"x".repeat(198)} yz`, `${"x".repeat(198)}…`],
    ["🙂".repeat(100), "🙂".repeat(100)],
    [`**${"x".repeat(198)}**`, "x".repeat(198)],
  ])(
    "is cut with a mark behind the last whole word that fits, and only when it must be: %#",
    (markdown, cut) => {
      expect(snippetOf(markdown)).toBe(cut);
    },
  );

  it("is one line of some 200 characters, none of them half, whatever the passage holds", () => {
    const text = fc.string({
      maxLength: 800,
      unit: fc.constantFrom("a", " ", "\n", "|", "#", "`", "[", "](", ")", "-", "1.", "选", "🙂", ">"),
    });
    fc.assert(
      fc.property(text, (markdown) => {
        const snippet = snippetOf(markdown);
        expect(snippet).not.toMatch(/[\n\r`|]/);
        expect(snippet).toBe(snippet.trim());
        expect([...snippet].length).toBeLessThanOrEqual(200);
        expect(snippet.isWellFormed()).toBe(true);
      }),
      SEED,
    );
  });
});

describe("the tag of a document", () => {
  const base = { sha256: "a".repeat(64), updated_at: "2026-04-01T00:00:00.000Z" };

  it("is another for other bytes and for another moment, and the same otherwise", () => {
    const tag = documentTag(base);
    expect(documentTag({ ...base })).toBe(tag);
    expect(documentTag({ ...base, sha256: `b${"a".repeat(63)}` })).not.toBe(tag);
    expect(documentTag({ ...base, updated_at: "2026-04-01T00:00:00.001Z" })).not.toBe(tag);
    expect(documentTag({ ...base, updated_at: "2026-04-01T02:00:00.000+02:00" })).toBe(tag);
  });

  it("is a strong one that can stand in a header as it is", () => {
    expect(documentTag(base)).toMatch(/^"[0-9a-f]{16}-[0-9a-z]+"$/);
  });
});
