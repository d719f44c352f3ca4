// What tests of the conversation room share: messages as a door hands them in, and calls past the doors.
import { env } from "cloudflare:workers";
import { expect, vi } from "vitest";
import type { IncomingMessage, Outcome } from "../../src/core/message.ts";
import type { HistoryMessage } from "../../src/core/wire.ts";
import { conversationOf } from "./support.ts";

export function message(messageId: string, more: Partial<IncomingMessage> = {}): IncomingMessage {
  return {
    messageId,
    sessionId: "shared",
    sessionIssued: true,
    channel: "api",
    owner: "key:ada",
    userName: null,
    text: `text of ${messageId}`,
    images: [],
    model: null,
    skipCache: true,
    requestId: `request ${messageId}`,
    command: null,
    origin: null,
    ...more,
  };
}

/** How a turn ended. */
export function outcome(more: Partial<Outcome> = {}): Outcome {
  return {
    status: "ok",
    reply: "reply",
    model: "m",
    modelVersion: null,
    cached: false,
    usage: null,
    sources: [],
    tools: [],
    truncated: false,
    error: null,
    firstTokenAt: null,
    ...more,
  };
}

/** Says something as `owner`, past the doors; the event that ends its answer. */
export async function askAs(
  owner: string,
  sessionId: string,
  messageId: string,
  more: Partial<IncomingMessage> = {},
) {
  const asked = await conversationOf(sessionId).ask(message(messageId, { sessionId, owner, ...more }));
  if (!asked.ok) throw new Error(JSON.stringify(asked.failure));
  return asked.value;
}

/** The fake model's calls that hold this text; its other conditions may follow behind an ampersand. */
export async function requests(query: string): Promise<unknown[]> {
  return (await fetch(`${env.FAKE_MODEL_URL}/control/requests?contains=${query}`)).json<unknown[]>();
}

/** Resolves when an answer stands before the gate. */
export async function standsBefore(gate: string): Promise<void> {
  const response = await fetch(`${env.FAKE_MODEL_URL}/control/waiting?name=${gate}&at_least=1`);
  expect(await response.json()).toMatchObject({ waiting: 1 });
}

export async function historyOf(sessionId: string, owner = "key:ada"): Promise<HistoryMessage[]> {
  const page = await conversationOf(sessionId).history(owner, 200, null);
  if (!page.ok) throw new Error(page.failure.kind);
  return page.value.messages;
}

export async function waitForMessages(sessionId: string, count: number): Promise<void> {
  await vi.waitFor(async () => expect(await historyOf(sessionId)).toHaveLength(count), 5_000);
}

/** Questions of this session's rows in D1, in the order of time. */
export async function logged(sessionId: string): Promise<string[]> {
  const { results } = await env.DB.prepare(
    "SELECT user_input FROM conversation_logs WHERE session_id = ? ORDER BY id",
  )
    .bind(sessionId)
    .all<{ user_input: string }>();
  return results.map((row) => row.user_input);
}

export async function waitForLog(sessionId: string, texts: string[]): Promise<void> {
  await vi.waitFor(async () => expect(await logged(sessionId)).toEqual(texts), 8_000);
}
