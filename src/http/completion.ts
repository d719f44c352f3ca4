// POST /v1/chat/completions: key, cache, model, log, in this order; the log after the answer and never in its way.
import { ground } from "../answer/ground.ts";
import { isRecord, type JsonRecord, parseJson } from "../core/json.ts";
import { EMBEDDED_MODEL, type ModelService, servicesOf } from "../services.ts";
import { frame, withParameters } from "./assistant-request.ts";
import { parseBody, readJson } from "./body.ts";
import { requireKey } from "./caller.ts";
import { EVENT_STREAM_HEADERS, skipsCache } from "./chat.ts";
import { completionEvents, embeddedCompletion } from "./completion-events.ts";
import { type Call, record } from "./completion-record.ts";
import { relayEvents } from "./completion-relay.ts";
import { completionRequestSchema, lastQuestion } from "./completion-schema.ts";
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
  const opening = openCall({ context, request, caller, startedAt }, body.text);
  const [{ call, kept }] = await Promise.all([opening, takeTurn(context, caller)]);
  if (kept !== null) return cachedAnswer(call, kept);
  const model = servicesOf(context.env).modelAt(call.found?.assistant.endpoint ?? null);
  if (model === null) return embeddedAnswer(call);
  const answer = modelAnswer(call, model);
  // A handler whose client goes away is dropped where it stands; this one still has a row to write.
  context.executionCtx.waitUntil(answer.catch(() => undefined));
  return answer;
}

async function openCall(
  asked: Omit<Call, "found" | "cacheKey">,
  body: string,
): Promise<{ call: Call; kept: KeptAnswer | null }> {
  const found = await findFile(asked.context, asked.request.model);
  const call: Call = { ...asked, found, cacheKey: await cacheKeyOf({ ...asked, found }, body) };
  return { call, kept: await readCached(call) };
}

/** Null: it names none. Nothing stands in for a model here, since a call names one always. */
async function findFile(context: AppContext, name: string): Promise<Call["found"]> {
  const { config, assistants } = servicesOf(context.env);
  if (name === config.modelName) return null;
  const found = await assistants.find({ model: name, channel: "openai", chatId: null });
  return found.assistant.name === null ? null : found;
}

/** Null when this answer is not to be kept: an answer above temperature 1 is meant to differ. */
async function cacheKeyOf(
  { context, request, caller, found }: Omit<Call, "cacheKey">,
  body: string,
): Promise<string | null> {
  const { cache, library, modelAt, holdings: held } = servicesOf(context.env);
  const { assistant, holdings } = found ?? {};
  const temperature = request.temperature ?? assistant?.parameters.temperature ?? 0;
  if (!cache.enabled || temperature > 1) return null;
  const model = modelAt(assistant?.endpoint ?? null);
  const source = model?.tools.endpoints[0]?.baseUrl ?? `${EMBEDDED_MODEL}/${await library.version()}`;
  const file = assistant && [assistant.name, assistant.version, holdings?.knowledge.revision];
  const revision = model === null ? (holdings ?? (await held.read())).knowledge.revision : null;
  return cache.key("completion", [caller.id, source, body, revision, ...(file ?? [])]);
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
  const { context, request, found } = call;
  const { config, library } = servicesOf(context.env);
  const model = found?.assistant.name ?? EMBEDDED_MODEL;
  if (found === null && request.model !== EMBEDDED_MODEL && request.model !== config.modelName)
    refuse(MODEL_NOT_FOUND);
  const asked = { text: lastQuestion(request), before: [] };
  const { reply } = await library.answer(asked, found?.assistant.scope ?? "all");
  const id = `chatcmpl-${context.var.requestId}`;
  const completion = embeddedCompletion(id, model, reply, Math.floor(Date.now() / 1000));
  const text = JSON.stringify(completion);
  return wholeAnswer(call, { kind: "whole", model, fromFallback: false, text, completion });
}

interface Outgoing {
  asked: JsonRecord;
  /** The documents could not be searched: what is said now does not hold for the next. */
  unsearched: boolean;
}

/** What goes to the endpoint: the caller's words, framed by the model file that it names. */
async function outgoing({ context, request, found }: Call): Promise<Outgoing> {
  if (found === null) return { asked: request, unsearched: false };
  const { assistant, holdings } = found;
  const framed = frame(assistant, request.messages);
  const { requestId } = context.var;
  const services = servicesOf(context.env);
  const question = { asked: { text: lastQuestion(request), before: [] }, assistant, holdings, requestId };
  const { messages, unsearched } = await ground(services, question, framed);
  return { asked: { ...withParameters(request, assistant), model: assistant.model, messages }, unsearched };
}

async function modelAnswer(call: Call, model: ModelService): Promise<Response> {
  const { context, request, found } = call;
  const { signal } = context.req.raw;
  const { asked, unsearched } = await outgoing(call);
  const opened = await model.open(asked, signal, found?.assistant.timeoutMs);
  if (opened.ok) {
    const kept = opened.value.fromFallback || unsearched ? { ...call, cacheKey: null } : call;
    return opened.value.kind === "events"
      ? relay(kept, opened.value)
      : wholeAnswer(kept, underItsName(call, opened.value));
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

/** Who asked for a model file gets its answer, whatever the endpoint calls the model behind it. */
function underItsName({ found }: Call, answer: OpenedWhole): OpenedWhole {
  const model = found?.assistant.name ?? null;
  if (model === null) return answer;
  const completion = { ...answer.completion, model };
  return { ...answer, model, completion, text: JSON.stringify(completion) };
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
  const { context, request, found } = call;
  const { end, timedOut, failureOf } = opened;
  const alias = found?.assistant.name ?? null;
  const model = alias ?? opened.model;
  const ended = Promise.withResolvers<void>();
  context.executionCtx.waitUntil(ended.promise);
  const events = relayEvents(opened.reader, {
    model,
    alias,
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
