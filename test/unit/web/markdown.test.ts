// How the chat page reads an answer's Markdown: Chinese, addresses, hostile and endless input.
import fc from "fast-check";
import { Lexer } from "marked";
import { describe, expect, test } from "vitest";
import { safeAddress, secureAddress } from "../../../src/web/chat/markdown/address.ts";
import { blocksOf, readDocument } from "../../../src/web/chat/markdown/document.ts";
import { lex } from "../../../src/web/chat/markdown/lexer.ts";
import type { Block, Inline } from "../../../src/web/chat/markdown/node.ts";

const read = (source: string): readonly Block[] => blocksOf(readDocument(source));

function inlineOf(source: string): Inline[] {
  const [block, ...others] = read(source);
  if (block?.kind !== "paragraph" || others.length > 0) throw new Error(`not one paragraph: ${source}`);
  return block.children;
}

/** A short spelling of inline nodes: [b:…] strong, [i:…] emphasis, [d:…] deleted, [a href:…] a link. */
function spell(nodes: readonly Inline[]): string {
  return nodes.map(spellNode).join("");
}

function spellNode(node: Inline): string {
  switch (node.kind) {
    case "text":
      return node.text;
    case "strong":
      return `[b:${spell(node.children)}]`;
    case "emphasis":
      return `[i:${spell(node.children)}]`;
    case "deleted":
      return `[d:${spell(node.children)}]`;
    case "code":
      return `[c:${node.text}]`;
    case "link":
      return `[a ${node.href}:${spell(node.children)}]`;
    case "image":
      return `[img ${node.href}:${node.text}]`;
    case "math":
      return `[${node.display ? "M" : "m"}:${node.text}]`;
    case "break":
      return "[br]";
  }
}

describe("Chinese emphasis", () => {
  test.each([
    ["**注意：**请先登录", "[b:注意：]请先登录"],
    ["请看**“引用”**的部分", "请看[b:“引用”]的部分"],
    ['这是**"引用"**的部分', '这是[b:"引用"]的部分'],
    ["版本**（测试版）**已发布", "版本[b:（测试版）]已发布"],
    ["**价格(元)**：100", "[b:价格(元)]：100"],
    ["**价格(元)**按月计", "[b:价格(元)]按月计"],
    ["用**API**调用", "用[b:API]调用"],
    ["先**`npm start`**再打开", "先[b:[c:npm start]]再打开"],
    ["**第一，**第二，**第三。**完", "[b:第一，]第二，[b:第三。]完"],
    ["它*很：*重要", "它[i:很：]重要"],
    ["***重要！***请读", "[i:[b:重要！]]请读"],
    ["~~旧价：~~新价", "[d:旧价：]新价"],
    ["这是**「重点」**内容", "这是[b:「重点」]内容"],
    ["**100%**的人", "[b:100%]的人"],
    ["増加**します。**次に", "増加[b:します。]次に"],
    ["请求abc**（注）**def", "请求abc[b:（注）]def"],
  ])("%s is read as %s", (source, expected) => {
    expect(spell(inlineOf(source))).toBe(expected);
  });

  test.each([
    ["2 * 3 * 4 = 24", "2 * 3 * 4 = 24"],
    ["snake_case_name 和 __init__.py", "snake_case_name 和 [b:init].py"],
    ["“_强调_”", "“[i:强调]”"],
    ["（_a_）", "（[i:a]）"],
    ["a ** b ** c", "a ** b ** c"],
    ["用时3~5天，最多7~8天", "用时3~5天，最多7~8天"],
    ["**没有结束", "**没有结束"],
    ["乘积是 3*4*5。", "乘积是 3[i:4]5。"],
  ])("%s stays what CommonMark makes of it", (source, expected) => {
    expect(spell(inlineOf(source))).toBe(expected);
  });
});

test("text without Chinese is read exactly as marked reads it", () => {
  const piece = fc.constantFrom(
    ..."a b1 * ** *** _ __ ` `` [ ] ( ) ( http://a.cn/x www.a.cn me@a.cn . , ! \" ' < > & \\ # - 1. | :".split(
      " ",
    ),
    " ",
    "  \n",
    "\n",
    "\n\n",
    "    ",
    "> ",
    "- ",
    "<b>",
    "[a](https://a.cn)",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const text = pieces.join("");
      const plain = new Lexer({ gfm: true, breaks: true }).lex(text);
      expect([...lex(text, Object.create(null))]).toEqual([...plain]);
    }),
    { numRuns: 2000, seed: 20261122 },
  );
});

describe("money and marks", () => {
  test.each([
    ["$5 和 $6 两档", "$5 和 $6 两档"],
    ["from $5 to $10", "from $5 to $10"],
    ["a &lt; b &amp;&amp; c", "a < b && c"],
    ["&#20013;&#x6587; &amp;", "中文 &"],
    ["AT&T &unknown;", "AT&T &unknown;"],
    ["1\\. 不是列表", "1. 不是列表"],
    ["第一行\n第二行", "第一行[br]第二行"],
  ])("%s is read as %s", (source, expected) => {
    expect(spell(inlineOf(source))).toBe(expected);
  });
});

