// Small checks on parsed JSON from outside, where a schema per streamed piece would cost too much.

export type JsonRecord = Record<string, unknown>;

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Deeper than any honest request; far less than what a recursive serializer survives. */
const DEEPEST = 64;
/** More than any honest request; parsed, they still fit a Worker's 128 MB many times over. */
const MOST_VALUES = 200_000;

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

/**
 * What would make a text too costly to parse; null when it is fine. Looks at brackets and commas only and makes nothing:
 * twenty megabytes of `[` or of `0,` would grow to a gigabyte inside JSON.parse and take the isolate down.
 */
export function findJsonExcess(text: string): "too_deep" | "too_many" | null {
  let depth = 0;
  let values = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) index = endOfString(text, index);
    else if (OPENING.has(code)) depth += 1;
    else if (CLOSING.has(code)) depth -= 1;
    if (code === COMMA || OPENING.has(code)) values += 1;
    if (depth > DEEPEST) return "too_deep";
    if (values > MOST_VALUES) return "too_many";
  }
  return null;
}

/** Index of the quote that ends the string beginning at `start`; the text's length when none does. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1) {
    let escapes = end - 1;
    while (text.charCodeAt(escapes) === BACKSLASH) escapes -= 1;
    if ((end - 1 - escapes) % 2 === 0) return end;
    end = text.indexOf('"', end + 1);
  }
  return text.length;
}

/** False when a key or a text holds half of a surrogate pair. For a value whose text `findJsonExcess` let pass. */
export function isWellFormed(value: unknown): boolean {
  if (typeof value === "string") return value.isWellFormed();
  if (Array.isArray(value)) return value.every(isWellFormed);
  if (!isRecord(value)) return true;
  return Object.entries(value).every(([key, item]) => key.isWellFormed() && isWellFormed(item));
}
