// The period that the overview speaks of.
import type { Query } from "../../http.ts";

export const PERIODS = ["day", "week", "month"] as const;
export type Period = (typeof PERIODS)[number];

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const LENGTHS: Record<Period, { days: number; bucket: "hour" | "day" }> = {
  day: { days: 1, bucket: "hour" },
  week: { days: 7, bucket: "hour" },
  month: { days: 30, bucket: "day" },
};

export function readPeriod(value: string | null): Period {
  return PERIODS.find((period) => period === value) ?? "day";
}

/** From the beginning of a whole bucket, so that none is shown by half. */
export function periodQuery(period: Period, now: number): Query {
  const { days, bucket } = LENGTHS[period];
  const step = bucket === "hour" ? HOUR_MS : DAY_MS;
  const last = Math.floor(now / step) * step;
  const from = last - days * DAY_MS + step;
  return { from: new Date(from).toISOString(), bucket };
}
