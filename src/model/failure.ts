// What a failed call to a model means: to the caller, and for the question whether to ask again.
import { askedPauseMs } from "../core/backoff.ts";
import type { Endpoint } from "../core/endpoint.ts";
import type { Failure, UpstreamReason } from "../core/error.ts";
import { isRecord } from "../core/json.ts";
import { StatusError } from "./call-error.ts";

export interface AttemptFailure {
  failure: Failure;
  /** `same`: may be asked again; `fallback`: another endpoint may know better; `never`: the request itself is at fault. */
  again: "same" | "fallback" | "never";
  askedPauseMs: number | null;
}

const MESSAGES: Record<UpstreamReason, string> = {
  unreachable: "The model could not be reached. Try again in a moment.",
  refused:
    "The model's service refused the call. The operator should check MODEL_ENDPOINT, MODEL_API_KEY and MODEL_NAME.",
  rate_limited: "The model is busy. Try again in a moment.",
  timeout: "The model did not finish in time. Ask again, or ask for less.",
  silent: "The model stopped talking. Try again.",
  cut: "The model's answer broke off. Try again.",
  malformed:
    "The model's service answered with something that is no completion. The operator should check MODEL_ENDPOINT.",
  too_long: "The model's answer grew past the limit and was dropped. Ask for less.",
};

/** No caller is told to wait longer, whatever the endpoint says. */
const LONGEST_WAIT_SECONDS = 3_600;

export function upstreamFailure(
  reason: UpstreamReason,
  again: AttemptFailure["again"],
  pauseMs: number | null = null,
): AttemptFailure {
  const retry = pauseMs === null ? {} : { retryAfterSeconds: Math.min(pauseMs / 1000, LONGEST_WAIT_SECONDS) };
  return {
    failure: { kind: "upstream", reason, message: MESSAGES[reason], ...retry },
    again,
    askedPauseMs: pauseMs,
  };
}

/** Reads what a call for `model` threw. Key and address never appear in what is passed on. */
export function classifyError(
  error: unknown,
  endpoint: Endpoint,
  model: string,
  now: number,
): AttemptFailure {
  const secrets = secretsOf(endpoint);
  if (!(error instanceof StatusError)) return upstreamFailure("unreachable", "same");
  const pause = askedPauseMs(error.headers, now);
  switch (error.status) {
    case 404:
      // The operator's own choice of model is nobody's mistake but the operator's.
      if (model === endpoint.model) return upstreamFailure("refused", "fallback");
      return { failure: modelNotFound(), again: "never", askedPauseMs: null };
    case 400:
    case 413:
    case 415:
    case 422:
      return { failure: passOn(error, secrets), again: "never", askedPauseMs: null };
    case 429:
      return upstreamFailure("rate_limited", "same", pause);
    case 408:
    case 409:
      return upstreamFailure("refused", "same", pause);
    default:
      return upstreamFailure(
        error.status >= 500 ? "unreachable" : "refused",
        error.status >= 500 ? "same" : "fallback",
        pause,
      );
  }
}

function modelNotFound(): Failure {
  return {
    kind: "not_found",
    code: "model_not_found",
    message: "No such model. GET /v1/models or /api/models lists those there are.",
    param: "model",
  };
}

/** What must not appear in anything that is passed on: the endpoint's key, and where it is. */
export function secretsOf(endpoint: Endpoint): string[] {
  return [endpoint.apiKey, endpoint.baseUrl, new URL(endpoint.baseUrl).host];
}

/** An error that the model reported in the middle of its answer. */
export function reportedFailure(error: unknown, secrets: string[]): Failure {
  const words = typeof error === "string" ? error : readWord(error, "message");
  const message = words === undefined ? MESSAGES.cut : withoutSecrets(words, secrets);
  return { kind: "upstream", reason: "cut", message };
}

/** The endpoint found fault with the request: its own words help, without keys or addresses. */
function passOn({ error }: StatusError, secrets: string[]): Failure {
  const message = readWord(error, "message") ?? "The model's service did not accept the request.";
  const param = readName(error, "param", secrets);
  return {
    kind: "invalid",
    code: readName(error, "code", secrets) ?? "model_rejected_request",
    message: withoutSecrets(message, secrets),
    ...(param !== undefined && { param }),
  };
}

function withoutSecrets(text: string, secrets: string[]): string {
  let told = text;
  for (const secret of secrets) told = told.replaceAll(secret, "…");
  return told
    .replace(/[a-z][a-z0-9+.-]*:\/\/\S+/gi, "…")
    .slice(0, 500)
    .toWellFormed();
}

function readWord(body: unknown, name: string): string | undefined {
  const value = isRecord(body) ? body[name] : undefined;
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** A code or a field's name; a sentence, an address or a key is neither. */
function readName(body: unknown, name: string, secrets: string[]): string | undefined {
  const value = readWord(body, name);
  if (value === undefined || secrets.some((secret) => value.includes(secret))) return undefined;
  return /^[a-z][\w.[\]]{0,99}$/i.test(value) ? value : undefined;
}
