// What a model writes pages nobody, and no client takes it for HTML.
import fc from "fast-check";
import { marked } from "marked";
import { describe, expect, it, test } from "vitest";
import { escapeAngles } from "../../../../src/core/markdown/escape.ts";
import { neutraliseMentions } from "../../../../src/core/markdown/mentions.ts";
import { anyText, SEED } from "./texts.ts";

/** What pages somebody: the name of the tag ends behind the two letters. */
const MENTION = /<\/?at(?![a-z])/i;

describe("a mention", () => {
  test.each([
    '<at user_id="all"></at>',
    "<at id=all></at>",
    "<AT id=ou_1>x</At>",
    "<at\nid=all>",
    "<at/>",
    "<at>",
    "`<at id=all></at>`",
    "```\n<at id=all></at>\n```",
    "[x](<at id=all>)",
    "<at",
    "</at",
    "<at：x>",
  ])("is none any more: %j", (text) => {
    const neutral = neutraliseMentions(text);
    expect(neutral).not.toMatch(MENTION);
    expect(neutral.replaceAll("\u200b", "")).toBe(text);
    expect(neutraliseMentions(neutral)).toBe(neutral);
  });

  test.each([
    "a < at",
    "<b>at</b>",
    "@all",
    "&lt;at&gt;",
    "<\u200bat id=all>",
    "at>",
    "",
    "```c\n#include <atomic>\n```",
    "<attr name='x'/>",
    "<atom:feed></atom:feed>",
    "<at-rule>",
    "<at:x>",
    "<AT_1>",
    "Vec<Atom>",
    "a <até",
    "<at名>",
  ])("is not %j", (text) => {
    expect(neutraliseMentions(text)).toBe(text);
  });

  it("can be spelt in no other way", () => {
    const unit = fc.constantFrom("<", "/", "a", "A", "t", "T", "o", " ", ">", "\u200b", "`", "\n");
    fc.assert(
      fc.property(fc.array(unit), (units) => {
        const text = units.join("");
        const neutral = neutraliseMentions(text);
        expect(neutral).not.toMatch(MENTION);
        expect(neutral.replaceAll("\u200b", "")).toBe(text.replaceAll("\u200b", ""));
        expect(neutraliseMentions(neutral)).toBe(neutral);
      }),
      SEED,
    );
  });
});

describe("an angle bracket", () => {
  test.each([
    ["a < b 且 c > d", "a &lt; b 且 c > d"],
    ["用 <div> 标签", "用 &lt;div> 标签"],
    ["<script>alert(1)</script>", "&lt;script>alert(1)&lt;/script>"],
    ["List<String> 类型", "List&lt;String> 类型"],
    ["> 引用 <b>", "> 引用 &lt;b>"],
    ["# <T>\n- <T>\n| <T> |\n|---|\n| <T> |", "# &lt;T>\n- &lt;T>\n| &lt;T> |\n|---|\n| &lt;T> |"],
    ["<img src=x>", "&lt;img src=x>"],
    ["`<b>` 和 <b>", "`<b>` 和 &lt;b>"],
    ["`跨\n<b>行` <b>", "`跨\n<b>行` &lt;b>"],
    ["没有闭合 ` <b>", "没有闭合 ` &lt;b>"],
    ["- `开\n- <b>`", "- `开\n- &lt;b>`"],
  ])("%j is shown", (text, expected) => {
    expect(escapeAngles(text)).toBe(expected);
  });

  test.each([
    ["&lt; &amp; &#39; &#x4e2d; &copy;", "&amp;lt; &amp;amp; &amp;#39; &amp;#x4e2d; &amp;copy;"],
    ["AT&T && &; &a b; &#; a&b", "AT&T && &; &a b; &#; a&b"],
    ["`&lt;`", "`&lt;`"],
  ])("%j has its ampersands as they are meant", (text, expected) => {
    expect(escapeAngles(text)).toBe(expected);
  });

  test.each([
    ["<https://a.cn/x?a=1&b=2>", "[https://a.cn/x?a=1&b=2](https://a.cn/x?a=1&b=2)"],
    ["<https://a.cn/x_(y)>", "[https://a.cn/x_(y)](https://a.cn/x_(y))"],
    ["<http://[::1]/>", "[http://\\[::1\\]/](http://[::1]/)"],
    ["<me@a.cn>", "[me@a.cn](mailto:me@a.cn)"],
    ["<mailto:me@a.cn>", "[mailto:me@a.cn](mailto:me@a.cn)"],
    ["<https://a.cn 不是>", "&lt;https://a.cn 不是>"],
    ["[文档](<a b>)", "[文档](<a b>)"],
    ["[文档](http://a?x=1&copy;=2)", "[文档](http://a?x=1&copy;=2)"],
    ["[<b>](u)", "[&lt;b>](u)"],
  ])("of an address opens it: %s", (text, expected) => {
    expect(escapeAngles(text)).toBe(expected);
  });

  test.each(["```\na < b && &lt;\n```", "~~~html\n<b>\n~~~", "> ```\n> <b>\n> ```", "a > b", ""])(
    "in code stays: %j",
    (text) => {
      expect(escapeAngles(text)).toBe(text);
    },
  );

  it("is left outside code and targets for no client to take for a tag", () => {
    const unit = fc.constantFrom(
      "<",
      ">",
      "b",
      "/",
      "文",
      " ",
      "&lt;",
      "&",
      ";",
      "!--",
      "<br>",
      "<b",
      "\n",
      "<a@b.c>",
    );
    fc.assert(
      fc.property(fc.array(unit), (units) => {
        expect(escapeAngles(units.join(""))).not.toContain("<");
      }),
      { ...SEED, numRuns: 500 },
    );
  });

  it("and ampersand read as they were written", () => {
    const unit = fc.constantFrom("< ", "<b>", "&lt;", "& ", "&amp;", "文", "a ", "&#65;");
    fc.assert(
      fc.property(fc.array(unit), (units) => {
        const text = units.join("");
        const literal = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").trim();
        const html = marked.parseInline(escapeAngles(text), { async: false });
        expect(html.trim()).toBe(literal);
      }),
      SEED,
    );
  });

  it("changes nothing but brackets and ampersands", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const back = escapeAngles(text).replaceAll("&lt;", "<").replaceAll("&amp;", "&");
        if (!/<[^\s<>]+[:@]/.test(text))
          expect(back).toBe(text.replaceAll("&lt;", "<").replaceAll("&amp;", "&"));
      }),
      { ...SEED, numRuns: 500 },
    );
  });
});
