// One chart with its headline, the values under the pointer, and the same values as a table.
import { useEffect, useRef, useState } from "preact/hooks";
import { type Language, tagOf } from "../../../common/language.ts";
import { tellShort } from "../../format.ts";
import { useLanguage } from "../../hooks/use-language.ts";
import type { Stats } from "../../wire.ts";
import { type ChartData, isBlank, type Unit } from "./chart-data.ts";
import { ChartTable } from "./chart-table.tsx";
import { tellValue, timeFormat } from "./tell.ts";
import { useLook } from "./use-look.ts";
import { useOverviewWords } from "./words.ts";

const HEIGHT = 168;

/** Short, for an axis. */
function tellTick(value: number, unit: Unit, language: Language): string {
  if (value === 0) return "0";
  return unit === "count"
    ? tellShort(value, language)
    : tellValue(value, unit, language).replace(/\.0(?= )/, "");
}

interface PlotProps {
  chart: ChartData;
  stats: Stats;
  onHover(index: number | null): void;
}

/** Midnight is told by its date, so that a week of hours can be read. */
function tickTeller(bucket: Stats["bucket"], language: Language): (seconds: number) => string {
  const hours = timeFormat(bucket, language, false);
  const days = new Intl.DateTimeFormat(tagOf[language], { month: "short", day: "numeric" });
  return (seconds) => {
    const time = new Date(seconds * 1000);
    const midnight = bucket === "hour" && time.getHours() === 0 && time.getMinutes() === 0;
    return (midnight ? days : hours).format(time);
  };
}

function Plot({ chart, stats, onHover }: PlotProps) {
  const language = useLanguage();
  const look = useLook();
  const place = useRef<HTMLDivElement>(null);
  const hover = useRef(onHover);
  hover.current = onHover;
  useEffect(() => {
    let end = () => {};
    let ended = false;
    import("./plot.ts").then(
      ({ draw }) => {
        if (ended || place.current === null) return;
        end = draw({
          place: place.current,
          chart,
          times: stats.series.map(({ time }) => Date.parse(time) / 1000),
          bucketSeconds: stats.bucket === "hour" ? 3600 : 86_400,
          look,
          height: HEIGHT,
          tellValue: (value) => tellTick(value, chart.unit, language),
          tellTime: tickTeller(stats.bucket, language),
          onHover: (index) => hover.current(index),
        });
      },
      // Without the drawing the table still says it all.
      () => undefined,
    );
    return () => {
      ended = true;
      end();
    };
  }, [chart, stats, look, language]);
  return <div class="plot" ref={place} aria-hidden="true" />;
}

function Readout({ chart, stats, index }: { chart: ChartData; stats: Stats; index: number | null }) {
  const words = useOverviewWords();
  const language = useLanguage();
  const time = index === null ? undefined : stats.series[index]?.time;
  // Beside two values and their time there is no room for names: the samples of their lines tell them apart.
  const named = chart.series.length > 1 === (time === undefined);
  return (
    <p class="readout">
      {chart.series.map(({ name, values }, place) => (
        <span key={name} class="readout-series">
          {chart.series.length > 1 && <span class="swatch" data-series={place} aria-hidden="true" />}
          {named && words.series[name]}
          {index !== null && time !== undefined && (
            <strong> {tellValue(values[index], chart.unit, language)}</strong>
          )}
        </span>
      ))}
      {time !== undefined && (
        <span class="readout-time">{timeFormat(stats.bucket, language, true).format(new Date(time))}</span>
      )}
    </p>
  );
}

export function Chart({ chart, stats }: { chart: ChartData; stats: Stats }) {
  const words = useOverviewWords();
  const language = useLanguage();
  const [index, setIndex] = useState<number | null>(null);
  const blank = isBlank(chart);
  return (
    <figure class="chart">
      <figcaption>
        <span class="chart-title">{words.charts[chart.name][stats.bucket]}</span>
        <strong class="chart-total">{tellValue(chart.total, chart.unit, language)}</strong>
      </figcaption>
      <Readout chart={chart} stats={stats} index={index} />
      <div class="plot-frame">
        <Plot chart={chart} stats={stats} onHover={setIndex} />
        {blank && <p class="plot-blank">{words.noData}</p>}
      </div>
      <ChartTable chart={chart} stats={stats} />
    </figure>
  );
}
