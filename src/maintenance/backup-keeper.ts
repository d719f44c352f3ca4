// Keeps the backups: one Durable Object, which makes, examines and restores them in steps, so that a stop at any moment goes on there.
import { DurableObject } from "cloudflare:workers";
import { type BackoffPolicy, backoffMs } from "../core/backoff.ts";
import {
  type BackupRecord,
  type BackupTrigger,
  backupIdAt,
  isDailyDue,
  lastDailyTime,
  NO_SUCH_BACKUP,
  timeOfBackup,
} from "../core/backup.ts";
import type { Failure } from "../core/error.ts";
import { faultMessage } from "../core/fault.ts";
import { fail, type Result, succeed } from "../core/result.ts";
import { type ServiceBindings, type Services, servicesOf } from "../services.ts";
import {
  BackupLedger,
  type BackupRow,
  BLANK,
  type Job,
  type JobResult,
  type JobState,
} from "./backup-ledger.ts";
import { BackupRestorer, RESTORE_FROM_START } from "./backup-restorer.ts";
import { BackupShelf } from "./backup-shelf.ts";
import { BackupVerifier, VERIFY_FROM_START, verdict } from "./backup-verifier.ts";
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
    const ledger = new BackupLedger(ctx.storage.sql);
    this.#services = services;
    this.#ledger = ledger;
    this.#shelf = new BackupShelf(services, ledger);
    this.#writer = new BackupWriter(services, ledger);
    this.#verifier = new BackupVerifier(services, ledger);
    this.#restorer = new BackupRestorer(services, ledger, this.#verifier);
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
    await this.#keepGoing();
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
    if (this.#ledger.isBusy(id)) return fail(this.#busy() ?? NO_SUCH_BACKUP);
    await this.#shelf.remove(id);
    return succeed(null);
  }

  /** Called every minute: goes on with what stands still, makes the daily backup when it is due, deletes once a day what is old. */
  async daily(now: number): Promise<void> {
    await this.#keepGoing();
    if (this.#services.config.operations.backupKeepDays === 0) return;
    const lastComplete = this.#newest(true);
    const isDue = isDailyDue(now, lastComplete, this.#newest(false)) && this.#ledger.running() === null;
    // Once there is one, an empty table is saved too: else the last full one would stay for ever, and the alert with it.
    if (isDue && (lastComplete !== null || (await this.#services.snapshots.hasTurns())))
      await this.#startAt(now, "daily");
    const { kv } = this.ctx.storage;
    if ((kv.get<number>("pruned_at") ?? 0) >= lastDailyTime(now)) return;
    await this.#shelf.prune(now);
    kv.put("pruned_at", now);
  }

  /** For the alert: when the newest whole backup that was made here was begun, Unix milliseconds; null: none ever was. */
  summary(): { lastCompleteAt: number | null } {
    return { lastCompleteAt: this.#newest(true) };
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
    const isDue = job !== null && job.dueAt <= this.#services.now();
    if (isDue && !this.#isStepping) await this.#step(job);
    const next = this.#ledger.running();
    if (next !== null) await this.ctx.storage.setAlarm(Math.max(next.dueAt, this.#services.now()));
  }

  async #startAt(now: number, trigger: BackupTrigger): Promise<Result<Begun>> {
    const id = backupIdAt(now);
    const busy = this.#busy();
    if (busy !== null) return fail(busy);
    this.#ledger.put({ ...BLANK, id, status: "running", trigger, own: true, keptFrom: now });
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
      if (isUnfit(error)) this.#refuse(job.id, faultMessage(error));
      else this.#postpone(job.id, error);
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
    const facts = { backup_id: job.backupId, failures: job.tries, error: fault };
    this.#services.telemetry.write("warn", "operations", `${job.state.kind}_postponed`, facts);
    const dueAt = this.#services.now() + backoffMs(BACKOFF, job.tries, Math.random());
    if (job.tries < MOST_TRIES) this.#ledger.save({ ...job, dueAt });
    else this.#giveUp(job, fault);
  }

  /** No pause mends a row that its table does not take. */
  #refuse(id: number, fault: string): void {
    const job = this.#ledger.running();
    if (job === null || job.id !== id || job.state.kind !== "restore") return;
    const { inserted, skipped } = job.state;
    const message = `A row of this backup does not fit its table (${fault}). The ${inserted} rows that were put back before stay. Mend that row and the manifest, or restore another backup.`;
    const failure = { kind: "conflict", code: "backup_damaged", message } as const;
    this.#end(job, { ...DONE, failure, inserted, skipped });
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
    const { problems, inserted, skipped } = result;
    const at = new Date(now).toISOString();
    const ok = error === null;
    const facts: Record<JobState["kind"], Partial<BackupRow>> = {
      backup: { status: ok ? "complete" : "failed", error, finishedAt: now },
      verify: { verified: verdict(at, ok ? problems : [error]) },
      restore: { restored: { at, ok, inserted, skipped, error } },
    };
    this.#ledger.note(job.backupId, facts[job.state.kind]);
    this.#ledger.end(job.id, result);
    this.#waiting.get(job.id)?.resolve(result);
    this.#waiting.delete(job.id);
    const line = { backup_id: job.backupId, ...(error !== null && { error }) };
    this.#services.telemetry.write(ok ? "info" : "error", "operations", `${job.state.kind}_ended`, line);
  }

  /** An alarm that the platform has given up is set again. */
  async #keepGoing(): Promise<void> {
    const job = this.#ledger.running();
    if (job === null || this.#isStepping || (await this.ctx.storage.getAlarm()) !== null) return;
    await this.ctx.storage.setAlarm(job.dueAt);
  }

  #busy(): Failure | null {
    const job = this.#ledger.running();
    if (job === null) return null;
    const message = `A ${job.state.kind} is running. Try again when it is done: GET /api/admin/backups/${job.backupId} shows how far it is.`;
    return { kind: "conflict", code: "backup_busy", message };
  }

  /** Of those made here: when the newest was begun; `whole`: that came to its end. */
  #newest(whole: boolean): number | null {
    const found = this.#ledger.all().find(({ own, status }) => own && (!whole || status === "complete"));
    return found === undefined ? null : timeOfBackup(found.id);
  }
}

function isUnfit(error: unknown): boolean {
  return /constraint failed/i.test(faultMessage(error));
}

function lastWord({ state, backupId, doneRows }: Job, fault: string): string {
  const again = state.kind === "backup" ? "" : `/${backupId}/${state.kind}`;
  const rest = state.kind === "restore" ? `; the ${doneRows} rows that are done are then skipped` : "";
  return `The ${state.kind} was given up after ${MOST_TRIES} tries: ${fault}. See whether database and storage answer (GET /health), then begin again: POST /api/admin/backups${again}${rest}.`;
}
