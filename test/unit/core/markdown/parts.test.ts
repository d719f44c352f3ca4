// The small parts: rows of a table, what stands before a line, how much fits, where a line may be cut, how wide a text is.
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { arrive } from "../../../../src/core/markdown/arrive.ts";
import { type Fence, NOTHING_OPENED, type Table } from "../../../../src/core/markdown/blocks.ts";
import { chunksOf, mapWords } from "../../../../src/core/markdown/chunks.ts";
import {
  characterEnd,
  mayBeginCode,
  mayBeginWords,
  sentenceEnd,
  spaceEnd,
} from "../../../../src/core/markdown/points.ts";
import { furtherPrefix, readPrefix, readQuotes } from "../../../../src/core/markdown/prefix.ts";
import { cellsOf, columnsOf } from "../../../../src/core/markdown/rows.ts";
import { columnsWide, padTo } from "../../../../src/core/markdown/width.ts";
import { longestEnd, wholeEnd } from "../../../../src/core/markdown/window.ts";
import { anyText, SEED } from "./texts.ts";

describe("a prefix", () => {
  test.each([
    ["词", 0, 0, 0],
    ["  词", 2, 0, 0],
    ["> 词", 2, 1, 0],
    [">> 词", 3, 2, 0],
    ["- 词", 2, 0, 1],
    ["10) 词", 4, 0, 1],
    ["> - 1. 词", 7, 1, 2],
    ["-", 1, 0, 1],
    ["-词", 0, 0, 0],
    ["1.词", 0, 0, 0],
    ["1234567890. 词", 0, 0, 0],
    ["**粗**", 0, 0, 0],
    ["", 0, 0, 0],
  ])("of %j ends at %d with %d quote and %d list marks", (line, end, quotes, marks) => {
    expect(readPrefix(line)).toMatchObject({ end, quotes, marks });
  });

  it("counts a tab as four columns", () => {
    expect(readPrefix("\t- 词")).toMatchObject({ end: 3, column: 6 });
  });

  it("goes on without its list marks", () => {
    const further = (line: string) => furtherPrefix(line, readPrefix(line));
    expect(further("> 1. 词")).toBe(">    ");
    expect(further("- > 词")).toBe("  > ");
    expect(further("\t词")).toBe("\t");
  });

  it("of code has quote marks only, and no more than it is asked for", () => {
    expect(readQuotes("> > - 词", 1)).toMatchObject({ end: 2, quotes: 1, marks: 0 });
    expect(readQuotes("> > - 词", 5)).toMatchObject({ end: 4, quotes: 2 });
    expect(readQuotes("  词", 0)).toMatchObject({ end: 2, column: 2, quotes: 0 });
  });
});

describe("a row", () => {
  test.each([
    ["| a | b |", ["a", "b"]],
    ["a | b", ["a", "b"]],
    ["|a|b", ["a", "b"]],
    ["a|b|", ["a", "b"]],
    ["| a |", ["a"]],
    ["| | |", ["", ""]],
    ["|a||", ["a", ""]],
    ["| a \\| b | c |", ["a | b", "c"]],
    ["| `a|b` | c |", ["`a|b`", "c"]],
    ["| `a\\|b` | c |", ["`a|b`", "c"]],
    ["| ` | ` |", ["`", "`"]],
    ["|", [""]],
  ])("%j has the cells %j", (row, cells) => {
    expect(cellsOf(row, 2)).toEqual(cells);
  });

  it("is split at pipes in code only where that gives the table's columns", () => {
    expect(cellsOf("| `a|b` |", 1)).toEqual(["`a|b`"]);
    expect(cellsOf("| `a|b` |", 2)).toEqual(["`a", "b`"]);
    expect(cellsOf("| `a|b` |", 3)).toEqual(["`a|b`"]);
  });

  test.each([
    ["|---|", 1],
    ["| :-- | :-: | --: |", 3],
    ["-|-", 2],
    ["|-|\t-|", 2],
    ["---", 0],
    ["|", 0],
    ["||", 0],
    ["| - - |", 0],
    ["| --- | a |", 0],
    ["|:|", 0],
    ["", 0],
  ])("of dashes, %j, has %d columns", (row, columns) => {
    expect(columnsOf(row)).toBe(columns);
  });
});

describe("what fits", () => {
  it("is found whatever its length, with as few tries as its length has digits", () => {
    fc.assert(
      fc.property(fc.nat(5000), fc.nat(5000), fc.nat(50), (length, limit, start) => {
        const text = "x".repeat(start + length);
        let asked = 0;
        const end = longestEnd(text, start, (at) => {
          asked += 1;
          return at - start <= limit;
        });
        expect(end).toBe(start + Math.min(length, limit));
        expect(asked).toBeLessThanOrEqual(2 * Math.log2(limit + 2) + 3);
      }),
      SEED,
    );
  });

  it("ends between whole characters", () => {
    expect(longestEnd("👍👍👍", 0, (end) => end <= 3)).toBe(2);
    expect(longestEnd("👍", 0, (end) => end <= 1)).toBe(0);
    expect(wholeEnd("a👍", 2)).toBe(1);
    expect(wholeEnd("a👍", 3)).toBe(3);
  });

  it("is nothing where nothing does", () => {
    expect(longestEnd("abc", 1, () => false)).toBe(1);
    expect(longestEnd("abc", 1, () => true)).toBe(3);
  });
});

