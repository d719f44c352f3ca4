// What each line of an answer is, checked against a whole Markdown parser where both mean the same.
import fc from "fast-check";
import { Lexer, type Token } from "marked";
import { describe, expect, it } from "vitest";
import { type Line, openAfter, scanLines } from "../../../../src/core/markdown/blocks.ts";
import { answer, anyText, fence, SEED, table } from "./texts.ts";

const kinds = (text: string) => [...scanLines(text)].map(({ kind }) => kind).join(" ");

const codeOf = (lines: Iterable<Line>) => {
  const blocks: string[][] = [];
  for (const line of lines) {
    if (line.kind === "opening") blocks.push([]);
    if (line.kind === "code") blocks.at(-1)?.push(line.text);
  }
  return blocks.map((block) => block.join("\n"));
};

function* deep(tokens: Token[]): Generator<Token> {
  for (const token of tokens) {
    yield token;
    if ("tokens" in token && token.tokens) yield* deep(token.tokens);
    if (token.type === "list") for (const item of token.items) yield* deep(item.tokens);
  }
}
const parsed = (text: string) => [...deep(new Lexer({ gfm: true }).lex(text))];

describe("the lines", () => {
  it("are the whole text, without a gap", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        let at = 0;
        for (const line of scanLines(text)) {
          expect(line.start).toBe(at);
          expect(text.slice(line.start, line.end)).toBe(line.text);
          expect(text.slice(line.end, line.next)).toMatch(/^(\r?\n)?$/);
          at = line.next;
        }
        expect(at).toBe(text.length);
      }),
      SEED,
    );
  });

  it.each([
    ["words\nmore words\n\nother words", "text text blank text"],
    ["```js\ncode\n\n# code\n```\nwords", "opening code code code closing text"],
    ["~~~\n```\n~~~", "opening code closing"],
    ["````\n```\n````", "opening code closing"],
    ["```\n```js\n```", "opening code closing"],
    ["```a`b\nwords", "text text"],
    ["`` not code\n``", "text text"],
    ["```\nwithout an end", "opening code"],
    ["# 标题\n#标题\n####### 七个\n#", "heading text text heading"],
    ["> # 标题\n- ## 标题", "heading heading"],
    ["| a |\n|---|\n| 1 |\n\n| 2 |", "header delimiter row blank text"],
    ["a | b\n--|--\n1 | 2\n# 完", "header delimiter row heading"],
    ["| a | b |\n|---|\n", "text text"],
    ["| a | b |\nwords", "text text"],
    ["词\n| a |\n|---|\n", "text header delimiter"],
    ["> | a |\n> |---|\n> | 1 |\n| 2 |", "header delimiter row text"],
    ["- | a |\n  |---|\n  | 1 |\n- 2", "header delimiter row text"],
    ["| `a|b` | c |\n|---|---|\n", "header delimiter"],
    ["```\n| a |\n|---|\n```", "opening code code closing"],
  ])("of %j are %s", (text, expected) => {
    expect(kinds(text)).toBe(expected);
    expect(kinds(text.replaceAll("\n", "\r\n"))).toBe(expected);
  });

  it("of a paragraph begin once, those of items and rules each time", () => {
    const begins = (text: string) => [...scanLines(text)].map((line) => (line.begins ? "+" : "-")).join("");
    expect(begins("a\nb\nc")).toBe("+--");
    expect(begins("a\n\nb\nc")).toBe("+-+-");
    expect(begins("- a\n- b\n  c\n1. d")).toBe("++-+");
    expect(begins("> a\n> b\nc\n>\n> d")).toBe("+-+++");
    expect(begins("a\n***\nb\n---\nc\n- d\n---")).toBe("+++-+++");
  });
});

describe("code", () => {
  it("is what a whole parser takes for code", () => {
    const words = fc.constantFrom("some words", "# a heading", "- an item", "`code`", "词");
    fc.assert(
      fc.property(fc.array(fc.oneof(fence, words, table), { maxLength: 6 }), (blocks) => {
        const text = blocks.join("\n\n");
        const expected = parsed(text).filter((token) => token.type === "code");
        // It counts the last blank lines in another way.
        const trimmed = (code: string) => code.replace(/\n+$/, "");
        expect(codeOf(scanLines(text)).map(trimmed)).toEqual(
          expected.map((token) => ("text" in token ? trimmed(token.text) : "")),
        );
      }),
      SEED,
    );
  });

  it("in a quote ends with it", () => {
    expect(kinds("> ```\n> code\nwords")).toBe("opening code text");
    expect(kinds("> > ```\n> > code\n> words")).toBe("opening code text");
    expect(kinds("> ```\n> > code\n> ```")).toBe("opening code closing");
  });

  it("in a list ends only at its closing line, as models mean it", () => {
    expect(kinds("1. do\n   ```sh\n   npm i\n   ```\n2. done")).toBe("text opening code closing text");
    expect(kinds("- ```\nnot indented\n  ```\n- b")).toBe("opening code closing text");
    expect(kinds("- a\n      ```\n      code\n      ```\nb")).toBe("text opening code closing text");
  });

  it("keeps for its further lines what stands before it", () => {
    const [line] = scanLines("> 1. ```` js");
    expect(line?.fence).toMatchObject({ indent: ">    ", marker: "````", info: "js", quotes: 1 });
    expect(line && openAfter(line).fence).toBe(line?.fence);
  });

  it("is not closed by a line that is indented further than it", () => {
    expect(kinds("```\n    ```\n   ```")).toBe("opening code closing");
  });
});

describe("tables", () => {
  it("are what a whole parser takes for tables", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(table, fence), { maxLength: 5 }), (blocks) => {
        // A pipe in code splits a cell for the parser, but not for a reader.
        const text = blocks.join("\n\n").replaceAll("x|y", "xy");
        const expected = parsed(text).filter((token) => token.type === "table");
        const lines = [...scanLines(text)];
        expect(lines.filter(({ kind }) => kind === "header")).toHaveLength(expected.length);
        const rows = expected.reduce((sum, token) => sum + ("rows" in token ? token.rows.length : 0), 0);
        expect(lines.filter(({ kind }) => kind === "row")).toHaveLength(rows);
      }),
      SEED,
    );
  });
});

it("reads on where it stopped as if it had read all at once", () => {
  fc.assert(
    fc.property(answer, fc.nat(), (text, number) => {
      const lines = [...scanLines(text)];
      const stop = lines[number % Math.max(1, lines.length)];
      // A head is known by the line behind it, a paragraph by the one before.
      if (stop === undefined || stop.kind === "header") return;
      const rest = [...scanLines(text.slice(stop.next), { ...openAfter(stop), continues: false })];
      const expected = lines.filter(({ start }) => start >= stop.next);
      expect(rest.map(({ kind }) => kind)).toEqual(expected.map(({ kind }) => kind));
    }),
    SEED,
  );
});
