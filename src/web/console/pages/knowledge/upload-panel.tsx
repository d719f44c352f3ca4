// Where documents are dropped or picked, and which tags they get.
import { useId, useRef } from "preact/hooks";
import { useUploadWords } from "./upload-words.ts";

const ENDINGS = ".md,.markdown,.txt,.html,.htm,.csv,.tsv,.pdf,.docx";

interface UploadPanelProps {
  held: boolean;
  tags: string;
  onTags(tags: string): void;
  onFiles(files: readonly File[]): void;
}

export function UploadPanel({ held, tags, onTags, onFiles }: UploadPanelProps) {
  const words = useUploadWords();
  const hint = useId();
  const picker = useRef<HTMLInputElement>(null);
  return (
    <section class="panel upload-panel" aria-label={words.add}>
      <div class="drop-place" data-held={held ? "" : undefined}>
        <button type="button" class="button is-primary" onClick={() => picker.current?.click()}>
          {words.choose}
        </button>
        <span>{words.drop}</span>
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          accept={ENDINGS}
          onChange={({ currentTarget }) => {
            onFiles([...(currentTarget.files ?? [])]);
            // The same file may be picked once more.
            currentTarget.value = "";
          }}
        />
        <p class="hint">{words.formats}</p>
      </div>
      <label class="field">
        <span>{words.tags}</span>
        <input
          type="text"
          autocomplete="off"
          aria-describedby={hint}
          value={tags}
          onInput={(event) => onTags(event.currentTarget.value)}
        />
        <span class="hint" id={hint}>
          {words.tagsHint}
        </span>
      </label>
    </section>
  );
}
