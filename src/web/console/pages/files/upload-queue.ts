// The queue of files on their way, one after the other.
import type { Refusal } from "../../../common/refusal.ts";
import { type Caller, refusalOf } from "../../http.ts";
import { isThere, upload } from "./upload.ts";

export interface UploadLine {
  id: number;
  key: string;
  size: number;
  sent: number;
  state: "waiting" | "checking" | "sending" | "done" | "failed" | "stopped";
  refusal: Refusal | null;
}

const RUNNING: ReadonlySet<UploadLine["state"]> = new Set(["waiting", "checking", "sending"]);

export function isRunning({ state }: Pick<UploadLine, "state">): boolean {
  return RUNNING.has(state);
}

function isStop(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

export interface UploadQueueOptions {
  caller: Caller;
  change(id: number, changes: Partial<UploadLine>): void;
  /** A file of that name is there: whether to replace it is for the person to say. */
  mayReplace(key: string): Promise<boolean>;
  onStored(): void;
}

export class UploadQueue {
  readonly #options: UploadQueueOptions;
  readonly #endings = new Map<number, AbortController>();
  #last: Promise<void> = Promise.resolve();

  constructor(options: UploadQueueOptions) {
    this.#options = options;
  }

  add(id: number, key: string, file: File): void {
    const ending = new AbortController();
    this.#endings.set(id, ending);
    this.#last = this.#last.then(() => this.#run(id, key, file, ending.signal));
  }

  stop(id: number): void {
    this.#endings.get(id)?.abort();
    this.#options.change(id, { state: "stopped" });
  }

  stopAll(): void {
    for (const ending of this.#endings.values()) ending.abort();
  }

  async #run(id: number, key: string, file: File, signal: AbortSignal): Promise<void> {
    const { caller, change, mayReplace, onStored } = this.#options;
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
}
