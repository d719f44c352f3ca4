// Which format a document has: what the sender says, checked against its first bytes; else the bytes; else type and name.
import type { DocumentFormat } from "../../core/document.ts";
import type { Result } from "../../core/result.ts";
import { latin1 } from "./latin1.ts";
import { refuse } from "./outcome.ts";

export interface FormatHints {
  format: DocumentFormat | null;
  contentType: string | null;
  fileName: string | null;
}

/** The formats whose bytes have a sign of their own. `ole`: Word before 2007, or any Office file with a password. */
type Signed = "pdf" | "docx" | "ole" | "rtf";

const BY_NAME: [RegExp, DocumentFormat][] = [
  [/\.(md|markdown|mdown)$|\/(x-)?markdown/, "markdown"],
  [/\.x?html?$|\/(xhtml|html)/, "html"],
  [/\.(csv|tsv)$|\/(csv|tab-separated-values)/, "csv"],
  [/\.pdf$|\/pdf/, "pdf"],
  [/\.docx$|\.wordprocessingml\./, "docx"],
  [/\.(txt|text|log)$/, "text"],
];

export function formatOf(bytes: Uint8Array, hints: FormatHints): Result<DocumentFormat> {
  const head = latin1(bytes.subarray(0, 1024));
  const signed = signedFormat(head);
  if (signed === "rtf") return refuse("unsupported_format", "This is an RTF file. Save it as DOCX or PDF.");
  if (signed === "ole") return refuseOle(bytes);
  const { format } = hints;
  const isSigned = format === "pdf" || format === "docx";
  if (format !== null && format !== signed && (isSigned || signed !== null)) {
    const found = signed === null ? `no ${format.toUpperCase()} file` : `a ${signed.toUpperCase()} file`;
    return refuse(
      "format_mismatch",
      `The format is said to be ${format}, but the bytes are ${found}. Correct the format, or leave it out.`,
    );
  }
  return { ok: true, value: format ?? signed ?? namedFormat(hints) ?? lookOf(head) };
}

function signedFormat(head: string): Signed | null {
  if (head.startsWith("PK\x03\x04") || head.startsWith("PK\x05\x06")) return "docx";
  if (head.startsWith("\xd0\xcf\x11\xe0")) return "ole";
  if (head.startsWith("{\\rtf")) return "rtf";
  // Something may stand before it, but not a text that only speaks of PDF files.
  return /^[^<]{0,1000}%PDF-\d/s.test(head) ? "pdf" : null;
}

function namedFormat({ contentType, fileName }: FormatHints): DocumentFormat | null {
  for (const name of [contentType?.split(";")[0], fileName]) {
    const found = BY_NAME.find(([pattern]) => pattern.test(name?.trim().toLowerCase() ?? ""));
    if (found) return found[1];
  }
  return null;
}

function lookOf(head: string): DocumentFormat {
  return /^\s*(?:\xef\xbb\xbf)?\s*(<!doctype html|<html)/i.test(head) ? "html" : "text";
}

function refuseOle(bytes: Uint8Array): Result<never> {
  // The name of the stream that holds an encrypted Office file, in UTF-16.
  const sign = [..."EncryptedPackage"].join("\0");
  for (let start = 0; start < bytes.length; start += 64 * 1024) {
    if (!latin1(bytes.subarray(start, start + 64 * 1024 + 64)).includes(sign)) continue;
    return refuse("document_protected", "The document has a password. Save it without one.");
  }
  return refuse("unsupported_format", "This is a file of Office before 2007. Save it as DOCX or PDF.");
}
