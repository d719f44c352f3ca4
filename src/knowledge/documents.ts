// The operator's documents: read, cut, written into the index and looked up there.
import type { DocumentRecord } from "../core/document.ts";
import { languageOf } from "../core/language.ts";
import {
  countDocuments,
  type DocumentQuery,
  documentsOfSha256,
  findDocument,
  listDocuments,
  passagesOf,
  removeDocument,
  saveDocument,
  sweepDocuments,
} from "./document-index.ts";
import type { LoadLibraryData } from "./library-data.ts";
import { INDEX_FORMAT } from "./passage-rows.ts";
import type { ReadDocument } from "./reading/outcome.ts";
import { readDocument } from "./reading/read-document.ts";
import { type DocumentContent, sectionsOf } from "./sections.ts";

/** In more of a text its language does not change. */
const LANGUAGE_CHARACTERS = 20_000;

export type Documents = ReturnType<typeof createDocuments>;
export type { ReadDocument };

export function createDocuments(database: D1Database, load: LoadLibraryData) {
  return {
    /** Another than the index was made with: make it anew. */
    format: INDEX_FORMAT,
    read: readDocument,
    /** Puts a document in the place of what stands under its id. */
    async save(
      record: Omit<DocumentRecord, "passages" | "language">,
      content: DocumentContent,
    ): Promise<DocumentRecord> {
      const { simplify } = (await load()).lexicon;
      const row = { ...record, language: languageOf(textOf(content).slice(0, LANGUAGE_CHARACTERS)) };
      return { ...row, passages: await saveDocument(database, row, sectionsOf(content), simplify) };
    },
    remove: (id: string) => removeDocument(database, id),
    /** What stops have left behind; not while an older document is being written anew. */
    sweep: (now: number) => sweepDocuments(database, now),
    find: (id: string) => findDocument(database, id),
    list: (query: DocumentQuery) => listDocuments(database, query),
    passages: (id: string) => passagesOf(database, id),
    /** Others that came from the very same bytes. */
    sameAs: (sha256: string, id: string) => documentsOfSha256(database, sha256, id),
    totals: () => countDocuments(database),
    textOf,
    /** What the index holds of it. */
    async textLeft(id: string): Promise<string> {
      const passages = await passagesOf(database, id);
      return passages
        .map(({ heading, text }) => (heading === "" ? text : `## ${heading}\n\n${text}`))
        .join("\n\n");
    },
  };
}

/** What was read, as one text. */
function textOf(content: DocumentContent): string {
  return content.kind === "markdown"
    ? content.text
    : content.entries.map(({ question, answer }) => `## ${question}\n\n${answer}`).join("\n\n");
}
