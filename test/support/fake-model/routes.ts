// The OpenAI-compatible doors: completions, models, and the errors that OpenAI gives at them.
import { readChatRequest } from "./chat-request.ts";
import { answerCompletion } from "./completions.ts";
import { answerEmbeddings } from "./embeddings.ts";
import { type Exchange, sendError, sendJson, waitForEver } from "./exchange.ts";
import { sendStatus } from "./faults.ts";

/** `/v1/…`, or behind a prefix that makes the whole endpoint ill: `/status-503/v1/…`, `/silent/v1/…`. */
const PATH = /^(?:\/(status-\d{3}|silent))?\/v1(\/[^?]*)/;

export async function answer(exchange: Exchange): Promise<void> {
  const { record } = exchange;
  const [, illness, path = ""] = PATH.exec(record.path) ?? [];
  if (illness === "silent") return waitForEver(exchange);
  if (illness !== undefined) return sendStatus(exchange, Number(illness.slice("status-".length)));
  if (!authorized(exchange)) return refuseKey(exchange);
  if (path === "/models" && record.method === "GET") return listModels(exchange);
  if (path.startsWith("/models/") && record.method === "GET") return showModel(exchange, path);
  if (path === "/chat/completions" && record.method === "POST") return complete(exchange);
  if (path === "/embeddings" && record.method === "POST") return answerEmbeddings(exchange);
  const message = `Invalid URL (${record.method} ${record.path})`;
  return sendError(exchange, { status: 404, message, type: "invalid_request_error", code: null });
}

async function complete(exchange: Exchange): Promise<void> {
  const request = readChatRequest(exchange.record.body);
  if (request === null) {
    const message = "We could not parse the JSON body of your request, or it has no model or no messages.";
    return sendError(exchange, { status: 400, message, type: "invalid_request_error", code: null });
  }
  if (!exchange.context.models.includes(request.model)) return refuseModel(exchange, request.model);
  return answerCompletion(exchange, request);
}

function listModels(exchange: Exchange): void {
  sendJson(exchange, { object: "list", data: exchange.context.models.map(modelObject) });
}

function showModel(exchange: Exchange, path: string): void {
  const model = decodeURIComponent(path.slice("/models/".length));
  if (exchange.context.models.includes(model)) sendJson(exchange, modelObject(model));
  else refuseModel(exchange, model);
}

function modelObject(id: string) {
  return { id, object: "model", created: 1_700_000_000, owned_by: "fake" };
}

function refuseModel(exchange: Exchange, model: string): void {
  const message = `The model \`${model}\` does not exist or you do not have access to it.`;
  sendError(exchange, { status: 404, message, type: "invalid_request_error", code: "model_not_found" });
}

function authorized({ context, record }: Exchange): boolean {
  const { apiKey } = context.options;
  return apiKey === undefined || record.headers.authorization === `Bearer ${apiKey}`;
}

function refuseKey(exchange: Exchange): void {
  const message = "Incorrect API key provided. You can find your API key in your account.";
  sendError(exchange, { status: 401, message, type: "invalid_request_error", code: "invalid_api_key" });
}
