// The body of a signed delivery, once its signature was found right.
import { isWellFormed } from "../../core/json.ts";
import { parseJsonBody } from "../../core/json-body.ts";
import { fail, type Result, succeed } from "../../core/result.ts";
import { isPublicHttpsUrl } from "./public-url.ts";

export interface SignedDelivery {
  messageId: string;
  sessionId: string;
  message: string;
  /** Where the answer is posted; null: the sender waits for it. */
  callbackUrl: string | null;
}

const LONGEST_URL = 2_048;

export function parseDelivery(body: Uint8Array): Result<SignedDelivery> {
  const parsed = parseJsonBody(body);
  if (!parsed.ok) return parsed;
  const { value } = parsed;
  if (!isWellFormed(value)) return malformed("The JSON holds half of a surrogate pair.");
  const { message_id, session_id, message, callback_url = null } = value;
  if (!isText(message_id, /^[^\p{Cc}]{1,128}$/u))
    return invalid("message_id", "must be 1 to 128 characters, none of them a control character");
  if (!isText(session_id, /^[A-Za-z0-9._:-]{1,64}$/))
    return invalid("session_id", "must be 1 to 64 of A–Z a–z 0–9 . _ : -");
  if (!isText(message, /^[^\0]+$/) || message.trim() === "")
    return invalid("message", "must be text, not empty, without NUL");
  if (callback_url !== null && !isCallback(callback_url))
    return invalid("callback_url", "must be an https address of the public internet, without credentials");
  return succeed({ messageId: message_id, sessionId: session_id, message, callbackUrl: callback_url });
}

function isText(value: unknown, pattern: RegExp): value is string {
  return typeof value === "string" && pattern.test(value);
}

function isCallback(value: unknown): value is string {
  return typeof value === "string" && value.length <= LONGEST_URL && isPublicHttpsUrl(value);
}

function malformed(message: string): Result<SignedDelivery> {
  return fail({ kind: "invalid", code: "invalid_json", message });
}

function invalid(param: string, problem: string): Result<SignedDelivery> {
  return fail({ kind: "invalid", code: "invalid_value", message: `${param}: ${problem}`, param });
}
