// Calls to the doors of the documents.
import { type Caller, CallFailed, post, type Query, queryOf, withJson } from "../../http.ts";
import type { Page } from "../../wire.ts";
import type {
  Asked,
  DocumentFacts,
  DocumentRecord,
  DocumentText,
  IndexState,
  Retrieval,
  WholeDocument,
} from "./wire.ts";

const ROOT = "/api/admin";

export function documentAddress(id: string): string {
  return `${ROOT}/knowledge/${encodeURIComponent(id)}`;
}

export function originalAddress(id: string): string {
  return `${documentAddress(id)}/original`;
}

export function listDocuments(
  { json }: Caller,
  query: Query,
  signal: AbortSignal,
): Promise<Page<DocumentRecord>> {
  return json(`${ROOT}/knowledge${queryOf(query)}`, { signal });
}

/** With its ETag, so that only this version is changed. */
export async function readDocument(
  { call }: Caller,
  id: string,
  signal?: AbortSignal,
): Promise<{ document: WholeDocument; etag: string }> {
  const response = await call(documentAddress(id), signal ? { signal } : {});
  return { document: await response.json(), etag: response.headers.get("etag") ?? "*" };
}

/** The ETag of a document; null: there is none of this id. */
export async function etagOf({ call }: Caller, id: string): Promise<string | null> {
  try {
    return (await call(documentAddress(id), { method: "HEAD" })).headers.get("etag");
  } catch (error) {
    if (error instanceof CallFailed && error.refusal.status === 404) return null;
    throw error;
  }
}

/** Null: it is not UTF-8, and would be spoilt by being written here. */
export async function readOriginal({ call }: Caller, id: string): Promise<string | null> {
  const text = await (await call(originalAddress(id))).text();
  return text.includes("\ufffd") ? null : text;
}

/** `etag` of null: only when there is no document of this id. */
export function putText(
  { json }: Caller,
  id: string,
  text: DocumentText,
  etag: string | null,
): Promise<DocumentRecord> {
  const condition: Record<string, string> = etag === null ? { "if-none-match": "*" } : { "if-match": etag };
  return json(documentAddress(id), withJson("PUT", text, condition));
}

export function changeFacts(
  { json }: Caller,
  id: string,
  facts: DocumentFacts,
  etag: string,
): Promise<DocumentRecord> {
  return json(documentAddress(id), withJson("PATCH", facts, { "if-match": etag }));
}

export async function removeDocument({ call }: Caller, id: string): Promise<void> {
  await call(documentAddress(id), { method: "DELETE" });
}

export function readIndexState({ json }: Caller, signal: AbortSignal): Promise<IndexState> {
  return json(`${ROOT}/knowledge-index`, { signal });
}

export function rebuildIndex({ json }: Caller): Promise<IndexState> {
  return json(`${ROOT}/knowledge-index`, post());
}

const MOST_PASSAGES = 5;

export function searchKnowledge({ json }: Caller, asked: Asked, signal: AbortSignal): Promise<Retrieval> {
  return json(`${ROOT}/knowledge-search`, { ...post({ ...asked, limit: MOST_PASSAGES }), signal });
}

const TAG_PAGES = 10;

/** All tags that documents have, by name; of a very large library those of its first documents. */
export async function listTags(caller: Caller, signal: AbortSignal): Promise<string[]> {
  const tags = new Set<string>();
  let cursor: string | null = null;
  for (let page = 1; page <= TAG_PAGES; page += 1) {
    const { data, next_cursor }: Page<DocumentRecord> = await listDocuments(
      caller,
      { limit: 200, cursor },
      signal,
    );
    for (const document of data) for (const tag of document.tags) tags.add(tag);
    cursor = next_cursor;
    if (cursor === null) break;
  }
  return [...tags].sort((one, other) => one.localeCompare(other));
}
