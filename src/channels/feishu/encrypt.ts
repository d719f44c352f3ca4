// Encrypts as the platform does, for deliveries that the doctor makes: base64 of IV and AES-256-CBC. See decrypt.ts.

const IV_BYTES = 16;

export async function encryptText(plain: string, encryptKey: string): Promise<string> {
  const encoder = new TextEncoder();
  const digest = await crypto.subtle.digest("SHA-256", encoder.encode(encryptKey));
  const key = await crypto.subtle.importKey("raw", digest, "AES-CBC", false, ["encrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const encrypted = await crypto.subtle.encrypt({ name: "AES-CBC", iv }, key, encoder.encode(plain));
  return btoa(String.fromCharCode(...iv, ...new Uint8Array(encrypted)));
}
