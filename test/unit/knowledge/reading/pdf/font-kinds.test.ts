// Fonts of all kinds that programs put into a PDF: which characters their codes are, and how far each moves on.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCodeMap } from "../../../../../src/knowledge/reading/pdf/cmap.ts";
import { readFont } from "../../../../../src/knowledge/reading/pdf/font.ts";
import { PdfObjects } from "../../../../../src/knowledge/reading/pdf/objects.ts";
import { deflated, type Part, pdfOf } from "./pdf-file.ts";

async function fontOf(dictionary: string, others: Record<number, Part> = {}) {
  const objects = await PdfObjects.find(pdfOf({ 1: `<<${dictionary}>>`, ...others }), { bytes: 1_000_000 });
  return readFont(objects, objects.dictionary({ reference: 1 })!);
}

async function shown(dictionary: string, codes: string, others: Record<number, Part> = {}) {
  const glyphs = (await fontOf(dictionary, others)).glyphs(codes);
  return {
    text: glyphs.map(({ text }) => text).join(""),
    widths: glyphs.map(({ width }) => Math.round(width * 1000)),
  };
}

const stream = (data: string): Part => ({ dictionary: "/Filter/FlateDecode", data: deflated(data) });

describe("simple fonts: the characters", () => {
  it.each<[string, string, string, string]>([
    ["without an encoding, the standard one", "/Subtype/Type1", "A'`\xae\xd0", "A’‘ﬁ—"],
    ["of Windows", "/Subtype/TrueType/Encoding/WinAnsiEncoding", "\x80\x93\xe9\xa0", "€“é\u00a0"],
    ["of the Macintosh", "/Subtype/TrueType/Encoding/MacRomanEncoding", "\x8e\xd2\xa5", "é“•"],
    [
      "by differences from one",
      "/Encoding<</BaseEncoding/WinAnsiEncoding/Differences[65/Aacute/germandbls 200/Euro]>>",
      "ABC\xc8",
      "ÁßC",
    ],
    ["by differences from nothing", "/Encoding<</Differences[1/a/b 3/c]>>", "\x01\x02\x03A", "abcA"],
    ["by differences that run over the end", "/Encoding<</Differences[255/a/b/c]>>", "\xff\0", "a"],
    ["by differences that are none", "/Encoding<</Differences[/a(x)null 65]>>", "\0A", "aA"],
    [
      "by names of ligatures, variants and numbers",
      "/Encoding<</Differences[1/f_f_i/a.sc/uni4E2D6587/u1F600/g12/.notdef]>>",
      "\x01\x02\x03\x04\x05\x06",
      "ffia中文😀",
    ],
    ["by an encoding that nobody knows", "/Encoding/MyEncoding", "AB", "AB"],
    ["of Symbol, where the sign of an item is", "/BaseFont/Symbol", "\xb7", "•"],
  ])("%s", async (_, dictionary, codes, text) => {
    expect((await shown(dictionary, codes)).text).toBe(text);
  });

  it("the encoding may stand in an object of its own", async () => {
    const others = { 2: "<</BaseEncoding 3 0 R/Differences 4 0 R>>", 3: "/WinAnsiEncoding", 4: "[65/z]" };
    expect((await shown("/Encoding 2 0 R", "A\x80", others)).text).toBe("z€");
  });

  it("a font of TeX names its glyphs in its program, and what the encoding says counts before", async () => {
    const program = stream(
      "/Encoding 256 array\ndup 11 /ff put\ndup 12 /fi put dup 65 /Omega.alt put dup 66 /C put readonly def",
    );
    const dictionary = "/FontDescriptor<</FontFile 2 0 R>>";
    expect((await shown(dictionary, "\x0b\x0cBD", { 2: program })).text).toBe("ﬀﬁCD");
    expect(
      (await shown(`${dictionary}/Encoding<</Differences[12/x]>>`, "\x0b\x0c", { 2: program })).text,
    ).toBe("ﬀx");
    expect((await shown(`${dictionary}/Encoding/WinAnsiEncoding`, "B", { 2: program })).text).toBe("B");
  });

  it("a map of its own counts before all, but where it knows nothing", async () => {
    const map = stream("3 beginbfchar <41> <5e74> <42> <fffd> <43> <> endbfchar");
    expect((await shown("/Encoding/WinAnsiEncoding/ToUnicode 2 0 R", "ABCD", { 2: map })).text).toBe("年BCD");
  });
});