describe("a place in a line", () => {
  test.each([
    ["他来了。她走了", 7, 4],
    ["他说：“来。”她", 7, 7],
    ["It is. He was", 13, 6],
    ["is it 3.14 or so", 16, null],
    ["in 2024. Then on", 16, null],
    ["a.b.c", 5, null],
    ["“Yes!” he said", 14, 6],
    ["好。# 不是标题", 9, null],
    ["好。~~~", 3, null],
    ["`好。`再", 5, 4],
  ])("behind a sentence of %j up to %d is %j", (text, to, end) => {
    expect(sentenceEnd(text, 0, to)).toBe(end);
  });

  test.each([
    ["one two three", 9, 8],
    ["one two", 7, 4],
    ["one two", 3, 3],
    ["a one - two", 6, 2],
    ["a one - two", 7, 7],
    ["a one 1. two", 7, 2],
    ["a one # two", 6, 2],
    ["one # two", 4, null],
    ["无空格", 3, null],
  ])("at a space of %j up to %d is %j", (text, to, end) => {
    expect(spaceEnd(text, 0, to, mayBeginWords)).toBe(end);
  });

  it("in code is only bound to leave fence marks alone", () => {
    expect(spaceEnd("x # y", 0, 2, mayBeginCode)).toBe(2);
    expect(spaceEnd("ab ```", 0, 3, mayBeginCode)).toBeNull();
  });

  test.each([
    ["文字", 1, 1],
    ["e\u0301e\u0301", 3, 2],
    ["e\u0301e\u0301", 2, 2],
    ["a👍🏽b", 3, 1],
    ["👨‍👩‍👧", 5, 5],
    ["🇨🇳🇯🇵", 6, 4],
    ["a👍", 1, 1],
    ["𠀀𠀁", 2, 2],
    ["ab`c", 2, 1],
    ["\r\n", 1, 1],
  ])("between characters of %j up to %d is %d", (text, to, end) => {
    expect(characterEnd(text.slice(0, to + 1), 0, to, mayBeginWords)).toBe(end);
  });
});

describe("the next piece", () => {
  const fence: Fence = { indent: "", marker: "```", info: "js", column: 0, quotes: 0 };
  const table: Table = { head: "| a |\n|---|\n", columns: 1, quotes: 0, pipeFirst: true };

  it("begins behind blank lines, but with its indentation", () => {
    expect(arrive("\n \r\n\t\n  词", 0, NOTHING_OPENED)).toMatchObject({ at: 6, continues: false });
    expect(arrive("\n\n", 0, NOTHING_OPENED).at).toBe(2);
  });

  it("begins behind the spaces at which a line was cut", () => {
    const opened = { ...NOTHING_OPENED, continues: true };
    expect(arrive("词  词", 1, opened)).toMatchObject({ at: 3, continues: true });
    expect(arrive("词 \r\n词", 1, opened)).toMatchObject({ at: 4, continues: false });
    expect(arrive("词\n\n词", 1, opened)).toMatchObject({ at: 3, continues: false });
    expect(arrive("词 ", 1, opened)).toMatchObject({ at: 2, continues: false });
  });

  it("goes on with code, or begins behind it", () => {
    const opened = { ...NOTHING_OPENED, fence };
    expect(arrive("x\n```", 0, opened)).toMatchObject({ at: 0, fence });
    expect(arrive("\n\n```\n\n词", 0, opened)).toMatchObject({ at: 7, fence: null });
    expect(arrive("```js\n", 0, opened)).toMatchObject({ at: 0, fence });
    const quoted = { ...opened, fence: { ...fence, indent: "> ", quotes: 1, column: 2 } };
    expect(arrive("> x", 0, quoted).fence).toEqual(quoted.fence);
    expect(arrive("x", 0, quoted).fence).toBeNull();
  });

  it("goes on with a table while there are rows", () => {
    const opened = { ...NOTHING_OPENED, table };
    expect(arrive("| b |", 0, opened).table).toEqual(table);
    for (const text of ["\n| b |", "# 题", "```", "> | b |", "词", ""])
      expect(arrive(text, 0, opened).table).toBeNull();
    const bare = { ...opened, table: { ...table, pipeFirst: false } };
    expect(arrive("b | c", 0, bare).table).toEqual(bare.table);
    for (const text of ["- b", "1. b", "# b", "---"]) expect(arrive(text, 0, bare).table).toBeNull();
  });
});

describe("chunks", () => {
  it("are paragraphs, items, rows and headings, and together the text", () => {
    const text = "# 题\n一\n二\n\n- 甲\n  续\n- 乙\n| a |\n|---|\n| b |\n```\nx\n```";
    const chunks = [...chunksOf(text)].map((lines) => lines.map((line) => line.text).join("/"));
    expect(chunks).toEqual([
      "# 题",
      "一/二",
      "",
      "- 甲/  续",
      "- 乙",
      "| a |",
      "|---|",
      "| b |",
      "```",
      "x",
      "```",
    ]);
    expect(mapWords(text, (words) => words.toUpperCase())).toContain("| A |\n|---|\n| B |\n```\nx");
  });

  it("changed to themselves are the text", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(mapWords(text, (words) => words)).toBe(text);
      }),
      SEED,
    );
  });
});

describe("columns", () => {
  test.each([
    ["abc", 3],
    ["中文", 4],
    ["，。（）", 8],
    ["ａ１", 4],
    ["한국어", 6],
    ["かな", 4],
    ["👍", 2],
    ["é", 1],
    ["e\u0301", 1],
    ["“”…—", 4],
    ["\u200b", 0],
    ["", 0],
  ])("of %j are %d", (text, columns) => {
    expect(columnsWide(text)).toBe(columns);
  });

  it("are filled with spaces, never cut", () => {
    expect(padTo("中a", 5)).toBe("中a  ");
    expect(padTo("中文", 3)).toBe("中文");
  });
});
