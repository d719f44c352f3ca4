// The platform's two signatures over the raw bytes of a request. Both are plain hashes, not HMACs.
import { toHex } from "../../core/identifier.ts";

const encoder = new TextEncoder();

/** What a request says about itself; null when one of the three headers is missing. */
export interface SignatureHeaders {
  /** Unix seconds, as sent. */
  timestamp: string;
  nonce: string;
  signature: string;
}

export function signatureHeaders(headers: Headers): SignatureHeaders | null {
  const timestamp = headers.get("x-lark-request-timestamp");
  const nonce = headers.get("x-lark-request-nonce");
  const signature = headers.get("x-lark-signature");
  return timestamp && nonce && signature ? { timestamp, nonce, signature } : null;
}

/** Events and new card callbacks: SHA-256 with the Encrypt Key. Lower-case hex. */
export function eventSignature(
  timestamp: string,
  nonce: string,
  encryptKey: string,
  body: Uint8Array,
): Promise<string> {
  return hashHex("SHA-256", timestamp + nonce + encryptKey, body);
}

/** Old card callbacks: SHA-1 with the Verification Token. Lower-case hex. */
export function oldCardSignature(
  timestamp: string,
  nonce: string,
  verificationToken: string,
  body: Uint8Array,
): Promise<string> {
  return hashHex("SHA-1", timestamp + nonce + verificationToken, body);
}

async function hashHex(algorithm: "SHA-256" | "SHA-1", front: string, body: Uint8Array): Promise<string> {
  const start = encoder.encode(front);
  const bytes = new Uint8Array(start.length + body.length);
  bytes.set(start);
  bytes.set(body, start.length);
  return toHex(new Uint8Array(await crypto.subtle.digest(algorithm, bytes)));
}
