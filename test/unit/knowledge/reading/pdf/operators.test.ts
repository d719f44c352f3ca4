// The operators of a page that write and move text, one by one: where each piece stands, by the words and lines it makes.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { outcomeOf, readMarkdown } from "../reading-of.ts";
import { HELVETICA, type Part, pageOf } from "./pdf-file.ts";

/** Each letter is 500 wide: at size 10, five units. */
const MONO = `/F <</Type/Font/Subtype/Type1/BaseFont/Courier/Encoding/WinAnsiEncoding/FirstChar 0/Widths[${"500 ".repeat(256)}]>>`;

const textOf = async (content: string, fonts = MONO, others: Record<number, Part> = {}) =>
  (await readMarkdown(pageOf(content, fonts, others))).text;
const begin = "BT /F 10 Tf 14 TL 72 700 Td ";

describe("a move along the line", () => {
  it.each([
    ["no gap is one word", "(hand) Tj (book) Tj", "handbook"],
    ["a small correction is none", "[(ha) 60 (nd) -80 (book)] TJ", "handbook"],
    ["a wide one is a space", "[(hand) -300 (book)] TJ", "hand book"],
    ["one back is none", "[(hand) 300 (book)] TJ", "handbook"],
    ["a move to where the word ends", "(hand) Tj 20 0 Td (book) Tj", "handbook"],
    ["a move a little behind it", "(hand) Tj 23 0 Td (book) Tj", "hand book"],
    ["a move far behind it parts columns", "(hand) Tj 60 0 Td (book) Tj", "hand | book"],
    ["spacing of characters is no gap between them", "1 Tc (hand) Tj (book) Tj", "handbook"],
    ["spacing of words widens spaces only", "9 Tw (a b) Tj 24 0 Td (c) Tj", "a bc"],
    ["spacing of words does not without a space", "9 Tw (abc) Tj 15 0 Td (d) Tj", "abcd"],
    ["stretched type is wider", "200 Tz (hand) Tj 40 0 Td (book) Tj", "handbook"],
    ["narrow type ends before", "50 Tz (hand) Tj 14 0 Td (book) Tj", "hand book"],
    ["a stretch of nothing is none", "0 Tz (hand) Tj 20 0 Td (book) Tj", "handbook"],
    ["a raised figure stays in the line", "(10) Tj 4 Ts /F 6 Tf (2) Tj 0 Ts /F 10 Tf ( m) Tj", "102 m"],
    ["a place set anew on the same line", "(hand) Tj 1 0 0 1 92 700 Tm (book) Tj", "handbook"],
    ["a list of no strings", "(a) Tj [] TJ [null /N] TJ 5 Tj (b) Tj", "ab"],
    ["a string without a font", "/None 10 Tf (lost) Tj /F 10 Tf (kept) Tj", "kept"],
    ["a size of nothing", "/F 0 Tf (lost) Tj /F 10 Tf (kept) Tj", "kept"],
    ["operators that nobody knows", "1 2 3 XX (hand) Tj 4 sc 9 9 m S (book) Tj", "handbook"],
    ["an empty string at a new place hides no gap", "(hand) Tj 25 0 Td [() (book)] TJ", "hand book"],
    ["columns behind a space", "(hand ) Tj 60 0 Td (book) Tj", "hand | book"],
    ["columns that begin with a space", "(hand) Tj 60 0 Td ( book) Tj", "hand | book"],
    ["columns with spaces at both sides", "(hand ) Tj 60 0 Td ( book) Tj", "hand | book"],
  ])("%s", async (_, content, text) => {
    expect(await textOf(`${begin}${content} ET`)).toBe(text);
  });
});

