// Values of PDF as programs write them, and as no program should.
import { describe, expect, it } from "vitest";
import { PdfLexer, type PdfValue, textOf } from "../../../../../src/knowledge/reading/pdf/syntax.ts";

function valuesOf(text: string): PdfValue[] {
  const lexer = new PdfLexer(text);
  const values: PdfValue[] = [];
  while (lexer.at < text.length) {
    const value = lexer.next();
    if (value !== undefined) values.push(value);
  }
  return values;
}

describe("values", () => {
  it.each<[string, PdfValue]>([
    ["12", 12],
    ["-.5", -0.5],
    ["+7.", 7],
    ["--3", -3],
    ["4-2", 4],
    ["true", true],
    ["false", false],
    ["null", null],
    ["/Name", { name: "Name" }],
    ["/A#20B#e4", { name: "A B\xe4" }],
    ["/", { name: "" }],
    ["12 0 R", { reference: 12 }],
    ["Tj", { word: "Tj" }],
    ["T*", { word: "T*" }],
    ["'", { word: "'" }],
    ["(plain)", "plain"],
    ["(a(b)c)", "a(b)c"],
    ["(\\(\\)\\\\\\n\\101\\7x)", "()\\\nA\x07x"],
    ["(one\\\r\ntwo\rthree)", "onetwo\nthree"],
    ["(never closed", "never closed"],
    ["<48 65 6>", "He`"],
    ["<zz>", ""],
    ["[1 (a) [2] /N]", [1, "a", [2], { name: "N" }]],
    ["% a comment\n5", 5],
  ])("%s", (text, value) => {
    expect(valuesOf(text)).toEqual([value]);
  });

  it("dictionaries keep what they name, within one another too", () => {
    const [value] = valuesOf("<</A 1/B<</C[1 0 R 2]>>/D(x)>>");
    expect(value).toEqual(
      new Map<string, PdfValue>([
        ["A", 1],
        ["B", new Map([["C", [{ reference: 1 }, 2]]])],
        ["D", "x"],
      ]),
    );
  });

  it("numbers before a word that only begins like a reference stay numbers", () => {
    expect(valuesOf("1 0 RG")).toEqual([1, 0, { word: "RG" }]);
  });

  it("values in a row are told apart without a space between", () => {
    expect(valuesOf("/F1 12Tf[(a)-5(b)]TJ")).toEqual([
      { name: "F1" },
      { word: "12Tf" },
      ["a", -5, "b"],
      { word: "TJ" },
    ]);
  });

  it("brackets that close nothing and brackets without end are stepped over", () => {
    expect(valuesOf("] >> 1 ) 2")).toEqual([1, { word: ")" }, 2]);
    expect(valuesOf("[[[1")).toEqual([[[[1]]]]);
    expect(valuesOf("<</A>>")).toEqual([new Map()]);
    expect(() => valuesOf("[".repeat(50_000))).not.toThrow();
  });
});

describe("strings for people", () => {
  it.each<[PdfValue | undefined, string | null]>([
    ["\xfe\xff\x5e\x74\x50\x47", "年假"],
    ["\xff\xfe\x74\x5e", "年"],
    ["\xef\xbb\xbf\xe5\xb9\xb4", "年"],
    ["caf\xe9", "café"],
    [undefined, null],
    [12, null],
  ])("%j is %j", (value, text) => {
    expect(textOf(value)).toBe(text);
  });
});
