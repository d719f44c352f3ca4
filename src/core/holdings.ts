// What answers may draw on, in one small object that is read before each of them: which model files there are, and which documents.
import type { ModelEntry } from "./model-file.ts";

export interface Holdings {
  models: ModelEntry[];
  /** `revision` rises with every change of a document; with no documents nothing is searched. */
  knowledge: { revision: number; documents: number };
}

export const NO_HOLDINGS: Holdings = { models: [], knowledge: { revision: 0, documents: 0 } };
