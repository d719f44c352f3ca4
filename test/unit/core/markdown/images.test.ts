// No image of an answer is fetched by anybody: what would be one is a link, or its words.
import fc from "fast-check";
import { marked } from "marked";
import { describe, expect, it, test } from "vitest";
import { imagesToLinks } from "../../../../src/core/markdown/images.ts";
import { anyText, SEED } from "./texts.ts";

const linked = (text: string) => imagesToLinks(text, "图片");

describe("an image", () => {
  test.each([
    ["![架构图](https://a.cn/x.png)", "[架构图](https://a.cn/x.png)"],
    ['see ![a chart](http://a.cn/x.png "title") here', "see [a chart](http://a.cn/x.png) here"],
    ["![](https://a.cn/x.png)", "[图片](https://a.cn/x.png)"],
    ["![ ](https://a.cn/x.png)", "[图片 ](https://a.cn/x.png)"],
    ["![a [b] c](http://x)", "[a [b] c](http://x)"],
    ["![a](http://x/y_(z).png)", "[a](http://x/y_(z).png)"],
    ["![a](<my image.png>)", "[a](<my image.png>)"],
    ["![甲](http://x/1)![乙](http://x/2)", "[甲](http://x/1)[乙](http://x/2)"],
    ["| ![a](u) |\n|---|\n| ![b](v) |", "| [a](u) |\n|---|\n| [b](v) |"],
    ["- ![a](u)\n> ![b](v)\n# ![c](w)", "- [a](u)\n> [b](v)\n# [c](w)"],
    ["![跨\n行](u)", "[跨\n行](u)"],
    // Looks like a key of an upload; nobody uploads, so a model made it up.
    ["![示例](img_01.png)", "[示例](img_01.png)"],
    ["![图](img_v3_02ab_1234-5678)", "[图](img_v3_02ab_1234-5678)"],
    ["看！![图](u)", "看！[图](u)"],
    ["![](<img src=x>![)", "[图片]([图片](x)![)"],
    ["\\\\![图](u)", "\\\\[图](u)"],
    ["look!![a](u)!<img src=v>", "look! [a](u)! [图片](v)"],
  ])("%s becomes a link", (text, expected) => {
    expect(linked(text)).toBe(expected);
    expect(linked(expected)).toBe(expected);
  });

  test.each([
    ["![a][图]\n\n[图]: http://x/y", "[a](http://x/y)\n\n[图]: http://x/y"],
    ["![图][]\n\n[图]: http://x/y", "[图](http://x/y)\n\n[图]: http://x/y"],
    ["![图]\n\n[图]: <http://x/y>", "[图](http://x/y)\n\n[图]: <http://x/y>"],
    ["![][One  Two]\n\n[one two]: http://x", "[图片](http://x)\n\n[one two]: http://x"],
    ["![a][b]\n\n[b]: http://1\n[b]: http://2", "[a](http://1)\n\n[b]: http://1\n[b]: http://2"],
    ["![nobody][knows] ![it]", "![nobody][knows] ![it]"],
  ])("%j is known by its name", (text, expected) => {
    expect(linked(text)).toBe(expected);
  });

  test.each([
    ['<img src="http://x/y.png" alt="图">', "[图](http://x/y.png)"],
    ["<IMG width=1 ALT='a b' SRC=http://x/y>", "[a b](http://x/y)"],
    ["词<img src='http://x'/>词", "词[图片](http://x)词"],
    ['<img\n  src="a b(1.png"\n  alt="x]y">', "[x\\]y](<a b(1.png>)"],
    ["<img alt='no source'>", "no source"],
    ["<image src=x> <imgs>", "<image src=x> <imgs>"],
    ["<img src=x", "<img src=x"],
  ])("%s as a tag is one too", (text, expected) => {
    expect(linked(text)).toBe(expected);
  });

  test.each([
    ["[![图](http://i)](http://h)", "[图](http://h)"],
    ["[<img src=http://i alt=图>](http://h)", "[图](http://h)"],
    ["[![图](img_v3_02ab)](http://h)", "[图](http://h)"],
    ["[a ![b](u) ![](v) c](w)", "[a b 图片 c](w)"],
    ["![a [b](u) c](v)", "[a b c](v)"],
    ["![![a](u)](v)", "[a](v)"],
    ["![](data:image/png;base64,iVBORw0KGgo=)", "图片"],
    ["![点](DATA:image/gif;base64,R0lGOD)", "点"],
    ["<img src='data:image/png;base64,AAAA' alt=点>", "点"],
  ])("%s is only its words where no link can be", (text, expected) => {
    expect(linked(text)).toBe(expected);
  });

  test.each([
    "`![a](u)`",
    "``![a](u) ` ``",
    "```\n![a](u)\n```",
    "```html\n<img src=x>\n```",
    "> ~~~\n> ![a](u)\n> ~~~",
    "\\![a](u)",
    "wow! [a](u)",
    "![a](b c)",
    "![a] (u)",
    "a![",
  ])("%s stays", (text) => {
    expect(linked(text)).toBe(text);
  });
});

it("no reader of CommonMark finds an image in what is left", () => {
  const unit = fc.constantFrom(
    "![",
    "[",
    "]",
    "](u)",
    "](",
    ")",
    "a",
    "图",
    "<img src=x>",
    "!",
    "`",
    " ",
    "\\",
    "<",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        anyText,
        fc.array(unit, { maxLength: 20 }).map((units) => units.join("")),
      ),
      (text) => {
        expect(marked.parse(linked(text), { async: false, gfm: true })).not.toMatch(/<img /);
      },
    ),
    { ...SEED, numRuns: 1000 },
  );
});

it("words stay in their order", () => {
  const letters = (text: string) => text.replace(/[^\p{L}]/gu, "");
  const unit = fc.constantFrom("![甲", "[乙", "](", "丙", ")", "`", "丁");
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 20 }), (units) => {
      const [before, after] = [letters(units.join("")), letters(imagesToLinks(units.join(""), ""))];
      let at = 0;
      for (const letter of before) if (letter === after.charAt(at)) at += 1;
      expect(at).toBe(after.length);
    }),
    SEED,
  );
});
