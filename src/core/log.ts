// What a log line is: its level, the area it speaks of, and how lines and counts travel together to where they are kept.

export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export const LOG_AREAS = [
  "http",
  "conversation",
  "channels.feishu",
  "channels.dingtalk",
  "channels.signed",
  "model",
  "knowledge",
  "storage",
  "operations",
] as const;
export type LogArea = (typeof LOG_AREAS)[number];

export const LOG_KINDS = ["access", "app"] as const;
export type LogKind = (typeof LOG_KINDS)[number];

/** From which level on an area's lines are kept. */
export interface LogThresholds {
  all: LogLevel;
  byArea: Partial<Record<LogArea, LogLevel>>;
}

export function isAtLeast(level: LogLevel, least: LogLevel): boolean {
  return LOG_LEVELS.indexOf(level) >= LOG_LEVELS.indexOf(least);
}

export function isLogged(thresholds: LogThresholds, level: LogLevel, area: LogArea): boolean {
  return isAtLeast(level, thresholds.byArea[area] ?? thresholds.all);
}

/** The area that lines about a message of this channel belong to. */
export function areaOf(channel: string): LogArea {
  const area = `channels.${channel}`;
  return LOG_AREAS.find((known) => known === area) ?? "conversation";
}

/** No text of a message, no name, no address of a person, no token. */
export interface LogFacts {
  request_id?: string;
  channel?: string;
  platform?: string;
  operation?: string;
  status?: string | number;
  code?: string;
  reason?: string;
  /** Of our own making or an exception's; secrets and query strings are taken out of it. */
  error?: string;
  route?: string;
  rule?: string;
  subject?: string;
  backup_id?: string;
  cached?: boolean;
  count?: number;
  bytes?: number;
  rows?: number;
  failures?: number;
  percent?: number;
  duration_ms?: number;
  latency_ms?: number;
  first_token_ms?: number | null;
}

/** What one isolate has to say since it last said something. Lines are JSON, each with its line break. */
export interface LogBatch {
  /** Of random letters: a batch whose acknowledgement was lost is sent again, and kept once. */
  id: string;
  lines: Record<LogKind, string>;
  /** By name and labels in Prometheus' notation: how much each counter grew. */
  samples: Record<string, number>;
  /** Requests for the rate of errors, and those of them that ended in 5xx. */
  requests: number;
  errors: number;
}

/** Requests of one minute. `minute`: minutes since 1970. */
export interface RequestMinute {
  minute: number;
  requests: number;
  errors: number;
}

/** Where lines say when they were written: the first characters after `{"timestamp":"`. */
const TIMESTAMP = /^\{"timestamp":"([^"]{24})"/;

/** ISO 8601; empty for something that is no line. */
export function timestampOf(line: string): string {
  return TIMESTAMP.exec(line)?.[1] ?? "";
}
