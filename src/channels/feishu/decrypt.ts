// Opens what the platform encrypted: base64 of IV and AES-256-CBC, its key the SHA-256 of the Encrypt Key.

import { objectIn } from "../../core/fields.ts";
import type { JsonRecord } from "../../core/json.ts";

const BLOCK_BYTES = 16;

/** Null for anything that this key did not encrypt. */
export async function decryptText(encrypted: string, encryptKey: string): Promise<string | null> {
  const bytes = fromBase64(encrypted);
  // The IV and at least one block.
  if (bytes === null || bytes.length < 2 * BLOCK_BYTES || bytes.length % BLOCK_BYTES !== 0) return null;
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(encryptKey));
  const key = await crypto.subtle.importKey("raw", digest, "AES-CBC", false, ["decrypt"]);
  const algorithm = { name: "AES-CBC", iv: bytes.subarray(0, BLOCK_BYTES) };
  try {
    const plain = await crypto.subtle.decrypt(algorithm, key, bytes.subarray(BLOCK_BYTES));
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(plain);
  } catch {
    return null;
  }
}

/** The object inside; null when there is none. */
export async function decryptEvent(encrypted: string, encryptKey: string): Promise<JsonRecord | null> {
  return objectIn(await decryptText(encrypted, encryptKey));
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    const binary = atob(text);
    const bytes = new Uint8Array(binary.length);
    for (let index = 0; index < binary.length; index += 1) bytes[index] = binary.charCodeAt(index);
    return bytes;
  } catch {
    return null;
  }
}
