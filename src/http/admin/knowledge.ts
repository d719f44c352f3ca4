// /api/admin/knowledge: the documents that answers draw on.
import type { Hono } from "hono";
import { encodeCursor } from "../../core/cursor.ts";
import type { DocumentRecord } from "../../core/document.ts";
import { decodeDocumentId } from "../../core/document-key.ts";
import {
  type DocumentOffer,
  documentTag,
  type KeptDocument,
  LARGE_DOCUMENT_BYTES,
  NO_SUCH_DOCUMENT,
} from "../../core/document-offer.ts";
import type { Result } from "../../core/result.ts";
import { servicesOf } from "../../services.ts";
import { parseBody, readJson } from "../body.ts";
import { type AppContext, type AppEnv, invalid, refuse, unwrap } from "../context.ts";
import { documentKeeper } from "../objects.ts";
import { listName, readCursor, readLimit, readSearch } from "../paging.ts";
import { mount } from "../routes.ts";
import { readName } from "./admin-query.ts";
import { sendFile } from "./file-download.ts";
import { readConditions } from "./file-request.ts";
import { readOffer } from "./knowledge-body.ts";
import { documentChangeSchema } from "./knowledge-schema.ts";

/** `/api/admin/knowledge/` */
const SEGMENTS_BEFORE_ID = 4;
/** Of its text, in the answer that shows it. */
const MOST_SHOWN_CHARACTERS = 1_000_000;
const CHANGE_TRIES = 4;

export function mountKnowledge(app: Hono<AppEnv>): void {
  mount(app, "/api/admin/knowledge", { GET: listDocuments });
  mount(app, "/api/admin/knowledge/:id", {
    GET: readDocument,
    PUT: putDocument,
    PATCH: changeDocument,
    DELETE: deleteDocument,
  });
  mount(app, "/api/admin/knowledge/:id/original", { GET: downloadOriginal });
}

async function listDocuments(context: AppContext): Promise<Response> {
  const limit = readLimit(context);
  const q = readSearch(context);
  const tag = readName(context, "tag");
  const list = listName(context, "documents");
  const after = readCursor(context, list, 1)?.[0] ?? null;
  const rows = await servicesOf(context.env).documents.list({
    after,
    limit: limit + 1,
    ...(q !== undefined && { q }),
    ...(tag !== undefined && tag !== "" && { tag }),
  });
  const data = rows.slice(0, limit);
  const last = rows.length > limit ? data.at(-1) : undefined;
  return context.json({ data, next_cursor: last === undefined ? null : encodeCursor(list, [last.id]) });
}

async function readDocument(context: AppContext): Promise<Response> {
  const { documents, documentFiles } = servicesOf(context.env);
  const record = (await documents.find(readId(context))) ?? refuse(NO_SUCH_DOCUMENT);
  if (context.req.method === "HEAD") return context.json(null, 200, tagOf(record));
  const [original] = await documentFiles.find(record.id);
  const bytes = original && (await documentFiles.read(original.key));
  const read = bytes && (await documents.read(bytes, original));
  // Somebody took the file away: what was made of it is all that is left.
  const text = read?.ok ? documents.textOf(read.value.content) : await documents.textLeft(record.id);
  const content = text.slice(0, MOST_SHOWN_CHARACTERS).toWellFormed();
  return answer(context, record, 200, { content, truncated: content.length < text.length });
}

async function putDocument(context: AppContext): Promise<Response> {
  const id = readId(context);
  const offer = await readOffer(context);
  const { documentFiles } = servicesOf(context.env);
  const staged = offer.length > LARGE_DOCUMENT_BYTES ? await documentFiles.stage(offer.body) : null;
  try {
    const { record, became } = unwrap(await keep(context, id, { ...offer, body: staged ?? offer.body }));
    return await answer(context, record, became === "created" ? 201 : 200);
  } finally {
    if (staged !== null) await documentFiles.unstage(staged);
  }
}

/** What is said of a document, without its file being sent again. */
async function changeDocument(context: AppContext): Promise<Response> {
  const id = readId(context);
  const change = parseBody(documentChangeSchema, (await readJson(context)).value);
  const conditions = readConditions(context);
  for (let tries = 1; ; tries += 1) {
    const { documents, documentFiles } = servicesOf(context.env);
    const [record, [original]] = await Promise.all([documents.find(id), documentFiles.find(id)]);
    if (record === null || original === undefined) return refuse(NO_SUCH_DOCUMENT);
    const { key, sha256, bytes, title, tags, url, format, contentType, fileName } = original;
    const known = { title, tags, url, format, contentType, fileName };
    const { title: newTitle, tags: newTags, url: newUrl } = change;
    const wish = {
      ...known,
      ...(newTitle !== undefined && { title: newTitle }),
      ...(newTags !== undefined && { tags: newTags }),
      ...(newUrl !== undefined && { url: newUrl }),
    };
    // Only of the version that was looked at: its bytes are read again.
    const ifMatch = conditions.ifMatch ?? documentTag(record);
    const offer = { wish, sha256, length: bytes, body: key, conditions: { ...conditions, ifMatch } };
    const result = await keep(context, id, offer);
    const isLate = !result.ok && result.failure.kind === "precondition_failed";
    if (isLate && conditions.ifMatch === undefined && tries < CHANGE_TRIES) continue;
    return answer(context, unwrap(result).record, 200);
  }
}

async function deleteDocument(context: AppContext): Promise<Response> {
  unwrap(await documentKeeper(context.env).remove(readId(context), readConditions(context)));
  return context.body(null, 204);
}

async function downloadOriginal(context: AppContext): Promise<Response> {
  const [original] = await servicesOf(context.env).documentFiles.find(readId(context));
  return sendFile(context, original?.key ?? refuse(NO_SUCH_DOCUMENT));
}

function keep(context: AppContext, id: string, offer: DocumentOffer): Promise<Result<KeptDocument>> {
  return documentKeeper(context.env).put(id, offer);
}

async function answer(
  context: AppContext,
  record: DocumentRecord,
  status: 200 | 201,
  more: object = {},
): Promise<Response> {
  const same = await servicesOf(context.env).documents.sameAs(record.sha256, record.id);
  const body = { ...record, ...(same.length > 0 && { same_as: same }), ...more };
  return context.json(body, status, tagOf(record));
}

function tagOf(record: DocumentRecord): Record<string, string> {
  return { ETag: documentTag(record) };
}

/** From the address as it was sent: the router decodes some of it twice. */
function readId(context: AppContext): string {
  const { url } = context.req.raw;
  const path = url.slice(url.indexOf("/", url.indexOf("//") + 2)).split(/[?#]/, 1)[0] ?? "";
  return (
    decodeDocumentId(path.split("/")[SEGMENTS_BEFORE_ID] ?? "") ??
    invalid(
      "invalid_id",
      "An id has 1 to 128 letters or digits of any script, and . _ - between them; at most 384 bytes of UTF-8.",
      "id",
    )
  );
}
