// The bytes of a document → its text as Markdown, or its questions and answers.
import type { DocumentFormat } from "../../core/document.ts";
import type { Result } from "../../core/result.ts";
import { readCsv } from "./csv.ts";
import { readDocx } from "./docx.ts";
import { type FormatHints, formatOf } from "./format.ts";
import { readHtml } from "./html.ts";
import { latin1 } from "./latin1.ts";
import { markdown, type ReadDocument, type Reading, refuse } from "./outcome.ts";
import { readPdf } from "./pdf/pdf.ts";
import { decodeText } from "./text.ts";

/** A failure says what to do about it; nothing else than a value comes back, whatever the bytes are. */
export async function readDocument(bytes: Uint8Array, hints: FormatHints): Promise<Result<ReadDocument>> {
  if (bytes.length === 0) return refuse("empty_document", "There is not one byte in the document.");
  const format = formatOf(bytes, hints);
  if (!format.ok) return format;
  const reading = await readAs(format.value, bytes, hints.contentType);
  return reading.ok ? { ok: true, value: { format: format.value, ...reading.value } } : reading;
}

async function readAs(
  format: DocumentFormat,
  bytes: Uint8Array,
  contentType: string | null,
): Promise<Reading> {
  if (format === "docx") return readDocx(bytes);
  if (format === "pdf") return readPdf(bytes);
  const text = decodeText(bytes, declaredEncoding(format, bytes, contentType));
  if (!text.ok) return text;
  if (format === "html") return readHtml(text.value);
  if (format === "csv") return readCsv(text.value);
  return format === "markdown" ? readMarkdown(text.value) : markdown(null, text.value);
}

/** HTML may name its encoding within the first 1 024 bytes. */
function declaredEncoding(
  format: DocumentFormat,
  bytes: Uint8Array,
  contentType: string | null,
): string | null {
  const sources = [contentType ?? "", format === "html" ? latin1(bytes.subarray(0, 1024)) : ""];
  return sources.map((text) => /charset\s*=\s*["']?([\w-]+)/i.exec(text)?.[1]).find(Boolean) ?? null;
}

/** Its title stands in the front matter, which is no text of it, or in its first heading. */
function readMarkdown(text: string): Reading {
  const [matter = "", fields = ""] = /^---\n([\s\S]{0,10000}?)\n(?:---|\.\.\.)(?:\n|$)/.exec(text) ?? [];
  const isMatter = /^\w[\w-]*:/.test(fields);
  const body = isMatter ? text.slice(matter.length) : text;
  const named = isMatter ? /^title:[ \t]*(?:"(.*)"|'(.*)'|(.*?))[ \t]*$/im.exec(fields) : null;
  const title =
    named?.slice(1).find(Boolean) ?? /^# +(.{1,300})$/m.exec(body.split(/^```/m, 1)[0] ?? "")?.[1];
  // Signs behind the text close a heading only where a space parts them: "C#" is a name.
  return markdown(title?.replace(/[ \t]#+[ \t]*$/, "") ?? null, body);
}
