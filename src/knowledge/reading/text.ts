// Bytes → text: UTF-8, UTF-16 with a mark, and the legacy encodings of Chinese and Western files, told apart by their bytes.
import type { Result } from "../../core/result.ts";
import { refuse } from "./outcome.ts";

const MARKS: [string, number[]][] = [
  ["utf-8", [0xef, 0xbb, 0xbf]],
  ["utf-16le", [0xff, 0xfe]],
  ["utf-16be", [0xfe, 0xff]],
];

/** Where the common characters of an encoding lie: first and last lead byte, lowest second byte. */
const LEGACY: [string, number, number, number][] = [
  ["gb18030", 0xb0, 0xd7, 0xa1],
  ["big5", 0xa4, 0xc6, 0x40],
];

/** Enough of a file to tell its encoding. */
const SAMPLE_BYTES = 64 * 1024;

/** `declared`: the encoding that the file or its sender names; believed unless the bytes are UTF-8. */
export function decodeText(bytes: Uint8Array, declared: string | null = null): Result<string> {
  const text = decode(bytes, declared)?.replace(/\r\n?/g, "\n").replace(/\f/g, "\n");
  if (text === undefined || controlShare(text) > 0.002) {
    return refuse(
      "not_text",
      "The bytes are not readable as text. Save the file as UTF-8 text, or name its format if it is something else.",
    );
  }
  return { ok: true, value: text };
}

function decode(bytes: Uint8Array, declared: string | null): string | null {
  for (const [encoding, mark] of MARKS) {
    if (mark.every((byte, index) => bytes[index] === byte)) return tryDecode(bytes, encoding);
  }
  const text = tryDecode(bytes, "utf-8") ?? (declared === null ? null : tryDecode(bytes, declared));
  if (text !== null) return text;
  for (const [encoding, first, last, second] of LEGACY) {
    if (commonShare(bytes, first, last, second) < 0.6) continue;
    const legacy = tryDecode(bytes, encoding);
    if (legacy !== null) return legacy;
  }
  const foreign = bytes.subarray(0, SAMPLE_BYTES).filter((byte) => byte >= 0x80).length;
  return foreign < 0.2 * Math.min(bytes.length, SAMPLE_BYTES) ? tryDecode(bytes, "windows-1252") : null;
}

/** Null also for an encoding that nobody knows. */
function tryDecode(bytes: Uint8Array, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    return null;
  }
}

/** How many of the two-byte characters are common ones of this encoding. */
function commonShare(bytes: Uint8Array, first: number, last: number, second: number): number {
  const end = Math.min(bytes.length, SAMPLE_BYTES) - 1;
  let [pairs, common] = [0, 0];
  for (let index = 0; index < end; index += 1) {
    const lead = bytes[index] ?? 0;
    if (lead < 0x80) continue;
    index += 1;
    // Chinese punctuation (A1 to A3) says nothing for or against.
    if (lead >= 0xa1 && lead <= 0xa3) continue;
    pairs += 1;
    if (lead >= first && lead <= last && (bytes[index] ?? 0) >= second) common += 1;
  }
  return pairs === 0 ? 0 : common / pairs;
}

/** One NUL is enough; a stray control character (an escape sequence in a log) is not. */
function controlShare(text: string): number {
  if (text.includes("\0")) return 1;
  let controls = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 32 && code !== 9 && code !== 10 && code !== 27) controls += 1;
  }
  return controls / Math.max(text.length, 1);
}
