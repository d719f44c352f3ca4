// How the highest rate is found that this machine holds: step by step until one doesn't hold, then three fifths of the last that did, since a step is short and the load is long. Pure.

export interface Step {
  /** Messages a second that were begun. */
  rate: number;
  /** Milliseconds. */
  acknowledgement99: number;
  /** Above what the model itself takes. */
  added50: number;
  /** Acknowledged and not answered when the step ended. */
  backlog: number;
  failed: number;
}

/** The platforms' patience: a callback is acknowledged within a second. */
const LONGEST_ACKNOWLEDGEMENT_MS = 1_000;
/** People feel it: the program takes a second of its own beside the model. */
const LONGEST_ADDED_MS = 1_000;
/** Answers that are under way at once: so many seconds of arrivals. */
const BACKLOG_SECONDS = 3;
const FIRST_RATE = 5;
const GROWTH = 1.4;
const SHARE = 0.6;

/** Why a step did not hold; null: it held. */
export function flawOf({ rate, acknowledgement99, added50, backlog, failed }: Step): string | null {
  if (failed > 0) return `${failed} failed`;
  if (acknowledgement99 > LONGEST_ACKNOWLEDGEMENT_MS)
    return `1 in 100 acknowledgements took over ${Math.round(acknowledgement99)} ms`;
  if (backlog > rate * BACKLOG_SECONDS) return `${backlog} were waiting at its end`;
  if (added50 > LONGEST_ADDED_MS)
    return `half of the answers took ${Math.round(added50)} ms more than the model`;
  return null;
}

/** The rate of the next step; null: the last one did not hold. */
export function nextRate(steps: readonly Step[]): number | null {
  const last = steps.at(-1);
  if (last === undefined) return FIRST_RATE;
  return flawOf(last) === null ? Math.round(last.rate * GROWTH) : null;
}

/** Where even the first step did not hold, a part of it. */
export function rateToHold(steps: readonly Step[]): number {
  const held = steps.filter((step) => flawOf(step) === null).map(({ rate }) => rate);
  const best = held.length === 0 ? FIRST_RATE / 2 : Math.max(...held);
  return Math.max(1, Math.round(best * SHARE * 10) / 10);
}
