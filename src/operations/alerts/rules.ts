// Which rules hold, judged from what was observed. Pure. An observation that failed judges nothing.
import type { AlertRule, Finding } from "../../core/alert.ts";
import type { RequestMinute } from "../../core/log.ts";
import { alertWords } from "./words.ts";

/** Null: could not be learnt this time. */
export interface Observations {
  /** How the last calls to the model ended, newest first: true is an answer. Empty without a model. */
  modelOutcomes: boolean[] | null;
  requestMinutes: RequestMinute[] | null;
  /** Milliseconds to the first piece, of the answers of the last five minutes. */
  firstTokensMs: number[] | null;
  /** Deliveries that died within the last hour, and that nobody has discarded or tried again. */
  deadLetters: number | null;
  /** Deliveries that have waited for more than five minutes. */
  stuck: number | null;
  quotas: { platform: string; used: number; allowance: number }[] | null;
  /** `bytes` null: the database does not answer. */
  databases: { name: string; bytes: number | null }[];
  /** Of the last complete backup; `at` null: none was ever made. Unix milliseconds. */
  lastBackup: { at: number | null } | null;
}

export interface Limits {
  firstTokenMs: number;
  databaseBytes: number;
}

export interface Judgement {
  findings: Finding[];
  /** Rules, or subjects of a rule, of which nothing is known this time: they stay as they were. */
  unknown: { rule: AlertRule; subject?: string }[];
}

const WINDOW_MINUTES = 5;
const FEWEST_REQUESTS = 20;
const FEWEST_ANSWERS = 10;
const MODEL_CALLS = 3;
const BACKUP_PATIENCE_MS = 26 * 3_600_000;
const QUOTA_STEPS = [50, 80, 95];
const DATABASE_STEPS = [80, 95];

export function judge(seen: Observations, limits: Limits, now: number): Judgement {
  const rules: [AlertRule, Finding[] | null][] = [
    ["model_failing", seen.modelOutcomes && modelFailing(seen.modelOutcomes)],
    ["errors", seen.requestMinutes && errors(seen.requestMinutes, now)],
    ["slow", seen.firstTokensMs && slow(seen.firstTokensMs, limits.firstTokenMs)],
    ["dead_letters", counted("dead_letters", seen.deadLetters)],
    ["stuck", counted("stuck", seen.stuck)],
    ["quota", seen.quotas?.flatMap(quota) ?? null],
    ["database", seen.databases.flatMap((database) => databaseFull(database, limits.databaseBytes))],
    ["backup", seen.lastBackup && backupMissing(seen.lastBackup.at, now)],
  ];
  return {
    findings: rules.flatMap(([, found]) => found ?? []),
    unknown: [
      ...rules.filter(([, found]) => found === null).map(([rule]) => ({ rule })),
      // How full a database is that does not answer.
      ...seen.databases
        .filter(({ bytes }) => bytes === null)
        .map(({ name }) => ({ rule: "database" as const, subject: name })),
    ],
  };
}

function modelFailing(outcomes: boolean[]): Finding[] {
  const holds = outcomes.length >= MODEL_CALLS && outcomes.slice(0, MODEL_CALLS).every((ok) => !ok);
  return holds ? [finding("model_failing", alertWords.modelFailing())] : [];
}

function errors(minutes: RequestMinute[], now: number): Finding[] {
  const first = Math.floor(now / 60_000) - WINDOW_MINUTES;
  const recent = minutes.filter(({ minute }) => minute > first);
  const total = recent.reduce((sum, { requests }) => sum + requests, 0);
  const failed = recent.reduce((sum, minute) => sum + minute.errors, 0);
  const holds = total >= FEWEST_REQUESTS && failed * 10 > total;
  return holds ? [finding("errors", alertWords.errors(failed, total))] : [];
}

function slow(firstTokensMs: number[], limitMs: number): Finding[] {
  const sorted = firstTokensMs.toSorted((one, other) => one - other);
  const [low, high] = [sorted[(sorted.length - 1) >> 1] ?? 0, sorted[sorted.length >> 1] ?? 0];
  const median = (low + high) / 2;
  const holds = sorted.length >= FEWEST_ANSWERS && median > limitMs;
  return holds ? [finding("slow", alertWords.slow(median / 1000, limitMs / 1000))] : [];
}

function counted(rule: "dead_letters" | "stuck", count: number | null): Finding[] | null {
  if (count === null) return null;
  const words = rule === "stuck" ? alertWords.stuck : alertWords.deadLetters;
  return count === 0 ? [] : [finding(rule, words(count))];
}

function quota({ platform, used, allowance }: { platform: string; used: number; allowance: number }) {
  const percent = (100 * used) / allowance;
  const step = QUOTA_STEPS.findLast((reached) => percent >= reached);
  if (step === undefined) return [];
  return [
    { ...finding("quota", alertWords.quota(platform, step, used, allowance)), subject: platform, step },
  ];
}

function databaseFull({ name, bytes }: { name: string; bytes: number | null }, limit: number): Finding[] {
  if (bytes === null)
    return [{ ...finding("database", alertWords.databaseAway(name)), subject: `${name} away` }];
  const percent = (100 * bytes) / limit;
  const step = DATABASE_STEPS.findLast((reached) => percent >= reached);
  if (step === undefined) return [];
  return [
    { ...finding("database", alertWords.databaseFull(name, Math.floor(percent))), subject: name, step },
  ];
}

function backupMissing(at: number | null, now: number): Finding[] {
  if (at === null || now - at <= BACKUP_PATIENCE_MS) return [];
  return [finding("backup", alertWords.backup(Math.floor((now - at) / 3_600_000)))];
}

function finding(rule: AlertRule, text: Finding["text"]): Finding {
  return { rule, subject: null, step: 0, text };
}