describe("simple fonts: the widths", () => {
  it.each<[string, string, string, number[]]>([
    ["by code, from the first", "/FirstChar 65/Widths[100 200 300]", "ABC", [100, 200, 300]],
    ["zero for others, if there are some", "/FirstChar 65/Widths[100]", "@AB", [0, 100, 0]],
    [
      "the descriptor's for others",
      "/FirstChar 65/Widths[100]/FontDescriptor<</MissingWidth 700>>",
      "@AB",
      [700, 100, 700],
    ],
    ["half of the size without any", "", "AB", [500, 500]],
    ["a width that is no number", "/FirstChar 65/Widths[/x 200]", "AB", [0, 200]],
    ["in an object of their own", "/FirstChar 65/Widths 2 0 R", "AB", [100, 200]],
    [
      "of a drawn font by its matrix",
      "/Subtype/Type3/FontMatrix[0.01 0 0 0.01 0 0]/FirstChar 65/Widths[50 60]",
      "AB",
      [500, 600],
    ],
    [
      "of one drawn from right to left",
      "/Subtype/Type3/FontMatrix[-0.01 0 0 0.01 0 0]/FirstChar 65/Widths[50]",
      "A",
      [500],
    ],
    ["of a drawn one without a matrix", "/Subtype/Type3/FirstChar 65/Widths[500]", "A", [500]],
  ])("%s", async (_, dictionary, codes, widths) => {
    expect((await shown(dictionary, codes, { 2: "[100 200]" })).widths).toEqual(widths);
  });

  it("a space of one byte is one for the spacing of words", async () => {
    const simple = (await fontOf("/Subtype/Type1")).glyphs("a b");
    expect(simple.map(({ isSpace }) => isSpace)).toEqual([false, true, false]);
    const composite = (await fontOf("/Subtype/Type0/Encoding/Identity-H")).glyphs("\0 \0a");
    expect(composite.map(({ isSpace }) => isSpace)).toEqual([false, false]);
  });
});