describe("addresses", () => {
  test.each([
    ["看https://a.cn/x，然后", "看[a https://a.cn/x:https://a.cn/x]，然后"],
    ["见https://a.cn/x?b=1&c=2。", "见[a https://a.cn/x?b=1&c=2:https://a.cn/x?b=1&c=2]。"],
    ["（https://a.cn/x）", "（[a https://a.cn/x:https://a.cn/x]）"],
    ["打开https://a.cn/x然后登录", "打开[a https://a.cn/x:https://a.cn/x]然后登录"],
    ["“https://a.cn/x”", "“[a https://a.cn/x:https://a.cn/x]”"],
    ["写信到help@a.cn，或者", "写信到[a mailto:help@a.cn:help@a.cn]，或者"],
    ["[指南](https://a.cn/指南)在此", "[a https://a.cn/%E6%8C%87%E5%8D%97:指南]在此"],
    ["see https://a.cn/x.", "see [a https://a.cn/x:https://a.cn/x]."],
  ])("%s is read as %s", (source, expected) => {
    expect(spell(inlineOf(source))).toBe(expected);
  });

  test.each([
    "javascript:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "file:///etc/passwd",
    "/api/chat",
    "//evil.example",
    "",
  ])("%j never becomes a link", (address) => {
    expect(safeAddress(address)).toBeNull();
  });

  test("a source's address is a link only when it is https", () => {
    expect(secureAddress("https://a.cn/x")).toBe("https://a.cn/x");
    expect(secureAddress("http://a.cn/x")).toBeNull();
    expect(secureAddress(undefined)).toBeNull();
  });
});

describe("hostile answers", () => {
  test("raw HTML is text, in a line and as a block", () => {
    expect(spell(inlineOf("a <img src=x onerror=alert(1)> b"))).toBe("a <img src=x onerror=alert(1)> b");
    expect(read("<script>alert(1)</script>")).toEqual([
      { kind: "paragraph", children: [{ kind: "text", text: "<script>alert(1)</script>" }] },
    ]);
  });

  test("a dangerous link keeps its words and loses its address", () => {
    expect(spell(inlineOf("[open](javascript:alert(1))"))).toBe("open");
  });

  test("a picture is a name with an address, and without one where that is unsafe", () => {
    expect(inlineOf("![plan](https://a.cn/p.png)")).toEqual([
      { kind: "image", href: "https://a.cn/p.png", text: "plan" },
    ]);
    expect(inlineOf("![plan](data:image/png;base64,AA)")).toEqual([
      { kind: "image", href: null, text: "plan" },
    ]);
  });

  test.each([
    ["quotes", ">".repeat(20_000)],
    ["spaced quotes", "> ".repeat(5_000)],
    ["lists", "- ".repeat(5_000)],
    ["brackets", "[".repeat(5_000)],
    ["link openers", "[a](".repeat(2_000)],
    ["stars", "*a ".repeat(5_000)],
    ["star runs", "*".repeat(20_000)],
    ["nested emphasis", `${"*a **b ".repeat(500)}x${"** c*".repeat(500)}`],
    ["Chinese stars", "**，".repeat(3_000)],
    ["tildes", "~~，".repeat(3_000)],
    ["backticks", "`a``b".repeat(2_000)],
    ["tags", "<a ".repeat(5_000)],
  ])("endless %s neither overflow the stack nor take long", (_name, source) => {
    const started = performance.now();
    expect(read(source).length).toBeGreaterThan(0);
    expect(performance.now() - started).toBeLessThan(4_000);
  });

  test("words that nest too deep stay on the page as text", () => {
    expect(JSON.stringify(read(`${">".repeat(300)} 到底了`))).toContain("到底了");
  });
});

describe("blocks", () => {
  test("a table keeps its alignment", () => {
    expect(read("| a | b |\n| :- | -: |\n| 1 | 2 |")).toEqual([
      {
        kind: "table",
        header: [
          { align: "left", children: [{ kind: "text", text: "a" }] },
          { align: "right", children: [{ kind: "text", text: "b" }] },
        ],
        rows: [
          [
            { align: "left", children: [{ kind: "text", text: "1" }] },
            { align: "right", children: [{ kind: "text", text: "2" }] },
          ],
        ],
      },
    ]);
  });

  test("code knows its language and nothing of what follows it", () => {
    expect(read("```ts title=x\nlet a = 1;\n```")).toEqual([
      { kind: "code", language: "ts", text: "let a = 1;" },
    ]);
  });

  test("a list knows where it starts, and its tasks whether they are done", () => {
    expect(read("3. a\n4. b")).toMatchObject([{ kind: "list", start: 3, items: [{ checked: null }, {}] }]);
    expect(read("- [x] a\n- [ ] b")).toMatchObject([
      { kind: "list", start: null, items: [{ checked: true }, { checked: false }] },
    ]);
  });

  test("a reference at the end reaches the link before it", () => {
    expect(spell(inlineOf("[guide]\n\n[guide]: https://a.cn/g"))).toBe("[a https://a.cn/g:guide]");
  });
});
