// Hides a short text behind a code of 128 random bits: AES-GCM, with a key that follows from the code alone.

export const IV_BYTES = 12;

async function keyOf(code: string): Promise<CryptoKey> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`seal\n${code}`));
  return crypto.subtle.importKey("raw", digest, "AES-GCM", false, ["encrypt", "decrypt"]);
}

/** Base64 of the IV and the ciphertext. `iv`: fresh random bytes. */
export async function seal(code: string, text: string, iv: Uint8Array<ArrayBuffer>): Promise<string> {
  const bytes = new TextEncoder().encode(text);
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await keyOf(code), bytes);
  return btoa(String.fromCharCode(...iv, ...new Uint8Array(sealed)));
}

/** Throws when it was sealed with another code. */
export async function open(code: string, sealed: string): Promise<string> {
  const bytes = Uint8Array.from(atob(sealed), (character) => character.charCodeAt(0));
  const iv = bytes.subarray(0, IV_BYTES);
  const text = await crypto.subtle.decrypt(
    { name: "AES-GCM", iv },
    await keyOf(code),
    bytes.subarray(IV_BYTES),
  );
  return new TextDecoder().decode(text);
}
