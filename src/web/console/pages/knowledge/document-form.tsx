// The fields of a document: what is said of it, and its text where it was written here.
import { useState } from "preact/hooks";
import type { Refusal } from "../../../common/refusal.ts";
import { Failure } from "../../components/failure.tsx";
import { TextField } from "../../components/text-field.tsx";
import { type Task, useTask } from "../../hooks/use-task.ts";
import { useLeaveGuard } from "../../place.ts";
import {
  type DocumentDraft,
  type DocumentFields,
  draftOf,
  fieldsOf,
  idFor,
  isChanged,
} from "./document-draft.ts";
import { idOf } from "./document-id.ts";
import { useDocumentWords } from "./document-words.ts";
import { UploadProblem } from "./upload-problem.tsx";
import { useUploadWords } from "./upload-words.ts";

interface FieldListProps {
  fields: DocumentFields;
  refusal: Refusal | null;
  onChange(changes: Partial<DocumentFields>): void;
}

function FieldList({ fields: { id, title, tags, url, content }, refusal, onChange }: FieldListProps) {
  const words = useDocumentWords();
  const said = (name: string) => (refusal?.param?.split(".")[0] === name ? refusal.message : undefined);
  return (
    <>
      <TextField
        label={words.title}
        hint={words.titleHint}
        value={title}
        problem={said("title")}
        longest={200}
        required
        onText={(text) => onChange({ title: text })}
      />
      {id !== null && (
        <TextField
          label={words.id}
          hint={words.idHint}
          value={id}
          problem={said("id")}
          longest={128}
          placeholder={idOf(title)}
          onText={(text) => onChange({ id: text })}
        />
      )}
      <TextField
        label={words.tags}
        hint={words.tagsHint}
        value={tags}
        problem={said("tags")}
        onText={(text) => onChange({ tags: text })}
      />
      <TextField
        label={words.url}
        hint={words.urlHint}
        value={url}
        problem={said("url")}
        inputMode="url"
        onText={(text) => onChange({ url: text })}
      />
      {content !== null && (
        <TextField
          label={words.text}
          hint={words.textHint}
          value={content}
          problem={said("content")}
          required
          rows={18}
          onText={(text) => onChange({ content: text })}
        />
      )}
    </>
  );
}

function SaveProblem({ refusal, isNew }: { refusal: Refusal; isNew: boolean }) {
  const words = useDocumentWords();
  const { problems } = useUploadWords();
  if (refusal.status === 412) {
    return (
      <p class="problem" role="alert">
        {isNew ? words.taken : words.changed}
      </p>
    );
  }
  return refusal.code in problems ? <UploadProblem refusal={refusal} /> : <Failure refusal={refusal} />;
}

function FormButtons({ task, ready, onClose }: { task: Task; ready: boolean; onClose(): void }) {
  const words = useDocumentWords();
  return (
    <div class="form-row">
      <button type="submit" class="button is-primary" disabled={task.running || !ready}>
        {words.save}
      </button>
      <button type="button" class="button" disabled={task.running} onClick={onClose}>
        {words.cancel}
      </button>
    </div>
  );
}

interface DocumentFormProps {
  start: DocumentDraft;
  /** It has no id yet. */
  isNew: boolean;
  save(id: string, draft: DocumentDraft): Promise<unknown>;
  onSaved(id: string): void;
  onClose(): void;
}

export function DocumentForm({ start, isNew, save, onSaved, onClose }: DocumentFormProps) {
  const words = useDocumentWords();
  const task = useTask();
  const [fields, setFields] = useState(() => fieldsOf(start, isNew));
  const [saved, setSaved] = useState<string | null>(null);
  const draft = draftOf(fields);
  useLeaveGuard(saved === null && isChanged(fields, start), words.unsaved);

  async function submit(): Promise<void> {
    const id = idFor(fields);
    const worked = await task.run(async () => {
      await save(id, draft);
      setSaved(id);
    });
    if (worked) onSaved(id);
  }

  return (
    <form
      class="document-form"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <FieldList
        fields={fields}
        refusal={task.refusal}
        onChange={(changes) => setFields((before) => ({ ...before, ...changes }))}
      />
      {task.refusal !== null && <SaveProblem refusal={task.refusal} isNew={isNew} />}
      <FormButtons task={task} ready={draft.title !== ""} onClose={onClose} />
    </form>
  );
}
