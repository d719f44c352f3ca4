// What a person reads for each failure that the server can send, in both languages.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  describeFailure,
  type Failure as ServerFailure,
  type UpstreamReason,
} from "../../../src/core/error.ts";
import {
  detailOf,
  type Failure,
  failureOfEnvelope,
  failureOfResponse,
} from "../../../src/web/chat/failure.ts";
import { en } from "../../../src/web/chat/messages.en.ts";
import { zh } from "../../../src/web/chat/messages.zh.ts";

type Served = [code: string, failure: ServerFailure, kind: Failure["kind"]];

const ofModel = (reason: UpstreamReason, kind: Failure["kind"]): Served => [
  `model_${reason}`,
  { kind: "upstream", reason, message: "The model." },
  kind,
];

const upstream = [
  ofModel("unreachable", "unwell"),
  ofModel("refused", "setup"),
  ofModel("rate_limited", "busy"),
  ofModel("timeout", "slow"),
  ofModel("silent", "slow"),
  ofModel("cut", "cut"),
  ofModel("malformed", "setup"),
  ofModel("too_long", "cut"),
];

const invalid = (code: string): ServerFailure => ({ kind: "invalid", code, message: "Words." });
const missing = (code: string): ServerFailure => ({ kind: "not_found", code, message: "Words." });
const closed = (code: string): ServerFailure => ({ kind: "unavailable", code, message: "Words." });
const forbidden = (code: string): ServerFailure => ({ kind: "forbidden", code, message: "Words." });

const served: Served[] = [
  ...upstream,
  ["invalid_value", invalid("invalid_value"), "refused"],
  ["invalid_json", invalid("invalid_json"), "refused"],
  ["invalid_text", invalid("invalid_text"), "refused"],
  ["empty_message", invalid("empty_message"), "refused"],
  ["broken_body", invalid("broken_body"), "refused"],
  ["invalid_host", invalid("invalid_host"), "refused"],
  ["model_rejected_request", invalid("model_rejected_request"), "refused"],
  ["message_too_long", invalid("message_too_long"), "long"],
  ["body_too_large", { kind: "too_large", limitBytes: 1 }, "long"],
  ["unsupported_media_type", { kind: "unsupported_media_type", expected: "application/json" }, "refused"],
  ["method_not_allowed", { kind: "method_not_allowed", allow: ["GET"] }, "refused"],
  ["message_id_reused", { kind: "conflict", code: "message_id_reused", message: "Words." }, "refused"],
  ["nothing_to_share", { kind: "conflict", code: "nothing_to_share", message: "Words." }, "refused"],
  ["invalid_api_key", { kind: "unauthenticated", message: "Words." }, "key"],
  ["network_not_allowed", forbidden("network_not_allowed"), "network"],
  ["cross_site", forbidden("cross_site"), "refused"],
  ["session_not_yours", forbidden("session_not_yours"), "foreign"],
  ["session_not_found", missing("session_not_found"), "missing"],
  ["share_not_found", missing("share_not_found"), "missing"],
  ["code_not_found", missing("code_not_found"), "missing"],
  ["not_a_visitor", invalid("not_a_visitor"), "refused"],
  ["message_not_found", missing("message_not_found"), "missing"],
  ["not_found", missing("not_found"), "missing"],
  ["model_not_found", missing("model_not_found"), "model"],
  ["rate_limited", { kind: "rate_limited", message: "Words.", retryAfterSeconds: 7 }, "wait"],
  ["misconfigured", closed("misconfigured"), "setup"],
  ["not_configured", closed("not_configured"), "setup"],
  ["unknown_endpoint", closed("unknown_endpoint"), "setup"],
  ["model_file_unreadable", closed("model_file_unreadable"), "setup"],
  ["try_again", closed("try_again"), "server"],
  ["internal_error", { kind: "internal" }, "server"],
];

const languages = [
  ["English", en],
  ["Chinese", zh],
] as const;

describe.each(served)("%s", (code, failure, kind) => {
  const { status, body, headers } = describeFailure(failure);
  const envelope = { error: body, request_id: "r-1" };

  test("is told as what a person can do about it", async () => {
    expect(body.code).toBe(code);
    const told = await failureOfResponse(Response.json(envelope, { status, headers }));
    expect(told).toMatchObject({ kind, code, message: body.message, requestId: "r-1" });
    const waits = headers["Retry-After"];
    expect(told.waitSeconds).toBe(waits === undefined ? null : Number(waits));
  });

  test.each(languages)("has words in %s for what happened and for what to do", (_name, words) => {
    for (const sentence of Object.values(words.failure[kind])) expect(sentence).toMatch(/^[^!！]{4,}[.。]$/);
  });
});

test("in the middle of a stream, the model's failures are told as at its start", () => {
  for (const [code, failure, kind] of upstream) {
    const { body } = describeFailure(failure);
    expect(failureOfEnvelope({ error: body, request_id: "" })).toMatchObject({ kind, code, requestId: null });
  }
});

test("each kind says something of its own, in each language", () => {
  for (const [, words] of languages) {
    const told = Object.values(words.failure).map(({ what }) => what);
    expect(new Set(told).size).toBe(told.length);
  }
  expect(Object.keys(zh.failure)).toEqual(Object.keys(en.failure));
});

test("every code that the sources name for the page is in this table", () => {
  const known = new Set(served.map(([code]) => code));
  // Doors that the page never knocks at.
  const elsewhere =
    /^(channel_off|cross_site|link_(not_found|expired)|invalid_(filter|erasure|format|limit|cursor|query|session_id)|not_found)$/;
  const files = ["src/conversation", "src/http", "src/model", "src"].flatMap((folder) =>
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
      // The operator's doors lie in a folder of their own.
      .filter((entry) => !/^(openai|completion|webhooks)/.test(entry.name))
      .map((entry) => readFileSync(`${folder}/${entry.name}`, "utf8")),
  );
  const codes = files.flatMap((text) =>
    [...text.matchAll(/\bcode: "([a-z_]+)"|\binvalid\(\s*"([a-z_]+)"/g)].map(
      ([, field, argument]) => field ?? argument,
    ),
  );
  expect(codes.length).toBeGreaterThan(8);
  expect(codes.filter((code) => code !== undefined && !known.has(code) && !elsewhere.test(code))).toEqual([]);
});

describe("the server's own words", () => {
  const failure = (kind: Failure["kind"]): Failure => ({
    kind,
    code: "x",
    message: "CACHE_TTL_SECONDS must be a number.",
    requestId: null,
    waitSeconds: null,
  });

  test("are shown where they add a fact", () => {
    for (const kind of ["setup", "long", "refused"] as const)
      expect(detailOf(failure(kind))).toContain("CACHE_TTL_SECONDS");
  });

  test("are left out where they would only say it again in English", () => {
    for (const kind of ["key", "wait", "missing", "busy", "unwell", "slow", "cut", "server"] as const)
      expect(detailOf(failure(kind))).toBe("");
  });
});
