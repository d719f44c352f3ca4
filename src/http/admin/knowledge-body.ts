// A document as it is sent: JSON with its text, or the file itself with what is said of it in the address.
import type { DocumentOffer, DocumentWish } from "../../core/document-offer.ts";
import { toHex } from "../../core/identifier.ts";
import { parseBody, readBody, readJson } from "../body.ts";
import { type AppContext, refuse } from "../context.ts";
import { readConditions } from "./file-request.ts";
import { refusePiece } from "./file-upload.ts";
import { documentSchema, fileFactsSchema } from "./knowledge-schema.ts";

/** With title, tags and address it has to fit into the 8 KiB that the bucket keeps beside a file. */
const LONGEST_FILE_NAME = 100;

export async function readOffer(context: AppContext): Promise<DocumentOffer & { body: Uint8Array }> {
  const type = context.req.header("content-type")?.trim() ?? "";
  if (/^multipart\//i.test(type))
    refuse({ kind: "unsupported_media_type", expected: "application/json, or the file itself as the body" });
  refusePiece(context);
  const { wish, body } = /^application\/json\s*(;|$)/i.test(type)
    ? await readText(context)
    : await readFile(context, type || null);
  const sha256 = toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", body)));
  return { wish, sha256, length: body.length, body, conditions: readConditions(context) };
}

interface Sent {
  wish: DocumentWish;
  body: Uint8Array;
}

async function readText(context: AppContext): Promise<Sent> {
  const { title, content, format, tags, url } = parseBody(documentSchema, (await readJson(context)).value);
  return {
    wish: {
      title,
      format: format ?? "markdown",
      tags: tags ?? [],
      url: url ?? null,
      contentType: null,
      fileName: null,
    },
    body: new TextEncoder().encode(content),
  };
}

async function readFile(context: AppContext, contentType: string | null): Promise<Sent> {
  const query = context.req.query();
  const given = (name: string) => query[name] || undefined;
  const { title, format, tags, url, filename } = parseBody(fileFactsSchema, {
    title: given("title"),
    format: given("format"),
    tags: given("tags")?.split(","),
    url: given("url"),
    filename: given("filename") ?? nameIn(context.req.header("content-disposition") ?? ""),
  });
  const wish = {
    title: title ?? null,
    format: format ?? null,
    tags: tags ?? [],
    url: url ?? null,
    contentType: contentType?.slice(0, 200) ?? null,
    fileName: filename?.slice(-LONGEST_FILE_NAME).toWellFormed() ?? null,
  };
  return { wish, body: await readBody(context) };
}

/** Of `attachment; filename*=UTF-8''…` or `filename="…"`; undefined when there is none that can be read. */
function nameIn(disposition: string): string | undefined {
  const encoded = /filename\*\s*=\s*utf-8'[^']*'([^;]+)/i.exec(disposition)?.[1];
  try {
    if (encoded !== undefined) return decodeURIComponent(encoded.trim());
  } catch {
    return undefined;
  }
  const [, quoted, bare] = /filename\s*=\s*(?:"([^"]*)"|([^;]+))/i.exec(disposition) ?? [];
  return (quoted ?? bare)?.trim() || undefined;
}
