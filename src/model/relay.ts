// Opens a completion for callers that pass its bytes on: retries and fallback until the first token, then only bytes.
import type { Endpoint } from "../core/endpoint.ts";
import type { Failure } from "../core/error.ts";
import { isRecord, type JsonRecord, parseJson } from "../core/json.ts";
import type { Result } from "../core/result.ts";
import { type AttemptOutcome, tryEndpoints } from "./attempts.ts";
import type { CompletionTools } from "./completion.ts";
import { classifyError, reportedFailure, secretsOf, upstreamFailure } from "./failure.ts";
import { ListenedReader, type PieceReader } from "./opening.ts";
import { Watchdog } from "./watchdog.ts";

interface OpenedBase {
  /** What was asked for, or the fallback's own model. */
  model: string;
  fromFallback: boolean;
}

export interface OpenedEvents extends OpenedBase {
  kind: "events";
  reader: PieceReader;
  /** To be called when the stream was read or is no longer wanted. */
  end: () => void;
  timedOut: () => boolean;
  /** What may be told of an error that the model reports in mid-stream. */
  failureOf: (error: unknown) => Failure;
}

export interface OpenedWhole extends OpenedBase {
  kind: "whole";
  text: string;
  completion: JsonRecord;
}

export type OpenedCompletion = OpenedEvents | OpenedWhole;

/** A model that thinks for longer before its first token is taken at its word; its reader then sees that somebody is there. */
const PATIENCE_MS = 10_000;

/** `request` goes to the first endpoint as it is; the fallback is asked for its own model. */
export async function openCompletion(
  tools: CompletionTools,
  request: JsonRecord,
  client: AbortSignal,
): Promise<Result<OpenedCompletion>> {
  const watchdog = new Watchdog(tools.limits, client);
  const attempt = async (endpoint: Endpoint) => {
    const outcome = await attemptOpening(tools, endpoint, request, watchdog);
    watchdog.rest();
    if (!outcome.ok) watchdog.abort();
    return outcome;
  };
  const opened = await tryEndpoints(tools.endpoints, attempt, tools.pause, watchdog.signal);
  if (!opened.ok || opened.value.kind === "whole") watchdog.end();
  return opened;
}

async function attemptOpening(
  tools: CompletionTools,
  endpoint: Endpoint,
  request: JsonRecord,
  watchdog: Watchdog,
): Promise<AttemptOutcome<OpenedCompletion>> {
  const fromFallback = endpoint !== tools.endpoints[0];
  const body = fromFallback ? { ...request, model: endpoint.model } : request;
  const base: OpenedBase = { model: String(body.model), fromFallback };
  const signal = watchdog.begin();
  // An answer in one piece may take as long as a whole answer may.
  if (request.stream !== true) watchdog.rest();
  let answered = false;
  try {
    const response = await tools.open(endpoint, body, signal);
    answered = true;
    const isStream = response.headers.get("content-type")?.includes("event-stream") ?? false;
    if (isStream && request.stream !== true)
      return { ok: false, ...upstreamFailure("malformed", "fallback") };
    return isStream && response.body !== null
      ? await openEvents(response.body, endpoint, base, watchdog)
      : readWhole(base, await response.text());
  } catch (error) {
    if (watchdog.reason === "silent") return { ok: false, ...upstreamFailure("silent", "fallback") };
    if (watchdog.reason !== null) return { ok: false, ...upstreamFailure("timeout", "never") };
    if (answered) return { ok: false, ...upstreamFailure("cut", "same") };
    return { ok: false, ...classifyError(error, endpoint, base.model, tools.now()) };
  }
}

async function openEvents(
  body: ReadableStream<Uint8Array>,
  endpoint: Endpoint,
  base: OpenedBase,
  watchdog: Watchdog,
): Promise<AttemptOutcome<OpenedCompletion>> {
  watchdog.touch();
  const reader = new ListenedReader(body);
  const opening = await reader.listen(PATIENCE_MS, () => watchdog.touch());
  if (opening === "cut") return { ok: false, ...upstreamFailure("cut", "same") };
  if (opening === "malformed") return { ok: false, ...upstreamFailure("malformed", "fallback") };
  const end = () => {
    watchdog.end();
    watchdog.abort();
  };
  const timedOut = () => watchdog.reason === "timeout";
  const failureOf = (error: unknown) => reportedFailure(error, secretsOf(endpoint));
  return { ok: true, value: { ...base, kind: "events", reader, end, timedOut, failureOf } };
}

function readWhole(base: OpenedBase, text: string): AttemptOutcome<OpenedCompletion> {
  const completion = parseJson(text);
  if (isRecord(completion) && Array.isArray(completion.choices))
    return { ok: true, value: { ...base, kind: "whole", text, completion } };
  // Half a JSON text was cut; anything else is some other service's page.
  const cut = completion === undefined && text.trimStart().startsWith("{");
  return { ok: false, ...(cut ? upstreamFailure("cut", "same") : upstreamFailure("malformed", "fallback")) };
}
