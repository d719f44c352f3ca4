// A model file while it is edited, as a form or as JSON: each change gives the next state.
import { isSame } from "./draft.ts";
import { type DraftReading, readDraft } from "./read-draft.ts";
import type { ModelFile } from "./wire.ts";

export interface EditingState {
  saved: ModelFile;
  /** The last draft that had the shape of a model file. */
  file: ModelFile;
  /** What is written as JSON; null: the form is what counts. */
  json: string | null;
  /** Another whenever the draft was replaced as a whole: fields begin anew. */
  round: number;
}

export function startOf(file: ModelFile): EditingState {
  return { saved: file, file, json: null, round: 0 };
}

export function readingOf({ json, file }: EditingState): DraftReading {
  return json === null ? { ok: true, file } : readDraft(json);
}

/** What cannot be read is never what was saved. */
export function isDirty(state: EditingState): boolean {
  const reading = readingOf(state);
  return reading.ok ? !isSame(reading.file, state.saved) : true;
}

function written(file: ModelFile): string {
  return JSON.stringify(file, null, 2);
}

export function withText(state: EditingState, json: string): EditingState {
  const read = readDraft(json);
  return { ...state, json, file: read.ok ? read.file : state.file };
}

/** What was written before stays as it was written. */
export function opened(state: EditingState): EditingState {
  return { ...state, json: state.json ?? written(state.file) };
}

/** The same state where the JSON cannot be shown as a form. */
export function closed(state: EditingState): EditingState {
  if (state.json === null || !readingOf(state).ok) return state;
  return { ...state, json: null, round: state.round + 1 };
}

export function replaced(state: EditingState, file: ModelFile): EditingState {
  return { saved: file, file, json: state.json === null ? null : written(file), round: state.round + 1 };
}
