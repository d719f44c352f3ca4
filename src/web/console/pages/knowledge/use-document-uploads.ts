// The uploads of this page, as it shows them.
import { useEffect, useRef, useState } from "preact/hooks";
import { useApi } from "../../hooks/use-api.ts";
import { useLatest } from "../../hooks/use-latest.ts";
import { idOfFile } from "./document-id.ts";
import type { NamedFile } from "./dropped-files.ts";
import { isRunning } from "./upload-summary.ts";
import { type UploadLine, UploadQueue } from "./uploads.ts";

export interface DocumentUploads {
  lines: readonly UploadLine[];
  running: boolean;
  add(files: readonly NamedFile[], tags: readonly string[]): void;
  again(id: number): void;
  replace(ids: readonly number[]): void;
  stop(id: number): void;
  /** Takes what is over off the list. */
  clear(): void;
}

export function useDocumentUploads(onKept: () => void): DocumentUploads {
  const { caller } = useApi();
  const [lines, setLines] = useState<readonly UploadLine[]>([]);
  const latest = useLatest(onKept);
  const count = useRef(0);
  const [queue] = useState(
    () =>
      new UploadQueue({
        caller,
        change: (id, changes) =>
          setLines((before) => before.map((line) => (line.id === id ? { ...line, ...changes } : line))),
        onKept: () => latest.current(),
      }),
  );
  useEffect(() => () => queue.stopAll(), [queue]);
  return {
    lines,
    running: lines.some(isRunning),
    add(files, tags) {
      for (const { file, path } of files) {
        count.current += 1;
        const id = count.current;
        const documentId = idOfFile(path) || `document-${id}`;
        const line = { id, fileName: path, documentId, size: file.size, sent: 0 };
        setLines((before) => [...before, { ...line, state: "waiting", refusal: null, record: null }]);
        queue.add({ id, file, documentId, tags });
      }
    },
    again: (id) => queue.again(id),
    replace(ids) {
      for (const id of ids) queue.again(id, true);
    },
    stop: (id) => queue.stop(id),
    clear: () => setLines((before) => before.filter(isRunning)),
  };
}