describe("composite fonts", () => {
  const composite = (encoding: string, inner = "", more = "") =>
    `/Subtype/Type0/Encoding/${encoding}/DescendantFonts[<</Subtype/CIDFontType2${inner}>>]${more}`;

  it.each<[string, string, string, number[]]>([
    ["one size each, without widths", "", "\0\x01\0\x02", [1000, 1000]],
    ["their own for all", "/DW 600", "\0\x01\0\x02", [600, 600]],
    ["lists", "/W[1[100 200]7[700]]", "\0\x01\0\x02\0\x03\0\x07", [100, 200, 1000, 700]],
    ["ranges", "/W[1 3 300]", "\0\x01\0\x03\0\x04", [300, 300, 1000]],
    [
      "lists and ranges in turn",
      "/DW 0/W[1[100]2 3 300 9[900]]",
      "\0\x01\0\x02\0\x09\0\x0a",
      [100, 300, 900, 0],
    ],
    ["one by one elsewhere", "/W 2 0 R", "\0\x01\0\x02", [100, 200]],
    ["a range the wrong way round", "/W[3 1 300]", "\0\x02", [1000]],
    ["a range beyond all codes", "/W[0 4000000000 300]", "\xff\xff", [300]],
    ["what is no number", "/W[/x[100]1[/y]]", "\0\0\0\x01", [100, 1000]],
    ["a list that is cut short", "/W[1 2]", "\0\x01", [1000]],
  ])("widths: %s", async (_, inner, codes, widths) => {
    expect((await shown(composite("Identity-H", inner), codes, { 2: "[1[100 200]]" })).widths).toEqual(
      widths,
    );
  });

  it.each([
    ["GBK-EUC-H", "A\xc4\xea ", "A年 ", [500, 1000, 500]],
    ["GB-EUC-V", "\xc4\xea\xbc\xd9", "年假", [1000, 1000]],
    ["B5pc-H", "\xa6\x7eA", "年A", [1000, 500]],
    ["HKscs-B5-H", "\xa6\x7e", "年", [1000]],
    ["90ms-RKSJ-H", "\x94\x4e\xb1A", "年ｱA", [1000, 500, 500]],
    ["EUC-H", "\xc7\xaf", "年", [1000]],
    ["KSCms-UHC-H", "\xb3\xe2", "년", [1000]],
    ["UniGB-UTF16-H", "\x5e\x74\xd8\x40\xdc\x0b", "年𠀋", [1000, 1000]],
    ["UniJIS-UCS2-H", "\x5e\x74\0A", "年A", [1000, 1000]],
  ])("the codes of %s are those of an encoding", async (encoding, codes, text, widths) => {
    expect(await shown(composite(encoding), codes)).toEqual({ text, widths });
  });

  it("a map counts before the encoding, in codes of as many bytes", async () => {
    const map = stream("2 beginbfchar <c4ea> <5047> <41> <0042> endbfchar");
    expect(
      (await shown(composite("GBK-EUC-H", "", "/ToUnicode 2 0 R"), "\xc4\xeaA\xbc\xd9", { 2: map })).text,
    ).toBe("假B假");
  });

  it.each([
    ["one byte", "<00> <ff>", "\x01\x02", "ab"],
    ["two", "<0000> <ffff>", "\0\x01\0\x02", "ab"],
    ["three", "<000000> <ffffff>", "\0\0\x01\0\0\x02", "ab"],
  ])("an encoding of its own says that a code has %s", async (_, range, codes, text) => {
    const others = {
      2: stream("2 beginbfchar <0001> <0061> <0002> <0062> endbfchar"),
      3: stream(`1 begincodespacerange ${range} endcodespacerange`),
    };
    const dictionary = "/Subtype/Type0/Encoding 3 0 R/ToUnicode 2 0 R/DescendantFonts[<<>>]";
    expect((await shown(dictionary, codes, others)).text).toBe(text);
  });

  it("codes of nobody's knowledge are no text, but move on", async () => {
    expect(await shown(composite("Identity-H", "/DW 600"), "\0\x01\0\x02\0")).toEqual({
      text: "",
      widths: [600, 600, 600],
    });
  });

  it.each([
    ["Identity-V", true],
    ["V", true],
    ["UniGB-UCS2-V", true],
    ["Identity-H", false],
    ["Vendor-H", false],
  ])("%s runs from above: %s", async (encoding, isVertical) => {
    expect((await fontOf(composite(encoding))).isVertical).toBe(isVertical);
  });
});

it.each([
  ["Helvetica-Bold", true],
  ["ABCDEF+Arial,BoldItalic", true],
  ["SourceHanSansSC-Heavy", true],
  ["Roboto-Black", true],
  ["Lato-Semibold", true],
  ["Futura-DemiBold", true],
  ["SimHei", true],
  ["STHeiti", true],
  ["MHei-Medium", true],
  ["CMBX12", true],
  ["Helvetica", false],
  ["MicrosoftYaHeiUI-Light", false],
  ["Heidelberg", false],
  ["SimSun", false],
  ["CMR10", false],
])("%s is bold: %s", async (name, isBold) => {
  expect((await fontOf(`/Subtype/Type1/BaseFont/${name}`)).isBold).toBe(isBold);
});

