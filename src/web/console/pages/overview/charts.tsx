// All charts of the period, small and side by side; the pointer in one points in all.
import { useMemo } from "preact/hooks";
import type { Stats } from "../../wire.ts";
import { Chart } from "./chart.tsx";
import { chartsOf } from "./chart-data.ts";

export function Charts({ stats }: { stats: Stats }) {
  const charts = useMemo(() => chartsOf(stats), [stats]);
  return (
    <div class="charts">
      {charts.map((chart) => (
        <Chart key={chart.name} chart={chart} stats={stats} />
      ))}
    </div>
  );
}
