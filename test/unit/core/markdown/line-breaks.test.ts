// Line ends that DingTalk's clients would swallow, made to stay.
import fc from "fast-check";
import { marked } from "marked";
import { describe, expect, it, test } from "vitest";
import { hardLineBreaks } from "../../../../src/core/markdown/line-breaks.ts";
import { anyText, SEED } from "./texts.ts";

describe("a single line end", () => {
  test.each([
    ["第一行\n第二行", "第一行  \n第二行"],
    ["one\ntwo\nthree", "one  \ntwo  \nthree"],
    ["one \ntwo", "one  \ntwo"],
    ["one   \ntwo", "one   \ntwo"],
    ["one\\\ntwo", "one\\\ntwo"],
    ["> 引用\n> 继续", "> 引用  \n> 继续"],
    ["**粗**\n`code`", "**粗**  \n`code`"],
    ["# 标题\n一\n二", "# 标题\n一  \n二"],
    ["- 项\n\n一\n二", "- 项\n\n一  \n二"],
    ["一\n二\n- 项", "一  \n二\n- 项"],
  ])("between words stays: %j", (text, expected) => {
    expect(hardLineBreaks(text)).toBe(expected);
    const crlf = (lines: string) => lines.replaceAll("\n", "\r\n");
    expect(hardLineBreaks(crlf(text))).toBe(crlf(expected));
  });

  test.each([
    "一\n\n二",
    "- 甲\n- 乙\n  续\n懒",
    "1. 甲\n\n   段\n   续",
    "> - 甲\n> - 乙",
    "```\na\nb\n```",
    "词\n```\na\nb\n```\n词",
    "> ```\n> a\n> b\n> ```",
    "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |",
    "词\n| a |\n|---|\n| 1 |",
    "标题\n===",
    "Title\n---\n",
    "词\n# 标题",
    "词\n***\n词",
    "> 引用\n词",
    "词\n",
    "\n\n",
    "",
  ])("anywhere else is as it was: %j", (text) => {
    expect(hardLineBreaks(text)).toBe(text);
  });
});

it("shows every reader as many breaks as there are lines", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("词", "word", "**粗**", "`x`"), { minLength: 1 }), (lines) => {
      const html = marked.parse(hardLineBreaks(lines.join("\n")), { async: false });
      expect(html.match(/<br>/g)?.length ?? 0).toBe(lines.length - 1);
    }),
    SEED,
  );
});

it("adds spaces only, and once", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const hardened = hardLineBreaks(text);
      const bare = (lines: string) => lines.replace(/[ \t\u3000]+(?=\r?\n)/g, "");
      expect(bare(hardened).replace(/\s+/g, " ")).toBe(bare(text).replace(/\s+/g, " "));
      expect(hardLineBreaks(hardened)).toBe(hardened);
    }),
    { ...SEED, numRuns: 500 },
  );
});
