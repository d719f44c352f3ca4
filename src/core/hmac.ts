// HMAC-SHA256 as messaging platforms use it, and the comparison of secrets in constant time.

const ALGORITHM = { name: "HMAC", hash: "SHA-256" };
const encoder = new TextEncoder();

/** An empty key is refused: it means that a secret was not set, and everybody could sign with it. */
export async function hmacSha256(key: string, message: string | Uint8Array): Promise<Uint8Array> {
  if (key === "") throw new RangeError("An empty key signs nothing: the secret is not set.");
  const imported = await importKey(new Uint8Array(encoder.encode(key)));
  // Copied, because Web Crypto takes no view of shared memory, and the type does not say that it is none.
  const bytes = typeof message === "string" ? encoder.encode(message) : new Uint8Array(message);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, bytes));
}

/**
 * Base64 of the HMAC over timestamp and secret: so DingTalk's robots sign in both directions, and the generic webhook.
 * `timestamp` exactly as it is sent. It does not cover any body.
 */
export async function timestampSignature(timestamp: string, secret: string): Promise<string> {
  return toBase64(await hmacSha256(secret, `${timestamp}\n${secret}`));
}

/** Feishu's custom bots: what is signed is nothing, and the timestamp, in seconds, is part of the key. Base64. */
export async function groupBotSignature(timestamp: string, secret: string): Promise<string> {
  return toBase64(await hmacSha256(`${timestamp}\n${secret}`, ""));
}

/** Characters that one call may take as arguments, in every runtime. */
const CHUNK = 8_192;

export function toBase64(bytes: Uint8Array): string {
  let binary = "";
  for (let start = 0; start < bytes.length; start += CHUNK)
    binary += String.fromCharCode(...bytes.subarray(start, start + CHUNK));
  return btoa(binary);
}

/** Tells neither by its time nor by its length how much of the two agrees. */
export async function sameText(left: string, right: string): Promise<boolean> {
  const [one, other] = await Promise.all([digest(left), digest(right)]);
  // Compared as an HMAC is, which every runtime does in constant time; Node's Web Crypto has no timingSafeEqual.
  const key = await importKey(other);
  const mark = await crypto.subtle.sign("HMAC", key, other);
  return crypto.subtle.verify("HMAC", key, mark, one);
}

function digest(text: string): Promise<ArrayBuffer> {
  return crypto.subtle.digest("SHA-256", encoder.encode(text));
}

function importKey(bytes: ArrayBuffer | Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", bytes, ALGORITHM, false, ["sign", "verify"]);
}
