// What a paragraph holds besides words, checked against a whole parser, and the parts that read it.
import fc from "fast-check";
import { Lexer, type Token } from "marked";
import { describe, expect, it, test } from "vitest";
import { codeSpans } from "../../../../src/core/markdown/code-spans.ts";
import { applyEdits } from "../../../../src/core/markdown/edits.ts";
import { readHtmlImage } from "../../../../src/core/markdown/html-image.ts";
import { scanInline } from "../../../../src/core/markdown/inline.ts";
import { referencesIn } from "../../../../src/core/markdown/references.ts";
import { readTarget, writeTarget } from "../../../../src/core/markdown/target.ts";
import { anyText, HOSTILE, SEED } from "./texts.ts";

function* deep(tokens: Token[]): Generator<Token> {
  for (const token of tokens) {
    yield token;
    if ("tokens" in token && token.tokens) yield* deep(token.tokens);
  }
}
const parsed = (text: string) => [...deep(Lexer.lexInline(text))];

const codes = (text: string) =>
  codeSpans(text).map(({ innerStart, innerEnd }) => text.slice(innerStart, innerEnd));

describe("code spans", () => {
  test.each([
    ["用 `npm` 和 `npx`", ["npm", "npx"]],
    ["`` a`b `` c", [" a`b "]],
    ["`a``b`", ["a``b"]],
    ["`没有结束 ``也没有", []],
    ["``两个` 一个`", [" 一个"]],
    ["\\`不是` 而`是`", [" 而"]],
    ["\\\\`是`", ["是"]],
    ["`反斜线\\` 不转义", ["反斜线\\"]],
    ["`跨\n行`", ["跨\n行"]],
    ["\\``a`", ["a"]],
    ["````", []],
    ["", []],
  ])("of %j are %j", (text, expected) => {
    expect(codes(text)).toEqual(expected);
  });

  it("are those of a whole parser", () => {
    const unit = fc.constantFrom("`", "``", "```", "a", " ", "文");
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 12 }), (units) => {
        // Backticks at the ends keep their spaces apart from those that the parser trims.
        const text = `x${units.join("")}x`;
        const expected = parsed(text).filter(({ type }) => type === "codespan");
        expect(codes(text)).toHaveLength(expected.length);
      }),
      { ...SEED, numRuns: 500 },
    );
  });

  it("follow each other without overlapping, in hostile texts too", () => {
    for (const text of [...HOSTILE.map(([, hostile]) => hostile), "`".repeat(500_000)]) {
      let at = 0;
      for (const span of codeSpans(text)) {
        if (span.start < at || span.innerStart > span.innerEnd) throw new Error("overlapping");
        at = span.end;
      }
    }
  });
});

const linksOf = (text: string) =>
  scanInline(text, referencesIn(text)).links.map(({ kind, label, url }) => [kind, label, url]);

describe("links and images", () => {
  test.each([
    ["看[文档](https://a.cn/x)", [["link", "文档", "https://a.cn/x"]]],
    ["![图](u 'title')", [["image", "图", "u"]]],
    ["[a](<b c>)", [["link", "a", "b c"]]],
    ["[a]( u )", [["link", "a", "u"]]],
    ['[a](\nu\n"t"\n)', [["link", "a", "u"]]],
    ["[a]()", [["link", "a", ""]]],
    ["[a [b] c](u)", [["link", "a [b] c", "u"]]],
    ["[`]`](u)", [["link", "`]`", "u"]]],
    ["[a\\]b](u)", [["link", "a\\]b", "u"]]],
    ["[a [b](u) c](v)", [["link", "b", "u"]]],
    [
      "![a [b](u) c](v)",
      [
        ["link", "b", "u"],
        ["image", "a [b](u) c", "v"],
      ],
    ],
    [
      "[![a](u)](v)",
      [
        ["image", "a", "u"],
        ["link", "![a](u)", "v"],
      ],
    ],
    [
      "[a](u) [b](v)",
      [
        ["link", "a", "u"],
        ["link", "b", "v"],
      ],
    ],
    ["[a](b c) [d] (e) [f](g", []],
    ["`[a](b)` \\[a](b)", []],
    ["<https://x/[a](b)>", []],
    [
      "[a][甲] [甲][] [甲] [乙]\n\n[甲]: u",
      [
        ["link", "a", "u"],
        ["link", "甲", "u"],
        ["link", "甲", "u"],
      ],
    ],
  ] as [string, string[][]][])("of %j are %j", (text, expected) => {
    expect(linksOf(text)).toEqual(expected);
  });

  it("are those of a whole parser", () => {
    const unit = fc.constantFrom("[", "](", ")", "![", "a", "文", "u", " ", "\\", "](u)", "[a](u)");
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 10 }), (units) => {
        const text = `x${units.join("")}x`;
        const expected = parsed(text).filter(({ type }) => type === "link" || type === "image");
        // An image shows only the words of its label; the parser still reads what is in it as links.
        const links = scanInline(text).links;
        const outer = links.filter(
          (link) =>
            !links.some(
              (other) => other.kind === "image" && other.start < link.start && link.end < other.end,
            ),
        );
        if (expected.every(({ type }) => type === "link")) expect(outer.length).toBe(expected.length);
        else expect(outer.length).toBeGreaterThan(0);
      }),
      { ...SEED, numRuns: 1000 },
    );
  });

  it("stand where they say, and atoms follow each other", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { atoms, links } = scanInline(text, new Map([["a", "u"]]));
        for (const { kind, start, end, label, labelEnd } of links) {
          expect(text.charAt(start)).toBe({ link: "[", image: "!", tag: "<" }[kind]);
          if (kind !== "tag") expect(text.slice(labelEnd - label.length, labelEnd)).toBe(label);
          expect(end).toBeGreaterThan(start);
        }
        const ends = atoms.flatMap(({ start, end }) => [start, end]);
        expect(ends).toEqual(ends.toSorted((a, b) => a - b));
      }),
      { ...SEED, numRuns: 500 },
    );
  });
});

