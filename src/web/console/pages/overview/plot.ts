// Draws one chart with uPlot: zero-based, one accent and ink, gaps as gaps.
import "uplot/dist/uPlot.min.css";
import UPlot from "uplot";
import { type ChartData, lonePoints } from "./chart-data.ts";

export interface PlotLook {
  accent: string;
  ink: string;
  soft: string;
  line: string;
  font: string;
}

export interface PlotOptions {
  place: HTMLElement;
  chart: ChartData;
  /** Unix seconds, the beginning of each bucket. */
  times: readonly number[];
  bucketSeconds: number;
  look: PlotLook;
  height: number;
  tellValue(value: number): string;
  tellTime(seconds: number): string;
  /** The bucket under the pointer; null: none. */
  onHover(index: number | null): void;
}

const SYNC = "overview";
/** Whole numbers only: half a message is none. */
const COUNT_STEPS = [1, 2, 5].flatMap((step) => Array.from({ length: 10 }, (_, power) => step * 10 ** power));

function seriesOptions({ chart, look }: PlotOptions, index: number): UPlot.Series {
  const bars = chart.kind === "bars";
  const first = index === 0;
  return {
    stroke: first ? look.accent : look.ink,
    width: bars ? 0 : 1.5,
    ...(bars && { fill: look.accent, paths: UPlot.paths.bars?.({ size: [0.7, 24] }) }),
    ...(!first && { dash: [4, 3] }),
    spanGaps: false,
    points: {
      show: !bars,
      size: 5,
      fill: first ? look.accent : look.ink,
      filter: (plot, series) => lonePoints([...(plot.data[series] ?? [])]),
    },
  } as UPlot.Series;
}

function axesOf({ look, chart, tellValue, tellTime }: PlotOptions): UPlot.Axis[] {
  const common = { stroke: look.soft, font: look.font };
  return [
    {
      ...common,
      grid: { show: false },
      ticks: { stroke: look.line, size: 4, width: 1 },
      size: 28,
      space: 72,
      values: (_, splits) => splits.map(tellTime),
    },
    {
      ...common,
      grid: { stroke: look.line, width: 1 },
      ticks: { show: false },
      size: 56,
      space: 32,
      ...(chart.unit === "count" && { incrs: COUNT_STEPS.sort((a, b) => a - b) }),
      values: (_, splits) => splits.map(tellValue),
    },
  ];
}

function topOf(chart: ChartData, highest: number | null): number {
  if (chart.unit === "share") return 1;
  if (highest === null || highest <= 0) return chart.unit === "count" ? 4 : 1000;
  return chart.unit === "count" ? Math.max(4, highest * 1.1) : highest * 1.1;
}

/** Returns how to end it. */
export function draw(options: PlotOptions): () => void {
  const { place, chart, times, bucketSeconds, height, onHover } = options;
  // Half a bucket to either side: a bar stands around its time, and the pointer finds the nearest one.
  const first = (times[0] ?? 0) - bucketSeconds / 2;
  const last = (times.at(-1) ?? 0) + bucketSeconds / 2;
  const plot = new UPlot(
    {
      width: place.clientWidth,
      height,
      padding: [8, 22, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, sync: { key: SYNC }, points: { size: 7 } },
      scales: {
        x: { time: true, range: () => [first, last] },
        y: { range: (_, __, highest) => [0, topOf(chart, highest)] },
      },
      axes: axesOf(options),
      series: [{}, ...chart.series.map((_, index) => seriesOptions(options, index))],
      hooks: { setCursor: [({ cursor }) => onHover(cursor.idx ?? null)] },
    },
    [[...times], ...chart.series.map(({ values }) => values)],
    place,
  );
  const observer = new ResizeObserver(() => plot.setSize({ width: place.clientWidth, height }));
  observer.observe(place);
  return () => {
    observer.disconnect();
    plot.destroy();
  };
}
