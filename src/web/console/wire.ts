// What the operator's API answers, in its own names. Times are ISO 8601, UTC.

export interface Page<Row> {
  data: Row[];
  next_cursor: string | null;
}

export interface Session {
  expires_at: string;
}

export interface Spread {
  mean: number;
  p50: number;
  p95: number;
}

export interface Count {
  turns: number;
  failed: number;
  stopped: number;
  cached: number;
  prompt_tokens: number;
  completion_tokens: number;
  latency_ms: Spread | null;
  first_token_ms: Spread | null;
}

export interface PlatformCalls {
  platform: string;
  month: string;
  calls: number;
  allowance: number | null;
}

export interface StatsNow {
  deliveries: { channel: string; direction: string; state: "pending" | "dead"; count: number }[];
  platforms: PlatformCalls[];
  alerts: number;
  database_bytes: number | null;
  log_bytes: number | null;
  cron_last_run: string | null;
  requests: { minutes: number; total: number; errors: number };
}

export interface Stats {
  from: string;
  to: string;
  bucket: "hour" | "day";
  series: (Count & { time: string })[];
  totals: Count;
  by_channel: (Count & { channel: string })[];
  by_model: (Count & { model: string })[];
  now: StatsNow;
}

export interface HealthCheck {
  status: "ok" | "off" | "error";
  latency_ms?: number;
  message?: string;
}

export interface Health {
  status: "ok" | "degraded" | "down";
  version: string;
  problems?: { setting: string; message: string }[];
  checks: Record<string, HealthCheck>;
}

export interface Turn {
  id: string;
  session_id: string;
  user_input: string;
  bot_response: string;
  timestamp: string;
  channel: string;
  user_id: string | null;
  user_name: string | null;
  model: string | null;
  status: "ok" | "stopped" | "failed";
  cached: boolean;
  prompt_tokens: number | null;
  completion_tokens: number | null;
  latency_ms: number | null;
  first_token_ms: number | null;
  rating: "up" | "down" | null;
  request_id: string;
  error: string | null;
  /** Of the model file that `model` names. */
  model_version: number | null;
}

export interface Erased {
  erased: { conversations: number; rows: number };
  /** False: there is more, and the same call erases it. */
  complete: boolean;
  backups?: { count: number; until: string | null };
}

export interface Delivery {
  id: string;
  message_id: string;
  channel: string;
  direction: "in" | "out";
  state: "pending" | "done" | "dead";
  attempts: number;
  last_error: string | null;
  session_id: string;
  created_at: string;
  updated_at: string;
  next_attempt_at: string | null;
}

export type LogLevel = "debug" | "info" | "warn" | "error";

export interface LogLine {
  timestamp: string;
  level: LogLevel;
  kind: "access" | "app";
  request_id?: string;
  [fact: string]: unknown;
}

export interface Alert {
  id: string;
  rule: string;
  subject: string | null;
  state: "on" | "over";
  since: string;
  until: string | null;
  text: { zh: string; en: string };
  sent: { channel: string; at: string; error: string | null }[];
}

export interface AlertPage extends Page<Alert> {
  cron_last_run: string | null;
  channels: string[];
}

export interface Happening {
  at: string;
  reason: string | null;
}

export interface Channel {
  channel: string;
  status: "on" | "off" | "misconfigured";
  message: string | null;
  callback_url: string | null;
  scopes: string | null;
  permissions: string[];
  events: string[];
  last_event: Happening | null;
  last_refusal: Happening | null;
  calls: { month: string; used: number; allowance: number | null } | null;
  group_bot: boolean;
}

export interface DoctorCheck {
  id: string;
  status: "ok" | "warning" | "error" | "skipped";
  title: string;
  message: string;
  fix: string | null;
}

export interface DoctorReport {
  ok: boolean;
  checks: DoctorCheck[];
}

export interface Setting {
  name: string;
  value: string | null;
  secret: boolean;
  fingerprint: string | null;
  is_default: boolean;
  problem: string | null;
}

export interface SettingPage extends Page<Setting> {
  version: string;
}

export interface BackupJob {
  kind: "backup" | "verify" | "restore";
  done_rows: number;
  total_rows: number;
  started_at: string;
}

export interface Backup {
  id: string;
  created_at: string;
  status: "running" | "complete" | "failed";
  finished_at: string | null;
  trigger: "daily" | "manual";
  rows: number;
  bytes: number;
  objects?: { key: string; rows: number; bytes: number; sha256: string }[];
  error: string | null;
  expires_at: string | null;
  verified: { at: string; ok: boolean; problems: string[] } | null;
  restored: { at: string; ok: boolean; inserted: number; skipped: number; error: string | null } | null;
  job: BackupJob | null;
}

export interface StoredFile {
  key: string;
  size: number;
  etag: string;
  sha256: string | null;
  content_type: string;
  updated_at: string;
}

export interface FileLink {
  url: string;
  expires_at: string;
}

export interface FilePage extends Page<StoredFile> {
  prefixes: string[];
}
