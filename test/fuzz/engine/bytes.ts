// Changes of bytes, one at a time: what a broken line, a careless program or an attacker makes of an input.
import type { Random } from "./random.ts";

type Change = (input: Uint8Array, random: Random) => Uint8Array;

export const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

const BYTES = [
  0, 1, 9, 10, 13, 32, 34, 35, 45, 46, 47, 58, 60, 62, 91, 92, 93, 123, 125, 127, 128, 192, 237, 255,
];
const NUMBERS = [
  ...["0", "-1", "1", "2", "127", "255", "256", "65535", "65536", "2147483647", "2147483648", "4294967295"],
  ...["4294967296", "9007199254740991", "9007199254740993", "99999999999999999999", "1e308", "1e999", "-0"],
  ...["0.1", "00", "0x10", "NaN", "Infinity", "1760000000", "1760000000000"],
];
const WORDS = [
  0, 1, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff,
];

/** Halves of surrogate pairs, a byte order mark, NUL, overlong and broken UTF-8, marks of direction, piled accents, wide forms. */
const ODD: readonly Uint8Array[] = [
  Uint8Array.of(0xed, 0xa0, 0x80),
  Uint8Array.of(0xed, 0xbf, 0xbf),
  Uint8Array.of(0xef, 0xbb, 0xbf),
  Uint8Array.of(0xff, 0xfe),
  Uint8Array.of(0),
  Uint8Array.of(0xc0, 0xaf),
  Uint8Array.of(0xf4, 0x90, 0x80, 0x80),
  Uint8Array.of(0xe4, 0xbd),
  ..."\u202e \u2066 \u200b \u200d \u0301 \u00ad \u0085 \u2028 \u3000 ／ İ ß ﬁ Ω 𝒳 👩‍👩‍👧 選 中文。 ｱﾞ \u{10ffff} \ufffe"
    .split(" ")
    .map(encode),
];

function place(input: Uint8Array, random: Random): number {
  return random.below(input.length + 1);
}

function stretch(input: Uint8Array, random: Random): [number, number] {
  const start = place(input, random);
  const most = random.below(3) === 0 ? input.length - start : Math.min(32, input.length - start);
  return [start, start + random.below(most + 1)];
}

export function replaced(input: Uint8Array, start: number, end: number, by: Uint8Array): Uint8Array {
  const whole = new Uint8Array(input.length - (end - start) + by.length);
  whole.set(input.subarray(0, start));
  whole.set(by, start);
  whole.set(input.subarray(end), start + by.length);
  return whole;
}

function withBytes(input: Uint8Array, change: (copy: Uint8Array) => void): Uint8Array {
  const copy = input.slice();
  if (copy.length > 0) change(copy);
  return copy;
}

const CHANGES: readonly Change[] = [
  (input, random) =>
    withBytes(input, (copy) => {
      const at = random.below(copy.length);
      copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8));
    }),
  (input, random) =>
    withBytes(input, (copy) => {
      copy[random.below(copy.length)] = random.below(2) === 0 ? random.below(256) : random.of(BYTES);
    }),
  (input, random) => {
    const bytes = Uint8Array.from({ length: 1 + random.below(4) }, () => random.below(256));
    const at = place(input, random);
    return replaced(input, at, at, bytes);
  },
  (input, random) => replaced(input, ...stretch(input, random), new Uint8Array()),
  // A stretch again and again: lengths and depths that nobody writes.
  (input, random) => {
    const [start, end] = stretch(input, random);
    const times = random.below(4) === 0 ? 2 ** (1 + random.below(12)) : 2;
    return replaced(input, end, end, repeated(input.subarray(start, end), times));
  },
  (input, random) => {
    const [start, end] = stretch(input, random);
    const at = place(input, random);
    return replaced(input, at, at, input.subarray(start, end));
  },
  (input, random) => {
    const at = place(input, random);
    return random.below(2) === 0 ? input.subarray(0, at) : input.subarray(at);
  },
  (input, random) => {
    const at = place(input, random);
    return replaced(input, at, at, random.of(ODD));
  },
  (input, random) => {
    const [start, end] = numberIn(input, random);
    return replaced(input, start, end, encode(random.of(NUMBERS)));
  },
  (input, random) =>
    withBytes(input, (copy) => {
      const view = new DataView(copy.buffer);
      const size = random.of([2, 4]);
      if (copy.length < size) return;
      const at = random.below(copy.length - size + 1);
      const value = random.of(WORDS);
      if (size === 2) view.setUint16(at, value & 0xffff, random.below(2) === 0);
      else view.setUint32(at, value, random.below(2) === 0);
    }),
];

export function changeBytes(input: Uint8Array, random: Random): Uint8Array {
  return random.of(CHANGES)(input, random);
}

const MOST_REPEATED = 16 * 1024;

export function repeated(bytes: Uint8Array, times: number): Uint8Array {
  const count = Math.min(times, Math.ceil(MOST_REPEATED / Math.max(bytes.length, 1)));
  const whole = new Uint8Array(bytes.length * count);
  for (let index = 0; index < count; index += 1) whole.set(bytes, index * bytes.length);
  return whole;
}

/** A run of digits; where there is none, a place. */
function numberIn(input: Uint8Array, random: Random): [number, number] {
  const from = place(input, random);
  const isDigit = (at: number) => (input[at] ?? 0) >= 48 && (input[at] ?? 0) <= 57;
  let start = from;
  while (start < input.length && !isDigit(start)) start += 1;
  if (start === input.length) return [from, from];
  let end = start;
  while (isDigit(end)) end += 1;
  return [start, end];
}
