// The objects of a PDF, found by going through the file: its own table of them is wrong too often to be believed.
import type { InflateBudget } from "../inflate.ts";
import { latin1 } from "../latin1.ts";
import { unpack } from "./filters.ts";
import {
  isName,
  isReference,
  isWord,
  type PdfDictionary,
  PdfLexer,
  type PdfReference,
  type PdfValue,
} from "./syntax.ts";

/** Some ten for each page are usual. */
const MOST_OBJECTS = 500_000;
/** Characters: an honest file's objects are gone through a few times. */
const MOST_WORK = 150_000_000;
/** To find and unpack even an empty stream takes so much: a form of a few bytes can be drawn a million times. */
const WORK_OF_STREAM = 2_000;
const OBJECT =
  /(\d{1,10})[\0\t\n\f\r ]+\d{1,5}[\0\t\n\f\r ]+obj(?![a-z])|(?<![a-z])stream\r?\n|(?<![a-z])trailer/g;

/** What a stream follows; in a string the word may stand too. */
const DICTIONARY_END = />>[\0\t\n\f\r ]*$/;

/** Where an object stands: in the file, or in an unpacked stream of objects. */
interface Place {
  text: string;
  at: number;
}

export class PdfObjects {
  readonly #bytes: Uint8Array;
  readonly #text: string;
  readonly #places = new Map<number, Place>();
  readonly #budget: InflateBudget;
  #work = 0;
  /** What the file says about itself, last said first. */
  readonly trailers: PdfDictionary[] = [];

  private constructor(bytes: Uint8Array, budget: InflateBudget) {
    this.#bytes = bytes;
    this.#text = latin1(bytes);
    this.#budget = budget;
  }

  /** Not cut short: half a document must not pass for a whole one. */
  get hasEnd(): boolean {
    const end = this.#text.slice(-4096);
    // Files that are written by hand may lack the mark; nothing but the end stands behind a whole trailer.
    return end.includes("%%EOF") || /\btrailer\s*<<.*>>\s*(?:startxref\s+\d+\s*)?$/s.test(end);
  }

  static async find(bytes: Uint8Array, budget: InflateBudget): Promise<PdfObjects> {
    const objects = new PdfObjects(bytes, budget);
    await objects.#scan();
    return objects;
  }

  /** The value itself, where it stands elsewhere. */
  readonly resolve = (value: PdfValue | undefined): PdfValue | undefined => {
    let result = value;
    for (let steps = 0; isReference(result) && steps < 10; steps += 1) result = this.#read(result);
    return isReference(result) ? undefined : result;
  };

  dictionary(value: PdfValue | undefined): PdfDictionary | null {
    const found = this.resolve(value);
    return found instanceof Map ? found : null;
  }

  list(value: PdfValue | undefined): PdfValue[] {
    const found = this.resolve(value);
    return Array.isArray(found) ? found : [];
  }

  number(value: PdfValue | undefined): number | null {
    const found = this.resolve(value);
    return typeof found === "number" ? found : null;
  }

  name(value: PdfValue | undefined): string | null {
    const found = this.resolve(value);
    return isName(found) ? found.name : null;
  }

  /** The unpacked bytes of a stream; null for anything else. Packed bytes are looked for behind its dictionary. */
  async stream(value: PdfValue | undefined): Promise<string | null> {
    if (!isReference(value)) return null;
    const place = this.#places.get(value.reference);
    if (place === undefined || place.text !== this.#text) return null;
    const lexer = new PdfLexer(this.#text, place.at);
    const dictionary = lexer.next();
    if (!(dictionary instanceof Map) || !isWordOf(lexer.next(), "stream"))
      return isReference(dictionary) ? this.stream(dictionary) : null;
    const start = lexer.at + (this.#text.startsWith("\r\n", lexer.at) ? 2 : 1);
    const data = this.#bytes.subarray(start, this.#endOfStream(start, dictionary));
    this.spend(WORK_OF_STREAM + data.length);
    const text = await unpack(data, dictionary, this.resolve, this.#budget);
    this.spend(text?.length ?? 0);
    return text;
  }

  /** What is made of an object may be far longer than what says so. */
  spend(characters: number): void {
    this.#work += characters;
    if (this.#work > MOST_WORK) throw new Error("too much to go through");
  }

  #read({ reference }: PdfReference): PdfValue | undefined {
    const place = this.#places.get(reference);
    if (place === undefined) return undefined;
    const lexer = new PdfLexer(place.text, place.at);
    const value = lexer.next();
    this.spend(lexer.at - place.at);
    return value;
  }

  async #scan(): Promise<void> {
    const packed: { number: number; before: number }[] = [];
    let [last, lastAt] = [-1, 0];
    const sign = new RegExp(OBJECT);
    for (;;) {
      const found = sign.exec(this.#text);
      if (found === null || this.#places.size > MOST_OBJECTS) break;
      if (found[1] !== undefined) {
        [last, lastAt] = [Number(found[1]), sign.lastIndex];
        this.#places.set(last, { text: this.#text, at: lastAt });
      } else if (found[0] === "trailer") {
        const trailer = new PdfLexer(this.#text, sign.lastIndex).next();
        if (trailer instanceof Map) this.trailers.unshift(trailer);
      } else if (
        last >= 0 &&
        DICTIONARY_END.test(this.#text.slice(Math.max(0, found.index - 20), found.index))
      ) {
        const dictionary = new PdfLexer(this.#text.slice(lastAt, found.index)).next();
        if (!(dictionary instanceof Map)) continue;
        const type = dictionary.get("Type");
        if (isName(type) && type.name === "ObjStm") packed.push({ number: last, before: lastAt });
        if (isName(type) && type.name === "XRef") this.trailers.unshift(dictionary);
        sign.lastIndex = this.#endOfStream(sign.lastIndex, dictionary);
        last = -1;
      }
    }
    for (const { number, before } of packed) await this.#unfold(number, before);
  }

  /** A later definition counts: one in the file behind this stream is later. */
  async #unfold(number: number, before: number): Promise<void> {
    const dictionary = this.dictionary({ reference: number });
    const text = await this.stream({ reference: number });
    const first = this.number(dictionary?.get("First"));
    if (text === null || first === null) return;
    const lexer = new PdfLexer(text);
    while (lexer.at < first && this.#places.size <= MOST_OBJECTS) {
      const [inner, offset] = [lexer.next(), lexer.next()];
      if (typeof inner !== "number" || typeof offset !== "number") break;
      const known = this.#places.get(inner);
      if (known === undefined || known.text !== this.#text || known.at < before) {
        this.#places.set(inner, { text, at: first + offset });
      }
    }
  }

  /** Where it says, if it ends there; else at the next sign of an end. */
  #endOfStream(start: number, dictionary: PdfDictionary): number {
    const length = this.number(dictionary.get("Length"));
    if (
      length !== null &&
      length >= 0 &&
      /^\s*endstream/.test(this.#text.slice(start + length, start + length + 14))
    ) {
      return start + length;
    }
    const end = this.#text.indexOf("endstream", start);
    if (end < 0) return this.#text.length;
    return this.#text.startsWith("\r\n", end - 2)
      ? end - 2
      : /[\r\n]/.test(this.#text[end - 1] ?? "")
        ? end - 1
        : end;
  }
}

function isWordOf(value: PdfValue | undefined, word: string): boolean {
  return isWord(value) && value.word === word;
}
