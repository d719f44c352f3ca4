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

/** A passage that was looked at for a question, and what came of it. In the names of `POST /api/admin/knowledge-search`. */
export interface RetrievedPassage {
  document_id: string;
  /** Place in its document, from 0. */
  position: number;
  title: string;
  url: string | null;
  heading: string;
  text: string;
  language: Language;
  /** The higher, the better; comparable within one search only. */
  score: number;
  /** Part of the question that it covers, 0 to 1, by the weight of the words. */
  share: number;
  /** The words of the question that it holds, the weightiest first. */
  matched: { term: string; weight: number }[];
  /** Its places by words and by meaning, from 1; null: not among those. */
  lexical_rank: number | null;
  vector_rank: number | null;
  chosen: boolean;
  /** Why not. `unfit`: it shares words with the question but does not speak of it; `repeated`: the same text stands above; `surplus`: enough others fit better. */
  left_out: "unfit" | "repeated" | "surplus" | null;
}

export interface Retrieval {
  /** The words that were looked for: those of the question, and of the one before where it makes no sense alone. */
  looked_for: string[];
  /** The chosen ones, best first; none: no document speaks of what is asked. */
  passages: RetrievedPassage[];
  /** All that were looked at, best first. */
  candidates: RetrievedPassage[];
}
