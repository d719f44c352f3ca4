// Names of characters, and tags that are written and read back.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { accented, codePoint, decodeEntities } from "../../../../src/knowledge/reading/entities.ts";
import { latin1 } from "../../../../src/knowledge/reading/latin1.ts";
import { attributeOf, piecesOf } from "../../../../src/knowledge/reading/markup.ts";

describe("letters with accents, by their names", () => {
  it.each([
    ["agrave", "à"],
    ["Aacute", "Á"],
    ["icirc", "î"],
    ["icircumflex", "î"],
    ["uuml", "ü"],
    ["udieresis", "ü"],
    ["ntilde", "ñ"],
    ["aring", "å"],
    ["zcaron", "ž"],
    ["ccedil", "ç"],
    ["scedilla", "ş"],
    ["emacron", "ē"],
    ["abreve", "ă"],
    ["aogonek", "ą"],
    ["ohungarumlaut", "ő"],
    ["zdotaccent", "ż"],
  ])("%s is %s", (name, letter) => {
    expect(accented(name)).toBe(letter);
    expect(decodeEntities(`&${name};`)).toBe(letter);
  });

  it.each(["acute", "1acute", "aaacute", "xconstructor", "", "a", "éacute"])("%j is none", (name) => {
    expect(accented(name)).toBeUndefined();
  });
});

describe("entities", () => {
  it.each([
    ["&amp;lt;", "&lt;"],
    ["&#65&#66;&#x43", "ABC"],
    ["&#0065;&#X41;", "AA"],
    ["&#9;&#10;&#13;", "\t\n"],
    ["&#127;", "\x7f"],
    ["&#55296;&#57343;", ""],
    ["&#1114111;&#1114112;", "\u{10ffff}"],
    ["&lt&gt", "&lt&gt"],
    ["AT&T; & co &", "AT&T; & co &"],
    ["&szlig;&aelig;&OElig;&Oslash;", "ßæŒØ"],
    ["&frac12;&sup2;&plusmn;&deg;&micro;", "½²±°µ"],
    ["&larr;&uarr;&rarr;&darr;&le;&ge;&ne;", "←↑→↓≤≥≠"],
    ["&ldquo;&rdquo;&lsquo;&rsquo;&laquo;&raquo;", "“”‘’«»"],
    ["&ensp;&emsp;&thinsp;&shy;", "\u2002\u2003\u2009\u00ad"],
    ["&__proto__;&valueOf;", "&__proto__;&valueOf;"],
    ["&EACUTE;&LT;", "&EACUTE;&LT;"],
  ])("%s", (text, decoded) => {
    expect(decodeEntities(text)).toBe(decoded);
  });

  it("any character comes back by its number, but for those that are none", () => {
    fc.assert(
      fc.property(fc.nat(0x120000), (code) => {
        const isText =
          (code >= 32 || code === 9 || code === 10) && code <= 0x10ffff && !(code >= 0xd800 && code < 0xe000);
        const expected = isText ? String.fromCodePoint(code) : "";
        expect(codePoint(code)).toBe(expected);
        expect(decodeEntities(`&#${code};&#x${code.toString(16)};`)).toBe(expected + expected);
      }),
      {
        numRuns: 300,
        seed: 20270313,
        examples: [[0], [8], [13], [31], [0xd800], [0xdfff], [0x10ffff], [0x110000]],
      },
    );
  });
});

