// Counters that only grow, by name and labels, and the requests of the last minutes.
import type { LogKind, RequestMinute } from "../core/log.ts";

export interface Sums {
  samples: Record<string, number>;
  minutes: RequestMinute[];
  /** Of the youngest line that stands in a file, by kind. ISO 8601. */
  newest: Partial<Record<LogKind, string>>;
}

/** Longer than any rule looks back. */
const MINUTES_KEPT = 15;
/** Labels come from a few words; more than so many names would be a mistake, and must not fill the object. */
const MOST_SAMPLES = 2_000;

export function addSamples(sums: Record<string, number>, samples: Record<string, number>): void {
  let known = Object.keys(sums).length;
  for (const [name, value] of Object.entries(samples)) {
    if (!(name in sums) && known >= MOST_SAMPLES) continue;
    if (!(name in sums)) known += 1;
    sums[name] = (sums[name] ?? 0) + value;
  }
}

/** Newest first. */
export function foldMinutes(minutes: RequestMinute[], added: RequestMinute): RequestMinute[] {
  const known = minutes.find(({ minute }) => minute === added.minute);
  const folded = {
    minute: added.minute,
    requests: (known?.requests ?? 0) + added.requests,
    errors: (known?.errors ?? 0) + added.errors,
  };
  return [folded, ...minutes.filter((minute) => minute !== known)]
    .sort((one, other) => other.minute - one.minute)
    .slice(0, MINUTES_KEPT);
}
