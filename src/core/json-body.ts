// The body of a request from outside as a JSON object, with bounds on what it may cost to parse.
import { findJsonExcess, isRecord, type JsonRecord, parseJson } from "./json.ts";
import { fail, type Result, succeed } from "./result.ts";

export type BodyFlaw = "encoding" | "excess" | "no_object";
export type JsonBody = { ok: true; value: JsonRecord } | { ok: false; flaw: BodyFlaw };

const WORDS: Record<BodyFlaw, string> = {
  encoding: "The body is not valid UTF-8.",
  excess: "The JSON is nested too deeply or holds too many values.",
  no_object: "The body is no JSON object.",
};

/** Never throws. A byte order mark in front is no part of the text. */
export function readJsonBody(bytes: Uint8Array): JsonBody {
  const text = decode(bytes);
  if (text === null) return { ok: false, flaw: "encoding" };
  if (findJsonExcess(text) !== null) return { ok: false, flaw: "excess" };
  const value = parseJson(text);
  return isRecord(value) ? { ok: true, value } : { ok: false, flaw: "no_object" };
}

/** The same, its flaw as the failure that the sender sees. */
export function parseJsonBody(bytes: Uint8Array): Result<JsonRecord> {
  const body = readJsonBody(bytes);
  return body.ok ? succeed(body.value) : malformedBody(body.flaw);
}

export function malformedBody(flaw: BodyFlaw): Result<never> {
  return fail({ kind: "invalid", code: "invalid_json", message: WORDS[flaw] });
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    return null;
  }
}
