// What a failed call means, and that neither key nor address gets out.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConnectionError, StatusError } from "../../../src/model/call-error.ts";
import { classifyError, reportedFailure, secretsOf, upstreamFailure } from "../../../src/model/failure.ts";

const ENDPOINT = { baseUrl: "https://models.internal:8443/v1", apiKey: "sk-very-secret", model: "m" };
const SECRETS = secretsOf(ENDPOINT);

function answered(
  status: number,
  error: object | undefined = undefined,
  headers: Record<string, string> = {},
  model = "asked-for",
) {
  const thrown = new StatusError(status, new Headers(headers), error && { error });
  return classifyError(thrown, ENDPOINT, model, 0);
}

describe("a failed call", () => {
  it.each([
    [408, "same", "refused"],
    [409, "same", "refused"],
    [429, "same", "rate_limited"],
    [500, "same", "unreachable"],
    [503, "same", "unreachable"],
    [302, "fallback", "refused"],
    [401, "fallback", "refused"],
    [403, "fallback", "refused"],
  ])("with %i may be asked again: %s", (status, again, reason) => {
    expect(answered(status)).toMatchObject({ again, failure: { kind: "upstream", reason } });
  });

  it("without a connection is asked again", () => {
    for (const error of [
      new ConnectionError(),
      new DOMException("aborted", "AbortError"),
      new TypeError("fetch failed"),
      { status: 400 },
      "nonsense",
    ])
      expect(classifyError(error, ENDPOINT, "asked-for", 0)).toMatchObject({
        again: "same",
        failure: { reason: "unreachable" },
      });
  });

  it.each([400, 413, 415, 422])("with %i tells the model's own words, and is not asked again", (status) => {
    const error = { message: "max_tokens is too large", code: "too_large", param: "max_tokens" };
    expect(answered(status, error)).toEqual({
      failure: { kind: "invalid", message: error.message, code: error.code, param: error.param },
      again: "never",
      askedPauseMs: null,
    });
    expect(answered(status)).toMatchObject({ failure: { code: "model_rejected_request" } });
  });

  it("with 400 is read without a throw, whatever its body", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (body) => {
        const thrown = new StatusError(400, new Headers(), body);
        const { failure } = classifyError(thrown, ENDPOINT, "asked-for", 0);
        expect(failure).toMatchObject({ kind: "invalid", message: expect.stringMatching(/./s) });
      }),
    );
  });

  it("with 404 for the operator's own model is the operator's fault: another endpoint may know better", () => {
    expect(answered(404, undefined, {}, ENDPOINT.model)).toMatchObject({
      again: "fallback",
      failure: { reason: "refused" },
    });
  });

  it("with 404 means that there is no such model", () => {
    expect(answered(404)).toMatchObject({ again: "never", failure: { kind: "not_found", param: "model" } });
  });

  it("passes on how long to wait, within reason", () => {
    expect(answered(429, undefined, { "retry-after": "7" })).toMatchObject({
      askedPauseMs: 7000,
      failure: { retryAfterSeconds: 7 },
    });
    expect(answered(429, undefined, { "retry-after": "9".repeat(400) })).toMatchObject({
      failure: { retryAfterSeconds: 3600 },
    });
  });
});

describe("neither key nor address gets out", () => {
  const leak =
    "key sk-very-secret at https://models.internal:8443/v1/chat or models.internal:8443, see HTTP://other.example/x?token=1";

  it("in the model's words, its code or its param", () => {
    const { failure } = answered(400, { message: leak, code: ENDPOINT.apiKey, param: "https://a.example" });
    const told = JSON.stringify(failure);
    expect(told).not.toMatch(/very-secret|internal|example|token/);
    expect(told).toContain("key … at");
  });

  it("in an error reported in mid-stream", () => {
    for (const error of [leak, { message: leak }, { message: { deep: leak } }, null, 5]) {
      const failure = reportedFailure(error, SECRETS);
      expect(failure).toMatchObject({ kind: "upstream", reason: "cut" });
      expect(JSON.stringify(failure)).not.toMatch(/very-secret|internal|example/);
    }
  });

  it("and no word is longer than it need be", () => {
    expect(JSON.stringify(answered(400, { message: "x".repeat(10_000) })).length).toBeLessThan(700);
    expect(upstreamFailure("cut", "same").failure).not.toHaveProperty("retryAfterSeconds");
  });
});
