// Where text stands: PDF's six numbers of a transformation.

export type Matrix = [number, number, number, number, number, number];

export const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];

/** First `inner`, then `outer`. */
export function combine(inner: Matrix, outer: Matrix): Matrix {
  const [a, b, c, d, e, f] = inner;
  const [k, l, m, n, o, p] = outer;
  return [a * k + b * m, a * l + b * n, c * k + d * m, c * l + d * n, e * k + f * m + o, e * l + f * n + p];
}

export function matrixOf(values: unknown[]): Matrix {
  const [a, b, c, d, e, f] = values.map((value) =>
    typeof value === "number" && Number.isFinite(value) ? value : 0,
  );
  return [a ?? 0, b ?? 0, c ?? 0, d ?? 0, e ?? 0, f ?? 0];
}
