// Identifiers and digests: time-ordered row ids, session ids, fingerprints of credentials.

/** A UUID version 7 (RFC 9562): sorts by time as text. `random` holds at least ten bytes. */
export function timeOrderedId(now: number, random: Uint8Array): string {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, Math.floor(now / 2 ** 32));
  view.setUint32(2, now % 2 ** 32);
  bytes.set(random.subarray(0, 10), 6);
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = toHex(bytes);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The lowest time-ordered id of this moment, Unix milliseconds. */
export function firstIdAt(time: number): string {
  return timeOrderedId(Math.max(0, time), new Uint8Array(10));
}

const TIME_ORDERED_ID = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Unix milliseconds of a time-ordered id; null for anything else. */
export function timeOf(id: string): number | null {
  const [, high, low] = TIME_ORDERED_ID.exec(id) ?? [];
  return high === undefined || low === undefined ? null : Number.parseInt(high + low, 16);
}

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** SHA-256 of the text's UTF-8 bytes, lower-case hex, 64 characters. */
export async function sha256Hex(text: string): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))));
}

/** The first 128 bits of SHA-256 as hex: names a credential in a row or an object name without giving it away. */
export async function fingerprint(text: string): Promise<string> {
  return (await sha256Hex(text)).slice(0, 32);
}
