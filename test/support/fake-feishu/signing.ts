// How Feishu encrypts and signs what it delivers. Web Crypto only.

const encoder = new TextEncoder();

/** base64(IV ‖ AES-256-CBC), the key being the digest of the Encrypt Key. A random IV of 16 bytes unless one is given. */
export async function encryptFeishu(
  plaintext: string,
  encryptKey: string,
  iv: Uint8Array<ArrayBuffer> = crypto.getRandomValues(new Uint8Array(16)),
): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", encoder.encode(encryptKey));
  const key = await crypto.subtle.importKey("raw", digest, "AES-CBC", false, ["encrypt"]);
  const cipher = await crypto.subtle.encrypt({ name: "AES-CBC", iv }, key, encoder.encode(plaintext));
  return toBase64([...iv, ...new Uint8Array(cipher)]);
}

/** Of events and new card callbacks: a plain hash over the raw body. */
export function signFeishu(
  body: string,
  { timestamp, nonce, encryptKey }: { timestamp: string; nonce: string; encryptKey: string },
): Promise<string> {
  return hash("SHA-256", timestamp + nonce + encryptKey + body);
}

/** Of old card callbacks. */
export function signFeishuOldCard(
  body: string,
  { timestamp, nonce, verificationToken }: { timestamp: string; nonce: string; verificationToken: string },
): Promise<string> {
  return hash("SHA-1", timestamp + nonce + verificationToken + body);
}

async function hash(algorithm: string, text: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest(algorithm, encoder.encode(text)));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Byte by byte: a long event has more of them than a call can have arguments. */
function toBase64(bytes: number[]): string {
  return btoa(bytes.map((byte) => String.fromCharCode(byte)).join(""));
}
