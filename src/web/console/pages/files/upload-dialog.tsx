// Asks which files go into which folder.
import { useRef, useState } from "preact/hooks";
import { Dialog } from "../../../common/components/dialog.tsx";
import { useSharedWords } from "../../../common/words.ts";
import { isWritable, prefixOf } from "./entries.ts";
import { useFileWords } from "./words.ts";

interface UploadDialogProps {
  prefix: string;
  /** Dropped ones; null: they are chosen here. */
  files: readonly File[] | null;
  onUpload(prefix: string, files: readonly File[]): void;
  onClose(): void;
}

export function UploadDialog({ prefix, files, onUpload, onClose }: UploadDialogProps) {
  const words = useFileWords();
  const shared = useSharedWords();
  const [folder, setFolder] = useState(isWritable(prefix) ? prefix : "");
  const [chosen, setChosen] = useState<readonly File[]>([]);
  const field = useRef<HTMLInputElement>(null);
  const target = prefixOf(folder);
  // More may be dropped while this is open: the newest ones count.
  const dropped = files !== null && files.length > 0 ? files : null;
  const wanted = dropped ?? chosen;
  const ready = wanted.length > 0 && isWritable(target);
  return (
    <Dialog title={words.uploadTitle} onClose={onClose}>
      {(close) => (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (!ready) return;
            onUpload(target, wanted);
            close();
          }}
        >
          <label class="field">
            <span>{words.folder}</span>
            <input
              type="text"
              autocomplete="off"
              value={folder}
              aria-describedby="folder-hint"
              onInput={(event) => setFolder(event.currentTarget.value)}
            />
            <span class="hint" id="folder-hint">
              {words.folderHint}
            </span>
          </label>
          {dropped === null ? (
            <label class="field">
              <span>{words.choose}</span>
              <input
                ref={field}
                type="file"
                multiple
                onChange={(event) => setChosen([...(event.currentTarget.files ?? [])])}
              />
              <span class="hint">{words.drop}</span>
            </label>
          ) : (
            <p>{dropped.map(({ name }) => name).join(", ")}</p>
          )}
          <div class="dialog-row">
            <button type="button" class="button" onClick={close}>
              {shared.cancel}
            </button>
            <button type="submit" class="button is-primary" disabled={!ready}>
              {words.start}
            </button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
