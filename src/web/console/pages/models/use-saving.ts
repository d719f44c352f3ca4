// Saving a draft: over the version that it began from, so that nobody's work is lost unseen.
import { useState } from "preact/hooks";
import type { Refusal } from "../../../common/refusal.ts";
import { useApi } from "../../hooks/use-api.ts";
import { type Task, useTask } from "../../hooks/use-task.ts";
import { saveModelFile } from "./model-calls.ts";
import { withoutMarks } from "./read-draft.ts";
import { contentOf, type Editing } from "./use-editing.ts";
import type { StoredModelFile } from "./wire.ts";

export interface Saving {
  task: Task;
  /** The version that the draft began from; null: there is none yet. */
  version: number | null;
  /** Of what was saved last here; null: nothing was. */
  notice: { version: number; isNew: boolean } | null;
  /** Another whenever a version was made here. */
  revision: number;
  /** Null: it was not saved. */
  save(name: string, anyway?: boolean): Promise<StoredModelFile | null>;
  /** Another version is what the draft begins from now. */
  took(stored: StoredModelFile): void;
}

/** JSON goes as it is written: the service knows best what is wrong with it. */
function bodyOf({ json, file }: Editing): unknown {
  return json === null ? file : withoutMarks(JSON.parse(json));
}

export function useSaving(editing: Editing, start: number | null): Saving {
  const { caller } = useApi();
  const task = useTask();
  const [version, setVersion] = useState(start);
  const [notice, setNotice] = useState<Saving["notice"]>(null);
  const [revision, setRevision] = useState(0);

  function took(stored: StoredModelFile): void {
    setVersion(stored.version);
    setRevision((count) => count + 1);
    editing.replace(contentOf(stored));
  }

  return {
    task,
    version,
    notice,
    revision,
    took(stored) {
      setNotice(null);
      took(stored);
    },
    async save(name, anyway = false) {
      let saved: StoredModelFile | null = null;
      setNotice(null);
      await task.run(async () => {
        const stored = await saveModelFile(caller, name, bodyOf(editing), anyway ? "any" : version);
        saved = stored;
        setNotice({ version: stored.version, isNew: stored.version !== version });
        took(stored);
      });
      return saved;
    },
  };
}

/** Somebody else saved meanwhile, or took the name. */
export function isConflict(refusal: Refusal): boolean {
  return refusal.status === 412;
}
