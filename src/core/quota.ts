// What a month's allowance of platform calls means for what is still worth a call. Pure.

/** Shares of the allowance, in percent, at which the operator is warned. */
const WARNINGS = [50, 80, 95];

/** The month in which the platforms count this moment, `YYYY-MM`: both are Chinese, and their months begin at midnight in Beijing. */
export function billingMonth(now: number): string {
  return new Date(now + 8 * 3_600_000).toISOString().slice(0, 7);
}

/** Calls of one month, whatever for. */
export function callsIn(month: string, lines: { month: string; calls: number }[]): number {
  return lines.reduce((sum, line) => sum + (line.month === month ? line.calls : 0), 0);
}

/** By how much the showing of unfinished answers slackens; null: only finished answers are still sent. */
export function slowdownAt(used: number, allowance: number | null): number | null {
  if (allowance === null) return 1;
  const percent = (100 * used) / allowance;
  if (percent >= 95) return null;
  return percent >= 80 ? 4 : percent >= 50 ? 2 : 1;
}

/** The highest warning that is reached with `used` and was not with `before`; null when there is none. */
export function warningReached(before: number, used: number, allowance: number | null): number | null {
  if (allowance === null) return null;
  const reached = (count: number, percent: number) => 100 * count >= percent * allowance;
  return WARNINGS.findLast((percent) => reached(used, percent) && !reached(before, percent)) ?? null;
}
