// Values of PDF, written by the rules and read back.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type PdfDictionary,
  PdfLexer,
  type PdfValue,
} from "../../../../../src/knowledge/reading/pdf/syntax.ts";

describe("values that are written and read back", () => {
  const bytes = (least: number, longest: number) =>
    fc
      .array(fc.integer({ min: least, max: 255 }), { maxLength: longest })
      .map((codes) => String.fromCharCode(...codes));
  const { value } = fc.letrec<{ value: PdfValue; list: PdfValue[]; dictionary: PdfDictionary }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4, depthSize: "small" },
      fc.constantFrom<PdfValue>(null, true, false),
      fc.integer({ min: -100_000, max: 100_000 }),
      fc.integer({ min: -1000, max: 1000 }).map((number) => number / 8 + 0),
      bytes(0, 8),
      bytes(33, 8).map((name) => ({ name })),
      fc.nat(99_999).map((reference) => ({ reference })),
      tie("list"),
      tie("dictionary"),
    ),
    list: fc.array(tie("value"), { maxLength: 4 }),
    dictionary: fc
      .array(fc.tuple(fc.stringMatching(/^[A-Za-z ()#]{1,6}$/), tie("value")), { maxLength: 4 })
      .map((entries) => new Map(entries)),
  }));

  const hex = (sign: string) => sign.charCodeAt(0).toString(16).padStart(2, "0");
  const nameText = (name: string) => `/${name.replace(/[^A-Za-z0-9]/g, (sign) => `#${hex(sign)}`)}`;
  const written = (part: PdfValue, isHex: boolean): string => {
    if (typeof part === "string") {
      if (isHex) return `<${[...part].map(hex).join("")}>`;
      return `(${part.replace(/[()\\\r]/g, (sign) => (sign === "\r" ? "\\r" : `\\${sign}`))})`;
    }
    if (Array.isArray(part)) return `[${part.map((inner) => written(inner, isHex)).join(" ")}]`;
    if (part instanceof Map)
      return `<<${[...part].map(([key, inner]) => `${nameText(key)} ${written(inner, isHex)}`).join("\n")}>>`;
    if (part === null || typeof part !== "object") return `${part}`;
    return "name" in part ? nameText(part.name) : `${"reference" in part ? part.reference : 0} 0 R`;
  };

  it.each([true, false])("whatever they are (strings in hex: %s)", (isHex) => {
    fc.assert(
      fc.property(value, (part) => {
        const lexer = new PdfLexer(`${written(part, isHex)} Tj`);
        expect(lexer.next()).toEqual(part);
        expect(lexer.next()).toEqual({ word: "Tj" });
      }),
      { numRuns: 300, seed: 20270324 },
    );
  });

  it("any bytes come to an end, each of them looked at", () => {
    fc.assert(
      fc.property(bytes(0, 60), (text) => {
        const lexer = new PdfLexer(text);
        let steps = 0;
        while (lexer.at < text.length) {
          const at = lexer.at;
          lexer.next();
          expect(lexer.at).toBeGreaterThan(at);
          steps += 1;
        }
        expect(steps).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 300, seed: 20270325 },
    );
  });
});
