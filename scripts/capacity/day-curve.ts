// How the messages of a day are spread over its hours: a working day in one time zone.

/** Percent of a day's messages in each hour, from midnight on. An assumption: two humps with lunch in between. */
export const HOUR_SHARES = [
  0.5, 0.3, 0.2, 0.2, 0.2, 0.4, 0.8, 2, 6, 10.5, 12.5, 9, 5, 7, 10.5, 11, 9, 6, 3, 2, 1.7, 1, 0.7, 0.5,
];

const BUSIEST = Math.max(...HOUR_SHARES) / 100;

/** The busiest hour against an average one. */
export const PEAK = BUSIEST * 24;

/** Of something that happens so often a day: how often a second in the busiest hour. */
export function busiestRate(aDay: number): number {
  return (aDay * BUSIEST) / 3600;
}

export function dayOfBusiestRate(aSecond: number): number {
  return (aSecond * 3600) / BUSIEST;
}
