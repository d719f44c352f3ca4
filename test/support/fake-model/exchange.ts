// One request and its response, with what every part of an answer needs: a signal for the client's leaving, pauses, writes.
import type { ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import type { Gates } from "./gates.ts";
import type { RecordedRequest, Recorder } from "./recorder.ts";

export interface FakeModelOptions {
  /** 0 takes a free one. */
  port?: number;
  /** Present: requests need it as a bearer. */
  apiKey?: string;
  models?: string[];
  /** How a line of the event stream ends. */
  lineEnd?: "\n" | "\r\n";
  /** Cuts every write in the middle of a UTF-8 character, or of its bytes where there is none. */
  splitUtf8?: boolean;
}

export interface FakeModelContext {
  options: FakeModelOptions;
  models: string[];
  recorder: Recorder;
  gates: Gates;
  /** Tells those who wait for something to happen that something did. */
  changed(): void;
}

export interface Exchange {
  context: FakeModelContext;
  record: RecordedRequest;
  response: ServerResponse;
  /** Aborts when the client goes away or the server is closed. */
  signal: AbortSignal;
}

export interface OpenAiError {
  status: number;
  message: string;
  type: string;
  code: string | null;
}

export function openExchange(
  context: FakeModelContext,
  record: RecordedRequest,
  response: ServerResponse,
): Exchange {
  const controller = new AbortController();
  response.on("close", () => {
    record.clientGone = !record.finished && !response.writableFinished;
    controller.abort(new Error("the client has gone"));
    context.changed();
  });
  return { context, record, response, signal: controller.signal };
}

export async function wait(exchange: Exchange, milliseconds: number | null): Promise<void> {
  if (milliseconds !== null && milliseconds > 0)
    await pause(milliseconds, undefined, { signal: exchange.signal });
}

export function waitForEver(exchange: Exchange): Promise<never> {
  return new Promise((_, reject) => {
    exchange.signal.addEventListener("abort", () => reject(exchange.signal.reason), { once: true });
  });
}

export function writeHeaders(exchange: Exchange, status: number, headers: Record<string, string>): void {
  exchange.record.status = status;
  exchange.response.writeHead(status, { ...headers, "x-request-id": `req_fake_${exchange.record.id}` });
  exchange.response.flushHeaders();
}

export function end(exchange: Exchange, text = ""): void {
  exchange.record.finished = true;
  exchange.response.end(text);
}

/** The connection breaks, with or without headers before it. */
export function disconnect(exchange: Exchange): void {
  exchange.record.finished = true;
  exchange.response.destroy();
}

export function sendJson(
  exchange: Exchange,
  value: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void {
  writeHeaders(exchange, status, { "content-type": "application/json", ...headers });
  end(exchange, JSON.stringify(value));
}

export function sendError(
  exchange: Exchange,
  error: OpenAiError,
  headers: Record<string, string> = {},
): void {
  const { status, message, type, code } = error;
  sendJson(exchange, { error: { message, type, param: null, code } }, status, headers);
}

/** Waits while the client reads slower than we write. */
export async function write(exchange: Exchange, bytes: Uint8Array): Promise<void> {
  exchange.signal.throwIfAborted();
  if (exchange.response.write(bytes)) return;
  const drained = Promise.withResolvers<void>();
  exchange.response.once("drain", drained.resolve);
  exchange.signal.addEventListener("abort", () => drained.reject(exchange.signal.reason), { once: true });
  await drained.promise;
}