describe("addresses", () => {
  test.each([
    ["<https://a.cn/x?y=1>", "https://a.cn/x?y=1"],
    ["<mailto:me@a.cn>", "mailto:me@a.cn"],
    ["<me.you+x@a-b.cn>", "mailto:me.you+x@a-b.cn"],
    ["<tel:123>", "tel:123"],
  ])("%s opens %s", (text, url) => {
    expect(scanInline(`见 ${text}。`).atoms).toEqual([
      { kind: "address", start: 2, end: 2 + text.length, text: url },
    ]);
  });

  test.each([
    "<b>",
    "<a b:c>",
    "<https://a b>",
    "< https://a>",
    "<1a:b>",
    "<me@>",
    "<@a.cn>",
    "<a@b-.>",
    "<>",
  ])("%s is none", (text) => {
    expect(scanInline(text).atoms).toEqual([]);
  });
});

describe("a target", () => {
  test.each([
    ["(u)", "u", 3],
    ['(u "t")x', "u", 7],
    ["(u 't') ", "u", 7],
    ["(u (t))", "u", 7],
    ["(<>)", "", 4],
    ["(a(b)c)", "a(b)c", 7],
    ["(a\\)b)", "a\\)b", 6],
    ['(u "a\\"b")', "u", 10],
  ])("%j leads to %j", (text, url, end) => {
    expect(readTarget(text, 0)).toEqual({ url, end });
  });

  test.each([
    "(",
    "(u",
    "(a b)",
    "(u 't)",
    "(u (a(b))",
    "(<a",
    "(<a<b>)",
    "(<a\nb>)",
    "(u t)",
    `${"(".repeat(40)}u${")".repeat(40)}`,
  ])("%j leads nowhere", (text) => {
    expect(readTarget(text, 0)).toBeNull();
  });

  it("that was written is read again", () => {
    const url = fc.string({
      unit: fc.constantFrom("a", "文", "(", ")", " ", "/", "?", "&", "%"),
      maxLength: 12,
    });
    fc.assert(
      fc.property(url, (address) => {
        const text = `(${writeTarget(address)})`;
        expect(readTarget(text, 0)).toEqual({ url: address, end: text.length });
      }),
      SEED,
    );
    expect(writeTarget("a <b>\n")).toBe("<a %3Cb%3E%0A>");
  });
});

describe("a tag of an image", () => {
  test.each([
    ["<img src='a' alt=b>", "a", "b"],
    ['<IMG  ALT="a > b"\n SRC="u">', "u", "a > b"],
    ["<img/src=u/>", "u/", ""],
    ["<img hidden src=u data-src=v src=w>", "u", ""],
    ["<img>", "", ""],
  ])("%j names %j", (text, url, alt) => {
    expect(readHtmlImage(`词${text}`, 1)).toEqual({ url, alt, end: 1 + text.length });
  });

  test.each(["<img", "<img src=u", "<imgsrc=u>", "< img>", "<img src='u>", "<img src=u <b>"])(
    "%j is none",
    (text) => {
      expect(readHtmlImage(text, 0)).toBeNull();
    },
  );
});

describe("names of addresses", () => {
  it("count whatever their case and spaces, the first one wins, code has none", () => {
    const text = "[A  b]: u\n[a b]: v\n  [c]: <w x> 'title'\n```\n[d]: y\n```\n[e] : z\n[ ]: no\n[f]:";
    expect([...referencesIn(text)]).toEqual([
      ["a b", "u"],
      ["c", "w x"],
    ]);
  });
});

describe("edits", () => {
  it("apply in the order of the text, whatever the order they come in", () => {
    const edits = [
      { start: 4, end: 5, text: "E" },
      { start: 0, end: 1, text: "" },
      { start: 2, end: 2, text: "+" },
    ];
    expect(applyEdits("abcdefg", edits)).toBe("b+cdEfg");
    expect(applyEdits("abcdefg", edits, (part) => part.toUpperCase())).toBe("B+CDEFG");
    expect(applyEdits("abc", [])).toBe("abc");
  });

  it("inside another one give way", () => {
    const edits = [
      { start: 1, end: 2, text: "?" },
      { start: 0, end: 3, text: "X" },
    ];
    expect(applyEdits("abcd", edits)).toBe("Xd");
  });
});
