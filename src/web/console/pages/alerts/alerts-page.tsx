// What went wrong lately, since when and until when, and who was told.
import type { Column } from "../../components/data-table.tsx";
import { DataTable } from "../../components/data-table.tsx";
import { Failure } from "../../components/failure.tsx";
import { Mark } from "../../components/mark.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { Time } from "../../components/time.tsx";
import { ReloadButton, Toolbar } from "../../components/toolbar.tsx";
import { tellList } from "../../format.ts";
import { useApi } from "../../hooks/use-api.ts";
import { useLanguage } from "../../hooks/use-language.ts";
import { useLoad } from "../../hooks/use-load.ts";
import type { Alert, AlertPage } from "../../wire.ts";
import { useConsoleWords } from "../../words.ts";
import { useAlertWords } from "./words.ts";

function Sent({ alert }: { alert: Alert }) {
  const words = useAlertWords();
  const common = useConsoleWords();
  if (alert.sent.length === 0) return <span class="quiet">{words.nobody}</span>;
  return (
    <span class="marks">
      {alert.sent.map(({ channel, at, error }) => {
        const name = common.channels[channel] ?? channel;
        return (
          <span key={`${channel} ${at}`} title={error ?? undefined}>
            <Mark kind={error === null ? "good" : "bad"}>
              {error === null ? words.sentTo(name) : words.notSent(name)}
            </Mark>
          </span>
        );
      })}
    </span>
  );
}

function useAlertColumns(): Column<Alert>[] {
  const words = useAlertWords();
  const language = useLanguage();
  return [
    {
      name: "what",
      head: words.what,
      main: true,
      cell: ({ text, rule, subject }) => (
        <div class="opening">
          {text[language]}
          <p class="quiet">{subject === null ? rule : `${rule} · ${subject}`}</p>
        </div>
      ),
    },
    {
      name: "state",
      head: words.state,
      cell: ({ state }) => <Mark kind={state === "on" ? "bad" : "good"}>{words.states[state]}</Mark>,
    },
    { name: "since", head: words.since, kind: "number", cell: ({ since }) => <Time at={since} /> },
    {
      name: "until",
      head: words.until,
      kind: "number",
      isEmpty: ({ until }) => until === null,
      cell: ({ until }) => <Time at={until} />,
    },
    { name: "sent", head: words.sent, cell: (alert) => <Sent alert={alert} /> },
  ];
}

function Standing({ page }: { page: AlertPage }) {
  const words = useAlertWords();
  const common = useConsoleWords();
  const language = useLanguage();
  const names = page.channels.map((channel) => common.channels[channel] ?? channel);
  return (
    <div class="standing">
      {names.length === 0 ? (
        <Mark kind="warn">{words.noChannels}</Mark>
      ) : (
        <p>{words.channels(tellList(names, language))}</p>
      )}
      {page.cron_last_run === null ? (
        <p class="quiet">{words.cronNever}</p>
      ) : (
        <p class="quiet">
          {words.cron} <Time at={page.cron_last_run} />
        </p>
      )}
    </div>
  );
}

export function AlertsPage() {
  const words = useAlertWords();
  const api = useApi();
  const { value, refusal, loading, reload } = useLoad("alerts", (signal) => api.alerts(signal));
  const columns = useAlertColumns();
  return (
    <>
      <Toolbar>
        {value !== null && <Standing page={value} />}
        <span class="toolbar-end">
          <ReloadButton onReload={reload} loading={loading} />
        </span>
      </Toolbar>
      {refusal !== null && <Failure refusal={refusal} onRetry={reload} />}
      {value === null && refusal === null && <Skeleton />}
      {value !== null && value.data.length > 0 && (
        <DataTable
          label={words.list}
          columns={columns}
          rows={value.data}
          keyOf={({ id }) => id}
          busy={loading}
        />
      )}
      {value !== null && value.data.length === 0 && (
        <div class="empty">
          <p>{words.empty}</p>
          <p class="quiet">{words.emptyTodo}</p>
        </div>
      )}
    </>
  );
}
