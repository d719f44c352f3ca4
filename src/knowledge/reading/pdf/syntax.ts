// The syntax of PDF: values and operators from a text of one character a byte. Lenient: what makes no sense is stepped over.

export interface PdfName {
  name: string;
}
export interface PdfReference {
  reference: number;
}
/** A word outside of values: an operator of a content stream, `obj`, `stream`. */
export interface PdfWord {
  word: string;
}
export type PdfDictionary = Map<string, PdfValue>;
/** A text stands for a string: its bytes, not yet characters. */
export type PdfValue =
  | null
  | boolean
  | number
  | string
  | PdfName
  | PdfReference
  | PdfWord
  | PdfValue[]
  | PdfDictionary;

/** Values within values; no honest file comes near. */
const DEEPEST = 40;
const SPACE = /(?:[\0\t\n\f\r ]|%[^\r\n]*)*/y;
const REGULAR = /[^\0\t\n\f\r ()<>[\]{}/%]*/y;
const NUMBER = /^[-+]*\d*\.?\d*(?:-\d*)?$/;
const REFERENCE = /(\d{1,10})[\0\t\n\f\r ]+\d{1,5}[\0\t\n\f\r ]+R(?![^\0\t\n\f\r ()<>[\]{}/%])/y;
const ESCAPES: Record<string, string> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };

export class PdfLexer {
  readonly text: string;
  at: number;

  constructor(text: string, at = 0) {
    this.text = text;
    this.at = at;
  }

  /** Undefined at the end, and for a bracket that closes. */
  next(depth = 0): PdfValue | undefined {
    this.#take(SPACE);
    const sign = this.text[this.at];
    if (sign === undefined) return undefined;
    if (sign === "/") {
      this.at += 1;
      return { name: this.#take(REGULAR).replace(/#([\da-fA-F]{2})/g, (_, hex) => byte(hex, 16)) };
    }
    if (sign === "(") return this.#literal();
    if (sign === "<") return this.text[this.at + 1] === "<" ? this.#dictionary(depth) : this.#hex();
    if (sign === "[") return this.#array(depth);
    if (sign === "]" || sign === ">" || sign === ")" || sign === "{" || sign === "}") {
      this.at += this.text.startsWith(">>", this.at) ? 2 : 1;
      return sign === "{" || sign === "}" || sign === ")" ? { word: sign } : undefined;
    }
    return this.#regular();
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const [found = ""] = pattern.exec(this.text) ?? [];
    this.at += found.length;
    return found;
  }

  #regular(): PdfValue {
    REFERENCE.lastIndex = this.at;
    const reference = REFERENCE.exec(this.text);
    if (reference !== null) {
      this.at = REFERENCE.lastIndex;
      return { reference: Number(reference[1]) };
    }
    const word = this.#take(REGULAR);
    if (NUMBER.test(word)) return Number.parseFloat(word.replace(/^[-+]*(?=[-+])/, "")) || 0;
    if (word === "true" || word === "false") return word === "true";
    return word === "null" ? null : { word };
  }

  #array(depth: number): PdfValue[] {
    this.at += 1;
    const values: PdfValue[] = [];
    for (let value = this.#inner(depth); value !== undefined; value = this.#inner(depth)) values.push(value);
    return values;
  }

  #dictionary(depth: number): PdfDictionary {
    this.at += 2;
    const entries: PdfDictionary = new Map();
    for (let key = this.#inner(depth); key !== undefined; key = this.#inner(depth)) {
      if (!isName(key)) continue;
      const value = this.#inner(depth);
      if (value === undefined) break;
      entries.set(key.name, value);
    }
    return entries;
  }

  #inner(depth: number): PdfValue | undefined {
    return depth < DEEPEST ? this.next(depth + 1) : undefined;
  }

  #hex(): string {
    const end = this.text.indexOf(">", this.at);
    const digits = this.text.slice(this.at + 1, end < 0 ? this.text.length : end).replace(/[^\da-fA-F]/g, "");
    this.at = end < 0 ? this.text.length : end + 1;
    return digits.replace(/..?/g, (pair) => byte(pair.padEnd(2, "0"), 16));
  }

  #literal(): string {
    const start = this.at + 1;
    let open = 1;
    for (this.at = start; this.at < this.text.length; this.at += 1) {
      const sign = this.text[this.at];
      if (sign === "\\") this.at += 1;
      else if (sign === "(") open += 1;
      else if (sign === ")") open -= 1;
      if (open === 0) break;
    }
    const raw = this.text.slice(start, this.at);
    this.at += 1;
    if (!/[\\\r]/.test(raw)) return raw;
    return raw.replace(/\\(?:([0-7]{1,3})|(\r\n?|\n)|([\s\S]))|\r\n?/g, (_, octal, newline, sign) =>
      octal ? byte(octal, 8) : newline ? "" : sign ? (ESCAPES[sign] ?? sign) : "\n",
    );
  }
}

function byte(digits: string, base: number): string {
  return String.fromCharCode(Number.parseInt(digits, base) & 0xff);
}

export function isName(value: PdfValue | undefined): value is PdfName {
  return isPlain(value) && "name" in value;
}

export function isReference(value: PdfValue | undefined): value is PdfReference {
  return isPlain(value) && "reference" in value;
}

export function isWord(value: PdfValue | undefined): value is PdfWord {
  return isPlain(value) && "word" in value;
}

function isPlain(value: PdfValue | undefined): value is PdfName | PdfReference | PdfWord {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Map);
}

/** The bytes of a string as text: UTF-16 with its mark, UTF-8 with its mark, else as good as Latin. */
export function textOf(value: PdfValue | undefined): string | null {
  if (typeof value !== "string") return null;
  const bytes = Uint8Array.from(value, (sign) => sign.charCodeAt(0));
  const encoding = value.startsWith("\xfe\xff")
    ? "utf-16be"
    : value.startsWith("\xff\xfe")
      ? "utf-16le"
      : null;
  const isUtf8 = value.startsWith("\xef\xbb\xbf");
  return new TextDecoder(encoding ?? (isUtf8 ? "utf-8" : "windows-1252")).decode(bytes);
}
