// Turns as they were counted: of an hour, a day, a channel, a model, or of all time.

/** Upper ends of the histogram's steps, in milliseconds. */
export const DURATION_STEPS_MS = [100, 250, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 60_000] as const;

/** How many took how long. `upTo`: cumulative, by the steps above. */
export interface Durations {
  count: number;
  sumMs: number;
  upTo: number[];
}

export interface UsageCount {
  turns: number;
  failed: number;
  stopped: number;
  cached: number;
  promptTokens: number;
  completionTokens: number;
  latency: Durations;
  firstToken: Durations;
}

export function noUsage(): UsageCount {
  const nothing = { turns: 0, failed: 0, stopped: 0, cached: 0, promptTokens: 0, completionTokens: 0 };
  return { ...nothing, latency: noDurations(), firstToken: noDurations() };
}

export function addUsage(one: UsageCount, other: UsageCount): UsageCount {
  return {
    turns: one.turns + other.turns,
    failed: one.failed + other.failed,
    stopped: one.stopped + other.stopped,
    cached: one.cached + other.cached,
    promptTokens: one.promptTokens + other.promptTokens,
    completionTokens: one.completionTokens + other.completionTokens,
    latency: addDurations(one.latency, other.latency),
    firstToken: addDurations(one.firstToken, other.firstToken),
  };
}

/**
 * About this share (0 to 1) took at most so many milliseconds: taken along a straight line inside the step in which it falls. Beyond
 * the last step nothing is known but its lower end. Null of none.
 */
export function quantileMs({ count, upTo }: Durations, share: number): number | null {
  if (count === 0) return null;
  const wanted = share * count;
  const step = upTo.findIndex((reached) => reached >= wanted);
  const lower = DURATION_STEPS_MS[step - 1] ?? 0;
  const upper = DURATION_STEPS_MS[step];
  if (upper === undefined) return DURATION_STEPS_MS.at(-1) ?? null;
  const below = upTo[step - 1] ?? 0;
  const inside = (upTo[step] ?? 0) - below;
  return Math.round(lower + ((upper - lower) * (wanted - below)) / Math.max(inside, 1));
}

function noDurations(): Durations {
  return { count: 0, sumMs: 0, upTo: DURATION_STEPS_MS.map(() => 0) };
}

function addDurations(one: Durations, other: Durations): Durations {
  return {
    count: one.count + other.count,
    sumMs: one.sumMs + other.sumMs,
    upTo: one.upTo.map((reached, step) => reached + (other.upTo[step] ?? 0)),
  };
}
