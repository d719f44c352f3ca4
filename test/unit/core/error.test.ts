// Failures and what a stranger sees of them.
import { describe, expect, it } from "vitest";
import {
  describeFailure,
  type Failure,
  FailureError,
  statusOf,
  type UpstreamReason,
} from "../../../src/core/error.ts";

const message = "Do this.";
const TABLE: [Failure, number, string, string][] = [
  [
    { kind: "invalid", code: "invalid_value", message, param: "p" },
    400,
    "invalid_request_error",
    "invalid_value",
  ],
  [{ kind: "unauthenticated", message }, 401, "authentication_error", "invalid_api_key"],
  [
    { kind: "forbidden", code: "network_not_allowed", message },
    403,
    "permission_error",
    "network_not_allowed",
  ],
  [{ kind: "not_found", code: "model_not_found", message }, 404, "invalid_request_error", "model_not_found"],
  [
    { kind: "method_not_allowed", allow: ["GET", "HEAD"] },
    405,
    "invalid_request_error",
    "method_not_allowed",
  ],
  [
    { kind: "conflict", code: "message_id_reused", message },
    409,
    "invalid_request_error",
    "message_id_reused",
  ],
  [{ kind: "precondition_failed" }, 412, "invalid_request_error", "precondition_failed"],
  [{ kind: "range_not_satisfiable", sizeBytes: 7 }, 416, "invalid_request_error", "range_not_satisfiable"],
  [{ kind: "too_large", limitBytes: 7 }, 413, "invalid_request_error", "body_too_large"],
  [
    { kind: "unsupported_media_type", expected: "application/json" },
    415,
    "invalid_request_error",
    "unsupported_media_type",
  ],
  [{ kind: "rate_limited", message, retryAfterSeconds: 2.1 }, 429, "rate_limit_error", "rate_limited"],
  [{ kind: "upstream", reason: "rate_limited", message }, 429, "rate_limit_error", "model_rate_limited"],
  [{ kind: "upstream", reason: "unreachable", message }, 502, "upstream_error", "model_unreachable"],
  [{ kind: "upstream", reason: "refused", message }, 502, "upstream_error", "model_refused"],
  [{ kind: "upstream", reason: "cut", message }, 502, "upstream_error", "model_cut"],
  [{ kind: "upstream", reason: "malformed", message }, 502, "upstream_error", "model_malformed"],
  [{ kind: "upstream", reason: "too_long", message }, 502, "upstream_error", "model_too_long"],
  [{ kind: "upstream", reason: "timeout", message }, 504, "upstream_error", "model_timeout"],
  [{ kind: "upstream", reason: "silent", message }, 504, "upstream_error", "model_silent"],
  [{ kind: "unavailable", code: "misconfigured", message }, 503, "unavailable_error", "misconfigured"],
  [{ kind: "internal" }, 500, "internal_error", "internal_error"],
];

describe("a failure", () => {
  it.each(TABLE)("%o becomes %i %s %s", (failure, status, type, code) => {
    const described = describeFailure(failure);
    expect(described.status).toBe(status);
    expect(described.body).toMatchObject({ type, code, param: "param" in failure ? failure.param : null });
    expect(described.body.message).not.toBe("");
  });

  it("of every reason of the model is in the table", () => {
    const reasons: Record<UpstreamReason, true> = {
      unreachable: true,
      refused: true,
      rate_limited: true,
      timeout: true,
      silent: true,
      cut: true,
      malformed: true,
      too_long: true,
    };
    const listed = TABLE.map(([failure]) => (failure.kind === "upstream" ? failure.reason : null));
    for (const reason of Object.keys(reasons)) expect(listed).toContain(reason);
  });

  it("says in its headers what a client needs to go on", () => {
    expect(describeFailure({ kind: "method_not_allowed", allow: ["GET", "HEAD"] }).headers).toEqual({
      Allow: "GET, HEAD",
    });
    expect(describeFailure({ kind: "unauthenticated", message }).headers).toEqual({
      "WWW-Authenticate": "Bearer",
    });
    for (const [asked, told] of [
      [2.1, "3"],
      [0, "1"],
      [-5, "1"],
      [60, "60"],
    ] as const) {
      const limited: Failure = { kind: "rate_limited", message, retryAfterSeconds: asked };
      expect(describeFailure(limited).headers).toEqual({ "Retry-After": told });
      const upstream: Failure = {
        kind: "upstream",
        reason: "rate_limited",
        message,
        retryAfterSeconds: asked,
      };
      expect(describeFailure(upstream).headers).toEqual({ "Retry-After": told });
    }
    expect(describeFailure({ kind: "upstream", reason: "rate_limited", message }).headers).toEqual({
      "Retry-After": "10",
    });
  });

  it("that was written down keeps its status, where a finished turn can have it", () => {
    for (const [failure, status] of TABLE) {
      if (!["upstream", "internal", "unavailable", "rate_limited", "not_found"].includes(failure.kind))
        continue;
      expect([failure, statusOf(describeFailure(failure).body)]).toEqual([failure, status]);
    }
  });

  it("travels in an error whose text holds no more than its kind and code", () => {
    const error = new FailureError(
      { kind: "invalid", code: "c", message: "the caller's words" },
      { cause: "why" },
    );
    expect([error.name, error.message, error.cause]).toEqual(["FailureError", "invalid c", "why"]);
    expect(new FailureError({ kind: "internal" }).message).toBe("internal");
  });
});
