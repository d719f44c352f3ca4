// What the doors of the documents answer, in the API's own names.

export type DocumentFormat = "markdown" | "text" | "html" | "csv" | "pdf" | "docx";

export interface DocumentRecord {
  id: string;
  title: string;
  format: DocumentFormat;
  language: string;
  tags: string[];
  url: string | null;
  bytes: number;
  sha256: string;
  passages: number;
  updated_at: string;
  /** Other documents of the very same bytes. */
  same_as?: string[];
}

export interface WholeDocument extends DocumentRecord {
  /** Its text as it was read. */
  content: string;
  truncated: boolean;
}

/** What is said of a document beside its file. */
export interface DocumentFacts {
  title: string;
  tags: string[];
  url: string | null;
}

export interface DocumentText extends DocumentFacts {
  content: string;
  format: "markdown" | "text";
}

export interface IndexState {
  documents: number;
  passages: number;
  /** Null: no endpoint for embeddings is configured. */
  vectors: {
    model: string;
    done: number;
    wanted: number;
    left_out: number;
    last_error: string | null;
  } | null;
  rebuild: {
    running: boolean;
    done: number;
    failed: number;
    started_at: string | null;
    finished_at: string | null;
  };
}

export interface Asked {
  question: string;
  /** Newest first. */
  before: string[];
  tags: string[];
}

export interface RetrievedPassage {
  document_id: string;
  position: number;
  title: string;
  heading: string;
  text: string;
  share: number;
  matched: { term: string; weight: number }[];
  lexical_rank: number | null;
  vector_rank: number | null;
  chosen: boolean;
  left_out: "unfit" | "repeated" | "surplus" | null;
}

export interface Retrieval {
  looked_for: string[];
  passages: RetrievedPassage[];
  candidates: RetrievedPassage[];
}
