// The server's figures → what the charts draw.
import { shareOf } from "../../format.ts";
import type { Stats } from "../../wire.ts";

export type ChartName = "turns" | "failed" | "latency" | "firstToken" | "tokens" | "cached";
export type SeriesName = "turns" | "failed" | "p50" | "p95" | "prompt" | "completion" | "cached";
export type Unit = "count" | "duration" | "share";

export interface ChartSeries {
  name: SeriesName;
  /** One for each bucket; null where there was nothing to measure. */
  values: (number | null)[];
}

export interface ChartData {
  name: ChartName;
  kind: "bars" | "lines";
  unit: Unit;
  series: ChartSeries[];
  /** Of the whole period. */
  total: number | null;
}

type Bucket = Stats["series"][number];

export function chartsOf({ series, totals }: Stats): ChartData[] {
  const read = (name: SeriesName, value: (bucket: Bucket) => number | null): ChartSeries => ({
    name,
    values: series.map(value),
  });
  return [
    {
      name: "turns",
      kind: "bars",
      unit: "count",
      series: [read("turns", ({ turns }) => turns)],
      total: totals.turns,
    },
    {
      name: "failed",
      kind: "bars",
      unit: "count",
      series: [read("failed", ({ failed }) => failed)],
      total: totals.failed,
    },
    {
      name: "tokens",
      kind: "lines",
      unit: "count",
      series: [
        read("prompt", ({ prompt_tokens }) => prompt_tokens),
        read("completion", ({ completion_tokens }) => completion_tokens),
      ],
      total: totals.prompt_tokens + totals.completion_tokens,
    },
    {
      name: "latency",
      kind: "lines",
      unit: "duration",
      series: [
        read("p50", ({ latency_ms }) => latency_ms?.p50 ?? null),
        read("p95", ({ latency_ms }) => latency_ms?.p95 ?? null),
      ],
      total: totals.latency_ms?.p50 ?? null,
    },
    {
      name: "firstToken",
      kind: "lines",
      unit: "duration",
      series: [
        read("p50", ({ first_token_ms }) => first_token_ms?.p50 ?? null),
        read("p95", ({ first_token_ms }) => first_token_ms?.p95 ?? null),
      ],
      total: totals.first_token_ms?.p50 ?? null,
    },
    {
      name: "cached",
      kind: "lines",
      unit: "share",
      series: [read("cached", ({ cached, turns }) => shareOf(cached, turns))],
      total: shareOf(totals.cached, totals.turns),
    },
  ];
}

/** Values with a gap on either side: a line through one point is none, so it needs a dot. */
export function lonePoints(values: readonly (number | null | undefined)[]): number[] {
  const isGap = (index: number) => values[index] === null || values[index] === undefined;
  return values.flatMap((_, index) => (!isGap(index) && isGap(index - 1) && isGap(index + 1) ? [index] : []));
}

export function isBlank({ series }: ChartData): boolean {
  return series.every(({ values }) => values.every((value) => value === null || value === 0));
}
