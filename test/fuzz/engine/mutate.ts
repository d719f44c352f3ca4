// One new input out of known ones: a few changes on top of each other.
import { changeBytes, encode, repeated, replaced } from "./bytes.ts";
import { changeJson } from "./json.ts";
import type { Random } from "./random.ts";

export interface Material {
  corpus: readonly Uint8Array[];
  tokens: readonly Uint8Array[];
  mostBytes: number;
}

const MOST_CHANGES = 6;

/** Words that mean something to many parsers: they stand beside those of the target. */
const COMMON_TOKENS = [
  "\n",
  "\r\n",
  "\n\n",
  '"',
  "'",
  "`",
  "```",
  "[",
  "]",
  "{",
  "}",
  "<",
  ">",
  "\\",
  "%00",
  "/",
  "://",
  "@",
  "|",
  ":",
  "-->",
];

export function mutate(parent: Uint8Array, material: Material, random: Random): Uint8Array {
  let input = parent;
  for (let changes = 1 + random.below(MOST_CHANGES); changes > 0; changes -= 1)
    input = change(input, material, random).subarray(0, material.mostBytes);
  return input;
}

function change(input: Uint8Array, { corpus, tokens }: Material, random: Random): Uint8Array {
  const kind = random.below(10);
  if (kind < 3) return changeJson(input, random) ?? changeBytes(input, random);
  if (kind < 6) return withToken(input, random.of(tokens), random);
  return kind === 6 ? spliced(input, random.of(corpus), random) : changeBytes(input, random);
}

function withToken(input: Uint8Array, token: Uint8Array, random: Random): Uint8Array {
  const at = random.below(input.length + 1);
  const over = random.below(3) === 0 ? Math.min(input.length, at + token.length) : at;
  const times = random.below(12) === 0 ? 2 ** random.below(13) : 1;
  return replaced(input, at, over, repeated(token, times));
}

/** The beginning of one and the end of another, or a stretch of the other within. */
function spliced(input: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  const [at, from] = [random.below(input.length + 1), random.below(other.length + 1)];
  if (random.below(2) === 0) return replaced(input, at, input.length, other.subarray(from));
  return replaced(input, at, at, other.subarray(from, from + random.below(256)));
}

export function tokensOf(tokens: readonly string[]): Uint8Array[] {
  return [...tokens, ...COMMON_TOKENS].map(encode);
}
