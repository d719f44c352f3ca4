// The least that a receiver of callbacks has to do. Feishu: the signature over the raw bytes, and decryption. DingTalk: the signature.

interface Message {
  message_id: string;
  chat_id: string;
  content: string;
}

const IV_BYTES = 16;

/** Null when the signature does not match. */
export async function openEvent(request: Request, encryptKey: string): Promise<Message | null> {
  const body = new Uint8Array(await request.arrayBuffer());
  const header = (name: string) => request.headers.get(`x-lark-${name}`) ?? "";
  const salt = new TextEncoder().encode(header("request-timestamp") + header("request-nonce") + encryptKey);
  const signed = new Uint8Array(salt.length + body.length);
  signed.set(salt);
  signed.set(body, salt.length);
  const expected = toHex(await crypto.subtle.digest("SHA-256", signed));
  if (!isSame(expected, header("signature"))) return null;
  const { encrypt } = JSON.parse(new TextDecoder().decode(body)) as { encrypt: string };
  const { event } = JSON.parse(await decrypt(encrypt, encryptKey)) as { event: { message: Message } };
  return event.message;
}

/** Null when the signature does not match. */
export async function openRobotMessage(
  request: Request,
  appSecret: string,
): Promise<{ messageId: string; chat: string; content: string } | null> {
  const body = await request.text();
  const timestamp = request.headers.get("timestamp") ?? "";
  const encoder = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", encoder.encode(appSecret), algorithm, false, ["sign"]);
  const digest = await crypto.subtle.sign("HMAC", key, encoder.encode(`${timestamp}\n${appSecret}`));
  const expected = btoa(String.fromCharCode(...new Uint8Array(digest)));
  if (!isSame(expected, request.headers.get("sign") ?? "")) return null;
  const { msgId, conversationId, text } = JSON.parse(body) as {
    msgId: string;
    conversationId: string;
    text: { content: string };
  };
  return { messageId: msgId, chat: conversationId, content: text.content };
}

async function decrypt(encrypted: string, encryptKey: string): Promise<string> {
  const bytes = Uint8Array.from(atob(encrypted), (character) => character.charCodeAt(0));
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(encryptKey));
  const key = await crypto.subtle.importKey("raw", digest, "AES-CBC", false, ["decrypt"]);
  const algorithm = { name: "AES-CBC", iv: bytes.subarray(0, IV_BYTES) };
  return new TextDecoder().decode(await crypto.subtle.decrypt(algorithm, key, bytes.subarray(IV_BYTES)));
}

function toHex(digest: ArrayBuffer): string {
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function isSame(expected: string, given: string): boolean {
  if (expected.length !== given.length) return false;
  let difference = 0;
  for (let index = 0; index < expected.length; index += 1)
    difference |= expected.charCodeAt(index) ^ given.charCodeAt(index);
  return difference === 0;
}
