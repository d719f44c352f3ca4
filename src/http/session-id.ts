// The id of a conversation that a caller begins without naming it.
import { toHex } from "../core/identifier.ts";
import { randomHex } from "./caller.ts";

/**
 * 128 bits that nobody else can guess. With a `message_id` they follow from the caller's secret and that id, so that a caller
 * whose connection broke before the id arrived meets the same conversation, and the same answer, when it asks again.
 */
export async function issueSessionId(
  credential: string,
  messageId: string | null | undefined,
): Promise<string> {
  if (typeof messageId !== "string") return randomHex();
  const encoder = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", encoder.encode(credential), algorithm, false, ["sign"]);
  const signature = await crypto.subtle.sign("HMAC", key, encoder.encode(`session\n${messageId}`));
  return toHex(new Uint8Array(signature).subarray(0, 16));
}
