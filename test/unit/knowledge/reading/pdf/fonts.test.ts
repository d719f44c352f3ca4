// From codes to characters: the maps that fonts carry, and the names that they give their glyphs.
import { describe, expect, it } from "vitest";
import { readCodeMap } from "../../../../../src/knowledge/reading/pdf/cmap.ts";
import {
  baseEncoding,
  glyphText,
  predefinedEncoding,
} from "../../../../../src/knowledge/reading/pdf/encodings.ts";
import { plainLetters } from "../../../../../src/knowledge/reading/pdf/plain-letters.ts";

describe("a map of codes", () => {
  it("names single codes, ranges and lists, in codes of one byte or two", () => {
    const map = readCodeMap(`/CIDInit /ProcSet findresource begin
      1 begincodespacerange <00> <FF> endcodespacerange
      2 beginbfchar <01> <0041> <02> <00660066> endbfchar
      2 beginbfrange <10> <12> <4e2d> <20> <21> [<0031> <d840dc0b>] endbfrange end`);
    expect(map.codeBytes).toBe(1);
    expect([...map.texts]).toEqual([
      [1, "A"],
      [2, "ff"],
      [0x10, "\u4e2d"],
      [0x11, "\u4e2e"],
      [0x12, "\u4e2f"],
      [0x20, "1"],
      [0x21, "\u{2000b}"],
    ]);
  });

  it("does not unfold beyond what a font can hold", () => {
    const map = readCodeMap(`2 beginbfrange <00000000> <ffffffff> <0041> <00> <ff> <0041> endbfrange`);
    expect(map.texts.size).toBeLessThanOrEqual(66_000);
  });

  it("of nonsense is empty", () => {
    expect(readCodeMap("endbfchar <01> endbfchar 1 2 3 endbfrange ((((").texts.size).toBe(0);
  });
});

describe("names of glyphs", () => {
  it.each([
    ["A", "A"],
    ["seven", "7"],
    ["space", " "],
    ["eacute", "é"],
    ["Odieresis", "Ö"],
    ["scaron", "š"],
    ["quotedblleft", "“"],
    ["uni4E2D", "中"],
    ["uni4E2D6587", "中文"],
    ["u2000B", "\u{2000b}"],
    ["f_f_i", "ffi"],
    ["a.sc", "a"],
    ["mu", "µ"],
    ["g123", ""],
    [".notdef", ""],
    ["constructor", ""],
  ])("%s is %j", (name, text) => {
    expect(glyphText(name)).toBe(text);
  });
});

describe("encodings", () => {
  it.each([
    ["WinAnsiEncoding", 0x80, "€"],
    ["WinAnsiEncoding", 0xe9, "é"],
    ["MacRomanEncoding", 0x8e, "é"],
    [null, 0x41, "A"],
    [null, 0x27, "’"],
    [null, 0xae, "ﬁ"],
    [null, 0xd0, "—"],
    [null, 0x80, ""],
  ])("%s has at %i the character %s", (name, code, text) => {
    expect(baseEncoding(name)[code]).toBe(text);
  });

  it.each([
    ["GBK-EUC-H", "gb18030"],
    ["GBKp-EUC-V", "gb18030"],
    ["GB-EUC-H", "gb18030"],
    ["ETenms-B5-H", "big5"],
    ["UniGB-UTF16-H", "utf-16be"],
    ["UniCNS-UCS2-H", "utf-16be"],
    ["90ms-RKSJ-H", "shift_jis"],
    ["KSCms-UHC-H", "euc-kr"],
    ["Identity-H", null],
  ])("%s is %s", (cmap, encoding) => {
    expect(predefinedEncoding(cmap)).toBe(encoding);
  });
});

it("letters that only look like others become what is meant", () => {
  expect(plainLetters("⼀⽉ 员⼯⻚⻓⻋ ﬁle o\ufb03ce 豈\u00a0x\u0001\ufffd")).toBe(
    "一月 员工页长车 file office 豈 x",
  );
});
