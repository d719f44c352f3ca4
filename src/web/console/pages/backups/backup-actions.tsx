// What can be done with one backup, and what came of it, in its own row.
import { useEffect, useState } from "preact/hooks";
import { Ask } from "../../components/ask.tsx";
import { Failure } from "../../components/failure.tsx";
import { tellNumber } from "../../format.ts";
import { useApi } from "../../hooks/use-api.ts";
import { useLanguage } from "../../hooks/use-language.ts";
import { useTask } from "../../hooks/use-task.ts";
import type { Backup } from "../../wire.ts";
import { dateOf, isBusy } from "./backup-state.ts";
import { JobProgress } from "./job-progress.tsx";
import { untilIdle } from "./watch-job.ts";
import { useBackupWords } from "./words.ts";

export interface BackupDeeds {
  /** Something was set going: look at the list until it has ended. */
  onBegun(): void;
  onChanged(): void;
}

type Asking = "restore" | "remove" | null;

interface AskBackupProps {
  backup: Backup;
  asking: Asking;
  restore(): Promise<void>;
  remove(): Promise<void>;
  onClose(): void;
}

function AskBackup({ backup, asking, restore, remove, onClose }: AskBackupProps) {
  const words = useBackupWords();
  if (asking === null) return null;
  const date = dateOf(backup);
  if (asking === "remove") {
    return (
      <Ask
        question={words.removeQuestion}
        verb={words.remove}
        act={remove}
        onDone={onClose}
        onClose={onClose}
      >
        <p>
          <code>{backup.id}</code>
        </p>
        <p>{words.removeMeaning}</p>
      </Ask>
    );
  }
  return (
    <Ask
      question={words.restoreQuestion}
      verb={words.restore}
      typed={{ label: words.restoreTyped(date), text: date }}
      act={restore}
      progress={<JobProgress backup={backup} />}
      onDone={onClose}
      onClose={onClose}
    >
      <p>
        <code>{backup.id}</code>
      </p>
      <p>{words.restoreMeaning}</p>
    </Ask>
  );
}

/** Aborted when the row is no longer shown. */
function useLeaving(): AbortController {
  const [leaving] = useState(() => new AbortController());
  useEffect(() => () => leaving.abort(), [leaving]);
  return leaving;
}

export function BackupActions({ backup, onBegun, onChanged }: { backup: Backup } & BackupDeeds) {
  const words = useBackupWords();
  const language = useLanguage();
  const api = useApi();
  const verifying = useTask();
  const [asking, setAsking] = useState<Asking>(null);
  const [result, setResult] = useState("");
  const leaving = useLeaving();
  const { id } = backup;
  const idle = !isBusy(backup) && !verifying.running;

  async function perform(begin: (id: string) => Promise<Backup>): Promise<Backup> {
    onBegun();
    try {
      await begin(id);
      return await untilIdle(() => api.backup(id, leaving.signal), leaving.signal);
    } finally {
      onChanged();
    }
  }

  async function verify(): Promise<void> {
    setResult("");
    const { verified } = await perform(api.verifyBackup);
    const problems = verified?.problems.join("; ") ?? "";
    setResult(verified?.ok === true ? words.verifyOk : words.verifyBad(problems));
  }

  async function restore(): Promise<void> {
    setResult("");
    const { restored } = await perform(api.restoreBackup);
    if (restored?.ok !== true) return setResult(words.notRestored(restored?.error ?? ""));
    const { inserted, skipped } = restored;
    setResult(words.restored(tellNumber(inserted, language), tellNumber(skipped, language)));
  }

  async function remove(): Promise<void> {
    await api.removeBackup(id);
    onChanged();
  }

  return (
    <div class="row-actions">
      <span class="row-buttons">
        {backup.status === "complete" && (
          <>
            <button type="button" class="button" disabled={!idle} onClick={() => void verifying.run(verify)}>
              {words.verify}
            </button>
            <button type="button" class="button" disabled={!idle} onClick={() => setAsking("restore")}>
              {words.restore}
            </button>
          </>
        )}
        <button type="button" class="button is-quiet" disabled={!idle} onClick={() => setAsking("remove")}>
          {words.remove}
        </button>
      </span>
      <span class="row-result" role="status">
        {result}
      </span>
      {verifying.refusal !== null && <Failure refusal={verifying.refusal} />}
      <AskBackup {...{ backup, asking, restore, remove }} onClose={() => setAsking(null)} />
    </div>
  );
}
