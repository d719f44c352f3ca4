// Where waiting begins to count: one rule for every queue.

export interface Point {
  load: number;
  /** Seconds. */
  median: number;
  p99: number;
}

export function pointOf(load: number, seconds: number[]): Point {
  const sorted = Float64Array.from(seconds).sort();
  return { load, median: quantile(sorted, 0.5), p99: quantile(sorted, 0.99) };
}

export function quantile(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

/** What a person takes for a stop. */
const PATIENCE_SECONDS = 10;

/**
 * The first load at which 99 of 100 take more than twice as long as at the lowest one, and at least ten seconds more. Null: none
 * of them does. The lowest load comes first, and stands for a system without a queue.
 */
export function kneeOf([idle, ...points]: Point[]): number | null {
  const isBent = ({ p99 }: Point) =>
    idle !== undefined && p99 > 2 * idle.p99 && p99 > idle.p99 + PATIENCE_SECONDS;
  return points.find(isBent)?.load ?? null;
}
