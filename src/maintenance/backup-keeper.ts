// Keeps the backups: one Durable Object, which makes, examines and restores them in steps, so that a stop at any moment goes on there.
import { DurableObject } from "cloudflare:workers";
import { type BackoffPolicy, backoffMs } from "../core/backoff.ts";
import {
  type BackupRecord,
  type BackupTrigger,
  backupIdAt,
  isDailyDue,
  lastDailyTime,
  timeOfBackup,
} from "../core/backup.ts";
import type { Failure } from "../core/error.ts";
import { faultMessage } from "../core/fault.ts";
import { fail, type Result, succeed } from "../core/result.ts";
import { type ServiceBindings, type Services, servicesOf } from "../services.ts";
import { BackupFiles } from "./backup-files.ts";
import { BackupLedger, type Job, type JobResult, type JobState } from "./backup-ledger.ts";
import { BackupRestorer, RESTORE_FROM_START } from "./backup-restorer.ts";
import { BackupShelf } from "./backup-shelf.ts";
import { BackupVerifier, VERIFY_FROM_START } from "./backup-verifier.ts";
import { BackupWriter } from "./backup-writer.ts";
import { DONE, type Step } from "./step.ts";

const BACKOFF: BackoffPolicy = { firstMs: 1_000, longestMs: 300_000 };
/** Some twenty minutes of growing pauses. */
const MOST_TRIES = 12;

/** A job that was begun, and the backup as it stands then. */
export interface Begun {
  job: number;
  backup: BackupRecord;
}

export class BackupKeeper extends DurableObject<ServiceBindings> {
  readonly #services: Services;
  readonly #ledger: BackupLedger;
  readonly #shelf: BackupShelf;
  readonly #writer: BackupWriter;
  readonly #verifier: BackupVerifier;
  readonly #restorer: BackupRestorer;
  /** Who waits for the end of a job, by its number. */
  readonly #waiting = new Map<number, PromiseWithResolvers<JobResult>>();
  #isStepping = false;

  constructor(ctx: DurableObjectState, env: ServiceBindings) {
    super(ctx, env);
    const services = servicesOf(env);
    const files = new BackupFiles(env.FILES);
    const ledger = new BackupLedger(ctx.storage.sql);
    this.#services = services;
    this.#ledger = ledger;
    this.#shelf = new BackupShelf(services, files, ledger);
    this.#writer = new BackupWriter(services, files, ledger);
    this.#verifier = new BackupVerifier(files, ledger);
    this.#restorer = new BackupRestorer(services, files, ledger, this.#verifier);
  }

  /** Begins a backup. */
  start(trigger: BackupTrigger): Promise<Result<Begun>> {
    return this.#startAt(this.#services.now(), trigger);
  }

  /** Begins to read a backup back. */
  verify(id: string): Promise<Result<Begun>> {
    return this.#beginWith(id, VERIFY_FROM_START);
  }

  /** Begins to put a backup back, after an examination. */
  restore(id: string): Promise<Result<Begun>> {
    return this.#beginWith(id, RESTORE_FROM_START);
  }

  /** Waits for the end of a job. Null: nothing is known of it any more. */
  async ended(job: number): Promise<JobResult | null> {
    const result = this.#ledger.result(job);
    if (result !== null) return result ?? null;
    const waiting = this.#waiting.get(job) ?? Promise.withResolvers<JobResult>();
    this.#waiting.set(job, waiting);
    await this.#seeToAlarm();
    return waiting.promise;
  }

  list(): Promise<BackupRecord[]> {
    return this.#shelf.list();
  }

  get(id: string): Promise<BackupRecord | null> {
    return this.#shelf.find(id);
  }

