// What the server said when it did not do what was asked of it.
import type { ErrorEnvelope } from "../../core/wire.ts";

export interface Refusal {
  status: number;
  /** `http_<status>` when the server named none. */
  code: string;
  /** The server's own words; empty when it said none. */
  message: string;
  requestId: string | null;
  waitSeconds: number | null;
  /** The field at fault, where the server named one. */
  param?: string;
}

function hasStrings(value: unknown, ...names: string[]): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  return names.every((name) => typeof Reflect.get(value, name) === "string");
}

export function isErrorEnvelope(value: unknown): value is ErrorEnvelope {
  return hasStrings(value, "request_id") && hasStrings(value.error, "message", "type", "code");
}

/** `Retry-After` in seconds, whether the header holds a number or a date. */
export function secondsToWait(header: string | null, now: number): number | null {
  if (header === null || header.trim() === "") return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, Math.ceil(seconds));
  const until = Date.parse(header);
  return Number.isNaN(until) ? null : Math.max(0, Math.ceil((until - now) / 1000));
}

export async function readRefusal(response: Response): Promise<Refusal> {
  const body: unknown = await response.json().catch(() => null);
  const envelope = isErrorEnvelope(body) ? body : null;
  return {
    status: response.status,
    code: envelope?.error.code ?? `http_${response.status}`,
    message: envelope?.error.message ?? "",
    requestId: envelope?.request_id ?? response.headers.get("x-request-id"),
    waitSeconds: secondsToWait(response.headers.get("retry-after"), Date.now()),
    ...(typeof envelope?.error.param === "string" && { param: envelope.error.param }),
  };
}
