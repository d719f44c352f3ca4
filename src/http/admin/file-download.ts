// GET and HEAD of a file. It never becomes a page of ours: it is saved, not shown, whatever it holds.
import { type ByteRange, parseRange } from "../../core/byte-range.ts";
import type { StoredFile } from "../../core/file.ts";
import { isSameVersion, judge } from "../../core/precondition.ts";
import { servicesOf } from "../../services.ts";
import { type AppContext, refuse } from "../context.ts";
import { fileOr404, readConditions, readKey, versionHeaders } from "./file-request.ts";

export function downloadFile(context: AppContext): Promise<Response> {
  return sendFile(context, readKey(context));
}

export async function sendFile(context: AppContext, key: string): Promise<Response> {
  const file = await fileOr404(context, key);
  // Somebody may replace it before it is opened, but not as often as a request may ask R2.
  return (await answerWith(context, file)) ?? sendFile(context, key);
}

/** Null when the file is no longer there as it was. */
async function answerWith(context: AppContext, file: StoredFile): Promise<Response | null> {
  const verdict = judge(readConditions(context), file);
  if (verdict === "unmet") return refuse({ kind: "precondition_failed" });
  if (verdict === "unchanged") return context.body(null, 304, { ...versionHeaders(file), ...NOT_KEPT });
  const headers = fileHeaders(file);
  if (context.req.method === "HEAD") return context.body(null, 200, headers);
  const range = isSameVersion(context.req.header("if-range"), file.etag)
    ? parseRange(context.req.header("range"), file.size)
    : "whole";
  if (range === "unsatisfiable") return refuse({ kind: "range_not_satisfiable", sizeBytes: file.size });
  const isWhole = range === "whole";
  const opened = await servicesOf(context.env).files.get(file.key, {
    etag: file.etag,
    ...(!isWhole && { range }),
  });
  return (
    opened &&
    context.body(opened.body, isWhole ? 200 : 206, { ...headers, ...(!isWhole && rangeHeaders(range, file)) })
  );
}

function rangeHeaders({ offset, length }: ByteRange, { size }: StoredFile): Record<string, string> {
  return {
    "Content-Length": String(length),
    "Content-Range": `bytes ${offset}-${offset + length - 1}/${size}`,
  };
}

/** Compressed on the way it would have another length and another ETag. */
const NOT_KEPT = { "Cache-Control": "no-store, no-transform" };

function fileHeaders(file: StoredFile): Record<string, string> {
  return {
    ...versionHeaders(file),
    ...NOT_KEPT,
    "Content-Type": file.content_type,
    "Content-Length": String(file.size),
    "Content-Disposition": `attachment; filename*=UTF-8''${encodeName(file.key)}`,
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Accept-Ranges": "bytes",
    "Last-Modified": new Date(file.updated_at).toUTCString(),
  };
}

/** The last segment, as RFC 8187 writes it: it takes fewer signs than encodeURIComponent leaves. */
function encodeName(key: string): string {
  const name = key.slice(key.lastIndexOf("/") + 1);
  return encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
}
