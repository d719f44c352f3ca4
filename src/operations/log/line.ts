// Makes log lines of facts that are allowed to stand in one. Whatever is not named here never reaches a log.
import type { LogArea, LogFacts, LogLevel } from "../../core/log.ts";

const ALLOWED: Record<keyof LogFacts, true> = {
  request_id: true,
  channel: true,
  platform: true,
  operation: true,
  status: true,
  code: true,
  reason: true,
  error: true,
  route: true,
  rule: true,
  subject: true,
  backup_id: true,
  cached: true,
  count: true,
  bytes: true,
  rows: true,
  failures: true,
  percent: true,
  duration_ms: true,
  latency_ms: true,
  first_token_ms: true,
};

/** One request, as it was answered. */
export interface AccessFacts {
  request_id: string;
  method: string;
  /** The route's pattern: an address may hold a session's id. */
  path: string;
  status: number;
  /** Until the answer began. */
  duration_ms: number;
  channel?: string;
  ip: string;
  country?: string;
  user_agent: string;
}

const LONGEST_TEXT = 500;
const LONGEST_USER_AGENT = 200;

export function appLine(
  now: number,
  level: LogLevel,
  area: LogArea,
  event: string,
  facts: LogFacts,
  redact: (text: string) => string,
): string {
  const kept = Object.entries(facts)
    .filter(([name, value]) => name in ALLOWED && value !== undefined)
    .map(([name, value]) => [name, typeof value === "string" ? tidy(value, LONGEST_TEXT, redact) : value]);
  const timestamp = new Date(now).toISOString();
  return JSON.stringify({ timestamp, level, kind: "app", area, event, ...Object.fromEntries(kept) });
}

export function accessLine(now: number, facts: AccessFacts, redact: (text: string) => string): string {
  const { request_id, method, path, status, duration_ms, channel, ip, country, user_agent } = facts;
  return JSON.stringify({
    timestamp: new Date(now).toISOString(),
    level: "info",
    kind: "access",
    request_id,
    method,
    path,
    status,
    duration_ms,
    channel,
    ip,
    country,
    user_agent: tidy(user_agent, LONGEST_USER_AGENT, redact),
  });
}

/** `secrets`: what must not stand in a line, whatever an exception says. */
export function createRedaction(secrets: string[]): (text: string) => string {
  return (text) =>
    secrets
      .reduce((left, secret) => left.replaceAll(secret, "[secret]"), text)
      // No question mark in the name: on a text of nothing else, the search would begin anew at each.
      .replace(/\?[^\s"'<>?=]*=[^\s"'<>]*/g, "?…");
}

/** A header may have a hundred kilobytes: nobody looks through more than what may stay, and some more for what is taken out. */
function tidy(text: string, length: number, redact: (text: string) => string): string {
  return cut(redact(text.slice(0, 4 * length)), length);
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length).toWellFormed()}…` : text;
}
