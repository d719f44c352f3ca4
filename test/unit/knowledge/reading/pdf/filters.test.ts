// The packings of streams: written by hand or by Node, and read back; damaged ones give what there is.
import { deflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { unpack } from "../../../../../src/knowledge/reading/pdf/filters.ts";
import {
  type PdfDictionary,
  PdfLexer,
  type PdfValue,
} from "../../../../../src/knowledge/reading/pdf/syntax.ts";
import { bytesOf } from "../reading-of.ts";

function dictionaryOf(text: string): PdfDictionary {
  const value = new PdfLexer(`<<${text}>>`).next();
  if (!(value instanceof Map)) throw new Error("no dictionary");
  return value;
}

const itself = (value: PdfValue | undefined) => value;
const unpacked = (data: Uint8Array, dictionary: string, bytes = 1_000_000) =>
  unpack(data, dictionaryOf(dictionary), itself, { bytes });
const latin = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");

/** As Adobe writes bytes in 85 letters. */
function ascii85(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 4) {
    const group = [...bytes.subarray(at, at + 4)];
    let value = [0, 1, 2, 3].reduce((sum, index) => sum * 256 + (group[index] ?? 0), 0);
    const digits: string[] = [];
    for (let digit = 0; digit < 5; digit += 1) {
      digits.unshift(String.fromCharCode(33 + (value % 85)));
      value = Math.floor(value / 85);
    }
    const letters = digits.join("").slice(0, group.length + 1);
    text += letters === "!!!!!" ? "z" : letters;
  }
  return `${text}~>`;
}

/** The filters of PNG, the other way round: each row by the kind that is given. */
function predict(bytes: Uint8Array, kinds: number[], columns: number, step: number): Uint8Array {
  const rows: number[] = [];
  for (let row = 0; row * columns < bytes.length; row += 1) {
    const kind = kinds[row % kinds.length] ?? 0;
    rows.push(kind);
    for (let column = 0; column < columns; column += 1) {
      const at = (back: number, above: number) =>
        column - back < 0 || row - above < 0 ? 0 : (bytes[(row - above) * columns + column - back] ?? 0);
      const [left, up, corner] = [at(step, 0), at(0, 1), at(step, 1)];
      const guess = left + up - corner;
      const nearest =
        [left, up, corner].toSorted((one, other) => Math.abs(guess - one) - Math.abs(guess - other))[0] ?? 0;
      const by = [0, left, up, Math.floor((left + up) / 2), nearest][kind] ?? 0;
      rows.push((at(0, 0) - by) & 255);
    }
  }
  return Uint8Array.from(rows);
}

describe("bytes as letters", () => {
  it.each([
    ["pairs of hex", "48656C6c6F>", "/Filter/ASCIIHexDecode", "Hello"],
    ["hex with white space and a half pair", "48 65\n6>", "/Filter/AHx", "He`"],
    ["hex without an end", "4865", "/Filter/AHx", "He"],
    ["hex with what is none", "4x8!6-5>", "/Filter/AHx", "He"],
    ["what stands behind the end of hex is nothing", "48>65", "/Filter/AHx", "H"],
    ["85 letters", "87cURD]j~>", "/Filter/ASCII85Decode", "Hello w".slice(0, 6)],
    ["85 letters with a sign before and white space", "<~87cUR\n D]j ~>", "/Filter/A85", "Hello "],
    ["85 letters without an end", "87cURD]j", "/Filter/A85", "Hello "],
    ["four zeros in one letter", "z87cUR~>", "/Filter/A85", "\0\0\0\0Hell"],
    ["no letters", "~>", "/Filter/A85", ""],
    ["no filter", "plain", "", "plain"],
    ["an empty list of filters", "plain", "/Filter[]", "plain"],
    ["null for a filter", "plain", "/Filter null", "plain"],
  ])("%s", async (_, data, dictionary, text) => {
    expect(await unpacked(bytesOf(data), dictionary)).toBe(text);
  });

  it("any bytes come back", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 40 }), async (bytes) => {
        const hex = bytesOf(`${Buffer.from(bytes).toString("hex")}>`);
        expect(await unpacked(hex, "/Filter/AHx")).toBe(latin(bytes));
        expect(await unpacked(bytesOf(ascii85(bytes)), "/Filter/A85")).toBe(latin(bytes));
        const both = bytesOf(ascii85(new Uint8Array(deflateSync(bytes))));
        expect(await unpacked(both, "/Filter[/ASCII85Decode/FlateDecode]")).toBe(latin(bytes));
      }),
      { numRuns: 100, seed: 20270316 },
    );
  });
});

