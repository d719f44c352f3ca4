// What reading a document comes to, and the limits that hold for every format.
import type { DocumentFormat } from "../../core/document.ts";
import { fail, type Result } from "../../core/result.ts";

export interface QuestionAndAnswer {
  question: string;
  answer: string;
}

export interface ReadDocument {
  format: DocumentFormat;
  /** Its own, if it names one. */
  title: string | null;
  content: { kind: "markdown"; text: string } | { kind: "entries"; entries: QuestionAndAnswer[] };
}

/** What a reader makes of the bytes; which format that was, the caller knows. */
export type Reading = Result<Omit<ReadDocument, "format">>;

/** A thick book has some two million; what is longer is several documents. */
export const LONGEST_TEXT = 4_000_000;

export function refuse(code: string, message: string): Result<never> {
  return fail({ kind: "invalid", code, message });
}

export function refuseLength(): Result<never> {
  return refuse(
    "document_too_long",
    "The document has more than 4 million characters of text. Split it into several documents.",
  );
}

export function markdown(title: string | null, text: string): Reading {
  if (text.length > LONGEST_TEXT) return refuseLength();
  // Soft hyphens and other characters without a width part words that are one.
  const plain = text.replace(/[\u00ad\u200b\ufeff]/g, "").trim();
  if (plain === "") return refuse("empty_document", "There is no text in the document.");
  const name = title?.replace(/\s+/g, " ").trim().slice(0, 200);
  return { ok: true, value: { title: name || null, content: { kind: "markdown", text: plain } } };
}
