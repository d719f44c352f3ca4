// Uploads in parts: begun, filled, completed or given up.
import type * as v from "valibot";
import { LARGEST_FILE_BYTES, saneContentType } from "../../core/file.ts";
import { servicesOf } from "../../services.ts";
import { parseBody, readJson } from "../body.ts";
import { type AppContext, invalid, refuse, unwrap } from "../context.ts";
import { HIGHEST_PART, partListSchema } from "./file-parts-schema.ts";
import { readChecksum, readKey, readLength, readReplaced, readWritableKey } from "./file-request.ts";
import { answerStored, refusePiece } from "./file-upload.ts";

/** A good size: a broken line costs half a minute of a slow one, and the largest file has 150 of them. */
const PART_BYTES = 32 * 1024 * 1024;

/** POST: `?uploads` begins an upload, `?upload_id=` completes one. */
export async function changePartUpload(context: AppContext): Promise<Response> {
  if (context.req.query("uploads") !== undefined) return startUpload(context);
  if (context.req.query("upload_id") !== undefined) return completeUpload(context);
  return invalid("invalid_upload", "POST with ?uploads begins an upload, with ?upload_id= completes it.");
}

async function startUpload(context: AppContext): Promise<Response> {
  const key = readWritableKey(context);
  const sha256 = readChecksum(context);
  // Who would be refused in the end shall not send gigabytes first.
  const { only } = await readReplaced(context, key);
  const { partUploads, now } = servicesOf(context.env);
  const id = await partUploads.start(key, saneContentType(context.req.header("content-type")), sha256, only);
  context.executionCtx.waitUntil(partUploads.sweep(now()).catch(() => undefined));
  return context.json({ upload_id: id, part_bytes: PART_BYTES }, 201);
}

export async function uploadPart(context: AppContext): Promise<Response> {
  const key = readWritableKey(context);
  refusePiece(context);
  const part = readPartNumber(context);
  const sha256 = readChecksum(context);
  const length = readLength(context);
  const body: ReadableStream<Uint8Array> | null = context.req.raw.body;
  if (body === null || length === null)
    return invalid("length_required", "Send the part with its Content-Length.", "Content-Length");
  // Every part but the last, which is no larger, stands behind others of its own size.
  if (part * length > LARGEST_FILE_BYTES) refuse({ kind: "too_large", limitBytes: LARGEST_FILE_BYTES });
  const upload = await findUpload(context, key);
  const { partUploads } = servicesOf(context.env);
  return context.json({ part, etag: unwrap(await partUploads.putPart(upload, part, body, length, sha256)) });
}

async function completeUpload(context: AppContext): Promise<Response> {
  const key = readWritableKey(context);
  const sha256 = readChecksum(context);
  const parts = inOrder(parseBody(partListSchema, (await readJson(context)).value));
  const upload = await findUpload(context, key);
  const { partUploads } = servicesOf(context.env);
  // One that is completed already has made the file that the conditions speak of.
  const { only } = upload.placed === undefined ? await readReplaced(context, key) : { only: {} };
  return answerStored(context, unwrap(await partUploads.complete(upload, parts, { ...only, sha256 })), 201);
}

export async function discardPartUpload(context: AppContext): Promise<Response> {
  const upload = await findUpload(context, readKey(context));
  await servicesOf(context.env).partUploads.discard(upload);
  return context.body(null, 204);
}

async function findUpload(context: AppContext, key: string) {
  return unwrap(await servicesOf(context.env).partUploads.find(key, context.req.query("upload_id") ?? ""));
}

function readPartNumber(context: AppContext): number {
  const text = context.req.query("part") ?? "";
  const part = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (part >= 1 && part <= HIGHEST_PART) return part;
  return invalid("invalid_part", `part must be a whole number from 1 to ${HIGHEST_PART}.`, "part");
}

/** R2 would leave a missing part out and call the rest a file. */
function inOrder({ parts }: v.InferOutput<typeof partListSchema>) {
  const sorted = parts.toSorted((one, other) => one.part - other.part);
  if (sorted.some(({ part }, index) => part !== index + 1))
    invalid("invalid_parts", `parts must be 1 to ${sorted.length}, each once.`, "parts");
  return sorted;
}
