// The backups that there are. R2 is the truth: what was carried in there is found, what was deleted there is gone.
import { type BackupRecord, DAY_MS, timeOfBackup } from "../core/backup.ts";
import { manifestKey, readManifest } from "../core/manifest.ts";
import type { Services } from "../services.ts";
import { type BackupLedger, type BackupRow, BLANK } from "./backup-ledger.ts";

export class BackupShelf {
  readonly #services: Services;
  readonly #ledger: BackupLedger;

  constructor(services: Services, ledger: BackupLedger) {
    this.#services = services;
    this.#ledger = ledger;
  }

  /** Newest first, without their objects. */
  async list(): Promise<BackupRecord[]> {
    const rows = new Map(this.#ledger.all().map((row) => [row.id, row]));
    const folders = await this.#services.backupFiles.folders();
    for (const { id, status } of rows.values()) {
      if (status !== "complete" || folders.includes(id) || this.#ledger.isBusy(id)) continue;
      this.#ledger.forget(id);
      rows.delete(id);
    }
    const carriedIn = folders.filter((id) => !rows.has(id));
    for (const row of await Promise.all(carriedIn.map((id) => this.#adopt(id))))
      if (row !== null) rows.set(row.id, row);
    return [...rows.values()]
      .sort((one, other) => (one.id < other.id ? 1 : -1))
      .map((row) => this.#view(row));
  }

  /** Null when there is none of this name. */
  async find(id: string): Promise<BackupRecord | null> {
    if (timeOfBackup(id) === null) return null;
    const row = this.#ledger.find(id) ?? (await this.#adopt(id));
    return row && { ...this.#view(row), objects: this.#ledger.objects(id) };
  }

  /** One that is deleted for its age stays when it is the newest whole one. */
  async prune(now: number): Promise<void> {
    const all = await this.list();
    const newest = all.find(({ status }) => status === "complete")?.id;
    const old = all.filter(
      ({ id, expires_at }) => id !== newest && expires_at !== null && expires_at <= isoOf(now),
    );
    // Asked at the last moment: a restore of the next one may begin while one is deleted.
    for (const { id } of old) if (!this.#ledger.isBusy(id)) await this.remove(id);
  }

  async remove(id: string): Promise<void> {
    await this.empty(id);
    this.#ledger.forget(id);
  }

  /** What is left is its line in the list. */
  async empty(id: string): Promise<void> {
    this.#ledger.replaceObjects(id, []);
    await this.#services.backupFiles.remove(id, manifestKey(id));
  }

  /** One that this object did not make, from what stands in R2. It is kept in mind once it is whole. */
  async #adopt(id: string): Promise<BackupRow | null> {
    const found = await this.#services.backupFiles.text(manifestKey(id));
    const touched = found === null ? await this.#services.backupFiles.touched(id) : found.uploaded;
    if (touched === null) return null;
    const reading = found === null ? NO_MANIFEST : await readManifest(id, found.text);
    const row = { ...BLANK, id, keptFrom: touched };
    if (!reading.ok) return { ...row, error: reading.problem };
    const { trigger, finished_at, objects } = reading.manifest;
    // Somebody else may have asked at the same time.
    if (this.#ledger.find(id) === null) {
      this.#ledger.put({ ...row, status: "complete", trigger, finishedAt: Date.parse(finished_at) });
      this.#ledger.replaceObjects(id, objects);
    }
    return this.#ledger.find(id);
  }

  #view(row: BackupRow): BackupRecord {
    const { backupKeepDays } = this.#services.config.operations;
    const expires = backupKeepDays === 0 ? null : row.keptFrom + backupKeepDays * DAY_MS;
    return {
      id: row.id,
      created_at: isoOf(timeOfBackup(row.id) ?? 0),
      status: row.status,
      finished_at: row.finishedAt === null ? null : isoOf(row.finishedAt),
      trigger: row.trigger,
      ...this.#ledger.sums(row.id),
      error: row.error,
      expires_at: expires === null ? null : isoOf(expires),
      verified: row.verified,
      restored: row.restored,
      job: this.#jobOf(row.id),
    };
  }

  #jobOf(id: string): BackupRecord["job"] {
    const job = this.#ledger.running();
    if (job === null || job.backupId !== id) return null;
    return {
      kind: job.state.kind,
      done_rows: job.doneRows,
      // Rows that came while a backup runs are in it too.
      total_rows: Math.max(job.totalRows, job.doneRows),
      started_at: isoOf(job.startedAt),
    };
  }
}

const NO_MANIFEST = {
  ok: false,
  problem: "manifest.json is missing: it was not carried here as a whole.",
} as const;

function isoOf(time: number): string {
  return new Date(time).toISOString();
}
