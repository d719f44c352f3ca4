// The log row of one /v1 call, handed to a recorder behind the answer: never in its way, and tried again when a recorder is away.
import { backoffMs, MODEL_BACKOFF } from "../core/backoff.ts";
import { endedWell } from "../core/chunk-signs.ts";
import { describeFailure, type Failure } from "../core/error.ts";
import { faultMessage } from "../core/fault.ts";
import { timeOrderedId } from "../core/identifier.ts";
import type { LogRow, RecordedCompletion } from "../core/message.ts";
import { type Services, servicesOf } from "../services.ts";
import type { Caller } from "./caller.ts";
import { LONGEST_COPY } from "./completion-relay.ts";
import { type CompletionRequest, lastQuestion } from "./completion-schema.ts";
import type { AppContext } from "./context.ts";
import { recorderFor } from "./objects.ts";

/** One call on its way through. */
export interface Call {
  context: AppContext;
  request: CompletionRequest;
  caller: Caller;
  /** The model file that it names; null: it names another model. */
  found: Awaited<ReturnType<Services["assistants"]["find"]>> | null;
  /** Null when its answer is not to be kept. */
  cacheKey: string | null;
  /** Unix milliseconds. */
  startedAt: number;
}

/** How it was answered. */
export interface Answered {
  status: LogRow["status"];
  cached: boolean;
  model: string;
  firstTokenAt: number | null;
  failure: Failure | null;
  contentType: string;
  body: string;
}

const TRIES = 4;
const LONGEST_QUESTION = 200_000;
const LONGEST_USER = 200;

/** The recorder reads the answer, logs it and keeps it for the cache. */
export function record(call: Call, answered: Answered): void {
  const { context } = call;
  const { contentType, body } = answered;
  const row = rowOf(call, answered, Date.now());
  const tooLong = body.length > LONGEST_COPY;
  const completion: RecordedCompletion = {
    row,
    cacheKey: tooLong ? null : call.cacheKey,
    contentType,
    body: tooLong ? "" : body,
  };
  const { cacheKey } = completion;
  if (cacheKey !== null && answered.status === "ok" && endedWell(body))
    servicesOf(context.env).cache.remember(cacheKey, JSON.stringify({ contentType, body }));
  context.executionCtx.waitUntil(handOver(context, completion));
}

function rowOf(call: Call, answered: Answered, now: number): LogRow {
  const { context, request, caller, startedAt } = call;
  const { status, cached, model, firstTokenAt, failure } = answered;
  const id = timeOrderedId(now, crypto.getRandomValues(new Uint8Array(10)));
  const error = failure === null ? null : describeFailure(failure).body;
  return {
    id,
    session_id: id,
    user_input: cut(lastQuestion(request), LONGEST_QUESTION),
    bot_response: "",
    timestamp: new Date(now).toISOString(),
    channel: "openai",
    user_id: caller.id,
    user_name: request.user ? cut(request.user, LONGEST_USER) : null,
    model,
    model_version: call.found?.assistant.version ?? null,
    status,
    cached,
    prompt_tokens: null,
    completion_tokens: null,
    latency_ms: now - startedAt,
    first_token_ms: firstTokenAt === null ? null : firstTokenAt - startedAt,
    rating: null,
    request_id: context.var.requestId,
    error: error === null ? null : `${error.code}: ${error.message}`,
  };
}

/** Safe to repeat: the row has its id. */
async function handOver(context: AppContext, completion: RecordedCompletion): Promise<void> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await recorderFor(context.env, completion.row.id).record(completion);
    } catch (error) {
      if (failures === TRIES) return reportLoss(context, error);
      const pauseMs = backoffMs(MODEL_BACKOFF, failures, Math.random());
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}

function reportLoss(context: AppContext, error: unknown): void {
  const facts = { request_id: context.var.requestId, error: faultMessage(error) };
  servicesOf(context.env).telemetry.write("error", "storage", "completion_not_recorded", facts);
}

function cut(text: string, length: number): string {
  return text.slice(0, length).toWellFormed();
}
