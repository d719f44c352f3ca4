// A document on its way to its keeper, and what became of it.
import type { DocumentFormat, DocumentRecord } from "./document.ts";
import type { Conditions } from "./precondition.ts";

/** What its sender says of it; null: nothing, and the document itself is asked. */
export interface DocumentWish {
  title: string | null;
  format: DocumentFormat | null;
  tags: string[];
  url: string | null;
  contentType: string | null;
  fileName: string | null;
}

export interface DocumentOffer {
  wish: DocumentWish;
  /** Of the bytes, hex. */
  sha256: string;
  /** How many there are. */
  length: number;
  /** The bytes, or the key under which a large one waits in the bucket. */
  body: Uint8Array | string;
  conditions: Conditions;
}

export interface KeptDocument {
  record: DocumentRecord;
  became: "created" | "replaced" | "unchanged";
}

/** A larger one waits in the bucket until it is its turn: only one such is in memory. */
export const LARGE_DOCUMENT_BYTES = 1024 * 1024;

/** How far the index is. */
export interface IndexState {
  documents: number;
  passages: number;
  /** Null: no endpoint for embeddings is configured. */
  vectors: VectorState | null;
  rebuild: DocumentRebuildState;
}

export interface VectorState {
  model: string;
  /** Passages that have a vector, and those that shall have one, these included. */
  done: number;
  wanted: number;
  /** Passages beyond the most that are kept. */
  left_out: number;
  last_error: string | null;
}

export interface DocumentRebuildState {
  running: boolean;
  /** Documents that were made anew. */
  done: number;
  /** Documents that could no longer be read, and stay as they were. */
  failed: number;
  /** ISO 8601; null: none was ever asked for. */
  started_at: string | null;
  finished_at: string | null;
}

/** In quotes: another whenever something about the document is another. */
export function documentTag({ sha256, updated_at }: Pick<DocumentRecord, "sha256" | "updated_at">): string {
  return `"${sha256.slice(0, 16)}-${Date.parse(updated_at).toString(36)}"`;
}

export const NO_SUCH_DOCUMENT = {
  kind: "not_found",
  code: "document_not_found",
  message: "There is no document of this id.",
} as const;
