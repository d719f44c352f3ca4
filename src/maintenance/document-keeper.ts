// Keeps the documents that answers draw on: one Durable Object, through which every change of them goes.
import { DurableObject } from "cloudflare:workers";
import { type BackoffPolicy, backoffMs } from "../core/backoff.ts";
import type { NearPassage, Scope } from "../core/document.ts";
import type { DocumentOffer, IndexState, KeptDocument } from "../core/document-offer.ts";
import { FailureError } from "../core/error.ts";
import { faultMessage } from "../core/fault.ts";
import type { Conditions } from "../core/precondition.ts";
import { fail, type Result } from "../core/result.ts";
import { type ServiceBindings, type Services, servicesOf } from "../services.ts";
import { DocumentNotes, type Note } from "./document-notes.ts";
import { DocumentRebuild } from "./document-rebuild.ts";
import { DocumentVectors } from "./document-vectors.ts";
import { DocumentWriter } from "./document-writer.ts";
import { Turns } from "./turns.ts";

/** What is not done by then was most likely stopped. */
const GRACE_MS = 30_000;
const BACKOFF: BackoffPolicy = { firstMs: 1_000, longestMs: 600_000 };
/** Some hours. A deletion is never given up: the document would come back with the next rebuild. */
const MOST_TRIES = 24;
/** What was stopped is sure to be left behind when it is older than an hour. */
const SWEEP_MS = 3_700_000;
const SWEEP_AT = "sweep_at";

export class DocumentKeeper extends DurableObject<ServiceBindings> {
  readonly #services: Services;
  readonly #notes: DocumentNotes;
  readonly #turns = new Turns();
  readonly #vectors: DocumentVectors;
  readonly #writer: DocumentWriter;
  readonly #rebuild: DocumentRebuild;
  /** When the alarm rings, as far as this instance knows. */
  #alarmAt: number | null = null;
  #failures = 0;

  constructor(ctx: DurableObjectState, env: ServiceBindings) {
    super(ctx, env);
    this.#services = servicesOf(env);
    this.#notes = new DocumentNotes(ctx.storage.sql);
    this.#vectors = new DocumentVectors(ctx.storage, this.#services);
    this.#writer = new DocumentWriter(
      this.#services,
      this.#notes,
      this.#turns,
      this.#vectors,
      (id, isGone) => {
        const due = this.#services.now() + GRACE_MS;
        this.#notes.write(id, isGone, due);
        this.#wake(due);
      },
    );
    this.#rebuild = new DocumentRebuild(ctx.storage, this.#services, this.#writer);
    this.#wakeWhenDue();
  }

  put(id: string, offer: DocumentOffer): Promise<Result<KeptDocument>> {
    return this.#change(() => this.#writer.put(id, offer));
  }

  remove(id: string, conditions: Conditions): Promise<Result<null>> {
    return this.#change(() => this.#writer.remove(id, conditions));
  }

  async state(): Promise<IndexState> {
    const totals = await this.#services.documents.totals();
    return { ...totals, vectors: this.#vectors.state(), rebuild: this.#rebuild.state() };
  }

  /** Begins to make the index of all documents anew. */
  rebuild(): Promise<IndexState> {
    this.#rebuild.start();
    this.#wakeWhenDue();
    return this.state();
  }

  /** Begins so when a new version writes the index in another way. */
  followFormat(): void {
    this.#rebuild.followFormat();
    this.#wakeWhenDue();
  }

  /** Passages near to a vector that this model made, nearest first. */
  nearest(model: string, vector: number[], limit: number, scope: Scope): NearPassage[] {
    return this.#vectors.nearest(model, vector, limit, scope);
  }

  /** Never throws: an alarm that does is given up by the platform. */
  override async alarm(): Promise<void> {
    this.#alarmAt = null;
    for (const note of this.#notes.due(this.#services.now())) await this.#settle(note);
    try {
      await this.#rebuild.advance();
      await this.#sweep();
      // What is made anew would want its vectors again, and both share what one alarm may ask of D1.
      if (!this.#rebuild.isRunning) await this.#vectors.advance();
      this.#failures = 0;
      this.#wakeWhenDue();
    } catch (error) {
      this.#failures += 1;
      this.#report("upkeep_failed", this.#failures, error);
      this.#wake(this.#services.now() + backoffMs(BACKOFF, this.#failures, Math.random()));
    }
  }

  /** A failure that is thrown would not be known as one on the other side. */
  async #change<T>(work: () => Promise<Result<T>>): Promise<Result<T>> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof FailureError) return fail(error.failure);
      throw error;
    } finally {
      this.#wakeWhenDue();
    }
  }

  async #settle(note: Note): Promise<void> {
    const { id, tries, isGone } = note;
    if (tries >= MOST_TRIES && !isGone) {
      this.#notes.remove(id);
      this.#report("document_given_up", tries, "see whether database and storage answer, and send it again");
      return;
    }
    const pause = this.#turns.isBusy(id) ? GRACE_MS : backoffMs(BACKOFF, tries + 1, Math.random());
    this.#notes.tried(note, this.#services.now() + pause);
    // Somebody is at work on it.
    if (this.#turns.isBusy(id)) return;
    this.ctx.storage.kv.put(SWEEP_AT, this.#services.now() + SWEEP_MS);
    try {
      await this.#writer.settle(id);
    } catch (error) {
      this.#report("document_postponed", tries + 1, error);
    }
  }

  async #sweep(): Promise<void> {
    const { kv } = this.ctx.storage;
    const now = this.#services.now();
    await this.#services.documents.sweep(now);
    if ((kv.get<number>(SWEEP_AT) ?? now) <= now) kv.delete(SWEEP_AT);
  }

  #report(event: string, failures: number, error: unknown): void {
    this.#services.telemetry.write("warn", "knowledge", event, { failures, error: faultMessage(error) });
  }

  #wakeWhenDue(): void {
    const times = [
      this.#notes.nextDue(),
      this.ctx.storage.kv.get<number>(SWEEP_AT) ?? null,
      this.#vectors.dueAt(),
      this.#rebuild.isRunning ? this.#services.now() : null,
    ].filter((time) => time !== null);
    if (times.length > 0) this.#wake(Math.min(...times));
  }

  /** Not awaited: the alarm reaches the disk together with what was noted before it, or not at all. */
  #wake(at: number): void {
    if (this.#alarmAt !== null && this.#alarmAt <= at) return;
    this.#alarmAt = at;
    void this.ctx.storage.setAlarm(Math.max(at, this.#services.now()));
  }
}
