// Is it working, and what did it cost: health, alerts, figures of a period, and what holds now.
import { Failure } from "../../components/failure.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { ReloadButton, Toolbar } from "../../components/toolbar.tsx";
import { useApi } from "../../hooks/use-api.ts";
import { useLoad } from "../../hooks/use-load.ts";
import { usePoll } from "../../hooks/use-poll.ts";
import { usePlace } from "../../place.ts";
import { addressOf } from "../../route.ts";
import type { Stats } from "../../wire.ts";
import { ActiveAlerts } from "./active-alerts.tsx";
import { Charts } from "./charts.tsx";
import { HealthLine } from "./health-line.tsx";
import { NowFacts } from "./now-facts.tsx";
import { PERIODS, type Period, periodQuery, readPeriod } from "./period.ts";
import { Shares } from "./shares.tsx";
import { useOverviewWords } from "./words.ts";

const LOOK_EVERY_MS = 60_000;

function PeriodSwitch({ period }: { period: Period }) {
  const words = useOverviewWords();
  return (
    <nav class="tabs" aria-label={words.range}>
      {PERIODS.map((name) => (
        <a
          key={name}
          href={addressOf("overview", name === "day" ? {} : { period: name })}
          aria-current={name === period ? "true" : undefined}
        >
          {words.ranges[name]}
        </a>
      ))}
    </nav>
  );
}

function Figures({ stats, busy }: { stats: Stats; busy: boolean }) {
  return (
    <div class="figures" aria-busy={busy}>
      <Charts stats={stats} />
      <Shares stats={stats} />
      <NowFacts now={stats.now} />
    </div>
  );
}

export function OverviewPage() {
  const api = useApi();
  const period = readPeriod(usePlace().query.get("period"));
  const health = useLoad("health", (signal) => api.health(signal));
  const alerts = useLoad("alerts", (signal) => api.alerts(signal));
  const stats = useLoad(period, (signal) => api.stats(periodQuery(period, Date.now()), signal));
  const parts = [health, alerts, stats];
  const reload = () => {
    for (const part of parts) part.reload();
  };
  usePoll(!parts.some(({ loading }) => loading), LOOK_EVERY_MS, reload);
  return (
    <>
      <HealthLine health={health} />
      {alerts.refusal !== null && <Failure refusal={alerts.refusal} onRetry={alerts.reload} />}
      {alerts.value !== null && <ActiveAlerts alerts={alerts.value.data} />}
      <Toolbar>
        <PeriodSwitch period={period} />
        <span class="toolbar-end">
          <ReloadButton onReload={reload} loading={stats.loading} />
        </span>
      </Toolbar>
      {stats.refusal !== null && <Failure refusal={stats.refusal} onRetry={stats.reload} />}
      {stats.value === null && stats.refusal === null && <Skeleton lines={16} />}
      {stats.value !== null && <Figures stats={stats.value} busy={stats.loading} />}
    </>
  );
}
