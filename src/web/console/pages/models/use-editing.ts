// A model file while it is edited, for the parts of its page.
import { useState } from "preact/hooks";
import {
  closed,
  type EditingState,
  isDirty,
  opened,
  readingOf,
  replaced,
  startOf,
  withText,
} from "./editing.ts";
import { type DraftReading, withoutMarks } from "./read-draft.ts";
import type { ModelFile, StoredModelFile } from "./wire.ts";

export interface Editing extends Pick<EditingState, "file" | "json" | "round"> {
  reading: DraftReading;
  dirty: boolean;
  setFile(file: ModelFile): void;
  setJson(text: string): void;
  openJson(): void;
  /** What cannot be shown as a form stays JSON. */
  closeJson(): void;
  replace(file: ModelFile): void;
}

export function contentOf(stored: StoredModelFile): ModelFile {
  return withoutMarks(stored) as ModelFile;
}

export function useEditing(start: ModelFile): Editing {
  const [state, setState] = useState(() => startOf(start));
  return {
    file: state.file,
    json: state.json,
    round: state.round,
    reading: readingOf(state),
    dirty: isDirty(state),
    setFile: (file) => setState((before) => ({ ...before, file })),
    setJson: (text) => setState((before) => withText(before, text)),
    openJson: () => setState(opened),
    closeJson: () => setState(closed),
    replace: (file) => setState((before) => replaced(before, file)),
  };
}
