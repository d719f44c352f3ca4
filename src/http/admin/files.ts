// /api/admin/files: what the bucket holds, listed, read, written and deleted by its keys.
import type { Hono } from "hono";
import { encodeCursor } from "../../core/cursor.ts";
import { isFilePrefix } from "../../core/file-key.ts";
import { servicesOf } from "../../services.ts";
import { type AppContext, type AppEnv, invalid, unwrap } from "../context.ts";
import { readCursor, readLimit } from "../paging.ts";
import { mount } from "../routes.ts";
import { downloadFile } from "./file-download.ts";
import { changePartUpload, discardPartUpload, uploadPart } from "./file-parts.ts";
import { fileOr404, readKey, requireMet } from "./file-request.ts";
import { uploadFile } from "./file-upload.ts";

export function mountFiles(app: Hono<AppEnv>): void {
  mount(app, "/api/admin/files", { GET: listFiles });
  // Line feeds too, which a plain * does not take: what is wrong with a key, readKey says.
  mount(app, "/api/admin/files/:key{[^]*}", {
    GET: downloadFile,
    PUT: (context) => (isOfUpload(context) ? uploadPart(context) : uploadFile(context)),
    DELETE: (context) => (isOfUpload(context) ? discardPartUpload(context) : deleteFile(context)),
    POST: changePartUpload,
  });
}

function isOfUpload(context: AppContext): boolean {
  return context.req.query("upload_id") !== undefined || context.req.query("part") !== undefined;
}

async function listFiles(context: AppContext): Promise<Response> {
  const limit = readLimit(context);
  const prefix = context.req.query("prefix") ?? "";
  if (!isFilePrefix(prefix)) {
    const folders = "models/, knowledge/, logs/ or backups/";
    invalid("invalid_prefix", `prefix must be empty, or begin with ${folders}.`, "prefix");
  }
  const delimiter = context.req.query("delimiter") ?? "";
  if (delimiter !== "" && delimiter !== "/")
    return invalid("invalid_delimiter", "delimiter must be / if there is one.", "delimiter");
  const list = `files ${delimiter} ${prefix}`;
  const cursor = readCursor(context, list, 1)?.[0] ?? null;
  const page = unwrap(await servicesOf(context.env).files.list({ prefix, delimiter, cursor, limit }));
  return context.json({
    data: page.files,
    prefixes: page.prefixes,
    next_cursor: page.cursor === null ? null : encodeCursor(list, [page.cursor]),
  });
}

async function deleteFile(context: AppContext): Promise<Response> {
  const key = readKey(context);
  // R2 deletes without conditions: somebody who writes in just this moment is not seen.
  requireMet(context, await fileOr404(context, key));
  await servicesOf(context.env).files.delete(key);
  return context.body(null, 204);
}
