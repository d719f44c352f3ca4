// What is said of a document while it is written: as it is typed, and as it is kept.
import { idOf, tagsOf } from "./document-id.ts";
import type { DocumentFacts, DocumentText, WholeDocument } from "./wire.ts";

export interface DocumentDraft extends DocumentFacts {
  /** Null: the document came as a file, and its text is changed there. */
  content: string | null;
}

/** As they are typed. */
export interface DocumentFields {
  /** Null: it has its id. */
  id: string | null;
  title: string;
  tags: string;
  url: string;
  content: string | null;
}

export function fieldsOf(draft: DocumentDraft, isNew: boolean): DocumentFields {
  return { ...draft, id: isNew ? "" : null, tags: draft.tags.join(", "), url: draft.url ?? "" };
}

export function draftOf({ title, tags, url, content }: DocumentFields): DocumentDraft {
  return { title: title.trim(), tags: tagsOf(tags), url: url.trim() || null, content };
}

/** Something would be lost. A wished id counts as little as spaces do; so does what no form would write as it is kept. */
export function isChanged(fields: DocumentFields, start: DocumentDraft): boolean {
  const untouched = draftOf(fieldsOf(start, fields.id !== null));
  return JSON.stringify(draftOf(fields)) !== JSON.stringify(untouched);
}

/** The one that was typed, or one made of the title. */
export function idFor(fields: DocumentFields): string {
  return fields.id?.trim() || idOf(fields.title.trim()) || "document";
}

/** Text that was written is changed as it was written, not as it was read. */
export function isText(
  document: WholeDocument,
): document is WholeDocument & { format: DocumentText["format"] } {
  return (document.format === "markdown" || document.format === "text") && !document.truncated;
}

/** The text to send along; null: what is said of the document is all that changes. */
export function textToSend(
  document: WholeDocument,
  original: string | null,
  { content, ...facts }: DocumentDraft,
): DocumentText | null {
  if (content === null || content === original || !isText(document)) return null;
  return { ...facts, content, format: document.format };
}
