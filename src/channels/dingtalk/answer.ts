// Reads what the platform answered: old addresses say `errcode`, new ones a status and a `code`. Status 200 alone means nothing.
import { isRecord, type JsonRecord } from "../../core/json.ts";
import { type PlatformAnswer, pauseOf } from "../call.ts";
import type { CallError, CallResult } from "../channel.ts";
import { adviceFor, isBusy, isTokenCode } from "./codes.ts";

/** The platform's own words are cut to this many characters. */
const LONGEST_WORDS = 200;
const CODE = /^[\w.:-]{1,100}$/;
/** Tokens, session names and signatures are longer than any word that a person needs. */
const LONG_RUN = /[\w+/=%$:-]{32,}/g;
const ADDRESS = /[a-z][a-z0-9+.-]*:\/\/\S+/gi;

/** The whole body of a success. `secrets` are never passed on; `now`: Unix milliseconds. */
export function readAnswer(answer: PlatformAnswer, secrets: string[], now: number): CallResult<JsonRecord> {
  const { body, status } = answer;
  if (!isRecord(body)) return { ok: false, error: withoutJson(answer, now) };
  const { errcode, errmsg, message, success } = body;
  const old = codeIn(errcode);
  if (old !== null) return refusal(old, errmsg, answer, secrets, now);
  const code = codeIn(body.code);
  // Whatever else is said: with this status a new token is worth a try.
  if (status === 401)
    return refusal(code !== null && isTokenCode(code) ? code : "401", message, answer, secrets, now);
  if (status >= 400) return refusal(code ?? String(status), message, answer, secrets, now);
  if (success === false) return refusal(code ?? "unsuccessful", message, answer, secrets, now);
  return { ok: true, value: body };
}

/** Null for none, and for the one that means success. */
function codeIn(value: unknown): string | null {
  const code = typeof value === "number" ? String(value) : value;
  return typeof code === "string" && code !== "0" && CODE.test(code) ? code : null;
}

/** A page of the gateway: it shuts out an address for five minutes that called too often. Else half an answer. */
function withoutJson({ status, headers, text }: PlatformAnswer, now: number): CallError {
  const code = String(status);
  if (status === 401)
    return { kind: "busy", code, message: "DingTalk did not take the token.", pauseMs: null };
  if (/^\s*<(?:!doctype|html)/i.test(text))
    return {
      kind: "busy",
      code: "page",
      message: `DingTalk's gateway answered with a page (status ${code}): too many calls from one address, for some minutes.`,
      pauseMs: pauseOf(headers, now),
    };
  const kind = status >= 400 ? "refused" : "unreachable";
  return { kind, code, message: `DingTalk answered with status ${code} and without JSON.`, pauseMs: null };
}

function refusal(
  code: string,
  words: unknown,
  { headers }: PlatformAnswer,
  secrets: string[],
  now: number,
): CallResult<JsonRecord> {
  const message = `DingTalk says ${wordsOf(words, secrets)}${adviceFor(code)}`;
  return isBusy(code)
    ? failed("busy", code, message, pauseOf(headers, now))
    : failed("refused", code, message);
}

function wordsOf(words: unknown, secrets: string[]): string {
  if (typeof words !== "string" || words === "") return "no";
  let told = words;
  for (const secret of secrets) if (secret !== "") told = told.replaceAll(secret, "…");
  const short = told.replace(ADDRESS, "…").replace(LONG_RUN, "…").slice(0, LONGEST_WORDS);
  return `“${short.toWellFormed()}”`;
}

export function failed(
  kind: CallError["kind"],
  code: string,
  message: string,
  pauseMs: number | null = null,
): { ok: false; error: CallError } {
  return { ok: false, error: { kind, code, message, pauseMs } };
}
