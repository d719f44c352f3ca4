// Passages and their terms on their way into D1: rows travel as JSON, since D1 takes a hundred parameters and two megabytes each.
import type { Section } from "../core/document.ts";
import type { Language } from "../core/language.ts";
import { passageTerms, type Simplify } from "./terms.ts";

/** Raise when passages are cut, or terms made, in another way, so that what is stored is made anew. */
export const INDEX_FORMAT = "3";

export const INSERT_PASSAGES = `INSERT INTO passages (document_id, position, heading, text, language)
SELECT value ->> 'id', value ->> 'position', value ->> 'heading', value ->> 'text', value ->> 'language' FROM json_each(?1)`;
export const INSERT_TERMS = `INSERT INTO passage_terms (rowid, title, heading, text)
SELECT p.rowid, e.value ->> 'titleTerms', e.value ->> 'headingTerms', e.value ->> 'textTerms' FROM json_each(?1) AS e
JOIN passages AS p ON p.document_id = e.value ->> 'id' AND p.position = e.value ->> 'position'`;

export interface PassageRow {
  /** The document's key. */
  id: string;
  language: Language;
  /** From 0. */
  position: number;
  heading: string;
  text: string;
  titleTerms: string;
  headingTerms: string;
  textTerms: string;
}

/** Whose documents: the operator's, or the product's own help. */
export type Origin = "document" | "help";

export interface PassageOwner {
  id: string;
  title: string;
  language: Language;
  origin: Origin;
  tags: string[];
}

// Terms that no text has, since these letters are normalized away: what belongs to whom is looked up with the words.
export const HELP_TERM = "\u02b0";

export function tagTerm(tag: string): string {
  return `\u1d57${[...new TextEncoder().encode(tag)].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

export function* passageRows(
  { id, title, language, origin, tags }: PassageOwner,
  sections: Section[],
  simplify: Simplify,
): Generator<PassageRow> {
  const owned = origin === "help" ? [HELP_TERM] : tags.map(tagTerm);
  const titleTerms = [passageTerms(title, simplify), ...owned].join(" ");
  for (const [position, { heading, text }] of sections.entries())
    yield {
      id,
      language,
      position,
      heading,
      text,
      titleTerms,
      headingTerms: passageTerms(heading, simplify),
      textTerms: passageTerms(text, simplify),
    };
}
