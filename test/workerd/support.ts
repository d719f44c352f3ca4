// Small helpers of the workerd suite: calls through the Worker's own door, and settings for one test.
import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { createApp } from "../../src/app.ts";
import type { Answer, ChatEvent } from "../../src/core/wire.ts";
import { Telemetry } from "../../src/operations/log/telemetry.ts";

export const KEY = "test-key-0123456789";
export const OTHER_KEY = "other-key-0123456789";
export const ADMIN = "admin-token-0123456789";
export const ORIGIN = "http://localhost:18789";

export function call(path: string, init?: RequestInit): Promise<Response> {
  return exports.default.fetch(new Request(`${ORIGIN}${path}`, init));
}

export function postJson(
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return call(path, jsonRequest(body, headers));
}

export function jsonRequest(body: unknown, headers: Record<string, string> = {}): RequestInit {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return { method: "POST", body: text, headers: { "content-type": "application/json", ...headers } };
}

/** The Worker with other settings. Its Durable Objects keep those of the suite. */
export async function callWith(
  settings: Record<string, unknown>,
  path: string,
  init?: RequestInit,
): Promise<Response> {
  const context = createExecutionContext();
  const response = await createApp().fetch(
    new Request(`${ORIGIN}${path}`, init),
    { ...env, ...settings },
    context,
  );
  await waitOnExecutionContext(context);
  return response;
}

export function bearer(key: string): Record<string, string> {
  return { authorization: `Bearer ${key}` };
}

/** Says something with a key and returns the whole answer. */
export async function say(message: string, more: Record<string, unknown> = {}): Promise<Answer> {
  const response = await postJson("/api/chat", { message, ...more }, bearer(KEY));
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  return response.json<Answer>();
}

export interface SentEvent {
  id: string;
  event: ChatEvent;
}

export function parseEvents(text: string): SentEvent[] {
  return text
    .split("\n\n")
    .filter((block) => block.includes("event: "))
    .map((block) => {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1] ?? "";
      return {
        id: field("id"),
        event: { event: field("event"), data: JSON.parse(field("data")) } as ChatEvent,
      };
    });
}

/** The deltas of a stream, joined. */
export function textOf(events: SentEvent[]): string {
  return events.map(({ event }) => (event.event === "delta" ? event.data.text : "")).join("");
}

export function conversationOf(sessionId: string) {
  return env.CONVERSATIONS.getByName(`chat/${sessionId}`);
}

/** A fresh name, so that tests of one file share nothing. */
export function fresh(prefix: string): string {
  return `${prefix}-${crypto.randomUUID()}`;
}

export interface RecordedCall {
  body: { messages: { role: string; content: unknown }[]; model: string; [name: string]: unknown };
  headers: Record<string, string>;
}

/** What the fake model was asked, among all calls whose body holds `text`. */
export async function modelCalls(text: string): Promise<RecordedCall[]> {
  const url = `${env.FAKE_MODEL_URL}/control/requests?contains=${encodeURIComponent(text)}`;
  return (await fetch(url)).json<RecordedCall[]>();
}

export async function release(name: string): Promise<void> {
  await fetch(`${env.FAKE_MODEL_URL}/control/release?name=${encodeURIComponent(name)}`, { method: "POST" });
}

/** For parts that are tried by themselves: prints what it is told and keeps nothing. */
export function quietTelemetry(): Telemetry {
  return new Telemetry(
    { all: "info", byArea: {} },
    {
      send: async () => undefined,
      background: () => undefined,
      now: Date.now,
      redact: (text) => text,
    },
  );
}
