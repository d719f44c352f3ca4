// The calls that figures share.
import { signedDelivery } from "../support/dingtalk-delivery.ts";
import type { Call } from "./client.ts";

export const API_KEY = "bench-key-0123456789";
export const ADMIN_TOKEN = "bench-admin-0123456789";
export const SIGNED_SECRET = "bench-signed-0123456789";
export const ADMIN = { authorization: `Bearer ${ADMIN_TOKEN}` };
export const API_AUTHORIZATION = { authorization: `Bearer ${API_KEY}` };

let asked = 0;

/** Every question is another one, so that no cache answers it. */
export function freshQuestion(directives = ""): string {
  asked += 1;
  return `Question ${asked} of this run, please.${directives}`;
}

export function completionCall(question: string, stream = true): Call {
  const messages = [{ role: "user", content: question }];
  return {
    path: "/v1/chat/completions",
    headers: API_AUTHORIZATION,
    body: { model: "gpt-4o-mini", stream, messages },
  };
}

/** Without a session the server opens a new one. */
export function chatCall(message: string, stream = true, session?: string): Call {
  const body = session === undefined ? { message, stream } : { message, stream, session_id: session };
  return { path: "/api/chat", headers: API_AUTHORIZATION, body };
}

/** A message of another system, which waits for its answer. */
export async function signedCall(session: string, message: string): Promise<Call> {
  const content = { message_id: crypto.randomUUID(), session_id: session, message };
  const { headers, body } = await signedDelivery(content, { secret: SIGNED_SECRET });
  return { path: "/webhooks/signed", headers, body };
}
