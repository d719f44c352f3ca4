// What reading comes to, in the short form in which tests compare it.
import type { FormatHints } from "../../../../src/knowledge/reading/format.ts";
import { readDocument } from "../../../../src/knowledge/reading/read-document.ts";

const UNKNOWN: FormatHints = { format: null, contentType: null, fileName: null };

/** A character for each byte. */
export const bytesOf = (latin: string) => Uint8Array.from(latin, (sign) => sign.charCodeAt(0));
export const utf8 = (text: string) => new TextEncoder().encode(text);

export async function readMarkdown(
  bytes: Uint8Array,
  hints: Partial<FormatHints> = {},
): Promise<{ title: string | null; text: string }> {
  const reading = await readDocument(new Uint8Array(bytes), { ...UNKNOWN, ...hints });
  if (!reading.ok || reading.value.content.kind !== "markdown") throw new Error(JSON.stringify(reading));
  return { title: reading.value.title, text: reading.value.content.text };
}

/** The format that it was read as, or why it was refused. */
export async function outcomeOf(bytes: Uint8Array, hints: Partial<FormatHints> = {}): Promise<string> {
  const reading = await readDocument(new Uint8Array(bytes), { ...UNKNOWN, ...hints });
  if (reading.ok) return reading.value.format;
  return "code" in reading.failure ? reading.failure.code : reading.failure.kind;
}
