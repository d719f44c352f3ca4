// The uploads of this page, one after the other.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Refusal } from "../../../common/refusal.ts";
import { useApi } from "../../hooks/use-api.ts";
import { refusalOf } from "../../http.ts";
import { isThere, upload } from "./upload.ts";

export interface UploadLine {
  id: number;
  key: string;
  size: number;
  sent: number;
  state: "waiting" | "checking" | "sending" | "done" | "failed" | "stopped";
  refusal: Refusal | null;
}

export interface Uploads {
  lines: readonly UploadLine[];
  /** Something is still on its way. */
  running: boolean;
  /** A file of that name is there: whether to replace it is for the person to say. */
  question: { key: string; answer(replace: boolean): void } | null;
  add(prefix: string, files: readonly File[]): void;
  stop(id: number): void;
}

const RUNNING: ReadonlySet<UploadLine["state"]> = new Set(["waiting", "checking", "sending"]);

function isStop(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

export function useUploads(onStored: () => void): Uploads {
  const { caller } = useApi();
  const [lines, setLines] = useState<readonly UploadLine[]>([]);
  const [question, setQuestion] = useState<Uploads["question"]>(null);
  const queue = useRef(Promise.resolve());
  const endings = useRef(new Map<number, AbortController>());
  const count = useRef(0);
  useEffect(() => () => endings.current.forEach((ending) => void ending.abort()), []);

  const change = (id: number, changes: Partial<UploadLine>) =>
    setLines((before) => before.map((line) => (line.id === id ? { ...line, ...changes } : line)));

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

  async function run(id: number, key: string, file: File, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    change(id, { state: "checking" });
    try {
      if ((await isThere(caller, key)) && !(await mayReplace(key))) return change(id, { state: "stopped" });
      change(id, { state: "sending" });
      await upload(caller, { key, file, signal, onSent: (sent) => change(id, { sent }) });
      change(id, { state: "done", sent: file.size });
      onStored();
    } catch (error) {
      if (isStop(error)) change(id, { state: "stopped" });
      else change(id, { state: "failed", refusal: refusalOf(error) });
    }
  }

  return {
    lines,
    running: lines.some(({ state }) => RUNNING.has(state)),
    question,
    add(prefix, files) {
      for (const file of files) {
        count.current += 1;
        const id = count.current;
        const ending = new AbortController();
        endings.current.set(id, ending);
        const line = { id, key: prefix + file.name, size: file.size, sent: 0, refusal: null };
        setLines((before) => [...before, { ...line, state: "waiting" }]);
        queue.current = queue.current.then(() => run(id, line.key, file, ending.signal));
      }
    },
    stop(id) {
      endings.current.get(id)?.abort();
      change(id, { state: "stopped" });
    },
  };
}
