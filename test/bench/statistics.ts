// Medians, and the alternation of two measurements that lets them meet the same weather.

export interface Pair<Value = number> {
  measured: Value[];
  baseline: Value[];
}

/** A B A B …; the first `warmup` rounds are run and forgotten. */
export async function interleave<Value>(
  rounds: number,
  warmup: number,
  measured: () => Promise<Value>,
  baseline: () => Promise<Value>,
): Promise<Pair<Value>> {
  const pair: Pair<Value> = { measured: [], baseline: [] };
  for (let round = -warmup; round < rounds; round += 1) {
    const ours = await measured();
    const theirs = await baseline();
    if (round < 0) continue;
    pair.measured.push(ours);
    pair.baseline.push(theirs);
  }
  return pair;
}

export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5);
}

/** Linear between the two nearest samples; NaN without any. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((left, right) => left - right);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}
