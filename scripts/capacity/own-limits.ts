// Limits that the program sets itself, and those of the platforms that it keeps. A test compares those that stand in the code.
import type { Kind } from "./costs.ts";
import type { Plan } from "./plans.ts";

/** Rows of D1 that retention may write a day (maintenance/write-budget). */
export const DELETION_ROWS: Record<Plan, number> = { free: 30_000, paid: 1_000_000 };
/** Conversations of the list that retention looks at a minute (maintenance/upkeep). */
export const WALKED_A_MINUTE = 100;
export const MINUTES_A_DAY = 1_440;
/** Days that log files and backups are kept by default, LOG_MAX_HISTORY and BACKUP_KEEP_DAYS. */
export const FILE_DAYS = 30;

/** Objects among which log lines are divided (services). */
export const LOG_SHARDS = 2;

export interface PlatformLimits {
  /** Calls a month of an organisation on the platform's free edition. */
  callsAMonth: number;
  /** Least milliseconds between two calls of one kind, for the whole app (platform/account). */
  operationMs: number;
  /** Least milliseconds between two updates of one card (channels/…). */
  showEveryMs: number;
  /** Of these calls one answer makes but one; all others are updates of its card, as many as its time allows. */
  fixedCalls: number;
}

export const PLATFORMS: Record<Extract<Kind, "feishu" | "dingtalk">, PlatformLimits> = {
  // The card, the message that shows it, the finished text.
  feishu: { callsAMonth: 10_000, operationMs: 20, showEveryMs: 500, fixedCalls: 3 },
  // The card, the end of its stream, its variables.
  dingtalk: { callsAMonth: 10_000, operationMs: 50, showEveryMs: 800, fixedCalls: 3 },
};

/** Shares of the month's allowance from which cards are updated more rarely (core/quota), and how much more; null: not at all. */
export const SLOWDOWNS: { from: number; by: number | null }[] = [
  { from: 0, by: 1 },
  { from: 0.5, by: 2 },
  { from: 0.8, by: 4 },
  { from: 0.95, by: null },
];
