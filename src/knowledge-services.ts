// What answers from documents need: the library, the operator's documents, and the search for passages by words and by meaning.
import type { AskedQuestion, NearPassage, Retrieval, Scope } from "./core/document.ts";
import { createDocuments, type Documents } from "./knowledge/documents.ts";
import { createLibrary, type Library } from "./knowledge/library.ts";
import { createLibraryLoader } from "./knowledge/library-data.ts";
import { type Embeddings, findNear } from "./knowledge/near.ts";
import type { Telemetry } from "./operations/log/telemetry.ts";

export interface KnowledgeBindings {
  SEARCH: D1Database;
  /** The page's files, of which the library's data is one. */
  ASSETS: Pick<Fetcher, "fetch">;
  DOCUMENTS: { getByName(name: string): DocumentObject };
}

/** What the services and the caretaker need of the keeper of documents. */
interface DocumentObject {
  nearest(model: string, vector: number[], limit: number, scope: Scope): Promise<NearPassage[]>;
  followFormat(): Promise<void> | void;
}

export interface KnowledgeServices {
  library: Library;
  /** The operator's, in the index. */
  documents: Documents;
  /** Passages of those documents that speak of what is asked, by their words and, where vectors are made, by their meaning. */
  retrieve(question: AskedQuestion, scope: Scope, limit: number): Promise<Retrieval>;
}

export function createKnowledgeServices(
  env: KnowledgeBindings,
  embeddings: Embeddings | null,
  telemetry: Telemetry,
): KnowledgeServices {
  const load = createLibraryLoader(env.ASSETS);
  const library = createLibrary(env.SEARCH, load);
  const nearTools = embeddings && {
    embeddings,
    nearest: (model: string, vector: number[], limit: number, scope: Scope) =>
      env.DOCUMENTS.getByName("documents").nearest(model, vector, limit, scope),
    failed: (error: string) => telemetry.write("warn", "knowledge", "vectors_left_out", { error }),
  };
  return {
    library,
    documents: createDocuments(env.SEARCH, load),
    retrieve: async (question, scope, limit) => {
      const near = nearTools === null ? undefined : await findNear(nearTools, question, scope);
      return library.retrieve(question, scope, limit, near);
    },
  };
}
