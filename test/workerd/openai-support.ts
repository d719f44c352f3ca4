// What the tests of /v1 share: the official client at the Worker's own door, raw event streams, and the log rows of calls.
import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import OpenAI from "openai";
import type { ChatCompletionChunk, ChatCompletionCreateParamsNonStreaming } from "openai/resources";
import { expect, vi } from "vitest";
import { createApp } from "../../src/app.ts";
import type { LogRow } from "../../src/core/message.ts";
import { bearer, call, jsonRequest, KEY, ORIGIN } from "./support.ts";

export const MODEL = "gpt-4o-mini";
export const PATH = "/v1/chat/completions";

/** The client as anybody would make it, but for the way its calls take. */
export function client(options: { apiKey?: string; fetch?: typeof fetch; maxRetries?: number } = {}): OpenAI {
  return new OpenAI({
    apiKey: options.apiKey ?? KEY,
    baseURL: `${ORIGIN}/v1`,
    maxRetries: options.maxRetries ?? 0,
    fetch: options.fetch ?? ((input, init) => call(String(input).slice(ORIGIN.length), init)),
    logLevel: "off",
  });
}

export function asks(content: string): Pick<ChatCompletionCreateParamsNonStreaming, "model" | "messages"> {
  return { model: MODEL, messages: [{ role: "user", content }] };
}

export async function chunksOf(stream: AsyncIterable<ChatCompletionChunk>): Promise<ChatCompletionChunk[]> {
  const chunks: ChatCompletionChunk[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

export function textOf(chunks: ChatCompletionChunk[], choice = 0): string {
  const deltas = chunks.flatMap(({ choices }) => choices.filter(({ index }) => index === choice));
  return deltas.map(({ delta }) => delta.content ?? "").join("");
}

/** A plain call; `body` may be anything. */
export function post(body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return call(PATH, jsonRequest(body, { ...bearer(KEY), ...headers }));
}

export function stream(content: string, more: object = {}): Promise<Response> {
  return post({ ...asks(content), stream: true, ...more });
}

/** The data of each event. */
export function dataOf(text: string): string[] {
  const events = text.split(/\r?\n\r?\n/).filter((event) => event.startsWith("data:"));
  return events.map((event) => event.slice("data:".length).trim());
}

/** The Worker with other settings; its answer is read whole, also where it is a stream. */
export async function completeWith(settings: Record<string, unknown>, body: object): Promise<Response> {
  const context = createExecutionContext();
  const request = new Request(`${ORIGIN}${PATH}`, jsonRequest(body, bearer(KEY)));
  const response = await createApp().fetch(request, { ...env, ...settings }, context);
  const text = await response.text();
  await waitOnExecutionContext(context);
  return new Response(text, response);
}

/** The log rows whose question holds `text`, once there are `count` of them. */
export async function logRows(text: string, count = 1): Promise<LogRow[]> {
  const select = env.DB.prepare("SELECT * FROM conversation_logs WHERE instr(user_input, ?) ORDER BY id");
  return vi.waitFor(
    async () => {
      const { results } = await select.bind(text).all<LogRow>();
      expect(results).toHaveLength(count);
      return results;
    },
    { timeout: 5_000 },
  );
}

export async function logRow(text: string): Promise<LogRow> {
  const [row] = await logRows(text);
  if (row === undefined) throw new Error(`no log row for ${text}`);
  return row;
}
