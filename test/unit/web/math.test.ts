// Formulas in an answer's Markdown, beside money, code and emphasis; growing ones are text until they are closed.
import { describe, expect, test } from "vitest";
import {
  blocksOf,
  emptyDocument,
  growDocument,
  readDocument,
} from "../../../src/web/chat/markdown/document.ts";

/** The formulas that a text has: `m` in a line, `M` on its own. */
const found = (source: string): string[] => {
  const all: string[] = [];
  JSON.stringify(blocksOf(readDocument(source)), (_key, value) => {
    if (value?.kind === "math") all.push(`${value.display ? "M" : "m"} ${value.text}`);
    return value;
  });
  return all;
};

describe("formulas", () => {
  test.each([
    ["$E=mc^2$", ["m E=mc^2"]],
    ["质能方程$E=mc^2$很有名", ["m E=mc^2"]],
    ["能量 $E$ 与质量 $m$，", ["m E", "m m"]],
    ["**粗体**$x$", ["m x"]],
    ["*当 $a*b$ 时*", ["m a*b"]],
    ["$a_1 + b_1$ and $a*b*c$", ["m a_1 + b_1", "m a*b*c"]],
    ["so \\(a_1 < b\\), thus", ["m a_1 < b"]],
    ["\\[ a \\]", ["M a"]],
    ["$$a$$", ["M a"]],
    ["则：\n$$\nx\n= 1\n- y\n$$\n所以", ["M x\n= 1\n- y"]],
    ["\\[\na\n=\nb\n\\]", ["M a\n=\nb"]],
    ["1. 由\n   \\[\n   a + b\n   \\]\n2. 得 $c$", ["M a + b", "m c"]],
    ["| a |\n|---|\n| $x$ |", ["m x"]],
    ["$\\text{速度} = 5$", ["m \\text{速度} = 5"]],
    ["$\\{a, b\\}$", ["m \\{a, b\\}"]],
  ])("of %j are %j", (source, expected) => {
    expect(found(source)).toEqual(expected);
  });

  test.each([
    "$5 和 $6 两档",
    "$5和$8两档",
    "从$5到$10",
    "US$5/US$6",
    "$100, then $200",
    "$5，另一个是5$",
    "$HOME/bin:$PATH",
    "a$x$b",
    "`$x$` and `\\(y\\)`",
    "```\n$x$\n$$\ny\n$$\n```",
    "\\$x\\$",
    "$ x $",
    "a $x",
    "\\(x",
    "\\[1\\. x",
    "$$\na\n\nb\n$$",
    "$$$$",
    "\\(\\)",
  ])("there are none in %j", (source) => {
    expect(found(source)).toEqual([]);
  });

  test("keep how they were written, and escapes around them stay escapes", () => {
    expect(blocksOf(readDocument("1\\. \\(x\\) \\*"))).toEqual([
      {
        kind: "paragraph",
        children: [
          { kind: "text", text: "1" },
          { kind: "text", text: "." },
          { kind: "text", text: " " },
          { kind: "math", text: "x", source: "\\(x\\)", display: false },
          { kind: "text", text: " " },
          { kind: "text", text: "*" },
        ],
      },
    ]);
  });

  test.each([1, 3, 8])("of a growing answer are in the end those of the whole, in pieces of %i", (size) => {
    const answer =
      "设 $x$：\n\n\\[\nx^2\n=\n4\n\\]\n\n则\n$$\nx = \\pm 2\n$$\n\n- 一 \\(a\\)\n- 二\n\n完 $5 和 $6";
    let document = emptyDocument;
    for (let end = size; end < answer.length + size; end += size)
      document = growDocument(document, answer.slice(0, end));
    expect(blocksOf(document)).toEqual(blocksOf(readDocument(answer)));
  });

  test.each([
    ["dollars", "$".repeat(50_000)],
    ["open formulas", "$a".repeat(30_000)],
    ["open displays", "$$a ".repeat(20_000)],
    ["open brackets", "\\[a\n".repeat(6_000)],
    ["open parentheses", "\\(a ".repeat(20_000)],
    ["lines that open one", "\n$$a".repeat(20_000)],
    ["words and dollars", "a $x *b* ".repeat(10_000)],
  ])("endless %s do not take long", (_name, source) => {
    const started = performance.now();
    expect(blocksOf(readDocument(source)).length).toBeGreaterThan(0);
    expect(performance.now() - started).toBeLessThan(4_000);
  });
});
