// What can be done with the draft, and what came of it. It stays in sight below a long form.
import { useState } from "preact/hooks";
import { Ask } from "../../components/ask.tsx";
import { Failure } from "../../components/failure.tsx";
import { Mark } from "../../components/mark.tsx";
import { useApi } from "../../hooks/use-api.ts";
import { go } from "../../place.ts";
import { addressOf } from "../../route.ts";
import { removeModelFile } from "./model-calls.ts";
import type { Editing } from "./use-editing.ts";
import { isConflict, type Saving } from "./use-saving.ts";
import { useModelWords } from "./words.ts";

function RemoveDialog({ name, onClose }: { name: string; onClose(): void }) {
  const words = useModelWords();
  const { caller } = useApi();
  return (
    <Ask
      question={words.removeQuestion}
      verb={words.remove}
      typed={{ label: words.removeTyped(name), text: name }}
      act={() => removeModelFile(caller, name)}
      onDone={() => go(addressOf("models"), true)}
      onClose={onClose}
    >
      <p>{words.removeMeaning}</p>
    </Ask>
  );
}

interface SaveProblemProps {
  saving: Saving;
  isNew: boolean;
  onSaveAnyway(): void;
  onLoadTheirs(): void;
}

function SaveProblem({ saving, isNew, onSaveAnyway, onLoadTheirs }: SaveProblemProps) {
  const words = useModelWords();
  const { refusal, running } = saving.task;
  if (refusal === null) return null;
  if (!isConflict(refusal)) return <Failure refusal={refusal} />;
  if (isNew) {
    return (
      <p class="problem" role="alert">
        {words.taken}
      </p>
    );
  }
  return (
    <div class="failure">
      <p class="failure-what" role="alert">
        {words.conflict}
      </p>
      <p>{words.conflictTodo}</p>
      <div class="form-row">
        <button type="button" class="button" disabled={running} onClick={onLoadTheirs}>
          {words.loadTheirs}
        </button>
        <button type="button" class="button is-danger" disabled={running} onClick={onSaveAnyway}>
          {words.saveAnyway}
        </button>
      </div>
    </div>
  );
}

function Notice({ saving, dirty }: { saving: Saving; dirty: boolean }) {
  const words = useModelWords();
  const { notice } = saving;
  if (dirty) return <Mark kind="warn">{words.unsavedMark}</Mark>;
  if (notice === null) return null;
  return (
    <Mark kind={notice.isNew ? "good" : "info"}>
      {notice.isNew ? words.saved(notice.version) : words.unchanged(notice.version)}
    </Mark>
  );
}

interface SaveBarProps {
  /** Null: it has none yet. */
  name: string | null;
  editing: Editing;
  saving: Saving;
  onSaveAnyway(): void;
  onLoadTheirs(): void;
  onDiscard(): void;
}

export function SaveBar({ name, editing, saving, onDiscard, ...deeds }: SaveBarProps) {
  const words = useModelWords();
  const [removing, setRemoving] = useState(false);
  const { running } = saving.task;
  const hasText = editing.reading.ok || editing.reading.field !== "";
  return (
    <div class="save-area">
      <SaveProblem saving={saving} isNew={name === null} {...deeds} />
      <div class="save-bar">
        <button type="submit" class="button is-primary" disabled={running || !editing.dirty || !hasText}>
          {words.save}
        </button>
        {editing.dirty && name !== null && (
          <button type="button" class="button is-quiet" disabled={running} onClick={onDiscard}>
            {words.discard}
          </button>
        )}
        <span role="status">
          <Notice saving={saving} dirty={editing.dirty} />
        </span>
        {name !== null && (
          <button type="button" class="button is-danger" disabled={running} onClick={() => setRemoving(true)}>
            {words.remove}
          </button>
        )}
      </div>
      {removing && name !== null && <RemoveDialog name={name} onClose={() => setRemoving(false)} />}
    </div>
  );
}
