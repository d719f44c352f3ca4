// What a backup is: its name, its times, and what the operator sees of it.

import type { Failure } from "./error.ts";

export interface BackupObject {
  key: string;
  /** Rows of a table; 0 for what holds none. */
  rows: number;
  bytes: number;
  /** Lower-case hex. */
  sha256: string;
}

export type BackupJobKind = "backup" | "verify" | "restore";
export type BackupTrigger = "daily" | "manual";

/** A row of `GET /api/admin/backups`. Times are ISO 8601, UTC. */
export interface BackupRecord {
  id: string;
  created_at: string;
  status: "running" | "complete" | "failed";
  finished_at: string | null;
  trigger: BackupTrigger;
  rows: number;
  bytes: number;
  /** Left out of the list. */
  objects?: BackupObject[];
  error: string | null;
  /** When it is deleted for its age; null: never. */
  expires_at: string | null;
  verified: { at: string; ok: boolean; problems: string[] } | null;
  restored: { at: string; ok: boolean; inserted: number; skipped: number; error: string | null } | null;
  /** What is being done with it right now. */
  job: { kind: BackupJobKind; done_rows: number; total_rows: number; started_at: string } | null;
}

export const NO_SUCH_BACKUP: Failure = {
  kind: "not_found",
  code: "backup_not_found",
  message: "There is no such backup. GET /api/admin/backups lists those there are.",
};

export const BACKUP_FOLDER = "backups/";

/** The folder of one backup in R2. */
export function folderOf(id: string): string {
  return `${BACKUP_FOLDER}${id}/`;
}

/** `2026-11-25T19-00-00-000Z`: a time that can be part of an address and of a file's name. */
export function backupIdAt(now: number): string {
  return new Date(now).toISOString().replace(/[:.]/g, "-");
}

/** Unix milliseconds of a backup's id; null for anything else. */
export function timeOfBackup(id: string): number | null {
  const iso = id.replace(/^(\d{4}-\d\d-\d\dT\d\d)-(\d\d)-(\d\d)-(\d{3}Z)$/, "$1:$2:$3.$4");
  const time = Date.parse(iso);
  return !Number.isNaN(time) && backupIdAt(time) === id ? time : null;
}

const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
/** 03:00 in China. */
const DAILY_AT_MS = 19 * HOUR_MS;
/** A daily backup that failed is tried again so much later. */
const RETRY_MS = 3 * HOUR_MS;

/** The last moment, up to `now`, at which a daily backup became due. */
export function lastDailyTime(now: number): number {
  return Math.floor((now - DAILY_AT_MS) / DAY_MS) * DAY_MS + DAILY_AT_MS;
}

/** `lastComplete`, `lastTry`: when the newest whole backup was begun, and the newest of any outcome. */
export function isDailyDue(now: number, lastComplete: number | null, lastTry: number | null): boolean {
  const due = lastDailyTime(now);
  if (lastComplete !== null && lastComplete >= due) return false;
  return lastTry === null || lastTry < due || now - lastTry >= RETRY_MS;
}
