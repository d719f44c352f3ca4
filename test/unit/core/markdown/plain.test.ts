// Markdown as plain text, for whoever is shown no Markdown.
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { toPlainText } from "../../../../src/core/markdown/plain.ts";
import { answer, anyText, SEED } from "./texts.ts";

describe("plain text", () => {
  test.each([
    ["# 标题\n## Title ##", "标题\nTitle"],
    ["# C#\n# 用 # 号 #", "C#\n用 # 号"],
    ["标题\n===\n词", "标题\n词"],
    ["**粗** _斜_ *斜* ~~删~~ ***重***", "粗 斜 斜 删 重"],
    ["**注意：**请先登录", "注意：请先登录"],
    ["**a *b* c**", "a b c"],
    ["用 `npm start` 和 `` a`b ``", "用 npm start 和 a`b"],
    ["[文档](https://a.cn/x) 与 [空]()", "文档 (https://a.cn/x) 与 空"],
    ["[https://a.cn](https://a.cn) <https://b.cn> <me@a.cn>", "https://a.cn https://b.cn me@a.cn"],
    ["[me@a.cn](mailto:me@a.cn)", "me@a.cn"],
    ["[**粗**链](u)", "粗链 (u)"],
    ["[文][1]\n\n[1]: http://x", "文 (http://x)\n\n[1]: http://x"],
    ["![图](http://i) ![](http://j)", "图 (http://i) http://j"],
    ["<img src=http://i alt=图>", "图 (http://i)"],
    ["![图](data:image/png;base64,AAAA) 后", "图 后"],
    ["前 ![](DATA:image/png;base64,AAAA)", "前 "],
    ["[一页](data:text/html,x) 和 [文](http://x)", "一页 和 文 (http://x)"],
    ["<img src='data:image/png;base64,AAAA' alt=图>", "图"],
    ["[![图](data:image/gif;base64,R0)](http://h)", "图 (http://h)"],
    ["![图][1]\n\n[1]: data:image/png;base64,AAAA", "图\n\n[1]: …"],
    ["# ![图](data:image/png,x)\n| ![甲](data:,x) |\n|---|", "图\n甲\n"],
    ["`data:image/png;base64,AA` data:x", "data:image/png;base64,AA data:x"],
    ["| 城市 | 人口 |\n|---|---|\n| **北京** | 2189 |", "城市 | 人口\n北京 | 2189"],
    ["```js\nconst a = **b**;\n```\n完", "const a = **b**;\n完"],
    ["1. 步\n   ```\n   npm i\n   ```", "1. 步\n   npm i\n"],
    ["* 甲\n+ 乙\n  - 丙\n1. 丁", "- 甲\n- 乙\n  - 丙\n1. 丁"],
    ["> **引**\n> 用", "> 引\n> 用"],
    ["词\n\n***\n\n词\n\n___", "词\n\n---\n\n词\n\n---"],
    ["- 甲\n---", "- 甲\n---"],
    ["\\*不是\\* 1\\. &lt;b&gt; &amp;amp; &nbsp;&copy;", "*不是* 1. <b> &amp;  &copy;"],
    ["一<br>二<BR />三\\\n四", "一\n二\n三\n四"],
  ])("of %j is %j", (text, expected) => {
    expect(toPlainText(text)).toBe(expected);
  });

  test.each([
    "普通的一句话。",
    "snake_case_name 和 a_b",
    "2 * 3 * 4 = 24，2*3*4",
    "x**2",
    "3~5天，7~8天",
    "a < b && c > d",
    "[不是链接] (也不是)",
    "C# 和 F#",
    "没有结束的 **粗",
    "@all 100%",
    "- [ ] 待办\n- [x] 完成",
    "",
  ])("of %j is the same", (text) => {
    expect(toPlainText(text)).toBe(text);
  });

  it("takes lines as they end", () => {
    expect(toPlainText("# 一\r\n**二**\r\n```\r\n三\r\n```\r\n")).toBe("一\r\n二\r\n三\r\n");
  });

  it("keeps every letter of an answer but those of marks, in order", () => {
    const letters = (text: string) => text.match(/\p{Script=Han}/gu)?.join("") ?? "";
    fc.assert(
      fc.property(answer, (text) => {
        expect(letters(toPlainText(text))).toBe(letters(text));
      }),
      SEED,
    );
  });

  it("is no longer than a little more than what it is made from", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(toPlainText(text).length).toBeLessThanOrEqual(2 * text.length + 10);
      }),
      { ...SEED, numRuns: 500 },
    );
  });
});
