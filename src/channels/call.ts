// One call to a platform over HTTPS: bounded in time and in bytes, never redirected, and silent about address and token.
import { askedPauseMs } from "../core/backoff.ts";
import { findJsonExcess, type JsonRecord, parseJson } from "../core/json.ts";
import type { CallError, CallResult } from "./channel.ts";

export interface PlatformRequest {
  url: string;
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  headers?: Record<string, string>;
  /** Sent as JSON. */
  body?: JsonRecord;
  /** The same, as a text that was signed and must not change on its way. */
  text?: string;
  /** For the whole call, headers and body; 10 s when absent. */
  timeoutMs?: number;
}

export interface PlatformAnswer {
  status: number;
  headers: Headers;
  /** Parsed; undefined when it is no JSON. */
  body: unknown;
  text: string;
}

export interface PlatformBytes {
  status: number;
  headers: Headers;
  bytes: Uint8Array;
}

const TIMEOUT_MS = 10_000;
/** No answer of either platform's API comes near. */
const MOST_ANSWER_BYTES = 1024 * 1024;
const TOO_LARGE = "too_large";
/** Longer than any limit of the platforms lasts; what asks for more is a mistake. */
const LONGEST_PAUSE_MS = 3_600_000;

/**
 * `ok` for every status that the channel has to read itself: 2xx, and 4xx with the platform's own code in the body. Lost
 * connections, 408 and 5xx are `unreachable`, 429 is `busy`, a redirect is `refused`. `now`: Unix milliseconds.
 */
export async function callPlatform(
  fetcher: typeof fetch,
  request: PlatformRequest,
  now: number,
): Promise<CallResult<PlatformAnswer>> {
  const answer = await exchange(fetcher, request, MOST_ANSWER_BYTES, now);
  // What an answer without end belongs to may well have happened.
  if (!answer.ok)
    return answer.error.code === TOO_LARGE
      ? { ok: false, error: { ...answer.error, kind: "unreachable" } }
      : answer;
  const { status, headers, bytes } = answer.value;
  const text = new TextDecoder().decode(bytes);
  return { ok: true, value: { status, headers, body: parseAnswer(text), text } };
}

/** The same for a file; more than `mostBytes` of it are `refused` with the code `too_large`. */
export function downloadBytes(
  fetcher: typeof fetch,
  request: PlatformRequest,
  mostBytes: number,
  now: number,
): Promise<CallResult<PlatformBytes>> {
  return exchange(fetcher, request, mostBytes, now);
}

/** Parses what a platform answered; undefined when it is no JSON, or too costly to be an honest answer. */
export function parseAnswer(text: string): unknown {
  return findJsonExcess(text) === null ? parseJson(text) : undefined;
}

async function exchange(
  fetcher: typeof fetch,
  request: PlatformRequest,
  mostBytes: number,
  now: number,
): Promise<CallResult<PlatformBytes>> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), request.timeoutMs ?? TIMEOUT_MS);
  try {
    const response = await fetcher(request.url, initOf(request, stop.signal));
    const failed = failureOf(response, now);
    if (failed !== null) {
      await release(response);
      return { ok: false, error: failed };
    }
    const bytes = await readBounded(response, mostBytes, stop.signal);
    if (bytes === null) return { ok: false, error: tooLarge(mostBytes) };
    return { ok: true, value: { status: response.status, headers: response.headers, bytes } };
  } catch {
    // What was thrown may name the address, so it is not passed on.
    return { ok: false, error: stop.signal.aborted ? TIMED_OUT : NO_CONNECTION };
  } finally {
    clearTimeout(timer);
  }
}

function initOf(request: PlatformRequest, signal: AbortSignal) {
  const { method } = request;
  const body = request.text ?? (request.body === undefined ? undefined : JSON.stringify(request.body));
  const headers = {
    ...(body !== undefined && { "Content-Type": "application/json; charset=utf-8" }),
    ...request.headers,
  };
  // Whoever could answer with a redirect would be handed the token at an address of their choice.
  const init = { method, headers, signal, redirect: "manual" as const };
  return body === undefined ? init : { ...init, body };
}

function failureOf(response: Response, now: number): CallError | null {
  const { status } = response;
  const code = String(status);
  const pauseMs = pauseOf(response.headers, now);
  if (status === 429) return { kind: "busy", code, message: "The platform asks to come later.", pauseMs };
  if (status === 408 || status >= 500)
    return { kind: "unreachable", code, message: `The platform answered with status ${code}.`, pauseMs };
  // 0: some runtimes hide a redirect's status.
  if (status === 0 || (status >= 300 && status < 400))
    return {
      kind: "refused",
      code,
      message: "The platform redirects, which is not followed.",
      pauseMs: null,
    };
  return null;
}

/** How long an answer asks to wait, in milliseconds, at most an hour; Feishu's gateway has a header of its own, in seconds. */
export function pauseOf(headers: Headers, now: number): number | null {
  const reset = Number.parseFloat(headers.get("x-ogw-ratelimit-reset") ?? "");
  const asked = Number.isFinite(reset) ? reset * 1000 : askedPauseMs(headers, now);
  return asked === null ? null : Math.min(Math.max(asked, 0), LONGEST_PAUSE_MS);
}

/** Null when there is more; the rest is then let go of. */
async function readBounded(
  response: Response,
  mostBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array | null> {
  if (Number(response.headers.get("content-length") ?? 0) > mostBytes) {
    await release(response);
    return null;
  }
  const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = response.body?.getReader();
  if (reader === undefined) return new Uint8Array();
  const giveUp = () => void reader.cancel().catch(() => undefined);
  signal.addEventListener("abort", giveUp);
  const pieces: Uint8Array[] = [];
  let length = 0;
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      length += piece.value.length;
      if (length > mostBytes) {
        giveUp();
        return null;
      }
      pieces.push(piece.value);
    }
  } finally {
    signal.removeEventListener("abort", giveUp);
  }
  // A reader that was given up says "done": half an answer is none.
  signal.throwIfAborted();
  return joined(pieces, length);
}

function joined(pieces: Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const piece of pieces) {
    bytes.set(piece, offset);
    offset += piece.length;
  }
  return bytes;
}

/** A body that nobody reads keeps its connection, and an invocation has only six at a time. */
async function release(response: Response): Promise<void> {
  await response.body?.cancel().catch(() => undefined);
}

const TIMED_OUT: CallError = {
  kind: "unreachable",
  code: "timeout",
  message: "The platform did not answer in time.",
  pauseMs: null,
};

const NO_CONNECTION: CallError = {
  kind: "unreachable",
  code: "network",
  message: "The platform could not be reached, or its answer broke off.",
  pauseMs: null,
};

function tooLarge(mostBytes: number): CallError {
  const message = `The platform's answer is larger than ${mostBytes} bytes.`;
  return { kind: "refused", code: TOO_LARGE, message, pauseMs: null };
}
