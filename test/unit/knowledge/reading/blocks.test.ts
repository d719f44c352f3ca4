// Blocks → Markdown: headings, items, tables.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Block, blocksToMarkdown, spanOf, tableText } from "../../../../src/knowledge/reading/blocks.ts";

const heading = (level: number, text: string): Block => ({ kind: "heading", text, level });
const item = (text: string, level = 0): Block => ({ kind: "item", text, level });
const paragraph = (text: string): Block => ({ kind: "paragraph", text, level: 0 });

describe("blocks", () => {
  it.each<[string, Block[], string]>([
    ["nothing is nothing", [], ""],
    ["blank blocks are nothing, and part no list", [item("a"), paragraph(" \n"), item("b")], "- a\n- b"],
    [
      "a list stands apart from what is around it",
      [paragraph("x"), item("a"), paragraph("y")],
      "x\n\n- a\n\ny",
    ],
    [
      "the title has one sign, the first level two beside it",
      [heading(0, "T"), heading(1, "A"), heading(2, "B")],
      "# T\n\n## A\n\n### B",
    ],
    ["one first level alone has one sign", [heading(1, "A"), heading(2, "B")], "# A\n\n## B"],
    ["two first levels have two", [heading(1, "A"), heading(1, "B")], "## A\n\n## B"],
    ["a title alone, and deeper headings", [heading(0, "T"), heading(3, "C")], "# T\n\n### C"],
    ["no heading has more than six", [heading(9, "A")], "###### A"],
    ["a heading is one line", [heading(2, " a\n b\t c ")], "## a b c"],
    ["a paragraph keeps its lines", [paragraph(" a\nb ")], "a\nb"],
    [
      "levels of items indent them, to some depth",
      [item("a", 1), item("b", 99)],
      `  - a\n${"  ".repeat(8)}- b`,
    ],
    [
      "any sign of an item becomes one",
      ["•", "●", "■", "–", "*", "+", "-"].map((sign) => item(`${sign} x`)),
      Array(7).fill("- x").join("\n"),
    ],
    [
      "numbers of items stay",
      [item("1. a"), item("12) b"), item("2026 was good")],
      "1. a\n12) b\n- 2026 was good",
    ],
    [
      "a sign without a space behind it is part of the text",
      [item("-5 °C"), item("*bold*")],
      "- -5 °C\n- *bold*",
    ],
  ])("%s", (_, blocks, expected) => {
    expect(blocksToMarkdown(blocks)).toBe(expected);
  });

  it("no text of any block is lost, and none becomes a heading that was not one", () => {
    const block = fc.record<Block>({
      kind: fc.constantFrom("heading", "item", "paragraph"),
      text: fc.stringMatching(/^[a-z]{1,12}( [a-z]{1,5}){0,3}$/),
      level: fc.nat(9),
    });
    fc.assert(
      fc.property(fc.array(block, { maxLength: 12 }), (blocks) => {
        const lines = blocksToMarkdown(blocks).split("\n").filter(Boolean);
        expect(lines.map((line) => line.replace(/^(?:#+|\s*-) /, ""))).toEqual(
          blocks.map(({ text }) => text),
        );
        expect(lines.map((line) => line.startsWith("#"))).toEqual(
          blocks.map(({ kind }) => kind === "heading"),
        );
      }),
      { numRuns: 200, seed: 20270306 },
    );
  });
});

describe("tables", () => {
  it.each<[string, string[][], string]>([
    ["no row", [], ""],
    ["rows of nothing", [["", " "], []], ""],
    ["one column", [["a"], [" b "]], "a\n\nb"],
    ["a head alone", [["a", "b"]], "| a | b |\n| --- | --- |"],
    ["cells of several lines", [["a\nb", "c\t d"]], "| a b | c d |\n| --- | --- |"],
    ["a longer row below", [["a"], ["b", "c"]], "| a |  |\n| --- | --- |\n| b | c |"],
    ["signs of tables", [["|", "||"]], "| \\| | \\|\\| |\n| --- | --- |"],
  ])("%s", (_, rows, expected) => {
    expect(tableText(rows)).toBe(expected);
  });

  it("every row has as many cells as the widest", () => {
    const rows = fc.array(fc.array(fc.stringMatching(/^[a-z|]{0,4}$/), { maxLength: 6 }), { maxLength: 8 });
    fc.assert(
      fc.property(rows, (cells) => {
        const filled = cells.filter((row) => row.some((cell) => cell !== ""));
        const width = Math.max(0, ...filled.map((row) => row.length));
        if (width < 2) return;
        const lines = tableText(cells).split("\n");
        expect(lines).toHaveLength(filled.length + 1);
        for (const line of lines) expect(line.match(/(?<!\\)\|/g)).toHaveLength(width + 1);
      }),
      { numRuns: 150, seed: 20270307 },
    );
  });

  it("one long row among many short ones does not unfold", () => {
    const wide = Array<string>(20_000).fill("x");
    const text = tableText([wide, ...Array.from({ length: 20_000 }, () => ["y"])]);
    expect(text.length).toBeLessThan(500_000);
    expect(text.match(/y/g)).toHaveLength(20_000);
  });

  it.each([
    [null, 0],
    ["", 0],
    ["1", 0],
    ["2", 1],
    [" 3 columns", 2],
    ["0", 0],
    ["-4", 0],
    ["many", 0],
    ["62", 61],
    ["4000000000", 61],
    ["1e9", 0],
  ])("columns %j: %i beside the first", (columns, span) => {
    expect(spanOf(columns)).toBe(span);
  });
});