describe("a move to another line", () => {
  // Two lines that end at the edge become one paragraph, so that the order of the lines shows.
  it.each([
    ["Td, from where the line began", "(one) Tj 0 -14 Td (two) Tj 0 -14 Td (three) Tj", "one two three"],
    ["TD, which sets the leading", "(one) Tj 0 -14 TD (two) Tj T* (three) Tj", "one two three"],
    ["T* by the leading", "(one) Tj T* (two) Tj T* (three) Tj", "one two three"],
    ["an apostrophe", "(one) Tj (two) ' (three) '", "one two three"],
    ["a quote, with its spacings", '(one) Tj 0 0 (two) " 0 0 (three) "', "one two three"],
    [
      "Tm, from nowhere else",
      "(one) Tj 1 0 0 1 72 686 Tm (two) Tj 1 0 0 1 72 672 Tm (three) Tj",
      "one two three",
    ],
    [
      "BT, which begins anew",
      "(one) Tj ET BT 72 686 Td (two) Tj ET BT 72 672 Td (three) Tj",
      "one two three",
    ],
    [
      "a larger step begins a paragraph",
      "(one) Tj 0 -14 Td (two) Tj 0 -40 Td (three) Tj",
      "one two\n\nthree",
    ],
    [
      "TD and T* go down alike",
      "(one) Tj 0 -14 TD (two) Tj T* (th) Tj 1 0 0 1 82 672 Tm (ree) Tj",
      "one two three",
    ],
    ["an apostrophe goes to the beginning", "(one) Tj (tw) ' 1 0 0 1 82 686 Tm (o) Tj", "one two"],
    [
      "a quote sets the spacing of words, then of characters",
      '(one) Tj 5 1 (t w) " 1 0 0 1 95 686 Tm (o) Tj',
      "one t wo",
    ],
    [
      "Td adds to where the line began, not to where it ended",
      "(one) Tj 0 -14 Td (tw) Tj 10 0 Td (o) Tj",
      "one two",
    ],
    ["a leading of its own", "(one) Tj 14 TL T* (two) Tj 40 TL T* (three) Tj", "one two\n\nthree"],
  ])("%s", async (_, content, text) => {
    expect(await textOf(`${begin}${content} ET`)).toBe(text);
  });

  it("the type's size is that of the page: a matrix of the text or the page enlarges it", async () => {
    const body = `BT /F 10 Tf 14 TL 72 500 Td ${"(a line of the body that is long enough) ' ".repeat(4)} ET`;
    for (const large of [
      "BT /F 24 Tf 72 700 Td (Big) Tj ET",
      "BT /F 1 Tf 24 0 0 24 72 700 Tm (Big) Tj ET",
      "q 2 0 0 2 0 0 cm BT /F 12 Tf 36 350 Td (Big) Tj ET Q",
      "q 2 0 0 2 0 0 cm BT /F 1 Tf 12 0 0 12 36 350 Tm (Big) Tj ET Q",
      "q 1 0 0 -1 0 800 cm BT /F 1 Tf 24 0 0 -24 72 100 Tm (Big) Tj ET Q",
    ])
      expect((await textOf(`${large} ${body}`)).split("\n\n")[0]).toBe("# Big");
  });
});

describe("the state of a page", () => {
  const at = (content: string) => `BT 72 700 Td ${content} ET`;
  it.each([
    ["what is kept comes back with its font", `/F 10 Tf q /None 9 Tf Q ${at("(kept) Tj")}`, "kept"],
    ["a state that was never kept does not come back", `/F 10 Tf Q Q Q ${at("(kept) Tj")}`, "kept"],
    [
      "moves of the page add up",
      `/F 10 Tf 1 0 0 1 10 0 cm 1 0 0 1 10 0 cm ${at("(a) Tj")} 1 0 0 1 -20 0 cm BT 97 700 Td (b) Tj ET`,
      "ab",
    ],
    [
      "moves within a kept state are gone behind it",
      `/F 10 Tf q 1 0 0 1 300 300 cm Q ${at("(a) Tj")} BT 77 700 Td (b) Tj ET`,
      "ab",
    ],
    [
      "a thousand kept states are no more than two hundred",
      `/F 10 Tf ${"q ".repeat(1000)} ${at("(a) Tj")} ${"Q ".repeat(1000)}`,
      "a",
    ],
    ["the font is set outside of text", `/F 10 Tf ${at("(a) Tj")}`, "a"],
    ["text outside of BT and ET", "/F 10 Tf (a) Tj", "a"],
  ])("%s", async (_, content, text) => {
    expect(await textOf(content)).toBe(text);
  });
});

