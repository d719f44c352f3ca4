// The CMap that a font carries: which characters its codes stand for.
import { isWord, PdfLexer, type PdfValue } from "./syntax.ts";

export interface CodeMap {
  /** Bytes of a code; null: it does not say. */
  codeBytes: number | null;
  texts: Map<number, string>;
}

/** A font has at most so many codes; ranges cannot unfold to more, nor to the same ones again and again. */
const MOST_CODES = 66_000;

export function readCodeMap(text: string): CodeMap {
  const map: CodeMap = { codeBytes: null, texts: new Map() };
  const lexer = new PdfLexer(text);
  let values: PdfValue[] = [];
  let left = MOST_CODES;
  while (lexer.at < text.length && left > 0) {
    const value = lexer.next();
    if (!isWord(value)) {
      if (value !== undefined) values.push(value);
      continue;
    }
    if (value.word === "endcodespacerange")
      map.codeBytes = Math.max(...values.slice(0, 200).map(lengthOf), 1);
    else if (value.word === "endbfchar") left -= addCharacters(map, values);
    else if (value.word === "endbfrange") left -= addRanges(map, values, left);
    values = [];
  }
  return map;
}

function lengthOf(value: PdfValue): number {
  return typeof value === "string" ? value.length : 0;
}

/** How many codes were looked at. */
function addCharacters({ texts }: CodeMap, values: PdfValue[]): number {
  for (let index = 0; index + 1 < values.length; index += 2) {
    const [code, text] = [values[index], values[index + 1]];
    if (typeof code === "string" && typeof text === "string") texts.set(numberOf(code), utf16(text));
  }
  return values.length / 2;
}

function addRanges({ texts }: CodeMap, values: PdfValue[], most: number): number {
  let codes = 0;
  for (let index = 0; index + 2 < values.length; index += 3) {
    const [first, last, target] = values.slice(index, index + 3);
    if (typeof first !== "string" || typeof last !== "string") continue;
    const start = numberOf(first);
    const count = Math.min(numberOf(last) - start + 1, most - codes);
    codes += Math.max(count, 0);
    for (let step = 0; step < count; step += 1) {
      const text = Array.isArray(target) ? target[step] : raised(target, step);
      if (typeof text === "string") texts.set(start + step, utf16(text));
    }
  }
  return codes;
}

/** The last code unit counts up along the range. */
function raised(target: PdfValue | undefined, step: number): string | null {
  if (typeof target !== "string") return null;
  const unit = numberOf(target.slice(-2)) + step;
  return target.slice(0, -2) + String.fromCharCode((unit >> 8) & 0xff, unit & 0xff);
}

export function numberOf(bytes: string): number {
  let number = 0;
  for (let index = 0; index < Math.min(bytes.length, 4); index += 1)
    number = number * 256 + bytes.charCodeAt(index);
  return number;
}

function utf16(bytes: string): string {
  let text = "";
  const start = bytes.length % 2;
  for (let index = start; index < bytes.length; index += 2)
    text += String.fromCharCode(numberOf(bytes.slice(index, index + 2)));
  return start === 1 && bytes.length === 1 ? bytes : text;
}
