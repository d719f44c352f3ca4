// Headings at the depths at which Feishu's cards look right.
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { lowerHeadings } from "../../../../src/core/markdown/headings.ts";
import { answer, SEED } from "./texts.ts";

describe("a heading", () => {
  test.each([
    ["# 标题", "#### 标题"],
    ["## Title", "##### Title"],
    ["### 三\n#### 四\n##### 五\n###### 六", "##### 三\n##### 四\n##### 五\n##### 六"],
    ["# 标题 #", "#### 标题 #"],
    ["  # 标题", "  #### 标题"],
    ["#\t标题", "####\t标题"],
    ["#", "####"],
    ["> # 引用", "> #### 引用"],
    ["- # 列表\n1. ## 编号", "- #### 列表\n1. ##### 编号"],
    ["词\n# 标题\n词", "词\n#### 标题\n词"],
    ["# **粗** `#`", "#### **粗** `#`"],
  ])("%j is lowered", (text, expected) => {
    expect(lowerHeadings(text)).toBe(expected);
    expect(lowerHeadings(text.replaceAll("\n", "\r\n"))).toBe(expected.replaceAll("\n", "\r\n"));
  });

  test.each([
    ["标题\n===", "#### 标题"],
    ["Title\n---\nwords", "##### Title\nwords"],
    ["Title \n  =====  \n\nwords", "#### Title\n\nwords"],
    ["> 标题\n> ---\n> 词", "> ##### 标题\n> 词"],
    ["两行的\n标题\n===", "#### 两行的 标题"],
  ])("%j by its line is lowered too", (text, expected) => {
    expect(lowerHeadings(text)).toBe(expected);
  });

  it("is no paragraph of several lines above a rule, which gets room instead", () => {
    expect(lowerHeadings("第一行\n第二行\n---\n词")).toBe("第一行\n第二行\n\n---\n词");
    expect(lowerHeadings("> 一\n> 二\n> ---")).toBe("> 一\n> 二\n>\n> ---");
  });

  test.each([
    "#标题",
    "####### 七",
    "\\# 不是",
    "C # 语言",
    "```\n# 注释\n```",
    "~~~py\n# comment\n~~~",
    "1. 步骤\n   ```sh\n   # 注释\n   ```",
    "> ```\n> # 注释\n> ```",
    "```\nTitle\n===\n```",
    "- 项\n---",
    "- 项\n  续\n---",
    "词\n\n---\n\n词",
    "词\n***",
    "词\n-",
    "| a |\n|---|\n| b |\n---",
    "",
  ])("is not %j", (text) => {
    expect(lowerHeadings(text)).toBe(text);
  });
});

it("leaves no large heading, and loses nothing but marks", () => {
  const words = (text: string) => text.replace(/[#=\s-]/g, "");
  fc.assert(
    fc.property(answer, (text) => {
      const lowered = lowerHeadings(text);
      expect(words(lowered)).toBe(words(text));
      expect(lowered.split(/^(?:```|~~~)/m)[0]).not.toMatch(/^#{1,3} /m);
    }),
    SEED,
  );
});
