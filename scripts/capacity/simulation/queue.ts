// One server with a line before it: who comes first is served first.
import type { Random } from "./random.ts";
import { arrivals } from "./random.ts";

export interface Served {
  /** Seconds before its turn came, and until it was done. */
  waited: number[];
  stayed: number[];
}

/** `times` ascending; `service` is asked once for each, in their order. */
export function serve(times: number[], service: () => number): Served {
  const served: Served = { waited: [], stayed: [] };
  let freeAt = 0;
  for (const time of times) {
    const begins = Math.max(time, freeAt);
    freeAt = begins + service();
    served.waited.push(begins - time);
    served.stayed.push(freeAt - time);
  }
  return served;
}

/** The same hour so many times, each beginning with nobody in line. Seconds until each was done. */
export function stays(
  random: Random,
  { aSecond, seconds, hours }: { aSecond: number; seconds: number; hours: number },
  service: () => number,
): number[] {
  return Array.from(
    { length: hours },
    () => serve(arrivals(random, aSecond, seconds), service).stayed,
  ).flat();
}
