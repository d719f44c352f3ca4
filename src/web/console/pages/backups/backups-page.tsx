// The backups: whether they are whole, when they go, and how to bring everything back.
import { useState } from "preact/hooks";
import { Failure } from "../../components/failure.tsx";
import { ListView } from "../../components/list-view.tsx";
import { ReloadButton, Toolbar } from "../../components/toolbar.tsx";
import { useApi } from "../../hooks/use-api.ts";
import { useList } from "../../hooks/use-list.ts";
import { usePoll } from "../../hooks/use-poll.ts";
import { useTask } from "../../hooks/use-task.ts";
import type { Backup } from "../../wire.ts";
import { useBackupColumns } from "./backup-columns.tsx";
import { BackupObjects } from "./backup-objects.tsx";
import { isBusy } from "./backup-state.ts";
import { useBackupWords } from "./words.ts";

/** While something runs: from an answer to the next look, in milliseconds. */
const LOOK_EVERY_MS = 1500;

export function BackupsPage() {
  const words = useBackupWords();
  const api = useApi();
  const list = useList<Backup>("backups", (_cursor, signal) => api.backups(signal));
  const making = useTask();
  const [open, setOpen] = useState<string | null>(null);
  /** Set when something was begun, until the list has seen its end. */
  const [begun, setBegun] = useState(false);
  const running = begun || (list.rows?.some(isBusy) ?? false);
  const isMaking = making.running || (list.rows?.some(({ status }) => status === "running") ?? false);
  usePoll(running && !list.loading, LOOK_EVERY_MS, list.reload);
  const columns = useBackupColumns({
    open,
    onOpen: setOpen,
    onBegun: () => setBegun(true),
    onChanged: () => {
      setBegun(false);
      list.reload();
    },
  });

  const make = () =>
    void making.run(async () => {
      const made = await api.makeBackup();
      list.change((rows) => [made, ...rows.filter(({ id }) => id !== made.id)]);
    });

  return (
    <>
      <div class="note">
        <p>{words.standing}</p>
      </div>
      <Toolbar>
        <button
          type="button"
          class="button is-primary"
          disabled={making.running || running || list.rows === null}
          onClick={make}
        >
          {isMaking ? words.making : words.make}
        </button>
        <span class="toolbar-end">
          <ReloadButton onReload={list.reload} loading={list.loading} />
        </span>
      </Toolbar>
      {making.refusal !== null && <Failure refusal={making.refusal} onRetry={make} />}
      <ListView
        list={list}
        label={words.list}
        columns={columns}
        keyOf={({ id }) => id}
        detail={({ id }) => (id === open ? <BackupObjects id={id} /> : null)}
        empty={
          <>
            <p>{words.empty}</p>
            <p class="quiet">{words.emptyTodo}</p>
          </>
        }
      />
    </>
  );
}
