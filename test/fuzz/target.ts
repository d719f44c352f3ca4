// What the fuzzer tries: a parser or a writer, the bytes to begin with, and what must hold whatever the bytes are.

export interface Target {
  name: string;
  /** The files of src/ that it is about: of these the lines that were reached are told. A name that ends with a slash means all below it. */
  covers: readonly string[];
  /** Inputs to begin with; mutations of them reach further than random bytes. */
  seeds: () => readonly (Uint8Array | string)[];
  /** Words that mean something to this parser. */
  tokens: readonly string[];
  /** Longer inputs are cut. */
  mostBytes?: number;
  /** Throws when something does not hold. */
  check: (input: Uint8Array<ArrayBuffer>) => void | Promise<void>;
}

/** The time limit of one input holds for so many bytes. */
export const MOST_BYTES = 64 * 1024;

/**
 * Bytes as a text of JavaScript: UTF-8, and the three bytes that would be half of a surrogate pair are that half, because such
 * texts come out of JSON and UTF-8 alone could never make them.
 */
export function textOf(input: Uint8Array): string {
  const bytes = Buffer.from(input);
  const parts = bytes.toString("latin1").split(/\xed([\xa0-\xbf][\x80-\xbf])/);
  return parts
    .map((part, index) => {
      if (index % 2 === 0) return Buffer.from(part, "latin1").toString("utf8");
      return String.fromCharCode(0xd000 | ((part.charCodeAt(0) & 0x3f) << 6) | (part.charCodeAt(1) & 0x3f));
    })
    .join("");
}

/** A check of texts. */
export function onText(check: (text: string) => void | Promise<void>): Target["check"] {
  return (input) => check(textOf(input));
}

/** A number that follows from the input alone, below `limit`: choices that a check makes are repeatable. */
export function choiceOf(input: Uint8Array | string, limit: number): number {
  let mixed = 2_166_136_261;
  for (let index = 0; index < Math.min(input.length, 512); index += 1) {
    const unit = typeof input === "string" ? input.charCodeAt(index) : (input[index] ?? 0);
    mixed = Math.imul(mixed ^ unit, 16_777_619);
  }
  return (mixed >>> 0) % limit;
}
