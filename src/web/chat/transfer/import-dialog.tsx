// Takes a file with a conversation, chosen or dropped, and says what is wrong with one that is none.
import { useRef, useState } from "preact/hooks";
import { Dialog } from "../../common/components/dialog.tsx";
import type { Api } from "../api.ts";
import { CallFailure } from "../components/call-failure.tsx";
import { type Failure, failureOf } from "../failure.ts";
import { Unreadable } from "./conversation-file.ts";
import { type Imported, importFile } from "./import-file.ts";
import { useImportWords } from "./words.ts";

export interface ImportDialogProps {
  api: Api;
  onImported(imported: Imported): void;
  onClose(): void;
}

function useImport({ api, onImported }: ImportDialogProps) {
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<Unreadable | Failure | null>(null);
  async function take(file: File | undefined, close: () => void): Promise<void> {
    if (file === undefined || working) return;
    setWorking(true);
    setProblem(null);
    try {
      const imported = await importFile(api, file);
      close();
      onImported(imported);
    } catch (error) {
      setProblem(error instanceof Unreadable ? error : failureOf(error));
    }
    setWorking(false);
  }
  return { working, problem, take };
}

function Problem({ problem }: { problem: Unreadable | Failure | null }) {
  const words = useImportWords();
  return (
    <div role="alert">
      {problem instanceof Unreadable ? (
        <p class="problem">{words.problems[problem.reason](problem.place)}</p>
      ) : (
        problem !== null && <CallFailure failure={problem} headline={words.notSent} mend={words.mend} />
      )}
    </div>
  );
}

export function ImportDialog(props: ImportDialogProps) {
  const words = useImportWords();
  const { working, problem, take } = useImport(props);
  const [held, setHeld] = useState(false);
  const field = useRef<HTMLInputElement>(null);

  // The page behind takes what is dropped for a message; here it must not hear of it.
  const keep = (event: DragEvent, over: boolean) => {
    event.preventDefault();
    event.stopPropagation();
    setHeld(over);
  };
  return (
    <Dialog title={words.title} onClose={props.onClose}>
      {(close) => (
        <>
          <p>{words.meaning}</p>
          <fieldset
            class="drop-place"
            data-held={held ? "" : undefined}
            onDragOver={(event) => keep(event, true)}
            onDragLeave={() => setHeld(false)}
            onDrop={(event) => {
              keep(event, false);
              void take(event.dataTransfer?.files[0], close);
            }}
          >
            <button type="button" class="button" disabled={working} onClick={() => field.current?.click()}>
              {working ? words.working : words.choose}
            </button>
            <span>{words.drop}</span>
            <input
              ref={field}
              type="file"
              hidden
              accept=".json,.md,.markdown,application/json,text/markdown"
              onChange={(event) => {
                const [file] = event.currentTarget.files ?? [];
                void take(file, close);
                // The same file, mended, is chosen again.
                event.currentTarget.value = "";
              }}
            />
          </fieldset>
          <Problem problem={problem} />
          <div class="dialog-row">
            <button type="button" class="button" onClick={close}>
              {words.cancel}
            </button>
          </div>
        </>
      )}
    </Dialog>
  );
}