  async remove(id: string): Promise<Result<null>> {
    if ((await this.#shelf.find(id)) === null) return fail(NO_SUCH_BACKUP);
    const job = this.#ledger.running();
    if (job?.backupId === id) return fail(this.#busy() ?? NO_SUCH_BACKUP);
    await this.#shelf.remove(id);
    return succeed(null);
  }

  /** Called every minute: goes on with what stands still, makes the daily backup when it is due, deletes once a day what is old. */
  async daily(now: number): Promise<void> {
    await this.#seeToAlarm();
    if (this.#services.config.operations.backupKeepDays === 0) return;
    if (this.#ledger.running() === null && this.#isDue(now) && (await this.#services.snapshots.hasTurns()))
      await this.#startAt(now, "daily");
    const { kv } = this.ctx.storage;
    if ((kv.get<number>("pruned_at") ?? 0) >= lastDailyTime(now)) return;
    await this.#shelf.prune(now);
    kv.put("pruned_at", now);
  }

  /** For the alert: when the newest whole backup that was made here was begun, Unix milliseconds; null: none ever was. */
  summary(): { lastCompleteAt: number | null } {
    return { lastCompleteAt: this.#newest((status) => status === "complete") };
  }

  /** How many backups may hold what is erased now, and when the last of them is deleted; null: never. */
  async holding(): Promise<{ count: number; until: string | null }> {
    const whole = (await this.#shelf.list()).filter(({ status }) => status !== "failed");
    const ends = whole.map(({ expires_at }) => expires_at);
    return { count: whole.length, until: ends.includes(null) ? null : (ends.sort().at(-1) ?? null) };
  }

  /** One step. Never throws: an alarm that does is given up by the platform. */
  override async alarm(): Promise<void> {
    const job = this.#ledger.running();
    if (job !== null && job.dueAt <= this.#services.now()) await this.#step(job);
    const next = this.#ledger.running();
    if (next !== null) await this.ctx.storage.setAlarm(Math.max(next.dueAt, this.#services.now()));
  }

  async #startAt(now: number, trigger: BackupTrigger): Promise<Result<Begun>> {
    const id = backupIdAt(now);
    const busy = this.#busy();
    if (busy !== null) return fail(busy);
    this.#ledger.add({ id, status: "running", trigger, own: 1, kept_from: now, finished_at: null });
    return this.#begin(id, { kind: "backup", table: -1, after: null, part: 1 }, 0);
  }

  async #beginWith(id: string, state: JobState): Promise<Result<Begun>> {
    const backup = await this.#shelf.find(id);
    if (backup === null) return fail(NO_SUCH_BACKUP);
    const busy = this.#busy();
    return busy === null ? this.#begin(id, state, backup.rows) : fail(busy);
  }

  async #begin(id: string, state: JobState, totalRows: number): Promise<Result<Begun>> {
    const now = this.#services.now();
    const job = this.#ledger.begin(id, state, totalRows, now);
    // Not awaited: the job and its alarm reach the disk together or not at all.
    void this.ctx.storage.setAlarm(now);
    const backup = await this.#shelf.find(id);
    return backup === null ? fail(NO_SUCH_BACKUP) : succeed({ job, backup });
  }

  async #step(job: Job): Promise<void> {
    // Counted before: a step that takes the whole object down must not be tried for ever.
    const tried = { ...job, tries: job.tries + 1 };
    this.#ledger.save(tried);
    this.#isStepping = true;
    try {
      const step = await this.#perform(tried);
      if ("result" in step) return this.#end(job, step.result);
      this.#ledger.save({ ...job, ...step, tries: 0, dueAt: this.#services.now() });
    } catch (error) {
      this.#postpone(job.id, error);
    } finally {
      this.#isStepping = false;
    }
  }

  #perform(job: Job): Promise<Step> {
    const { state } = job;
    switch (state.kind) {
      case "backup":
        return this.#writer.step(job, state);
      case "verify":
        return this.#verifier.step(job, state);
      case "restore":
        return this.#restorer.step(job, state, (further, doneRows) =>
          this.#ledger.save({ ...job, state: further, doneRows }),
        );
    }
  }

  #postpone(id: number, error: unknown): void {
    const job = this.#ledger.running();
    if (job === null || job.id !== id) return;
    const fault = faultMessage(error);
    const facts = {
      area: "operations",
      event: `${job.kind}_postponed`,
      backup: job.backupId,
      tries: job.tries,
    };
    console.warn(JSON.stringify({ level: "warn", ...facts, error: fault }));
    const dueAt = this.#services.now() + backoffMs(BACKOFF, job.tries, Math.random());
    if (job.tries < MOST_TRIES) this.#ledger.save({ ...job, dueAt });
    else this.#giveUp(job, fault);
  }

  #giveUp(job: Job, fault: string): void {
    const { state, backupId } = job;
    const counts = state.kind === "restore" ? { inserted: state.inserted, skipped: state.skipped } : {};
    const failure = { kind: "unavailable", code: "backup_failed", message: lastWord(job, fault) } as const;
    this.#end(job, { ...DONE, ...counts, failure });
    // Half a backup is none. What cannot be deleted now goes when it is old.
    if (state.kind === "backup") this.ctx.waitUntil(this.#shelf.empty(backupId).catch(() => undefined));
  }

  #end(job: Job, result: JobResult): void {
    const now = this.#services.now();
    const error = result.failure !== null && "message" in result.failure ? result.failure.message : null;
    const outcome = { at: new Date(now).toISOString(), ok: error === null };
    if (job.kind === "backup")
      this.#ledger.settle(job.backupId, error === null ? "complete" : "failed", error, now);
    else if (job.kind === "restore") {
      const { inserted, skipped } = result;
      this.#ledger.note(job.backupId, "restored", { ...outcome, inserted, skipped, error });
    } else {
      const problems = error === null ? result.problems : [error];
      this.#ledger.note(job.backupId, "verified", { ...outcome, ok: problems.length === 0, problems });
    }
    this.#ledger.end(job.id, result);
    this.#waiting.get(job.id)?.resolve(result);
    this.#waiting.delete(job.id);
    const facts = { area: "operations", event: `${job.kind}_ended`, backup: job.backupId, error };
    console.info(JSON.stringify({ level: error === null ? "info" : "error", ...facts }));
  }

  /** After a crash the platform lets an alarm wait, or has given it up: here it is known that nothing is being done. */
  async #seeToAlarm(): Promise<void> {
    const alarm = await this.ctx.storage.getAlarm();
    const now = this.#services.now();
    if (this.#ledger.running() === null || this.#isStepping || (alarm !== null && alarm > now)) return;
    await this.ctx.storage.setAlarm(now);
  }

  #busy(): Failure | null {
    const job = this.#ledger.running();
    if (job === null) return null;
    const doing = { backup: "made", verify: "verified", restore: "restored" }[job.kind];
    const message = `A backup is being ${doing} right now. Try again when that is done: GET /api/admin/backups/${job.backupId} shows how far it is.`;
    return { kind: "conflict", code: "backup_busy", message };
  }

  #isDue(now: number): boolean {
    const complete = this.#newest((status) => status === "complete");
    return isDailyDue(
      now,
      complete,
      this.#newest(() => true),
    );
  }

  #newest(fits: (status: BackupRecord["status"]) => boolean): number | null {
    const found = this.#ledger.all().find(({ own, status }) => own === 1 && fits(status));
    return found === undefined ? null : timeOfBackup(found.id);
  }
}

function lastWord({ kind, backupId, doneRows }: Job, fault: string): string {
  const tried = `after ${MOST_TRIES} tries: ${fault}. See whether database and storage answer (GET /health), then`;
  switch (kind) {
    case "backup":
      return `The backup was given up ${tried} make another one (POST /api/admin/backups).`;
    case "verify":
      return `The backup could not be read ${tried} verify it again (POST /api/admin/backups/${backupId}/verify).`;
    case "restore":
      return `The restore was given up with ${doneRows} rows done ${tried} restore again (POST /api/admin/backups/${backupId}/restore): what is there already is skipped.`;
  }
}

const NO_SUCH_BACKUP: Failure = {
  kind: "not_found",
  code: "backup_not_found",
  message: "There is no such backup. GET /api/admin/backups lists those there are.",
};
