// What the keeper of backups knows, in its own SQLite: the backups, their objects, and the jobs with how far each has come.
import type { BackupObject, BackupRecord, BackupTrigger } from "../core/backup.ts";
import type { Failure } from "../core/error.ts";
import type { RowKey } from "../services.ts";

export interface BackupRow {
  id: string;
  status: BackupRecord["status"];
  trigger: BackupTrigger;
  /** Made here, and not carried in from somewhere else. */
  own: boolean;
  /** Unix milliseconds from which its age counts. */
  keptFrom: number;
  finishedAt: number | null;
  error: string | null;
  /** What the last examination and the last restore came to. */
  verified: BackupRecord["verified"];
  restored: BackupRecord["restored"];
}

export const BLANK: Omit<BackupRow, "id" | "keptFrom"> = {
  status: "failed",
  trigger: "manual",
  own: false,
  finishedAt: null,
  error: null,
  verified: null,
  restored: null,
};

export interface BackupState {
  kind: "backup";
  /** Index of the table that is being read; -1: nothing is counted yet. */
  table: number;
  after: RowKey | null;
  part: number;
}

export interface VerifyState {
  kind: "verify";
  /** Index of the object that is read next; -1: the manifest. */
  object: number;
  /** How many the manifest named. */
  objects: number;
  problems: string[];
}

export interface RestoreState {
  kind: "restore";
  /** Null once everything was found in order. */
  verify: VerifyState | null;
  /** How many the manifest named; those without rows count too. */
  objects: number;
  object: number;
  offset: number;
  /** Rows of the next piece that the table lacked before the first try to put it back. */
  missing: number | null;
  inserted: number;
  skipped: number;
}

export type JobState = BackupState | VerifyState | RestoreState;

/** `failure` null: it came to its end, whatever it found. */
export interface JobResult {
  failure: Failure | null;
  problems: string[];
  inserted: number;
  skipped: number;
}

export interface Job {
  id: number;
  backupId: string;
  startedAt: number;
  state: JobState;
  doneRows: number;
  totalRows: number;
  /** Tries of the step that comes next, one that a crash ended too. */
  tries: number;
  dueAt: number;
}

type JobRow = { id: number; job: string; result: string | null };

/** Results of earlier jobs that are kept for those who wait. */
const KEPT_JOBS = 20;

const TABLES = `
CREATE TABLE IF NOT EXISTS backups (id TEXT PRIMARY KEY, backup TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS objects (backup_id TEXT NOT NULL, key TEXT NOT NULL, rows INTEGER NOT NULL, bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL, PRIMARY KEY (backup_id, key)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS examined (backup_id TEXT NOT NULL, key TEXT NOT NULL, etag TEXT NOT NULL, PRIMARY KEY (backup_id, key)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS jobs (id INTEGER PRIMARY KEY AUTOINCREMENT, job TEXT NOT NULL, result TEXT)`;

export class BackupLedger {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(TABLES);
  }

  /** Newest first. */
  all(): BackupRow[] {
    return this.#sql
      .exec<{ backup: string }>("SELECT backup FROM backups ORDER BY id DESC")
      .toArray()
      .map(({ backup }) => JSON.parse(backup) as BackupRow);
  }

  find(id: string): BackupRow | null {
    return this.all().find((row) => row.id === id) ?? null;
  }

  put(row: BackupRow): void {
    this.#sql.exec("INSERT OR REPLACE INTO backups VALUES (?, ?)", row.id, JSON.stringify(row));
  }

  /** One that is not here stays so. */
  note(id: string, facts: Partial<BackupRow>): void {
    const row = this.find(id);
    if (row !== null) this.put({ ...row, ...facts });
  }

  forget(id: string): void {
    for (const [table, column] of Object.entries({
      backups: "id",
      objects: "backup_id",
      examined: "backup_id",
    }))
      this.#sql.exec(`DELETE FROM ${table} WHERE ${column} = ?`, id);
  }

  objects(id: string): BackupObject[] {
    return this.#sql
      .exec<BackupObject & Record<string, SqlStorageValue>>(
        "SELECT key, rows, bytes, sha256 FROM objects WHERE backup_id = ? ORDER BY key",
        id,
      )
      .toArray();
  }

  sums(id: string): { rows: number; bytes: number } {
    return this.#sql
      .exec<{ rows: number; bytes: number }>(
        "SELECT coalesce(sum(rows), 0) AS rows, coalesce(sum(bytes), 0) AS bytes FROM objects WHERE backup_id = ?",
        id,
      )
      .one();
  }

  putObject(id: string, { key, rows, bytes, sha256 }: BackupObject): void {
    this.#sql.exec("INSERT OR REPLACE INTO objects VALUES (?, ?, ?, ?, ?)", id, key, rows, bytes, sha256);
  }

  replaceObjects(id: string, objects: BackupObject[]): void {
    for (const table of ["objects", "examined"])
      this.#sql.exec(`DELETE FROM ${table} WHERE backup_id = ?`, id);
    for (const object of objects) this.putObject(id, object);
  }

  /** Found in order under this etag. */
  putExamined(id: string, key: string, etag: string): void {
    this.#sql.exec("INSERT OR REPLACE INTO examined VALUES (?, ?, ?)", id, key, etag);
  }

  /** Null when it was not found in order. */
  etag(id: string, key: string): string | null {
    const [row] = this.#sql
      .exec<{ etag: string }>("SELECT etag FROM examined WHERE backup_id = ? AND key = ?", id, key)
      .toArray();
    return row?.etag ?? null;
  }

  /** Whether somebody works on this backup. */
  isBusy(id: string): boolean {
    return this.running()?.backupId === id;
  }

  /** There is one at a time. */
  running(): Job | null {
    const [row] = this.#sql.exec<JobRow>("SELECT * FROM jobs WHERE result IS NULL").toArray();
    return row === undefined ? null : { ...(JSON.parse(row.job) as Omit<Job, "id">), id: row.id };
  }

  begin(backupId: string, state: JobState, totalRows: number, now: number): number {
    const job = { backupId, startedAt: now, state, doneRows: 0, totalRows, tries: 0, dueAt: now };
    const { id } = this.#sql
      .exec<{ id: number }>("INSERT INTO jobs (job) VALUES (?) RETURNING id", JSON.stringify(job))
      .one();
    this.#sql.exec("DELETE FROM jobs WHERE id <= ? AND result IS NOT NULL", id - KEPT_JOBS);
    return id;
  }

  save({ id, ...job }: Job): void {
    this.#sql.exec("UPDATE jobs SET job = ? WHERE id = ?", JSON.stringify(job), id);
  }

  end(id: number, result: JobResult): void {
    this.#sql.exec("UPDATE jobs SET result = ? WHERE id = ?", JSON.stringify(result), id);
  }

  /** Null while it runs; undefined when nothing is known of it any more. */
  result(id: number): JobResult | null | undefined {
    const [row] = this.#sql.exec<JobRow>("SELECT * FROM jobs WHERE id = ?", id).toArray();
    if (row === undefined) return undefined;
    return row.result === null ? null : (JSON.parse(row.result) as JobResult);
  }
}