describe("pictures within the page", () => {
  it.each([
    ["their bytes are no operators", "BI /W 2 /H 1 ID (\xff) Tj q EI", "ab"],
    ["an end within a word is none", "BI /W 1 ID xEIx EIy \nEI", "ab"],
    ["two of them", "BI ID \x01\x02 EI BI ID ( EI", "ab"],
  ])("%s", async (_, picture, text) => {
    expect(await textOf(`${begin}(a) Tj ${picture} (b) Tj ET`)).toBe(text);
  });

  it("one without an end hides what is behind it, and nothing before", async () => {
    expect(await textOf(`${begin}(a) Tj BI ID (b) Tj ET`)).toBe("a");
  });
});

describe("marked text", () => {
  const artifact = "/Artifact <</Type/Pagination>> BDC";
  it.each([
    ["page furniture is left out", `(a) Tj ${artifact} (no) Tj EMC ( b) Tj`, "a b"],
    ["furniture within other marks", `/P <</MCID 0>> BDC (a) Tj ${artifact} (no) Tj EMC ( b) Tj EMC`, "a b"],
    ["marks within furniture", `(a) Tj ${artifact} /P BMC (n) Tj EMC (o) Tj EMC ( b) Tj`, "a b"],
    ["another artifact stays", "/Artifact <</Type/Layout>> BDC (a) Tj EMC /Artifact BMC (b) Tj EMC", "ab"],
    ["text that stands for the drawn", "/Span <</ActualText(fi)>> BDC (x) Tj EMC (nd) Tj", "find"],
    ["once for all pieces of it", "/Span <</ActualText(fi)>> BDC (x) Tj (y) Tj [(z)] TJ EMC (nd) Tj", "find"],
    ["nothing in its place", "(a) Tj /Span <</ActualText()>> BDC (-) Tj EMC (b) Tj", "ab"],
    ["the inner of two", "/Span <</ActualText(out)>> BDC /Span <</ActualText(in)>> BDC (x) Tj EMC EMC", "in"],
    ["no properties", "/Span BMC (a) Tj EMC /Span /None BDC (b) Tj EMC /MC0 DP (c) Tj", "abc"],
    ["ends that never began", "EMC EMC (a) Tj EMC", "a"],
    ["a thousand marks without an end", `${"/P BMC ".repeat(1000)}(a) Tj`, "a"],
  ])("%s", async (_, content, text) => {
    expect(await textOf(`${begin}${content} ET`)).toBe(text);
  });
});

describe("forms", () => {
  const form = (data: string, more = ""): Part => ({ dictionary: `/Subtype/Form${more}`, data });
  const word = (x: number, text: string) => `BT /F 10 Tf ${x} 700 Td (${text}) Tj ET`;
  it.each<[string, string, Part, string]>([
    ["with the page's fonts", "/X Do", form(word(72, "in")), "in"],
    [
      "with fonts of their own",
      "/X Do",
      form("BT /G 10 Tf 72 700 Td (in) Tj ET", `/Resources<</Font<<${HELVETICA.replace("/F", "/G")}>>>>`),
      "in",
    ],
    ["where they are drawn", `${word(72, "a")} /X Do`, form(word(0, "b"), "/Matrix[1 0 0 1 77 0]"), "ab"],
    ["as often as they are drawn", `/X Do 1 0 0 1 10 0 cm /X Do`, form(word(72, "in")), "inin"],
    [
      "and the page goes on as before",
      `/F 10 Tf /X Do BT 77 700 Td (b) Tj ET`,
      form(`q q 2 0 0 2 0 0 cm Q ${word(72, "a")} 9 0 0 9 0 0 cm /None 1 Tf`),
      "ab",
    ],
    [
      "marks of a form end with it",
      `/X Do ${word(77, "b")}`,
      form(`${word(72, "a")} /Artifact <</Type/Pagination>> BDC`),
      "ab",
    ],
    [
      "marks of the page do not end in a form",
      `/Artifact <</Type/Pagination>> BDC /X Do ${word(90, "no")} EMC ${word(72, "a")}`,
      form("EMC EMC"),
      "a",
    ],
    [
      "a picture is none",
      `/X Do ${word(72, "a")}`,
      { dictionary: "/Subtype/Image", data: word(200, "no") },
      "a",
    ],
    ["nothing by another name", `/Y Do Do 7 Do ${word(72, "a")}`, form(word(200, "no")), "a"],
    ["a form that is packed as a picture", `/X Do ${word(72, "a")}`, form("x", "/Filter/DCTDecode"), "a"],
  ])("%s", async (_, content, x, text) => {
    expect(await textOf(content, MONO, { 6: x })).toBe(text);
  });

  it("a form in a form in a form is drawn, and one that draws itself twice comes to an end", async () => {
    const inner = (name: string, resources: string) =>
      form(`/${name} Do`, `/Resources<</XObject<<${resources}>>>>`);
    const deep = {
      6: inner("Y", "/Y 7 0 R"),
      7: inner("Z", "/Z 8 0 R"),
      8: form(word(72, "deep"), `/Resources<</Font<<${MONO}>>>>`),
    };
    expect(await textOf("/X Do", MONO, deep)).toBe("deep");
    expect(await textOf(`/X Do ${word(72, "a")}`, MONO, { 6: form("/X Do /X Do /X Do") })).toBe("a");
  });
});

