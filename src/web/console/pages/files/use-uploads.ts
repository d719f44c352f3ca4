// The uploads of this page, as it shows them.
import { useEffect, useRef, useState } from "preact/hooks";
import { useApi } from "../../hooks/use-api.ts";
import { useLatest } from "../../hooks/use-latest.ts";
import { isRunning, type UploadLine, UploadQueue } from "./upload-queue.ts";

export interface Uploads {
  lines: readonly UploadLine[];
  /** Something is still on its way. */
  running: boolean;
  /** A file of that name is there: whether to replace it is for the person to say. */
  question: { key: string; answer(replace: boolean): void } | null;
  add(prefix: string, files: readonly File[]): void;
  stop(id: number): void;
}

export function useUploads(onStored: () => void): Uploads {
  const { caller } = useApi();
  const [lines, setLines] = useState<readonly UploadLine[]>([]);
  const [question, setQuestion] = useState<Uploads["question"]>(null);
  const latest = useLatest(onStored);
  const count = useRef(0);

  function mayReplace(key: string): Promise<boolean> {
    return new Promise((resolve) =>
      setQuestion({
        key,
        answer(replace) {
          setQuestion(null);
          resolve(replace);
        },
      }),
    );
  }

  const [queue] = useState(
    () =>
      new UploadQueue({
        caller,
        change: (id, changes) =>
          setLines((before) => before.map((line) => (line.id === id ? { ...line, ...changes } : line))),
        mayReplace,
        onStored: () => latest.current(),
      }),
  );
  useEffect(() => () => queue.stopAll(), [queue]);

  return {
    lines,
    running: lines.some(isRunning),
    question,
    add(prefix, files) {
      for (const file of files) {
        count.current += 1;
        const id = count.current;
        const line = { id, key: prefix + file.name, size: file.size, sent: 0, refusal: null };
        setLines((before) => [...before, { ...line, state: "waiting" }]);
        queue.add(id, line.key, file);
      }
    },
    stop: (id) => queue.stop(id),
  };
}
