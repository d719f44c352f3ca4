// What went wrong with a request, told apart by what a person can do about it.
import type { ErrorEnvelope } from "../../core/wire.ts";
import { readRefusal } from "../common/refusal.ts";

/**
 * offline: no answer came at all. key: a key is asked for or was refused. wait: too many messages.
 * missing: what was asked for is gone. refused: the request itself is at fault. server: the other side is.
 * setup: only the operator can mend it. network: not from here. foreign: somebody else's conversation.
 * sender: the browser is somebody else's now. long: too much at once. part: of the page one is missing, as after a deployment.
 * model: not to be had. busy, unwell, slow, cut: what the model's service did.
 */
type FailureKind =
  | ("offline" | "key" | "wait" | "missing" | "refused" | "server")
  | ("setup" | "network" | "foreign" | "sender" | "long" | "part")
  | ("model" | "busy" | "unwell" | "slow" | "cut");

export interface Failure {
  kind: FailureKind;
  code: string;
  /** The server's own words; empty when it said none. */
  message: string;
  requestId: string | null;
  waitSeconds: number | null;
}

export class RequestFailed extends Error {
  readonly failure: Failure;

  constructor(failure: Failure, cause?: unknown) {
    super(failure.message || failure.kind, { cause });
    this.name = "RequestFailed";
    this.failure = failure;
  }
}

export const offline: Failure = {
  kind: "offline",
  code: "offline",
  message: "",
  requestId: null,
  waitSeconds: null,
};

/** What was written before this browser went on as somebody else. */
export const otherSender: Failure = { ...offline, kind: "sender", code: "other_sender" };

/** The server answers, but what reads its answers could not be loaded. */
export const missingPart: Failure = { ...offline, kind: "part", code: "missing_part" };

const kindOfCode = new Map<string, FailureKind>([
  ["misconfigured", "setup"],
  ["not_configured", "setup"],
  ["unknown_endpoint", "setup"],
  ["model_file_unreadable", "setup"],
  ["model_refused", "setup"],
  ["model_malformed", "setup"],
  ["network_not_allowed", "network"],
  ["session_not_yours", "foreign"],
  ["message_too_long", "long"],
  ["body_too_large", "long"],
  ["model_not_found", "model"],
  ["model_rate_limited", "busy"],
  ["model_unreachable", "unwell"],
  ["model_timeout", "slow"],
  ["model_silent", "slow"],
  ["model_cut", "cut"],
  ["model_too_long", "cut"],
]);

const kindOfStatus: Record<number, FailureKind> = { 401: "key", 404: "missing", 429: "wait" };

function kindOf(status: number, code: string): FailureKind {
  return kindOfCode.get(code) ?? kindOfStatus[status] ?? (status < 500 ? "refused" : "server");
}

const telling = new Set<FailureKind>(["refused", "setup", "long"]);

/** The server's own words where they add a fact to ours: a limit, a setting, a field. They are English. */
export function detailOf(failure: Failure): string {
  return telling.has(failure.kind) ? failure.message : "";
}

const kindOfType: Record<string, FailureKind> = {
  authentication_error: "key",
  rate_limit_error: "wait",
  invalid_request_error: "refused",
  permission_error: "refused",
};

export async function failureOfResponse(response: Response): Promise<Failure> {
  const { status, ...refusal } = await readRefusal(response);
  return { kind: kindOf(status, refusal.code), ...refusal };
}

export function failureOfEnvelope(envelope: ErrorEnvelope): Failure {
  return {
    kind: kindOfCode.get(envelope.error.code) ?? kindOfType[envelope.error.type] ?? "server",
    code: envelope.error.code,
    message: envelope.error.message,
    requestId: envelope.request_id === "" ? null : envelope.request_id,
    waitSeconds: null,
  };
}

/** What a caught value means; a request that never reached the server is thrown by `fetch` as a TypeError. */
export function failureOf(error: unknown): Failure {
  return error instanceof RequestFailed ? error.failure : offline;
}
