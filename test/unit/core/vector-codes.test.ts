// Eight bits and one bit of a number: exactly which.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cosine, quantize, signDistance, signsOf, signWords } from "../../../src/core/vectors.ts";

const SEED = { seed: 20260131 };
const codes = (length: { minLength: number; maxLength: number }) =>
  fc.array(fc.integer({ min: -127, max: 127 }), length).map((numbers) => Int8Array.from(numbers));

describe("eight bits", () => {
  it.each<[number[], number[]]>([
    [[1], [127]],
    [[-1], [-127]],
    [[0], [0]],
    [
      [0, 0, 0],
      [0, 0, 0],
    ],
    [
      [1, -1, 0.5],
      [127, -127, 64],
    ],
    [
      [2, 1],
      [127, 64],
    ],
    [
      [1e-30, -1e-30],
      [127, -127],
    ],
    [
      [1e300, 5e299],
      [127, 64],
    ],
    [
      [1, 0.003],
      [127, 0],
    ],
    [
      [1, 0.004],
      [127, 1],
    ],
    [
      [-3, 3, 1.5],
      [-127, 127, 64],
    ],
  ])("of %j are %j", (vector, expected) => {
    expect([...quantize(vector)]).toEqual(expected);
  });

  it("are the same of a vector of whatever kind, and of one that is some times as long", () => {
    const vector = fc.array(fc.float({ min: -8, max: 8, noNaN: true }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(vector, fc.constantFrom(0.25, 2, 1024), (numbers, factor) => {
        const expected = quantize(numbers);
        expect(quantize(Float32Array.from(numbers))).toEqual(expected);
        // Powers of two change no digit, short of numbers too small to have them.
        if (numbers.every((number) => number === 0 || Math.abs(number) > 1e-30))
          expect(quantize(numbers.map((number) => number * factor))).toEqual(expected);
        expect(expected.every((code) => code >= -127)).toBe(true);
      }),
      SEED,
    );
  });
});

describe("the cosine", () => {
  it.each<[number[], number[], number]>([
    [[1, 0], [1, 0], 1],
    [[1, 0], [0, 1], 0],
    [[1, 0], [-1, 0], -1],
    [[3, 4], [4, 3], 0.96],
    [[127, 127], [1, 1], 1],
    [[-127, 127], [127, -127], -1],
    [[0, 0], [0, 0], 0],
    [[0, 0], [5, 5], 0],
    [[5, 5], [0, 0], 0],
  ])("of %j and %j is %d", (one, other, expected) => {
    expect(cosine(Int8Array.from(one), Int8Array.from(other))).toBeCloseTo(expected, 10);
  });

  it("is the same both ways, one with itself, and never beyond one, up to 3,072 numbers", () => {
    fc.assert(
      fc.property(
        codes({ minLength: 8, maxLength: 8 }),
        codes({ minLength: 8, maxLength: 8 }),
        fc.constantFrom(1, 96, 384),
        (one, other, times) => {
          const long = (numbers: Int8Array) =>
            Int8Array.from({ length: 8 * times }, (_, index) => numbers[index % 8] ?? 0);
          const [left, right] = [long(one), long(other)];
          expect(cosine(left, right)).toBe(cosine(right, left));
          expect(Math.abs(cosine(left, right))).toBeLessThanOrEqual(1 + 1e-12);
          if (one.some((code) => code !== 0)) expect(cosine(left, left)).toBeCloseTo(1, 12);
        },
      ),
      SEED,
    );
  });
});

describe("one bit", () => {
  it.each<[number, number]>([
    [1, 1],
    [31, 1],
    [32, 1],
    [33, 2],
    [1_024, 32],
    [1_536, 48],
  ])("of each of %i numbers takes %i words", (dimension, words) => {
    expect(signWords(dimension)).toBe(words);
    expect(signsOf(new Int8Array(dimension))).toHaveLength(words);
  });

  it.each<[string, number[], number[]]>([
    ["nothing above zero", [0, -1, -127], [0]],
    ["the first", [1, 0, 0], [1]],
    ["the last of a word", [...Array<number>(31).fill(0), 5], [0x80000000]],
    ["the first of the next", [...Array<number>(32).fill(-1), 5], [0, 1]],
    ["all of a word", Array<number>(32).fill(1), [0xffffffff]],
    ["every other one", Array.from({ length: 32 }, (_, index) => (index % 2 === 0 ? 1 : -1)), [0x55555555]],
  ])("is set for %s", (_, numbers, words) => {
    expect([...signsOf(Int8Array.from(numbers))]).toEqual(words);
  });

  it.each<[number[], number[], number]>([
    [[0], [0], 0],
    [[0], [0xffffffff], 32],
    [[0x80000000], [0], 1],
    [[0x0f0f0f0f], [0xf0f0f0f0], 32],
    [[0x12345678], [0x12345678], 0],
    [[1, 2, 4], [2, 4, 1], 6],
    [[0xffffffff, 0xffffffff], [0, 0], 64],
  ])("differs between %j and %j %i times", (one, other, distance) => {
    expect(signDistance(Uint32Array.from(one), Uint32Array.from(other), 0)).toBe(distance);
  });

  it("is compared at its place among many, and what stands beside it does not count", () => {
    const signs = Uint32Array.from([0b1011, 0]);
    const many = Uint32Array.from([0xffffffff, 0b1011, 0, 0xffffffff]);
    expect(signDistance(signs, many, 1)).toBe(0);
    expect(signDistance(signs, many, 0)).toBe(29 + 3);
    expect(signDistance(signs, many, 3), "behind the end there are zeros").toBe(29);
  });

  it("keeps the rules of a distance: none to itself, the same both ways, no shorter way round", () => {
    const vectors = codes({ minLength: 70, maxLength: 70 });
    fc.assert(
      fc.property(vectors, vectors, vectors, (a, b, c) => {
        const [one, two, three] = [signsOf(a), signsOf(b), signsOf(c)];
        const between = (left: Uint32Array, right: Uint32Array) => signDistance(left, right, 0);
        expect(between(one, one)).toBe(0);
        expect(between(one, two)).toBe(between(two, one));
        expect(between(one, three)).toBeLessThanOrEqual(between(one, two) + between(two, three));
        expect(between(one, two)).toBeLessThanOrEqual(70);
      }),
      SEED,
    );
  });
});