describe("pictures and what nobody knows", () => {
  it.each([
    "DCTDecode",
    "JPXDecode",
    "CCITTFaxDecode",
    "JBIG2Decode",
    "RunLengthDecode",
    "LZWDecode",
    "Crypt",
    "",
    "constructor",
  ])("/%s is no text", async (name) => {
    expect(await unpacked(bytesOf("data"), `/Filter/${name}`)).toBeNull();
    expect(await unpacked(deflateSync("data"), `/Filter[/FlateDecode/${name}]`)).toBeNull();
  });

  it("a filter that is no name is none either", async () => {
    expect(await unpacked(bytesOf("data"), "/Filter[12]")).toBeNull();
  });
});

describe("predictors", () => {
  it.each([
    ["rows as they are", 10, [0]],
    ["each less the one to the left", 11, [1]],
    ["each less the one above", 12, [2]],
    ["each less the mean of both", 13, [3]],
    ["each less the nearest of three", 14, [4]],
    ["another for each row", 15, [4, 0, 3, 1, 2]],
    ["a kind that is none, as it is", 15, [9]],
  ])("%s: what was written comes back", async (_, predictor, kinds) => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 7 }),
        fc.constantFrom(1, 3, 4),
        fc.array(fc.nat(255), { minLength: 1, maxLength: 90 }),
        async (columns, colors, values) => {
          const width = columns * colors;
          const bytes = Uint8Array.from(
            { length: Math.ceil(values.length / width) * width },
            (_, at) => values[at] ?? 0,
          );
          const data = deflateSync(predict(bytes, kinds, width, colors));
          const settings = `/Filter/FlateDecode/DecodeParms<</Predictor ${predictor}/Columns ${columns}/Colors ${colors}>>`;
          expect(await unpacked(data, settings)).toBe(latin(bytes));
        },
      ),
      { numRuns: 40, seed: 20270317 },
    );
  });

  it.each([
    ["none", "/DecodeParms null", "abcd"],
    ["none by its number", "/DecodeParms<</Predictor 1/Columns 1>>", "abcd"],
    ["that of TIFF, which is for pictures", "/DecodeParms<</Predictor 2/Columns 1>>", "abcd"],
    ["one of four in a list", "/DecodeParms[<</Predictor 12/Columns 1>>]", "bñ"],
    ["in short", "/DP<</Predictor 12/Columns 1>>", "bñ"],
    ["a row longer than all bytes", "/DecodeParms<</Predictor 12/Columns 9000000>>", ""],
    ["columns that are none", "/DecodeParms<</Predictor 12/Columns -3>>", "bñ"],
    ["two bytes a sample", "/DecodeParms<</Predictor 11/Columns 1/BitsPerComponent 16>>", "bc"],
  ])("%s", async (_, settings, text) => {
    const data = text === "bñ" ? bytesOf("\x02b\x02\x8f") : bytesOf("abcd");
    expect(await unpacked(deflateSync(data), `/Filter/Fl${settings}`)).toBe(text);
  });
});

describe("damage", () => {
  const words = Array.from({ length: 3000 }, (_, index) => `word${index * 7919}`).join(" ");

  it("deflated bytes that are cut short give what stands before", async () => {
    const text = await unpacked(deflateSync(words).subarray(0, 8000), "/Filter/FlateDecode");
    expect(words.startsWith(text ?? "no")).toBe(true);
  });

  it("bytes behind the deflated ones do not matter", async () => {
    const data = Buffer.concat([deflateSync("text"), Buffer.from("\r\n")]);
    expect(await unpacked(data, "/Filter/FlateDecode")).toMatch(/^(?:text)?$/);
  });

  it("five packings are undone, and no more", async () => {
    let data = bytesOf("core");
    for (let times = 0; times < 5; times += 1) data = bytesOf(Buffer.from(data).toString("hex"));
    expect(await unpacked(data, `/Filter[${"/AHx".repeat(5)}]`)).toBe("core");
    expect(await unpacked(data, `/Filter[${"/AHx".repeat(5)}${"/FlateDecode".repeat(500)}]`)).toBe("core");
  });

  it("what unfolds to more than is left is an error, in its first packing or in a later one", async () => {
    const bomb = deflateSync(Buffer.alloc(2_000_000, "x"));
    await expect(unpacked(bomb, "/Filter/FlateDecode")).rejects.toThrow();
    await expect(unpacked(deflateSync(bomb), "/Filter[/FlateDecode/FlateDecode]")).rejects.toThrow();
  });
});
