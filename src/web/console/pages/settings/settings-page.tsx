// The settings as they are in force: problems first, secrets as fingerprints only.
import { CopyLine } from "../../components/copy-line.tsx";
import type { Column } from "../../components/data-table.tsx";
import { DataTable } from "../../components/data-table.tsx";
import { Failure } from "../../components/failure.tsx";
import { Mark } from "../../components/mark.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { ReloadButton, SearchField, Toolbar } from "../../components/toolbar.tsx";
import { useApi } from "../../hooks/use-api.ts";
import { useLoad } from "../../hooks/use-load.ts";
import { usePlace } from "../../place.ts";
import type { Setting } from "../../wire.ts";
import { sortSettings } from "./sort-settings.ts";
import { useSettingWords } from "./words.ts";

function Value({ setting }: { setting: Setting }) {
  const words = useSettingWords();
  const { value, secret, fingerprint } = setting;
  if (secret && fingerprint !== null) {
    return (
      <span title={words.fingerprintMeaning}>
        {words.fingerprint} <code>{fingerprint}</code>
      </span>
    );
  }
  if (value === null || value === "") return <span class="quiet">{words.notSet}</span>;
  return <code class="setting-value">{value}</code>;
}

function useSettingColumns(): Column<Setting>[] {
  const words = useSettingWords();
  return [
    {
      name: "name",
      head: words.name,
      main: true,
      cell: ({ name }) => <code class="setting-name">{name}</code>,
    },
    {
      name: "value",
      head: words.value,
      cell: (setting) => (
        <>
          <Value setting={setting} />
          {setting.problem !== null && (
            <p lang="en">
              <Mark kind="bad">{setting.problem}</Mark>
            </p>
          )}
        </>
      ),
    },
    {
      name: "origin",
      head: words.origin,
      cell: ({ is_default }) =>
        is_default ? <span class="quiet">{words.isDefault}</span> : <span>{words.isSet}</span>,
    },
  ];
}

function WhereToChange() {
  const words = useSettingWords();
  return (
    <div class="note">
      <p>{words.where}</p>
      <ul>
        <li>{words.whereLocal}</li>
        <li>{words.wherePlain}</li>
        <li>
          {words.whereSecret} <CopyLine text="npx wrangler secret put NAME" />
        </li>
      </ul>
    </div>
  );
}

export function SettingsPage() {
  const words = useSettingWords();
  const api = useApi();
  const { query } = usePlace();
  const columns = useSettingColumns();
  const { value, refusal, loading, reload } = useLoad("settings", (signal) => api.settings(signal));
  const rows = value === null ? [] : sortSettings(value.data, query.get("q") ?? "");
  return (
    <>
      <WhereToChange />
      <Toolbar>
        <SearchField label={words.search} />
        <span class="toolbar-end">
          {value !== null && <span class="quiet">{words.version(value.version)}</span>}
          <ReloadButton onReload={reload} loading={loading} />
        </span>
      </Toolbar>
      {refusal !== null && <Failure refusal={refusal} onRetry={reload} />}
      {value === null && refusal === null && <Skeleton />}
      {rows.length > 0 && (
        <DataTable
          dense
          label={words.list}
          columns={columns}
          rows={rows}
          keyOf={({ name }) => name}
          busy={loading}
        />
      )}
      {value !== null && rows.length === 0 && <div class="empty">{words.noMatch}</div>}
    </>
  );
}