describe("several contents of a page", () => {
  const parts = (first: string, second: string): Record<number, Part> => ({
    3: "<</Type/Page/Parent 2 0 R/Contents[4 0 R 7 0 R]>>",
    4: { dictionary: "", data: first },
    7: { dictionary: "", data: second },
  });
  it.each([
    ["go on where the one before ended", `${begin}(one `, "two) Tj ET", "one two"],
    ["are parted between two operators", `${begin}(one)Tj`, "( two)Tj ET", "one two"],
    ["keep the font", `/F 10 Tf BT 72 700 Td (one) Tj ET`, "BT 87 700 Td (s) Tj ET", "ones"],
  ])("%s", async (_, first, second, text) => {
    expect((await textOf("", MONO, parts(first, second))).replace(/\s+/g, " ")).toBe(text);
  });
});

it("words written anywhere along lines come back in their order, however they are cut into pieces", async () => {
  const word = fc.stringMatching(/^[a-z]{1,9}$/);
  const cut = (text: string, at: number) => {
    const middle = at % (text.length + 1);
    return [text.slice(0, middle), text.slice(middle)];
  };
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(word, fc.nat(9), fc.constantFrom("TJ", "Tj", "Td", "space")), {
        minLength: 1,
        maxLength: 12,
      }),
      async (words) => {
        let x = 0;
        const pieces = words.map(([text, at, how]) => {
          const [head = "", tail = ""] = cut(text, at);
          // A space is five units; what follows begins where the word and its space end.
          const place = `1 0 0 1 ${72 + x} 700 Tm `;
          x += (text.length + 1) * 5;
          if (how === "TJ") return `${place}[(${head}) -20 (${tail})] TJ`;
          if (how === "Tj") return `${place}(${head}) Tj (${tail}) Tj`;
          if (how === "space") return `${place}(${text} ) Tj`;
          return `${place}(${head}) Tj ${head.length * 5} 0 Td (${tail}) Tj`;
        });
        expect(await textOf(`BT /F 10 Tf ${pieces.join("\n")} ET`)).toBe(
          words.map(([text]) => text).join(" "),
        );
      },
    ),
    { numRuns: 80, seed: 20270318 },
  );
});

it("whatever operators follow one another, there is an answer", async () => {
  const piece = fc.constantFrom(
    ..."BT ET Tj TJ ' \" Td TD T* Tm Tf Tc Tw Tz TL Ts q Q cm Do BI ID EI BMC BDC EMC (a) [(b)-9] 0 1 -1 1e9 99999999999 /F /X << >> [ ] <61> null true".split(
      " ",
    ),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 60 }), async (pieces) => {
      const bytes = pageOf(`${begin}${pieces.join(" ")}`, MONO, {
        6: { dictionary: "/Subtype/Form", data: "(form) Tj" },
      });
      expect(await outcomeOf(bytes)).toMatch(/^(?:pdf|no_text|empty_document)$/);
    }),
    { numRuns: 150, seed: 20270319 },
  );
});
