// POST /v1/chat/completions: key, cache, model, log, in this order; the log after the answer and never in its way.
import { isRecord, parseJson } from "../core/json.ts";
import { EMBEDDED_MODEL, type ModelService, servicesOf } from "../services.ts";
import { parseBody, readJson } from "./body.ts";
import { type Caller, requireKey } from "./caller.ts";
import { EVENT_STREAM_HEADERS, skipsCache } from "./chat.ts";
import { completionEvents, embeddedCompletion } from "./completion-events.ts";
import { type Call, record } from "./completion-record.ts";
import { relayEvents } from "./completion-relay.ts";
import { type CompletionRequest, completionRequestSchema, lastQuestion } from "./completion-schema.ts";
import { type AppContext, refuse } from "./context.ts";
import { MODEL_NOT_FOUND } from "./model-choice.ts";
import { takeTurn } from "./rate-limit.ts";

type Opened = Extract<Awaited<ReturnType<ModelService["open"]>>, { ok: true }>["value"];
type OpenedEvents = Extract<Opened, { kind: "events" }>;
type OpenedWhole = Extract<Opened, { kind: "whole" }>;

const JSON_TYPE = "application/json";
const EVENTS_TYPE = EVENT_STREAM_HEADERS["Content-Type"];

export async function complete(context: AppContext): Promise<Response> {
  const startedAt = Date.now();
  const caller = await requireKey(context);
  const body = await readJson(context);
  const request = parseBody(completionRequestSchema, body.value);
  const cacheKey = await cacheKeyOf(context, request, caller, body.text);
  const call: Call = { context, request, caller, startedAt, cacheKey };
  const { model } = servicesOf(context.env);
  const [kept] = await Promise.all([readCached(call), takeTurn(context, caller)]);
  if (kept !== null) return cachedAnswer(call, kept);
  if (model === null) return embeddedAnswer(call);
  const answer = modelAnswer(call, model);
  // A handler whose client goes away is dropped where it stands; this one still has a row to write.
  context.executionCtx.waitUntil(answer.catch(() => undefined));
  return answer;
}

/** Null when this answer is not to be kept: an answer above temperature 1 is meant to differ. */
async function cacheKeyOf(
  context: AppContext,
  request: CompletionRequest,
  caller: Caller,
  body: string,
): Promise<string | null> {
  const { cache, config, library } = servicesOf(context.env);
  if (!cache.enabled || (request.temperature ?? 0) > 1) return null;
  const source = config.model === null ? `${EMBEDDED_MODEL}/${library.version()}` : config.model.baseUrl;
  return cache.key("completion", [caller.id, source, body]);
}

interface KeptAnswer {
  contentType: string;
  body: string;
}

async function readCached({ context, cacheKey }: Call): Promise<KeptAnswer | null> {
  if (cacheKey === null || skipsCache(context)) return null;
  const stored = await servicesOf(context.env).cache.read(cacheKey);
  const kept = stored === null ? null : parseJson(stored);
  if (!isRecord(kept) || typeof kept.body !== "string" || typeof kept.contentType !== "string") return null;
  return { contentType: kept.contentType, body: kept.body };
}

function cachedAnswer(call: Call, { contentType, body }: KeptAnswer): Response {
  const { model } = call.request;
  const answered = { status: "ok" as const, cached: true, model, firstTokenAt: Date.now(), failure: null };
  record({ ...call, cacheKey: null }, { ...answered, contentType, body });
  return new Response(body, { headers: headersFor(contentType, "HIT") });
}

async function embeddedAnswer(call: Call): Promise<Response> {
  const { context, request } = call;
  const { config, library } = servicesOf(context.env);
  if (request.model !== EMBEDDED_MODEL && request.model !== config.modelName) refuse(MODEL_NOT_FOUND);
  const { reply } = await library.answer(lastQuestion(request));
  const id = `chatcmpl-${context.var.requestId}`;
  const completion = embeddedCompletion(id, EMBEDDED_MODEL, reply, Math.floor(Date.now() / 1000));
  const text = JSON.stringify(completion);
  return wholeAnswer(call, { kind: "whole", model: EMBEDDED_MODEL, fromFallback: false, text, completion });
}

async function modelAnswer(call: Call, model: ModelService): Promise<Response> {
  const { context, request } = call;
  const { signal } = context.req.raw;
  const opened = await model.open(request, signal);
  if (opened.ok) {
    const kept = opened.value.fromFallback ? { ...call, cacheKey: null } : call;
    return opened.value.kind === "events" ? relay(kept, opened.value) : wholeAnswer(kept, opened.value);
  }
  record(call, {
    status: signal.aborted ? "stopped" : "failed",
    cached: false,
    model: request.model,
    firstTokenAt: null,
    failure: signal.aborted ? null : opened.failure,
    contentType: JSON_TYPE,
    body: "",
  });
  return refuse(opened.failure);
}

/** The endpoint answered in one piece, asked to or not. */
function wholeAnswer(call: Call, { model, text, completion }: OpenedWhole): Response {
  const { stream, stream_options } = call.request;
  const includeUsage = stream_options?.include_usage === true;
  const body = stream === true ? completionEvents(completion, includeUsage) : text;
  const contentType = stream === true ? EVENTS_TYPE : JSON_TYPE;
  const firstTokenAt = Date.now();
  record(call, { status: "ok", cached: false, model, firstTokenAt, failure: null, contentType, body });
  return new Response(body, { headers: headersFor(contentType, "MISS") });
}

function relay(call: Call, opened: OpenedEvents): Response {
  const { context, request } = call;
  const { model, end, timedOut, failureOf } = opened;
  const ended = Promise.withResolvers<void>();
  context.executionCtx.waitUntil(ended.promise);
  const events = relayEvents(opened.reader, {
    model,
    choices: request.n ?? 1,
    silenceMs: servicesOf(context.env).config.modelSilenceMs,
    abort: end,
    timedOut,
    failureOf,
    clientGone: () => context.req.raw.signal.aborted,
    onEnd: (answer) => {
      record(call, { ...answer, cached: false, model, contentType: EVENTS_TYPE });
      ended.resolve();
    },
  });
  return new Response(events, { headers: headersFor(EVENTS_TYPE, "MISS") });
}

function headersFor(contentType: string, cache: "HIT" | "MISS"): Record<string, string> {
  return { ...EVENT_STREAM_HEADERS, "Content-Type": contentType, "X-Cache": cache };
}
