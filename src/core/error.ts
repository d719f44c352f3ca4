// Everything that can go wrong at a border, and what a stranger may see of it.
import type { ErrorBody } from "./wire.ts";

/** Why no whole answer came from the model. `unreachable`: no answer at all; `refused`: it said no. */
export type UpstreamReason =
  | "unreachable"
  | "refused"
  | "rate_limited"
  | "timeout"
  | "silent"
  | "cut"
  | "malformed"
  | "too_long";

export type Failure =
  | { kind: "invalid"; code: string; message: string; param?: string }
  | { kind: "unauthenticated"; message: string }
  | { kind: "bad_signature"; message: string }
  | { kind: "wrong_token"; message: string }
  | { kind: "forbidden"; code: string; message: string }
  | { kind: "not_found"; code: string; message: string; param?: string }
  | { kind: "method_not_allowed"; allow: string[] }
  | { kind: "conflict"; code: string; message: string; param?: string }
  | { kind: "precondition_failed" }
  | { kind: "too_large"; limitBytes: number }
  | { kind: "unsupported_media_type"; expected: string }
  | { kind: "range_not_satisfiable"; sizeBytes: number }
  | { kind: "rate_limited"; message: string; retryAfterSeconds: number }
  | { kind: "upstream"; reason: UpstreamReason; message: string; retryAfterSeconds?: number }
  | { kind: "platform"; code: string; message: string }
  | { kind: "unavailable"; code: string; message: string }
  | { kind: "internal" };

/** Carries a failure up to the one place that answers with it. */
export class FailureError extends Error {
  readonly failure: Failure;
  constructor(failure: Failure, options?: ErrorOptions) {
    super(`${failure.kind}${"code" in failure ? ` ${failure.code}` : ""}`, options);
    this.name = "FailureError";
    this.failure = failure;
  }
}

export interface FailureDescription {
  status: 400 | 401 | 403 | 404 | 405 | 409 | 412 | 413 | 415 | 416 | 429 | 500 | 502 | 503 | 504;
  body: ErrorBody;
  headers: Record<string, string>;
}

/** The one exhaustive map from a failure to status, envelope and headers. */
export function describeFailure(failure: Failure): FailureDescription {
  switch (failure.kind) {
    case "invalid":
      return describe(400, "invalid_request_error", failure.code, failure.message, failure.param);
    case "unauthenticated":
      return describe(401, "authentication_error", "invalid_api_key", failure.message, undefined, {
        "WWW-Authenticate": "Bearer",
      });
    case "wrong_token":
      return describe(401, "authentication_error", "wrong_token", failure.message);
    case "bad_signature":
      return describe(401, "authentication_error", "bad_signature", failure.message);
    case "forbidden":
      return describe(403, "permission_error", failure.code, failure.message);
    case "not_found":
      return describe(404, "invalid_request_error", failure.code, failure.message, failure.param);
    case "method_not_allowed":
    case "precondition_failed":
    case "too_large":
    case "unsupported_media_type":
    case "range_not_satisfiable":
      return describeRequestFault(failure);
    case "conflict":
      return describe(409, "invalid_request_error", failure.code, failure.message, failure.param);
    case "rate_limited":
      return describe(
        429,
        "rate_limit_error",
        "rate_limited",
        failure.message,
        undefined,
        retryAfter(failure.retryAfterSeconds),
      );
    case "upstream":
      return describeUpstream(failure);
    case "platform":
      return describe(
        502,
        "upstream_error",
        "platform_failed",
        `The platform did not take it: ${failure.message} (${failure.code})`,
      );
    case "unavailable":
      return describe(503, "unavailable_error", failure.code, failure.message);
    case "internal":
      return describe(
        500,
        "internal_error",
        "internal_error",
        "Something failed on our side. Try again; if it stays, report the request id.",
      );
  }
}

type RequestFault = Extract<
  Failure,
  {
    kind:
      | "method_not_allowed"
      | "precondition_failed"
      | "too_large"
      | "unsupported_media_type"
      | "range_not_satisfiable";
  }
>;

/** What HTTP itself has a word for. */
function describeRequestFault(failure: RequestFault): FailureDescription {
  const type = "invalid_request_error";
  switch (failure.kind) {
    case "method_not_allowed": {
      const message = `Use ${failure.allow.join(" or ")} here.`;
      return describe(405, type, failure.kind, message, undefined, { Allow: failure.allow.join(", ") });
    }
    case "precondition_failed":
      return describe(412, type, failure.kind, "Its ETag is not as If-Match or If-None-Match demands.");
    case "too_large":
      return describe(413, type, "body_too_large", `Send at most ${failure.limitBytes} bytes.`);
    case "unsupported_media_type":
      return describe(415, type, failure.kind, `Send the body as ${failure.expected}.`);
    case "range_not_satisfiable": {
      const message = `The range begins behind the ${failure.sizeBytes} bytes that there are.`;
      const headers = { "Content-Range": `bytes */${failure.sizeBytes}` };
      return describe(416, type, failure.kind, message, undefined, headers);
    }
  }
}

function describeUpstream(failure: Extract<Failure, { kind: "upstream" }>): FailureDescription {
  const code = `model_${failure.reason}`;
  switch (failure.reason) {
    case "rate_limited":
      return describe(
        429,
        "rate_limit_error",
        code,
        failure.message,
        undefined,
        retryAfter(failure.retryAfterSeconds ?? 10),
      );
    case "timeout":
    case "silent":
      return describe(504, "upstream_error", code, failure.message);
    case "unreachable":
    case "refused":
    case "cut":
    case "malformed":
    case "too_long":
      return describe(502, "upstream_error", code, failure.message);
  }
}

function describe(
  status: FailureDescription["status"],
  type: string,
  code: string,
  message: string,
  param?: string,
  headers: Record<string, string> = {},
): FailureDescription {
  return { status, body: { message, type, code, param: param ?? null }, headers };
}

function retryAfter(seconds: number): Record<string, string> {
  return { "Retry-After": String(Math.max(1, Math.ceil(seconds))) };
}

/** The status that goes with an error that was written down earlier. */
export function statusOf(body: ErrorBody): FailureDescription["status"] {
  switch (body.type) {
    case "upstream_error":
      return body.code === "model_timeout" || body.code === "model_silent" ? 504 : 502;
    case "rate_limit_error":
      return 429;
    case "invalid_request_error":
      return /_not_found$/.test(body.code) ? 404 : 400;
    case "unavailable_error":
      return 503;
    default:
      return 500;
  }
}
