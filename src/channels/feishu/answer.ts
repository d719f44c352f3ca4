// Reads what the platform's API answered: its code decides, and nothing secret of the answer is passed on.
import type { FeishuSettings } from "../../core/channel-settings.ts";
import { isRecord, type JsonRecord } from "../../core/json.ts";
import { type PlatformAnswer, pauseOf } from "../call.ts";
import type { CallError, CallResult } from "../channel.ts";
import { adviceFor, isPassing } from "./codes.ts";

/** The platform's own words are cut to this many characters. */
const LONGEST_WORDS = 200;

export interface AnswerContext {
  settings: FeishuSettings;
  /** Empty where none was sent. */
  token: string;
  now: number;
}

/** The whole body of a success. */
export function readAnswer(answer: PlatformAnswer, context: AnswerContext): CallResult<JsonRecord> {
  const { body, status, headers } = answer;
  if (isRecord(body) && body.code === 0) return { ok: true, value: body };
  if (isRecord(body) && Number.isInteger(body.code))
    return { ok: false, error: errorOf(String(body.code), wordsOf(body.msg, context), headers, context.now) };
  // Something else than the API answered: a gateway that says no, or half an answer.
  const kind = status >= 400 ? "refused" : "unreachable";
  const message = `Feishu answered with status ${status} and without a code.`;
  return { ok: false, error: { kind, code: String(status), message, pauseMs: null } };
}

function errorOf(code: string, words: string, headers: Headers, now: number): CallError {
  const message = `Feishu says ${words}${adviceFor(code)}`;
  return isPassing(code)
    ? { kind: "busy", code, message, pauseMs: pauseOf(headers, now) }
    : { kind: "refused", code, message, pauseMs: null };
}

function wordsOf(words: unknown, { settings, token }: AnswerContext): string {
  if (typeof words !== "string" || words === "") return "no";
  let told = words;
  const secrets = [token, settings.appSecret, settings.encryptKey, settings.verificationToken];
  for (const secret of secrets) if (secret !== null && secret !== "") told = told.replaceAll(secret, "…");
  const short = told.replace(/[a-z][a-z0-9+.-]*:\/\/\S+/gi, "…").slice(0, LONGEST_WORDS);
  return `“${short.toWellFormed()}”`;
}
