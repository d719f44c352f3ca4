// Gives passages their vectors, some at a time, behind the index. Without an endpoint for embeddings nothing of this happens.
import { type BackoffPolicy, backoffMs } from "../core/backoff.ts";
import type { DocumentRecord, NearPassage, Scope } from "../core/document.ts";
import type { VectorState } from "../core/document-offer.ts";
import { describeFailure } from "../core/error.ts";
import type { Services } from "../services.ts";
import type { Follower } from "./document-writer.ts";
import { MOST_VECTORS, VectorPages } from "./vector-pages.ts";
import { VectorQueue, type Wanting } from "./vector-queue.ts";

/** Endpoints take at least as many texts at once. */
const BATCH = 64;
/** Of how many documents at most: each is a query of its own. */
const BATCH_DOCUMENTS = 16;
/** Batches in one alarm, for which D1's free plan has 50 queries. */
const BATCHES = 2;
/** Endpoints refuse what is longer than their model reads. */
const LONGEST_TEXT = 2_000;
const WALK_PAGE = 100;
const BACKOFF: BackoffPolicy = { firstMs: 2_000, longestMs: 600_000 };
/** What the vectors were made with. */
const MADE_WITH = "vectors/model";
const DIMENSION = "vectors/dimension";
/** While all documents are looked up: the last id. */
const WALK = "vectors/walk";
const LAST_ERROR = "vectors/error";

interface Piece {
  wanting: Wanting;
  texts: string[];
}

export class DocumentVectors implements Follower {
  readonly #storage: DurableObjectStorage;
  readonly #services: Services;
  readonly #pages: VectorPages;
  readonly #queue: VectorQueue;
  /** The passages of the document that is being worked on. */
  #read: { stamp: number; texts: string[] } | null = null;
  #failures = 0;
  #pausedUntil = 0;

  constructor(storage: DurableObjectStorage, services: Services) {
    this.#storage = storage;
    this.#services = services;
    this.#pages = new VectorPages(storage.sql);
    this.#queue = new VectorQueue(storage.sql);
    const model = services.embeddings?.model;
    if (model !== undefined && model !== storage.kv.get(MADE_WITH)) this.#beginAnew(model, null);
  }

  changed(record: DocumentRecord): void {
    this.#pages.remove(record.id);
    if (this.#storage.kv.get(MADE_WITH) !== undefined) this.#queue.add(record);
  }

  removed(id: string): void {
    this.#pages.remove(id);
    this.#queue.remove(id);
  }

  /** None while the vectors are of another model, or of another length, than the question's. */
  nearest(model: string, vector: number[], limit: number, scope: Scope): NearPassage[] {
    const { kv } = this.#storage;
    const fits = kv.get(MADE_WITH) === model && kv.get(DIMENSION) === vector.length;
    return fits ? this.#pages.nearest(vector, limit, scope) : [];
  }

  /** Unix milliseconds from which there is something to do; null: nothing. */
  dueAt(): number | null {
    if (this.#services.embeddings === null) return null;
    const isWalking = this.#storage.kv.get(WALK) !== undefined;
    const hasRoom = this.#pages.count() < MOST_VECTORS && this.#queue.left() > 0;
    return isWalking || hasRoom ? this.#pausedUntil : null;
  }

  state(): VectorState | null {
    const { embeddings } = this.#services;
    if (embeddings === null) return null;
    const done = this.#pages.count();
    const left = this.#queue.left();
    return {
      model: embeddings.model,
      done,
      wanted: done + left,
      left_out: Math.max(0, done + left - MOST_VECTORS),
      last_error: this.#storage.kv.get<string>(LAST_ERROR) ?? null,
    };
  }

  /** Safe to repeat after a stop: what was not written is asked for again. */
  async advance(): Promise<void> {
    for (let batches = 0; batches < BATCHES; batches += 1) {
      const dueAt = this.dueAt();
      if (dueAt === null || dueAt > this.#services.now()) return;
      if (this.#storage.kv.get(WALK) !== undefined) await this.#walk();
      else await this.#embed();
    }
  }

  async #walk(): Promise<void> {
    const after = this.#storage.kv.get<string>(WALK) ?? "";
    const rows = await this.#services.documents.list({ after: after || null, limit: WALK_PAGE });
    for (const record of rows) this.changed(record);
    const last = rows.length < WALK_PAGE ? undefined : rows.at(-1)?.id;
    if (last === undefined) this.#storage.kv.delete(WALK);
    else this.#storage.kv.put(WALK, last);
  }

  async #embed(): Promise<void> {
    const { embeddings, now } = this.#services;
    const pieces = await this.#nextPieces();
    if (embeddings === null || pieces.length === 0) return;
    const embedded = await embeddings.embed(pieces.flatMap(({ texts }) => texts));
    if (!embedded.ok) {
      this.#failures += 1;
      this.#pausedUntil = now() + backoffMs(BACKOFF, this.#failures, Math.random());
      const { message } = describeFailure(embedded.failure).body;
      this.#storage.kv.put(LAST_ERROR, message);
      this.#services.telemetry.write("warn", "knowledge", "vectors_postponed", {
        failures: this.#failures,
        error: message,
      });
      return;
    }
    this.#failures = 0;
    this.#storage.kv.delete(LAST_ERROR);
    this.#storage.transactionSync(() => this.#keep(embeddings.model, pieces, embedded.value));
  }

  /** As many passages as one call takes, of one document or of several. */
  async #nextPieces(): Promise<Piece[]> {
    const pieces: Piece[] = [];
    let room = Math.min(BATCH, MOST_VECTORS - this.#pages.count());
    for (const wanting of this.#queue.first(BATCH_DOCUMENTS)) {
      if (room <= 0) break;
      const texts = (await this.#textsOf(wanting)).slice(wanting.start, wanting.start + room);
      // It has fewer passages than it said: they are counted as done.
      if (texts.length === 0) this.#queue.reached(wanting, wanting.passages);
      else pieces.push({ wanting, texts });
      room -= texts.length;
    }
    return pieces;
  }

  async #textsOf({ stamp, documentId, title }: Wanting): Promise<string[]> {
    if (this.#read?.stamp !== stamp) {
      const passages = await this.#services.documents.passages(documentId);
      const texts = passages.map(({ heading, text }) =>
        `${heading === "" ? title : `${title} › ${heading}`}\n${text}`.slice(0, LONGEST_TEXT).toWellFormed(),
      );
      this.#read = { stamp, texts };
    }
    return this.#read.texts;
  }

  /** Documents that changed in the meantime are asked for again. */
  #keep(model: string, pieces: Piece[], vectors: number[][]): void {
    const { kv } = this.#storage;
    const dimension = vectors[0]?.length ?? 0;
    const known = kv.get<number>(DIMENSION);
    if (known !== undefined && known !== dimension) {
      this.#beginAnew(model, dimension);
      return;
    }
    kv.put(DIMENSION, dimension);
    let at = 0;
    for (const { wanting, texts } of pieces) {
      const own = vectors.slice(at, at + texts.length);
      at += texts.length;
      if (!this.#queue.has(wanting.stamp)) continue;
      this.#pages.add(wanting.documentId, wanting.start, wanting.tags, own);
      this.#queue.reached(wanting, wanting.start + texts.length);
    }
  }

  #beginAnew(model: string, dimension: number | null): void {
    const { kv } = this.#storage;
    this.#pages.clear();
    this.#queue.clear();
    kv.put(MADE_WITH, model);
    kv.put(WALK, "");
    if (dimension === null) kv.delete(DIMENSION);
    else kv.put(DIMENSION, dimension);
  }
}
