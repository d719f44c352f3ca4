// Small vectors say nearly the same as large ones.
import fc from "fast-check";
import { expect, it } from "vitest";
import { cosine, quantize, signDistance, signsOf, signWords } from "../../../src/core/vectors.ts";

const RANDOM = { seed: 20260131, numRuns: 60 };
const number = fc.double({ min: -3, max: 3, noNaN: true });
const vector = fc.array(number, { minLength: 70, maxLength: 70 });

function exact(one: number[], other: number[]): number {
  const dot = (a: number[], b: number[]) => a.reduce((sum, value, index) => sum + value * b[index]!, 0);
  const lengths = Math.sqrt(dot(one, one) * dot(other, other));
  return lengths === 0 ? 0 : dot(one, other) / lengths;
}

it("the cosine of eight-bit numbers is that of the numbers, but for a hundredth or two", () => {
  fc.assert(
    fc.property(vector, vector, (one, other) => {
      expect(Math.abs(cosine(quantize(one), quantize(other)) - exact(one, other))).toBeLessThan(0.02);
    }),
    RANDOM,
  );
});

it("the distance counts the signs that differ, wherever the others stand", () => {
  fc.assert(
    fc.property(vector, vector, (one, other) => {
      const [left, right] = [quantize(one), quantize(other)];
      const differing = [...left].filter((code, index) => code > 0 !== right[index]! > 0).length;
      const many = new Uint32Array(2 * signWords(70));
      many.set(signsOf(right), signWords(70));
      expect(signDistance(signsOf(left), many, signWords(70))).toBe(differing);
    }),
    RANDOM,
  );
});

it("a vector of zeros is near to nothing", () => {
  expect(cosine(quantize([0, 0]), quantize([1, 2]))).toBe(0);
});
