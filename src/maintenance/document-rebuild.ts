// Makes the index of all documents anew from their originals, a piece at a time; then lets go of what has no original.
import type { DocumentRebuildState } from "../core/document-offer.ts";
import type { Services } from "../services.ts";
import type { DocumentWriter } from "./document-writer.ts";

/** Writing a usual one takes some nine queries, and D1's free plan has 50 for one alarm. */
const PAGE = 3;
const PLACE = "rebuild";
const FORMAT = "format";

interface Place {
  phase: "originals" | "leftovers" | "done";
  /** The last key, then the last id, that was looked at. */
  after: string | null;
  done: number;
  failed: number;
  startedAt: number;
  finishedAt: number | null;
}

export class DocumentRebuild {
  readonly #storage: DurableObjectStorage;
  readonly #services: Services;
  readonly #writer: DocumentWriter;

  constructor(storage: DurableObjectStorage, services: Services, writer: DocumentWriter) {
    this.#storage = storage;
    this.#services = services;
    this.#writer = writer;
    // Nothing was written before this object was there.
    if (storage.kv.get(FORMAT) === undefined) storage.kv.put(FORMAT, services.documents.format);
  }

  /** One that runs already goes on. */
  start(): void {
    if (this.isRunning) return;
    const startedAt = this.#services.now();
    this.#keep({ phase: "originals", after: null, done: 0, failed: 0, startedAt, finishedAt: null });
  }

  /** Begins when the index is of another format than this version writes. */
  followFormat(): void {
    if (this.#storage.kv.get(FORMAT) !== this.#services.documents.format) this.start();
  }

  get isRunning(): boolean {
    const place = this.#place();
    return place !== undefined && place.finishedAt === null;
  }

  state(): DocumentRebuildState {
    const place = this.#place();
    const time = (at: number | null | undefined) => (at == null ? null : new Date(at).toISOString());
    return {
      running: this.isRunning,
      done: place?.done ?? 0,
      failed: place?.failed ?? 0,
      started_at: time(place?.startedAt),
      finished_at: time(place?.finishedAt),
    };
  }

  /** One page. Safe to repeat after a stop. */
  async advance(): Promise<void> {
    const place = this.#place();
    if (place?.phase === "originals") await this.#follow(place);
    else if (place?.phase === "leftovers") await this.#clear(place);
  }

  async #follow(place: Place): Promise<void> {
    const { ids, last } = await this.#services.documentFiles.page(place.after, PAGE);
    const made: boolean[] = [];
    for (const id of ids) made.push(await this.#writer.reindex(id));
    if (made.length > 0) await this.#writer.announce();
    const failed = made.filter((isMade) => !isMade).length;
    this.#keep({
      ...place,
      phase: last === null ? "leftovers" : "originals",
      after: last,
      done: place.done + made.length - failed,
      failed: place.failed + failed,
    });
  }

  async #clear(place: Place): Promise<void> {
    const { documents, documentFiles, now } = this.#services;
    const rows = await documents.list({ after: place.after, limit: PAGE });
    for (const { id } of rows)
      if ((await documentFiles.find(id)).length === 0) await this.#writer.reindex(id);
    const last = rows.length < PAGE ? null : (rows.at(-1)?.id ?? null);
    if (last === null) this.#storage.kv.put(FORMAT, documents.format);
    const isDone = last === null;
    this.#keep({
      ...place,
      phase: isDone ? "done" : "leftovers",
      after: last,
      finishedAt: isDone ? now() : null,
    });
  }

  #place(): Place | undefined {
    return this.#storage.kv.get<Place>(PLACE);
  }

  #keep(place: Place): void {
    this.#storage.kv.put(PLACE, place);
  }
}
