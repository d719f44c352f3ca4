// Changes inside of JSON, wherever a line holds some: bytes alone hardly ever get past the parser.
import { encode, replaced } from "./bytes.ts";
import type { Random } from "./random.ts";

const VALUES: readonly unknown[] = [
  ...[
    null,
    true,
    false,
    0,
    -1,
    0.5,
    1e21,
    9007199254740991,
    "",
    " ",
    "0",
    "null",
    "\ud800",
    "\u0000",
    "a\nb",
    "选",
  ],
  ...[
    [],
    {},
    [[]],
    [null],
    [{}],
    { a: 1 },
    "x".repeat(300),
    "[1]",
    '{"a":1}',
    "__proto__",
    "https://a.example/?q=1#f",
  ],
];
const KEYS = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "length",
  "",
  "0",
  "error",
  "id",
  "type",
  "text",
];
const LONGEST_LINE = 20_000;

/** Null where no line holds JSON. */
export function changeJson(input: Uint8Array, random: Random): Uint8Array | null {
  const found = jsonIn(input, random);
  if (found === null) return null;
  const { start, end, value } = found;
  const changed = changeValue(value, random, 0);
  return replaced(input, start, end, encode(written(changed, random)));
}

/** The whole input, or one of its lines behind a name such as `data:`. */
function jsonIn(input: Uint8Array, random: Random): { start: number; end: number; value: unknown } | null {
  // A character a byte.
  const text = new TextDecoder("windows-1252").decode(input);
  const spans: [number, number][] = [[0, text.length]];
  let start = 0;
  for (const line of text.split("\n")) {
    const head = /^(?:data:\s*)?/.exec(line)?.[0].length ?? 0;
    if (/^[{["]/.test(line.slice(head))) spans.push([start + head, start + line.length]);
    start += line.length + 1;
  }
  const first = random.below(spans.length);
  for (const [from, to] of [...spans.slice(first), ...spans.slice(0, first)]) {
    if (to - from > LONGEST_LINE) continue;
    try {
      return {
        start: from,
        end: to,
        value: JSON.parse(new TextDecoder().decode(input.subarray(from, to))),
      };
    } catch {
      // The next line may do.
    }
  }
  return null;
}

function changeValue(value: unknown, random: Random, depth: number): unknown {
  if (Array.isArray(value) && value.length > 0 && random.below(4) > 0)
    return changeList(value, random, depth);
  if (typeof value === "object" && value !== null && !Array.isArray(value) && random.below(5) > 0)
    return changeFields(value, random, depth);
  if (typeof value === "string") {
    // JSON within JSON, as platforms send content.
    const inner = random.below(2) === 0 && depth < 8 ? parsed(value) : undefined;
    if (inner !== undefined) return JSON.stringify(changeValue(inner, random, depth + 1));
    if (random.below(2) === 0) return changeText(value, random);
  }
  return depth < 40 && random.below(12) === 0 ? nested(value, random) : random.of(VALUES);
}

function changeList(list: unknown[], random: Random, depth: number): unknown[] {
  const at = random.below(list.length);
  const kind = random.below(6);
  if (kind === 0) return list.toSpliced(at, 1);
  if (kind === 1) return list.toSpliced(at, 0, list[at], list[at]);
  if (kind === 2) return [...list].reverse();
  return list.with(at, changeValue(list[at], random, depth + 1));
}

function changeFields(fields: object, random: Random, depth: number): object {
  const entries: [string, unknown][] = Object.entries(fields);
  if (entries.length === 0) return { [random.of(KEYS)]: random.of(VALUES) };
  const at = random.below(entries.length);
  const [key, value] = entries[at] ?? ["", null];
  const kind = random.below(8);
  if (kind === 0) entries.splice(at, 1);
  else if (kind === 1) entries.push([random.of(KEYS), random.of(VALUES)]);
  else if (kind === 2) entries[at] = [random.of(KEYS), value];
  else if (kind === 3) entries[at] = [key, (entries[random.below(entries.length)] ?? [])[1]];
  else entries[at] = [key, changeValue(value, random, depth + 1)];
  return Object.fromEntries(entries);
}

function changeText(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  const kind = random.below(4);
  if (kind === 0) return text.slice(0, at) + String(random.of(VALUES)) + text.slice(at);
  if (kind === 1) return text.slice(0, at);
  if (kind === 2) return text.slice(at) + text.slice(0, at);
  return text.repeat(1 + random.below(3));
}

function nested(value: unknown, random: Random): unknown {
  let whole = value;
  for (let depth = 2 ** random.below(8); depth > 0; depth -= 1)
    whole = random.below(2) === 0 ? [whole] : { a: whole };
  return whole;
}

function parsed(text: string): unknown {
  try {
    const value: unknown = /^[{[]/.test(text) ? JSON.parse(text) : undefined;
    return value;
  } catch {
    return undefined;
  }
}

/** Sometimes with spaces, escapes or a key twice, which mean the same or nearly. */
function written(value: unknown, random: Random): string {
  const text = JSON.stringify(value) ?? "null";
  const kind = random.below(8);
  if (kind === 0) return text.replaceAll('":', '" : ').replaceAll(",", ", ");
  if (kind === 1)
    return text.replace(/"([a-z])/, (_, sign: string) => `"\\u00${sign.charCodeAt(0).toString(16)}`);
  if (kind === 2) return text.replace(/^\{("[^"]*"):/, "{$1:null,$1:");
  return text;
}
