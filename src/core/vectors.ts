// Vectors made small: eight bits a number to compare by, one bit a number to look through many.

/** Of any length but zero; scaled so that the largest number is 127. The cosine of two does not change by it. */
export function quantize(vector: ArrayLike<number>): Int8Array {
  let largest = 0;
  for (let index = 0; index < vector.length; index += 1)
    largest = Math.max(largest, Math.abs(vector[index] ?? 0));
  const codes = new Int8Array(vector.length);
  if (largest === 0) return codes;
  for (let index = 0; index < vector.length; index += 1)
    codes[index] = Math.round(((vector[index] ?? 0) / largest) * 127);
  return codes;
}

/** How many words of 32 bits the signs of a vector take. */
export function signWords(dimension: number): number {
  return Math.ceil(dimension / 32);
}

export function signsOf(codes: Int8Array): Uint32Array {
  const signs = new Uint32Array(signWords(codes.length));
  for (let index = 0; index < codes.length; index += 1)
    if ((codes[index] ?? 0) > 0) signs[index >> 5] = (signs[index >> 5] ?? 0) | (1 << (index & 31));
  return signs;
}

/** In how many signs `signs` differs from the words of `many` that begin at `start`. */
export function signDistance(signs: Uint32Array, many: Uint32Array, start: number): number {
  let distance = 0;
  for (let index = 0; index < signs.length; index += 1) {
    let bits = (signs[index] ?? 0) ^ (many[start + index] ?? 0);
    bits -= (bits >>> 1) & 0x55555555;
    bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
    distance += Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return distance;
}

/** -1 to 1; 0 when one of them is nothing but zeros. */
export function cosine(one: Int8Array, other: Int8Array): number {
  let [product, ones, others] = [0, 0, 0];
  for (let index = 0; index < one.length; index += 1) {
    const [left, right] = [one[index] ?? 0, other[index] ?? 0];
    product += left * right;
    ones += left * left;
    others += right * right;
  }
  return ones === 0 || others === 0 ? 0 : product / Math.sqrt(ones * others);
}
