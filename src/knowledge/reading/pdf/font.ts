// A font of a PDF, as far as its text goes: codes of a string → characters and how far each of them moves on.

import { type CodeMap, numberOf, readCodeMap } from "./cmap.ts";
import { baseEncoding, glyphText, predefinedEncoding } from "./encodings.ts";
import type { PdfObjects } from "./objects.ts";
import { isName, isReference, type PdfDictionary, type PdfValue } from "./syntax.ts";

export interface Glyph {
  text: string;
  /** In units of the font's size. */
  width: number;
  /** A space of one byte: the spacing of words applies to it. */
  isSpace: boolean;
}

export interface PdfFont {
  isBold: boolean;
  isVertical: boolean;
  glyphs: (codes: string) => Glyph[];
}

/** Of one font; ranges may overlap. */
const MOST_WIDTHS = 200_000;
/** A range of a few letters names thousands of codes, each of which is written down. */
const WORK_OF_CODE = 3;
const BOLD = /bold|black|heavy|demi|simhei|hei(?:ti)?(?:[-,]|$)|cmbx/i;

export async function readFont(objects: PdfObjects, font: PdfDictionary): Promise<PdfFont> {
  const subtype = objects.name(font.get("Subtype"));
  const toUnicode = await objects.stream(font.get("ToUnicode"));
  const map = toUnicode === null ? null : readCodeMap(toUnicode);
  objects.spend((map?.texts.size ?? 0) * WORK_OF_CODE);
  const isBold = BOLD.test(objects.name(font.get("BaseFont")) ?? "");
  if (subtype === "Type0") return { isBold, ...(await readComposite(objects, font, map)) };
  return { isBold, isVertical: false, glyphs: await readSimple(objects, font, map, subtype === "Type3") };
}

type Composite = Pick<PdfFont, "isVertical" | "glyphs">;

async function readComposite(
  objects: PdfObjects,
  font: PdfDictionary,
  map: CodeMap | null,
): Promise<Composite> {
  const cmap = objects.name(font.get("Encoding")) ?? "";
  const embedded = await objects.stream(font.get("Encoding"));
  const inner = objects.dictionary(objects.list(font.get("DescendantFonts"))[0]);
  const widths = cidWidths(objects, inner);
  const encoding = predefinedEncoding(cmap);
  const decoder = encoding === null ? null : new TextDecoder(encoding);
  const codeBytes = embedded === null ? 2 : (readCodeMap(embedded).codeBytes ?? 2);
  const glyphs = (codes: string): Glyph[] =>
    codesOf(codes, encoding, codeBytes).map((code) => {
      const mapped = map?.texts.get(numberOf(code));
      const text = isSensible(mapped) ? mapped : (decoder?.decode(bytesOf(code)) ?? "");
      // The numbers of the widths are those of the codes only where the codes are the font's own.
      const width = encoding === null ? widths(numberOf(code)) : code.length === 1 ? 0.5 : 1;
      return { text, width, isSpace: code === " " };
    });
  return { isVertical: /-V$|^V$/.test(cmap), glyphs };
}

/** One or two bytes in the encodings of a country, where a first byte tells which. */
function codesOf(codes: string, encoding: string | null, codeBytes: number): string[] {
  const list: string[] = [];
  for (let at = 0; at < codes.length; ) {
    const first = codes.charCodeAt(at);
    const isHalf = encoding === "shift_jis" && first >= 0xa0 && first <= 0xdf;
    const isSingle = encoding !== null && encoding !== "utf-16be" && (first <= 0x80 || isHalf);
    const isPair = encoding === "utf-16be" && first >= 0xd8 && first < 0xdc;
    const length = isSingle ? 1 : isPair ? 4 : encoding === null ? codeBytes : 2;
    list.push(codes.slice(at, at + length));
    at += length;
  }
  return list;
}

function bytesOf(code: string): Uint8Array {
  return Uint8Array.from(code, (sign) => sign.charCodeAt(0));
}

/** Programs that do not know a character write these. */
function isSensible(text: string | undefined): text is string {
  return text !== undefined && text !== "" && !/^[\0\ufffd\ufffe\uffff]/.test(text);
}

function cidWidths(objects: PdfObjects, inner: PdfDictionary | null): (code: number) => number {
  const otherwise = objects.number(inner?.get("DW")) ?? 1000;
  const widths = new Map<number, number>();
  const list = objects.list(inner?.get("W"));
  let left = MOST_WIDTHS;
  for (let index = 0; index + 1 < list.length; ) {
    const first = objects.number(list[index]) ?? 0;
    const next = objects.resolve(list[index + 1]);
    if (Array.isArray(next)) {
      for (const [step, width] of next.entries())
        widths.set(first + step, objects.number(width) ?? otherwise);
      index += 2;
    } else {
      const last = Math.min(typeof next === "number" ? next : first, 0xffff);
      const width = objects.number(list[index + 2]) ?? otherwise;
      for (let code = first; code <= last && left > 0; code += 1, left -= 1) widths.set(code, width);
      index += 3;
    }
  }
  objects.spend((MOST_WIDTHS - left) * WORK_OF_CODE);
  return (code) => (widths.get(code) ?? otherwise) / 1000;
}

async function readSimple(
  objects: PdfObjects,
  font: PdfDictionary,
  map: CodeMap | null,
  isDrawn: boolean,
): Promise<PdfFont["glyphs"]> {
  const descriptor = objects.dictionary(font.get("FontDescriptor"));
  const texts = await simpleTexts(objects, font, descriptor);
  const first = objects.number(font.get("FirstChar")) ?? 0;
  const widths = objects
    .list(font.get("Widths"))
    .slice(0, 256)
    .map((width) => objects.number(width) ?? 0);
  const otherwise = objects.number(descriptor?.get("MissingWidth")) ?? (widths.length === 0 ? 500 : 0);
  const scale = isDrawn ? Math.abs(objects.number(objects.list(font.get("FontMatrix"))[0]) ?? 0.001) : 0.001;
  return (codes) =>
    [...codes].map((sign) => {
      const code = sign.charCodeAt(0);
      const mapped = map?.texts.get(code);
      const text = isSensible(mapped) ? mapped : (texts[code] ?? "");
      return { text, width: (widths[code - first] ?? otherwise) * scale, isSpace: sign === " " };
    });
}

async function simpleTexts(
  objects: PdfObjects,
  font: PdfDictionary,
  descriptor: PdfDictionary | null,
): Promise<string[]> {
  const encoding = objects.resolve(font.get("Encoding"));
  if (isName(encoding)) return baseEncoding(encoding.name);
  const details = encoding instanceof Map ? encoding : null;
  const base = objects.name(details?.get("BaseEncoding"));
  const texts = base === null ? await ownTexts(objects, descriptor) : baseEncoding(base);
  let code = 0;
  for (const value of objects.list(details?.get("Differences"))) {
    if (typeof value === "number") code = value;
    else if (isName(value) && code < 256) {
      texts[code] = glyphText(value.name);
      code += 1;
    }
  }
  return texts;
}

/** A font of TeX numbers its glyphs in its own way, and says so in its program: `dup 11 /ff put`. */
async function ownTexts(objects: PdfObjects, descriptor: PdfDictionary | null): Promise<string[]> {
  const texts = baseEncoding(null);
  const file: PdfValue | undefined = descriptor?.get("FontFile");
  const program = isReference(file) ? await objects.stream(file) : null;
  for (const [, code, name = ""] of program?.matchAll(/dup\s+(\d{1,3})\s*\/(\S+)\s+put/g) ?? []) {
    texts[Number(code)] = glyphText(name);
  }
  return texts;
}
