// Random numbers that a seed decides, so that a run can be repeated.

/** In [0, 1): mulberry32. */
export type Random = () => number;

export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function exponential(random: Random, mean: number): number {
  return -mean * Math.log(1 - random());
}

/** Of this mean; `spread`: standard deviation of the logarithm. */
export function lognormal(random: Random, mean: number, spread: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return mean * Math.exp(spread * normal - spread ** 2 / 2);
}

/** Times at which something happens that knows nothing of its last time: Poisson. */
export function arrivals(random: Random, aSecond: number, seconds: number): number[] {
  const times: number[] = [];
  for (let time = exponential(random, 1 / aSecond); time < seconds; time += exponential(random, 1 / aSecond))
    times.push(time);
  return times;
}
