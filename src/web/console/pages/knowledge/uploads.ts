// The queue of documents on their way: two at a time, each checked, sent and read by itself.
import type { Refusal } from "../../../common/refusal.ts";
import { type Caller, CallFailed, queryOf, refusalOf } from "../../http.ts";
import { send } from "../../send.ts";
import { documentAddress, etagOf, listDocuments } from "./knowledge-calls.ts";
import type { DocumentRecord } from "./wire.ts";

export type UploadState =
  | "waiting"
  | "checking"
  /** Another document has this id: whether to replace it is for the person to say. */
  | "asking"
  | "sending"
  /** It is there, and the service makes passages of it. */
  | "reading"
  | "done"
  /** The very same document was there before. */
  | "unchanged"
  | "failed"
  | "stopped";

export interface UploadLine {
  id: number;
  fileName: string;
  documentId: string;
  size: number;
  sent: number;
  state: UploadState;
  refusal: Refusal | null;
  /** As it was kept. */
  record: DocumentRecord | null;
}

interface Job {
  id: number;
  file: File;
  documentId: string;
  tags: readonly string[];
  mayReplace: boolean;
  ending: AbortController;
}

export interface UploadQueueOptions {
  caller: Caller;
  change(id: number, changes: Partial<UploadLine>): void;
  onKept(): void;
}

/** The service reads large ones one after the other anyway. */
const AT_ONCE = 2;
/** As the door takes it. */
export const MOST_BYTES = 20 * 1024 * 1024;

const TOO_LARGE: Refusal = {
  status: 413,
  code: "too_large",
  message: "",
  requestId: null,
  waitSeconds: null,
};

export class UploadQueue {
  readonly #options: UploadQueueOptions;
  readonly #jobs = new Map<number, Job>();
  #waiting: Job[] = [];
  #running = 0;

  constructor(options: UploadQueueOptions) {
    this.#options = options;
  }

  add(job: Omit<Job, "mayReplace" | "ending">): void {
    this.#begin({ ...job, mayReplace: false, ending: new AbortController() });
  }

  /** Once more, after it failed or was stopped; `mayReplace`: in place of the document that is there. */
  again(id: number, mayReplace = false): void {
    const job = this.#jobs.get(id);
    if (job === undefined) return;
    this.#options.change(id, { state: "waiting", sent: 0, refusal: null });
    this.#begin({ ...job, mayReplace: mayReplace || job.mayReplace, ending: new AbortController() });
  }

  stop(id: number): void {
    this.#jobs.get(id)?.ending.abort();
    this.#options.change(id, { state: "stopped" });
  }

  stopAll(): void {
    for (const { ending } of this.#jobs.values()) ending.abort();
  }

  #begin(job: Job): void {
    this.#jobs.set(job.id, job);
    this.#waiting.push(job);
    this.#pump();
  }

  #pump(): void {
    while (this.#running < AT_ONCE) {
      const job = this.#waiting.shift();
      if (job === undefined) return;
      if (job.ending.signal.aborted) continue;
      this.#running += 1;
      void this.#run(job).finally(() => {
        this.#running -= 1;
        this.#pump();
      });
    }
  }

  async #run(job: Job): Promise<void> {
    const change = (changes: Partial<UploadLine>) => {
      if (!job.ending.signal.aborted) this.#options.change(job.id, changes);
    };
    try {
      if (job.file.size > MOST_BYTES) throw new CallFailed(TOO_LARGE);
      change({ state: "checking" });
      change(await this.#keep(job, change));
    } catch (error) {
      if (error instanceof CallFailed && error.refusal.status === 401) this.#options.caller.signedOut();
      change({ state: "failed", refusal: refusalOf(error) });
    }
  }

  async #keep(job: Job, change: (changes: Partial<UploadLine>) => void): Promise<Partial<UploadLine>> {
    const { caller, onKept } = this.#options;
    const { file, documentId, ending } = job;
    const etag = await etagOf(caller, documentId);
    const known = etag === null ? null : await findRecord(caller, documentId, ending.signal);
    if (known !== null && known.sha256 === (await digestOf(file)))
      return { state: "unchanged", record: known };
    if (etag !== null && !job.mayReplace) return { state: "asking", record: known };
    change({ state: "sending" });
    const kept = await send({
      address: addressOf(job, known),
      body: file,
      headers: {
        "content-type": typeOf(file),
        ...(etag === null ? { "if-none-match": "*" } : { "if-match": etag }),
      },
      signal: ending.signal,
      onSent: (sent) => change(sent < file.size ? { sent } : { sent, state: "reading" }),
    });
    onKept();
    return { state: "done", sent: file.size, record: isRecord(kept) ? kept : null };
  }
}

/** What an operator said of the document before stays said, unless there is something new to say. */
function addressOf({ file, documentId, tags }: Job, known: DocumentRecord | null): string {
  const wanted = tags.length > 0 ? tags : (known?.tags ?? []);
  return (
    documentAddress(documentId) + queryOf({ filename: file.name, tags: wanted.join(","), url: known?.url })
  );
}

/** As JSON it would be taken for what describes a document. */
function typeOf({ type }: File): string {
  return type === "" || /json|multipart/i.test(type) ? "application/octet-stream" : type;
}

async function findRecord(caller: Caller, id: string, signal: AbortSignal): Promise<DocumentRecord | null> {
  const { data } = await listDocuments(caller, { q: id, limit: 200 }, signal);
  return data.find((record) => record.id === id) ?? null;
}

/** Null where the page is not secure enough for the browser to compute it: the service finds out by itself. */
async function digestOf(file: Blob): Promise<string | null> {
  if (!isSecureContext) return null;
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function isRecord(value: unknown): value is DocumentRecord {
  return typeof value === "object" && value !== null && "passages" in value && "title" in value;
}
