// Deliveries of some other system, signed with Node's own crypto.
import { createHmac } from "node:crypto";
import type { RawDelivery } from "../../../../src/channels/channel.ts";

export const NOW = 1_760_000_000_000;
export const SECRET = "a shared secret 密钥";

export const BODY = { message_id: "m-1", session_id: "s-1", message: "hello" };

export function signatureOf(timestamp: string, secret = SECRET): string {
  return createHmac("sha256", secret).update(`${timestamp}\n${secret}`).digest("base64");
}

export function bodySignatureOf(timestamp: string, body: string | Uint8Array, secret = SECRET): string {
  return createHmac("sha256", secret).update(`${timestamp}.`).update(body).digest("hex");
}

export function bytesOf(body: unknown): Uint8Array {
  return new TextEncoder().encode(typeof body === "string" ? body : JSON.stringify(body));
}

/** Signed as the guide says; `more` stands over the headers, null takes one away. */
export function delivered(
  body: unknown = BODY,
  more: Record<string, string | null> = {},
  timestamp = String(NOW),
): RawDelivery {
  const headers = new Headers({ timestamp, sign: signatureOf(timestamp) });
  for (const [name, value] of Object.entries(more))
    if (value === null) headers.delete(name);
    else headers.set(name, value);
  return { headers, body: body instanceof Uint8Array ? body : bytesOf(body) };
}
