// What the keeper of backups knows, in its own SQLite: the backups, their objects, and the jobs with how far each has come.
import type { BackupJobKind, BackupObject, BackupRecord, BackupTrigger } from "../core/backup.ts";
import type { Failure } from "../core/error.ts";
import type { RowKey } from "../services.ts";

export type BackupRow = {
  id: string;
  status: BackupRecord["status"];
  trigger: BackupTrigger;
  /** 1: made here; 0: carried in from somewhere else. */
  own: number;
  /** Unix milliseconds from which its age counts. */
  kept_from: number;
  finished_at: number | null;
  error: string | null;
  /** JSON of what the last examination and the last restore came to. */
  verified: string | null;
  restored: string | null;
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
  problems: string[];
}

export interface RestoreState {
  kind: "restore";
  /** Null once everything was found in order. */
  verify: VerifyState | null;
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
  kind: BackupJobKind;
  backupId: string;
  startedAt: number;
  state: JobState;
  doneRows: number;
  totalRows: number;
  /** Tries of the step that comes next, one that a crash ended too. */
  tries: number;
  dueAt: number;
}

type JobRow = {
  id: number;
  backup_id: string;
  started_at: number;
  state: string;
  done_rows: number;
  total_rows: number;
  tries: number;
  due_at: number;
  result: string | null;
};

/** Results of earlier jobs that are kept for those who wait. */
const KEPT_JOBS = 20;

const TABLES = `
CREATE TABLE IF NOT EXISTS backups (id TEXT PRIMARY KEY, status TEXT NOT NULL, trigger TEXT NOT NULL, own INTEGER NOT NULL,
  kept_from INTEGER NOT NULL, finished_at INTEGER, error TEXT, verified TEXT, restored TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS objects (backup_id TEXT NOT NULL, key TEXT NOT NULL, rows INTEGER NOT NULL, bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL, PRIMARY KEY (backup_id, key)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS jobs (id INTEGER PRIMARY KEY AUTOINCREMENT, backup_id TEXT NOT NULL, started_at INTEGER NOT NULL,
  state TEXT NOT NULL, done_rows INTEGER NOT NULL DEFAULT 0, total_rows INTEGER NOT NULL, tries INTEGER NOT NULL DEFAULT 0,
  due_at INTEGER NOT NULL, result TEXT)`;

export class BackupLedger {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(TABLES);
  }

  /** Newest first. */
  all(): BackupRow[] {
    return this.#sql.exec<BackupRow>("SELECT * FROM backups ORDER BY id DESC").toArray();
  }

  find(id: string): BackupRow | null {
    return this.#sql.exec<BackupRow>("SELECT * FROM backups WHERE id = ?", id).toArray()[0] ?? null;
  }

  add({
    id,
    status,
    trigger,
    own,
    kept_from,
    finished_at,
  }: Omit<BackupRow, "error" | "verified" | "restored">) {
    this.#sql.exec(
      "INSERT INTO backups (id, status, trigger, own, kept_from, finished_at) VALUES (?, ?, ?, ?, ?, ?)",
      ...[id, status, trigger, own, kept_from, finished_at],
    );
  }

  settle(id: string, status: BackupRow["status"], error: string | null, now: number): void {
    this.#sql.exec(
      "UPDATE backups SET status = ?, error = ?, finished_at = ? WHERE id = ?",
      ...[status, error, now, id],
    );
  }

  note(id: string, what: "verified" | "restored", outcome: BackupRecord["verified" | "restored"]): void {
    this.#sql.exec(`UPDATE backups SET ${what} = ? WHERE id = ?`, JSON.stringify(outcome), id);
  }

  forget(id: string): void {
    for (const [table, column] of Object.entries({ backups: "id", objects: "backup_id" }))
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
    this.#sql.exec("DELETE FROM objects WHERE backup_id = ?", id);
    for (const object of objects) this.putObject(id, object);
  }

  /** There is one at a time. */
  running(): Job | null {
    const [row] = this.#sql.exec<JobRow>("SELECT * FROM jobs WHERE result IS NULL").toArray();
    return row === undefined ? null : jobOf(row);
  }

  begin(backupId: string, state: JobState, totalRows: number, now: number): number {
    this.#sql.exec(
      "INSERT INTO jobs (backup_id, started_at, state, total_rows, due_at) VALUES (?, ?, ?, ?, ?)",
      ...[backupId, now, JSON.stringify(state), totalRows, now],
    );
    const { id } = this.#sql.exec<{ id: number }>("SELECT last_insert_rowid() AS id").one();
    this.#sql.exec("DELETE FROM jobs WHERE id <= ? AND result IS NOT NULL", id - KEPT_JOBS);
    return id;
  }

  save({ id, state, doneRows, totalRows, tries, dueAt }: Job): void {
    this.#sql.exec(
      "UPDATE jobs SET state = ?, done_rows = ?, total_rows = ?, tries = ?, due_at = ? WHERE id = ?",
      ...[JSON.stringify(state), doneRows, totalRows, tries, dueAt, id],
    );
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

function jobOf(row: JobRow): Job {
  const state = JSON.parse(row.state) as JobState;
  return {
    id: row.id,
    kind: state.kind,
    backupId: row.backup_id,
    startedAt: row.started_at,
    state,
    doneRows: row.done_rows,
    totalRows: row.total_rows,
    tries: row.tries,
    dueAt: row.due_at,
  };
}
