// The versions of a model file: compared with the draft, and restored.
import { useState } from "preact/hooks";
import { Ask } from "../../components/ask.tsx";
import { Failure } from "../../components/failure.tsx";
import { Mark } from "../../components/mark.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { Time } from "../../components/time.tsx";
import { useApi } from "../../hooks/use-api.ts";
import { useList } from "../../hooks/use-list.ts";
import { useLoad } from "../../hooks/use-load.ts";
import { useConsoleWords } from "../../words.ts";
import { Difference } from "./difference.tsx";
import { orderedLike } from "./draft.ts";
import { listVersions, readVersion, restoreVersion } from "./model-calls.ts";
import { contentOf } from "./use-editing.ts";
import type { ModelFile, ModelVersion, StoredModelFile } from "./wire.ts";
import { useModelWords } from "./words.ts";

function Comparison({ name, version, draft }: { name: string; version: number; draft: ModelFile | null }) {
  const words = useModelWords();
  const { caller } = useApi();
  const load = useLoad(`${name} ${version}`, (signal) => readVersion(caller, name, version, signal));
  if (load.refusal !== null) return <Failure refusal={load.refusal} onRetry={load.reload} />;
  if (load.value === null) return <Skeleton lines={3} />;
  const before = contentOf(load.value);
  return (
    <Difference
      before={draft === null ? {} : before}
      after={draft === null ? before : orderedLike(draft, before)}
      label={words.comparison(version)}
    />
  );
}

interface VersionRowProps {
  name: string;
  entry: ModelVersion;
  /** What it is compared with; null: there is nothing, and it is shown as it is. */
  draft: ModelFile | null;
  onRestore(): void;
}

function VersionRow({ name, entry, draft, onRestore }: VersionRowProps) {
  const words = useModelWords();
  const [open, setOpen] = useState(false);
  const { version, updated_at, current } = entry;
  return (
    <li class="version">
      <div class="version-row">
        <strong>{words.versionOf(version)}</strong>
        <span class="quiet">
          <Time at={updated_at} />
        </span>
        {current && <Mark kind="good">{words.current}</Mark>}
        <span class="row-buttons">
          <button
            type="button"
            class="button"
            aria-expanded={open}
            data-row=""
            onClick={() => setOpen(!open)}
          >
            {open ? words.hide : words.look}
          </button>
          {!current && (
            <button type="button" class="button" onClick={onRestore}>
              {words.restore}
            </button>
          )}
        </span>
      </div>
      {open && <Comparison name={name} version={version} draft={draft} />}
    </li>
  );
}

interface VersionsProps {
  name: string;
  draft: ModelFile | null;
  /** Another whenever a version was made here. */
  revision: number;
  onRestored(file: StoredModelFile): void;
}

export function Versions({ name, draft, revision, onRestored }: VersionsProps) {
  const words = useModelWords();
  const common = useConsoleWords();
  const { caller } = useApi();
  const [restoring, setRestoring] = useState<number | null>(null);
  const list = useList(`${name} ${revision}`, (cursor, signal) => listVersions(caller, name, cursor, signal));
  if (list.refusal?.status === 404) return null;
  return (
    <section class="versions" aria-label={words.versions}>
      {list.refusal !== null && <Failure refusal={list.refusal} onRetry={list.reload} />}
      {list.rows === null && list.refusal === null && <Skeleton lines={3} />}
      <ul>
        {(list.rows ?? []).map((entry) => (
          <VersionRow
            key={entry.version}
            name={name}
            entry={entry}
            draft={draft}
            onRestore={() => setRestoring(entry.version)}
          />
        ))}
      </ul>
      {list.hasMore && (
        <button type="button" class="button" disabled={list.loading} onClick={list.more}>
          {common.more}
        </button>
      )}
      {restoring !== null && (
        <Ask
          question={words.restoreQuestion}
          verb={words.restore}
          harmless
          act={async () => onRestored(await restoreVersion(caller, name, restoring))}
          onDone={() => setRestoring(null)}
          onClose={() => setRestoring(null)}
        >
          <p>{words.versionOf(restoring)}</p>
          <p>{words.restoreMeaning}</p>
        </Ask>
      )}
    </section>
  );
}
