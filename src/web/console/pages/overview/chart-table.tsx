// A chart's values as a table, for whoever cannot or will not look at the drawing.
import { useState } from "preact/hooks";
import { useLanguage } from "../../hooks/use-language.ts";
import type { Stats } from "../../wire.ts";
import type { ChartData } from "./chart-data.ts";
import { tellValue, timeFormat } from "./tell.ts";
import { useOverviewWords } from "./words.ts";

export function ChartTable({ chart, stats }: { chart: ChartData; stats: Stats }) {
  const words = useOverviewWords();
  const language = useLanguage();
  const [open, setOpen] = useState(false);
  const time = timeFormat(stats.bucket, language, true);
  return (
    <details class="chart-table" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {words.asTable}
        <span class="visually-hidden">: {words.charts[chart.name][stats.bucket]}</span>
      </summary>
      {open && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must take the focus to scroll by keys.
        <section class="chart-table-box" tabIndex={0} aria-label={words.charts[chart.name][stats.bucket]}>
          <table class="data-table is-plain">
            <thead>
              <tr>
                <th scope="col">{words.time}</th>
                {chart.series.map(({ name }) => (
                  <th key={name} scope="col" data-kind="number">
                    {words.series[name]}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {stats.series.map((bucket, index) => (
                <tr key={bucket.time}>
                  <th scope="row">{time.format(new Date(bucket.time))}</th>
                  {chart.series.map(({ name, values }) => (
                    <td key={name} data-kind="number">
                      {tellValue(values[index], chart.unit, language)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </details>
  );
}