describe("tags", () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9:-]{0,8}$/);
  const value = fc.stringMatching(/^[a-z<>&;= /'中]{0,10}$/);

  it("that are written come back, with their attributes, whatever these hold", () => {
    const escaped = (text: string) => text.replaceAll("&", "&amp;");
    fc.assert(
      fc.property(
        name,
        fc.uniqueArray(fc.tuple(name, value), { selector: ([key]) => key, maxLength: 4 }),
        (tag, pairs) => {
          const attributes = pairs.map(([key, content]) => ` ${key}="${escaped(content)}"`).join("");
          const [open, text, close, ...more] = piecesOf(`<${tag}${attributes}>text</${tag}>`);
          expect([text, close, more]).toEqual([
            { kind: "text", text: "text" },
            { kind: "close", name: tag },
            [],
          ]);
          if (open?.kind !== "open") throw new Error("no tag");
          expect([open.name, open.isEmpty]).toEqual([tag, false]);
          for (const [key, content] of pairs) {
            expect(attributeOf(open.attributes, key)).toBe(content);
          }
        },
      ),
      { numRuns: 200, seed: 20270314 },
    );
  });

  it.each([
    [' a=""', "a", ""],
    [" a = '1' b='2'", "b", "2"],
    ["\n\ta='1'\n", "a", "1"],
    [" ab='1'", "a", null],
    [" xa='1'", "a", null],
    [" a", "a", null],
    [" a=1", "a", null],
    [" A='1'", "a", null],
    ["a='1'", "a", "1"],
    [" a='it&apos;s'", "a", "it's"],
    [` a='"'`, "a", '"'],
  ])("of %j the attribute %s is %j", (attributes, key, expected) => {
    expect(attributeOf(attributes, key)).toBe(expected);
  });

  it.each<[string, string, string[]]>([
    ["a comment with tags", "a<!-- <b> -- > -->c", ["a", "c"]],
    ["a comment of two signs", "a<!---->b", ["a", "b"]],
    ["a comment that ends at once", "a<!-->b", ["a", "b"]],
    ["data with brackets", "<![CDATA[a]]b]]>", ["a]]b"]],
    ["data that is empty", "a<![CDATA[]]>b", ["a", "", "b"]],
    ["an instruction within text", "a<?x y?>b", ["a", "b"]],
    ["a quote that is never closed ends with the tag", `<a b="c>d`, ["<a>", "d"]],
    ["a sign at the end", "a<", ["a<"]],
    ["a sign before a sign", "<<a>", ["<", "<a>"]],
    ["white space before a name is none", "< a>", ["< a>"]],
    ["an end tag with attributes", "</a b='1'>", ["</a>"]],
  ])("%s", (_, markup, expected) => {
    const shown = [...piecesOf(markup)].map((piece) =>
      piece.kind === "text" ? piece.text : piece.kind === "open" ? `<${piece.name}>` : `</${piece.name}>`,
    );
    expect(shown).toEqual(expected);
  });

  it("a raw element ends with its own name only, and not in XML", () => {
    const texts = (markup: string, language: "xml" | "html") =>
      [...piecesOf(markup, language)].flatMap((piece) => (piece.kind === "text" ? [piece.text] : []));
    expect(texts("<script>a</scripts>b</style>c</script>d", "html")).toEqual(["a</scripts>b</style>c", "d"]);
    expect(texts("<textarea>a<b></textarea\n>d", "html")).toEqual(["a<b>", "d"]);
    expect(texts("<title>a<b>c</b></title>", "xml")).toEqual(["a", "c"]);
  });

  it("any text whatever comes to an end, in both languages", () => {
    const piece = fc.constantFrom(
      "<",
      ">",
      "<!--",
      "-->",
      "<a",
      "'",
      '"',
      "=",
      "/",
      "&",
      ";",
      "<![CDATA[",
      "]]>",
      "<script>",
      "</script",
      "x",
      " ",
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 60 }),
        fc.constantFrom<"xml" | "html">("xml", "html"),
        (pieces, language) => {
          const markup = pieces.join("");
          const written = [...piecesOf(markup, language)].reduce(
            (sum, part) => sum + (part.kind === "text" ? part.text.length : part.name.length),
            0,
          );
          expect(written).toBeLessThanOrEqual(markup.length);
        },
      ),
      { numRuns: 300, seed: 20270315 },
    );
  });
});

it("bytes become a text of one character each, however many there are", () => {
  const bytes = Uint8Array.from({ length: 20_001 }, (_, index) => index % 256);
  const text = latin1(bytes);
  expect(text).toHaveLength(20_001);
  for (const at of [0, 127, 128, 0x80, 0x9f, 255, 8191, 8192, 16_384, 20_000])
    expect(text.charCodeAt(at)).toBe(at % 256);
});
