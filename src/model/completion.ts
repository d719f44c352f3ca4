// One streamed completion of a model: pieces as they come, then how it ended. A cut stream is an error, never a whole answer.
import { createParser } from "eventsource-parser";
import type { Endpoint } from "../core/endpoint.ts";
import type { JsonRecord } from "../core/json.ts";
import type { Result } from "../core/result.ts";
import type { ToolUse, Usage } from "../core/wire.ts";
import { type AttemptOutcome, type Pause, tryEndpoints } from "./attempts.ts";
import { type Chunk, readChunk } from "./chunk.ts";
import type { OpenCompletion } from "./client.ts";
import { type AttemptFailure, classifyError, upstreamFailure } from "./failure.ts";
import { CallGatherer, type ToolCall } from "./tool-call.ts";
import type { LimitReason, Limits, Watchdog } from "./watchdog.ts";

/** An answer longer than this (UTF-16 units) is dropped: it must fit a row of two megabytes with its question. */
const LONGEST_ANSWER = 400_000;

export interface RoundRequest {
  /** Without model and stream. */
  body: JsonRecord;
  /** Null: the endpoint's own. */
  model: string | null;
  /** The fallback has begun this answer and goes on with it. */
  byFallback: boolean;
  /** Characters of the answer so far. */
  length: number;
}

export interface Round {
  model: string;
  usage: Usage | null;
  /** The model ended at its length limit or content filter. */
  truncated: boolean;
  fromFallback: boolean;
  toolCalls: ToolCall[];
}

export interface CompletionTools {
  endpoints: Endpoint[];
  limits: Limits;
  open: OpenCompletion;
  pause: Pause;
  now: () => number;
  /** Hears of each call of a tool when it is over. */
  onTool?: (use: ToolUse) => void;
}

/** Calls `onText` with each piece. After the first piece nothing is tried again. */
export function streamRound(
  tools: CompletionTools,
  request: RoundRequest,
  onText: (text: string) => void,
  watchdog: Watchdog,
): Promise<Result<Round>> {
  const attempt = (endpoint: Endpoint) => attemptCompletion(tools, endpoint, request, onText, watchdog);
  const endpoints = request.byFallback ? tools.endpoints.slice(1) : tools.endpoints;
  return tryEndpoints(endpoints, attempt, tools.pause, watchdog.signal);
}

async function attemptCompletion(
  tools: CompletionTools,
  endpoint: Endpoint,
  request: RoundRequest,
  onText: (text: string) => void,
  watchdog: Watchdog,
): Promise<AttemptOutcome<Round>> {
  // A model asked for by name is the first endpoint's; the fallback answers with its own.
  const model = endpoint === tools.endpoints[0] ? (request.model ?? endpoint.model) : endpoint.model;
  const body = { ...request.body, model, stream: true, stream_options: { include_usage: true } };
  let started = false;
  const emit = (text: string) => {
    started = true;
    onText(text);
  };
  const signal = watchdog.begin();
  try {
    const response = await tools.open(endpoint, body, signal);
    const outcome = await readCompletion(response, request.length, emit, watchdog);
    if (!outcome.ok) return started ? { ...outcome, again: "never" } : outcome;
    return { ok: true, value: { ...outcome.value, model, fromFallback: endpoint !== tools.endpoints[0] } };
  } catch (error) {
    if (watchdog.reason !== null) return { ok: false, ...limitFailure(watchdog.reason, started) };
    if (started) return { ok: false, ...upstreamFailure("cut", "never") };
    return { ok: false, ...classifyError(error, endpoint, model, tools.now()) };
  } finally {
    watchdog.rest();
  }
}

/** Silence before the first token is not asked for again where it was met: the fallback may be livelier. */
function limitFailure(reason: LimitReason, started: boolean): AttemptFailure {
  if (reason === "silent") return upstreamFailure("silent", started ? "never" : "fallback");
  return upstreamFailure("timeout", "never");
}

/** What was heard of a stream so far. */
interface Heard {
  usage: Usage | null;
  finishReason: string | null;
  done: boolean;
  failed: boolean;
  understood: boolean;
  length: number;
  calls: CallGatherer;
}

async function readCompletion(
  response: Response,
  length: number,
  emit: (text: string) => void,
  watchdog: Watchdog,
): Promise<AttemptOutcome<Pick<Round, "usage" | "truncated" | "toolCalls">>> {
  const heard: Heard = {
    usage: null,
    finishReason: null,
    done: false,
    failed: false,
    understood: false,
    length,
    calls: new CallGatherer(),
  };
  const take = (chunk: Chunk | undefined) => hear(heard, chunk, emit);
  if (response.headers.get("content-type")?.includes("application/json")) {
    take(readChunk(await response.text()));
  } else {
    await readEvents(response, take, heard, watchdog);
  }
  if (heard.length > LONGEST_ANSWER) return { ok: false, ...upstreamFailure("too_long", "never") };
  if (!heard.understood) return { ok: false, ...upstreamFailure("malformed", "fallback") };
  if (heard.failed || (heard.finishReason === null && !heard.done))
    return { ok: false, ...upstreamFailure("cut", "same") };
  const truncated = heard.finishReason === "length" || heard.finishReason === "content_filter";
  return { ok: true, value: { usage: heard.usage, truncated, toolCalls: heard.calls.whole() } };
}

function hear(heard: Heard, chunk: Chunk | undefined, emit: (text: string) => void): void {
  if (chunk === undefined) return;
  heard.understood = true;
  heard.failed ||= chunk.failed;
  heard.usage = chunk.usage ?? heard.usage;
  heard.finishReason = chunk.finishReason ?? heard.finishReason;
  heard.length += chunk.text.length;
  for (const piece of chunk.toolCalls) {
    heard.length += piece.args.length;
    heard.calls.take(piece);
  }
  if (chunk.text !== "" && heard.length <= LONGEST_ANSWER) emit(chunk.text);
}

async function readEvents(
  response: Response,
  take: (chunk: Chunk | undefined) => void,
  heard: Heard,
  watchdog: Watchdog,
): Promise<void> {
  const parser = createParser({
    onEvent: ({ data }) => {
      if (data === "[DONE]") heard.done = true;
      else take(readChunk(data));
    },
  });
  if (response.body === null) return;
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const piece = await reader.read();
      if (piece.done) return;
      watchdog.touch();
      parser.feed(decoder.decode(piece.value, { stream: true }));
      if (heard.done || heard.failed || heard.length > LONGEST_ANSWER) return;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