describe("maps of codes", () => {
  it.each<[string, string, [number, string][]]>([
    [
      "a code of any length",
      "beginbfchar <1> <0041> <0002> <0042> <000003> <0043> endbfchar",
      [
        [16, "A"],
        [2, "B"],
        [3, "C"],
      ],
    ],
    ["a text of one byte", "beginbfchar <01> <41> endbfchar", [[1, "A"]]],
    ["a text of many characters", "beginbfchar <01> <00660066 0069> endbfchar", [[1, "ffi"]]],
    ["codes as strings", "beginbfchar (A) (\0B) endbfchar", [[65, "B"]]],
    [
      "a range over the end of a byte",
      "beginbfrange <00fe> <0101> <4e00> endbfrange",
      [
        [254, "一"],
        [255, "丁"],
        [256, "丂"],
        [257, "七"],
      ],
    ],
    [
      "a range of texts of two characters",
      "beginbfrange <01> <02> <00410030> endbfrange",
      [
        [1, "A0"],
        [2, "A1"],
      ],
    ],
    ["a list shorter than its range", "beginbfrange <01> <03> [<0041>] endbfrange", [[1, "A"]]],
    ["a range the wrong way round", "beginbfrange <03> <01> <0041> endbfrange", []],
    ["names instead of texts", "beginbfchar <01> /A endbfchar", []],
    ["a code without a text", "beginbfchar <01> endbfchar", []],
    ["what stands twice: the last", "beginbfchar <01> <0041> <01> <0042> endbfchar", [[1, "B"]]],
    [
      "two blocks",
      "beginbfchar <01> <0041> endbfchar beginbfchar <02> <0042> endbfchar",
      [
        [1, "A"],
        [2, "B"],
      ],
    ],
    ["comments between", "beginbfchar % it\n<01> % is\n<0041> endbfchar", [[1, "A"]]],
    ["ranges of the other direction are none", "begincidrange <00> <ff> 0 endcidrange", []],
  ])("%s", (_, text, texts) => {
    expect([...readCodeMap(`1 ${text}`).texts]).toEqual(texts);
  });

  it("any that is written by the rules comes back", () => {
    const hex = (number: number) => number.toString(16).padStart(4, "0");
    const entry = fc.tuple(fc.nat(0xffff), fc.stringMatching(/^[a-z中文é😀]{1,3}$/u));
    fc.assert(
      fc.property(fc.uniqueArray(entry, { selector: ([code]) => code, maxLength: 20 }), (entries) => {
        const units = (text: string) =>
          Array.from({ length: text.length }, (_, at) => hex(text.charCodeAt(at))).join("");
        const lines = entries.map(([code, text]) => `<${hex(code)}> <${units(text)}>`);
        expect([...readCodeMap(`${lines.length} beginbfchar\n${lines.join("\n")}\nendbfchar`).texts]).toEqual(
          entries,
        );
      }),
      { numRuns: 100, seed: 20270320 },
    );
  });

  it.each([
    "<00000000> <ffffffff> <0041> ".repeat(200),
    "<00> <ff> [".repeat(3000),
    "<01> <0041> ".repeat(100_000),
  ])("one that never ends gives what a font can hold (%#)", (text) => {
    expect(readCodeMap(`beginbfrange ${text} endbfrange`).texts.size).toBeLessThanOrEqual(66_000);
  });
});

it("a font of nonsense has glyphs without text, whatever it says", async () => {
  const value = fc.constantFrom(
    "null",
    "/Name",
    "12",
    "-1",
    "(x)",
    "[]",
    "[1 2 3]",
    "<<>>",
    "1 0 R",
    "99 0 R",
    "[1 0 R]",
    "[[1][2]]",
  );
  const key = fc.constantFrom(
    "Subtype",
    "Encoding",
    "ToUnicode",
    "DescendantFonts",
    "Widths",
    "FirstChar",
    "FontDescriptor",
    "FontMatrix",
    "BaseFont",
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(key, value), { maxLength: 7 }),
      fc.boolean(),
      async (pairs, isComposite) => {
        const dictionary = `${pairs.map(([name, content]) => `/${name} ${content}`).join("")}${isComposite ? "/Subtype/Type0" : ""}`;
        const glyphs = (await fontOf(dictionary)).glyphs("ab\xff");
        expect(glyphs.length).toBe(isComposite ? 2 : 3);
        for (const { width } of glyphs) expect(width).toEqual(expect.any(Number));
      },
    ),
    { numRuns: 150, seed: 20270321 },
  );
});
