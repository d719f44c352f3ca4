// Documents that answers draw on, as their keeper, their index and the operator speak of them.
import type { Language } from "./language.ts";

export type DocumentFormat = "markdown" | "text" | "html" | "csv" | "pdf" | "docx";

/** A stretch of a document under one heading. */
export interface Section {
  /** The headings above it, joined by ` › `; of a list of questions and answers the question. */
  heading: string;
  /** Markdown. */
  text: string;
}

/** A row of `GET /api/admin/knowledge`. */
export interface DocumentRecord {
  id: string;
  title: string;
  format: DocumentFormat;
  language: Language;
  tags: string[];
  url: string | null;
  /** Of the original, as its sha256 (hex) is. */
  bytes: number;
  sha256: string;
  passages: number;
  /** ISO 8601, UTC. */
  updated_at: string;
}

/** Which documents count: all, those with one of these tags, or none. */
export type Scope = "all" | "none" | { tags: string[] };

export interface AskedQuestion {
  text: string;
  /** What was asked before in the same conversation, newest first: "and for interns?" means nothing alone. */
  before: string[];
}

/** A passage that lies near a question by its meaning. */
export interface NearPassage {
  documentId: string;
  /** Place in its document, from 0. */
  position: number;
  /** Cosine, -1 to 1. */
  similarity: number;
}
