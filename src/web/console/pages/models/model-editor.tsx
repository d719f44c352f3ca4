// A model file on the table: its form or JSON, and beside it how it is shown and how it answers.
import { useEffect, useRef, useState } from "preact/hooks";
import { useApi } from "../../hooks/use-api.ts";
import { useTask } from "../../hooks/use-task.ts";
import { useLeaveGuard } from "../../place.ts";
import { WordsField } from "./form-fields.tsx";
import { JsonField } from "./json-field.tsx";
import { readModelFile } from "./model-calls.ts";
import { ModelForm } from "./model-form.tsx";
import { MainTabs, SideTabs, useViews } from "./model-tabs.tsx";
import { Preview } from "./preview.tsx";
import { ProblemContext } from "./problem.ts";
import { SaveBar } from "./save-bar.tsx";
import { TrialChat } from "./trial-chat.tsx";
import { useChoices } from "./use-choices.ts";
import { type Editing, useEditing } from "./use-editing.ts";
import { type Saving, useSaving } from "./use-saving.ts";
import { useTrial } from "./use-trial.ts";
import { Versions } from "./versions.tsx";
import type { Views } from "./views.ts";
import type { ModelFile, StoredModelFile } from "./wire.ts";
import { useModelWords } from "./words.ts";

interface MainProps {
  name: string | null;
  views: Views;
  editing: Editing;
  saving: Saving;
}

/** All fields of the form, as long as what is written as JSON can be shown as one. */
function Fields({ editing }: { editing: Editing }) {
  const words = useModelWords();
  const choices = useChoices();
  if (!editing.reading.ok) return <p class="problem">{words.jsonFirst}</p>;
  return <ModelForm key={editing.round} file={editing.file} choices={choices} onFile={editing.setFile} />;
}

function Main({ name, views, editing, saving }: MainProps) {
  if (views.main === "json") return <JsonField editing={editing} />;
  if (views.main === "versions" && name !== null) {
    return <Versions name={name} draft={editing.file} revision={saving.revision} onRestored={saving.took} />;
  }
  return <Fields editing={editing} />;
}

/** What was opened as JSON is shown as a form again once one goes back to it. */
function useJsonByView({ main }: Views, editing: Editing): void {
  useEffect(() => {
    if (main === "json") editing.openJson();
    if (main === "form") editing.closeJson();
  }, [main]);
}

/** To the field that the service does not accept. */
function useProblemFocus(saving: Saving) {
  const form = useRef<HTMLFormElement>(null);
  const { refusal } = saving.task;
  useEffect(() => {
    if (refusal !== null)
      form.current?.querySelector<HTMLElement>('[aria-invalid="true"], [data-invalid]')?.focus();
  }, [refusal]);
  return form;
}

interface ModelEditorProps {
  /** Null: it has no name yet. */
  name: string | null;
  start: ModelFile;
  version: number | null;
  onSaved(stored: StoredModelFile): void;
}

export function ModelEditor({ name, start, version, onSaved }: ModelEditorProps) {
  const words = useModelWords();
  const { caller } = useApi();
  const views = useViews();
  const editing = useEditing(start);
  const saving = useSaving(editing, version);
  const loading = useTask();
  const talk = useTrial(editing.file);
  const form = useProblemFocus(saving);
  const [wanted, setWanted] = useState("");
  useJsonByView(views, editing);
  useLeaveGuard(editing.dirty, words.unsaved);

  async function save(anyway = false): Promise<void> {
    const stored = await saving.save(name ?? wanted.trim(), anyway);
    if (stored !== null) onSaved(stored);
  }

  const loadSaved = () =>
    void loading.run(async () => {
      if (name === null) return;
      const stored = await readModelFile(caller, name, new AbortController().signal);
      saving.took(stored);
      onSaved(stored);
    });

  return (
    <ProblemContext.Provider value={saving.task.refusal}>
      <div class="model-editor">
        <form
          ref={form}
          class="model-main"
          onSubmit={(event) => {
            event.preventDefault();
            void save();
          }}
        >
          <MainTabs views={views} hasVersions={name !== null} />
          {name === null && views.main !== null && (
            <WordsField name="name" value={wanted} longest={64} required code onValue={setWanted} />
          )}
          {views.main !== null && <Main name={name} views={views} editing={editing} saving={saving} />}
          {views.main !== null && (
            <SaveBar
              name={name}
              editing={editing}
              saving={saving}
              onSaveAnyway={() => void save(true)}
              onLoadTheirs={loadSaved}
              onDiscard={loadSaved}
            />
          )}
        </form>
        {views.side !== null && (
          <aside class="model-side" aria-label={words.side}>
            {!views.narrow && <SideTabs views={views} />}
            {views.side === "preview" && <Preview file={editing.file} />}
            {views.side === "trial" && <TrialChat talk={talk} ready={editing.reading.ok} />}
          </aside>
        )}
      </div>
    </ProblemContext.Provider>
  );
}
