// PUT of a whole file: its bytes are checked, or at least hashed, before they stand under its key.
import type { StoredFile } from "../../core/file.ts";
import { servicesOf } from "../../services.ts";
import { readPieces } from "../body.ts";
import { type AppContext, invalid, unwrap } from "../context.ts";
import { readChecksum, readLength, readReplaced, readWritableKey, versionHeaders } from "./file-request.ts";

export async function uploadFile(context: AppContext): Promise<Response> {
  const key = readWritableKey(context);
  refusePiece(context);
  const sha256 = readChecksum(context);
  const { present, only } = await readReplaced(context, key);
  const contentType = context.req.header("content-type");
  const options = { ...only, sha256, ...(contentType !== undefined && { contentType }) };
  const { files } = servicesOf(context.env);
  const body: ReadableStream<Uint8Array> | null = context.req.raw.body;
  const length = readLength(context);
  // With sum and length given, R2 checks it all and not a byte passes through our hands.
  const stored =
    body !== null && sha256 !== null && length !== null
      ? await files.put(key, body.pipeThrough(new FixedLengthStream(length)), options)
      : await files.receive(key, readPieces(context), options);
  return answerStored(context, unwrap(stored), present === null ? 201 : 200);
}

export function answerStored(context: AppContext, file: StoredFile, status: 200 | 201): Response {
  return context.json(file, status, versionHeaders(file));
}

/** Who sends a piece means to keep the rest of the file, and we would throw it away. */
export function refusePiece(context: AppContext): void {
  if (context.req.header("content-range") !== undefined)
    invalid("invalid_content_range", "Send the whole file, or upload it in parts.", "Content-Range");
}
