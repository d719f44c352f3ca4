// What a session webhook's `session` says here: its chat stands in the name, so that no session has to be registered.

export interface SessionName {
  conversationId: string;
  /** The person of a single chat, when the OpenAPI can address them. */
  staffId: string | null;
  name: string;
  /** Unix milliseconds; null: alive until a test says otherwise. */
  endsAt: number | null;
}

/** `<conversationId>[.<staffId>]~<name>[~<end>]`, both ids in base64url. */
export function writeSessionName(session: SessionName): string {
  const ids = [session.conversationId, ...(session.staffId === null ? [] : [session.staffId])];
  const parts = [ids.map(toBase64Url).join("."), session.name.replaceAll("~", "-")];
  return [...parts, ...(session.endsAt === null ? [] : [String(session.endsAt)])].join("~");
}

/** Null for what nobody here has made. */
export function readSessionName(text: string): SessionName | null {
  const [, conversation = "", staff, name = "", end] =
    /^([\w-]+)(?:\.([\w-]+))?~([^~]*)(?:~(\d+))?$/.exec(text) ?? [];
  const conversationId = fromBase64Url(conversation);
  const staffId = staff === undefined ? null : fromBase64Url(staff);
  if (conversationId === null || conversationId === "" || staffId === "") return null;
  return { conversationId, staffId, name, endsAt: end === undefined ? null : Number(end) };
}

function toBase64Url(text: string): string {
  const binary = String.fromCharCode(...new TextEncoder().encode(text));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function fromBase64Url(text: string): string | null {
  try {
    const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
