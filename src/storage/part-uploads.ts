// Uploads in parts. R2 puts the parts together aside; what it made is checked, and then put in its place like any other file.
import type { StoredFile } from "../core/file.ts";
import { toHex } from "../core/identifier.ts";
import { fail, type Result, succeed } from "../core/result.ts";
import { checkBody } from "./checked-body.ts";
import { type Files, WRONG_CHECKSUM, type WriteOptions } from "./files.ts";
import { r2Code } from "./r2-error.ts";
import { stagingKey } from "./staging.ts";

interface PartUpload {
  id: string;
  key: string;
  content_type: string;
  sha256: string | null;
  /** What it was begun under the condition to replace; absent: whatever is there. */
  replaces?: string | null;
  /** R2's own name of it. */
  r2_id: string;
  /** The etag under which the file stands in its place: the upload is completed. */
  placed?: string;
}

export interface Part {
  part: number;
  etag: string;
}

/** As long as R2 itself keeps an upload in parts that nobody completes. */
const KEPT_MS = 7 * 24 * 3600 * 1000;

export class PartUploads {
  readonly #bucket: R2Bucket;
  readonly #files: Files;
  readonly #mostHashedBytes: number;

  /** Of what is longer than `mostHashedBytes` the sum stays unknown, unless the client tells it: it takes a millisecond a megabyte. */
  constructor(bucket: R2Bucket, files: Files, mostHashedBytes: number) {
    this.#bucket = bucket;
    this.#files = files;
    this.#mostHashedBytes = mostHashedBytes;
  }

  async start(
    key: string,
    contentType: string,
    sha256: string | null,
    only: Pick<WriteOptions, "replaces">,
  ): Promise<string> {
    const id = crypto.randomUUID();
    const { uploadId } = await this.#bucket.createMultipartUpload(bytesKey(id));
    const upload: PartUpload = { id, key, content_type: contentType, sha256, ...only, r2_id: uploadId };
    await this.#bucket.put(noteKey(id), JSON.stringify(upload));
    return id;
  }

  async find(key: string, id: string): Promise<Result<PartUpload>> {
    const note = UPLOAD_ID.test(id) ? await this.#bucket.get(noteKey(id)) : null;
    const upload = await note?.json<PartUpload>();
    return upload?.key === key ? succeed(upload) : fail(NO_SUCH_UPLOAD);
  }

  /** The part's etag. A part that was sent before is replaced. */
  async putPart(
    upload: PartUpload,
    part: number,
    body: ReadableStream<Uint8Array>,
    length: number,
    sha256: string | null,
  ): Promise<Result<string>> {
    const checked = sha256 === null ? null : checkBody(body, length, sha256);
    const stream = checked?.stream ?? body.pipeThrough(new FixedLengthStream(length));
    try {
      return succeed((await this.#r2Upload(upload).uploadPart(part, stream)).etag);
    } catch (error) {
      if (checked?.isWrong()) return fail(WRONG_CHECKSUM);
      if (r2Code(error) === NO_SUCH_UPLOAD_CODE) return fail(NO_SUCH_UPLOAD);
      throw error;
    }
  }

  /** What fails leaves the upload and the file as they were, so that it may be said again; so may one that went well. */
  async complete(
    upload: PartUpload,
    parts: Part[],
    options: Pick<WriteOptions, "sha256" | "replaces">,
  ): Promise<Result<StoredFile>> {
    if (upload.placed !== undefined) return this.#completed(upload, upload.placed);
    const joined = await this.#join(upload, parts);
    if (!joined.ok) return joined;
    const sha256 = options.sha256 ?? upload.sha256 ?? (await this.#hash(upload, joined.value));
    const placed = await this.#files.place(bytesKey(upload.id), upload.key, {
      ...(upload.replaces !== undefined && { replaces: upload.replaces }),
      ...options,
      contentType: upload.content_type,
      sha256,
    });
    if (placed.ok) {
      await this.#bucket.put(noteKey(upload.id), JSON.stringify({ ...upload, placed: placed.value.etag }));
      await this.#bucket.delete(bytesKey(upload.id));
    }
    return placed;
  }

  /** Its answer was lost. What stands there now may be somebody else's. */
  async #completed({ key }: PartUpload, etag: string): Promise<Result<StoredFile>> {
    const file = await this.#files.head(key);
    return file?.etag === etag ? succeed(file) : fail(NO_SUCH_UPLOAD);
  }

  async discard(upload: PartUpload): Promise<void> {
    try {
      await this.#r2Upload(upload).abort();
    } catch (error) {
      // It is gone already; only what reminds of it is left.
      if (r2Code(error) !== NO_SUCH_UPLOAD_CODE) throw error;
    }
    await this.#forget(upload);
  }

  /** Removes what uploads that broke off have left; nothing depends on when. */
  async sweep(now: number): Promise<void> {
    const { objects } = await this.#bucket.list({ prefix: stagingKey("") });
    const old = objects.filter(({ uploaded }) => uploaded.getTime() < now - KEPT_MS);
    await this.#files.delete(...old.map(({ key }) => key));
  }

  /** The size of what R2 put together, now or in a completion that broke off afterwards. */
  async #join(upload: PartUpload, parts: Part[]): Promise<Result<number>> {
    const uploaded = parts.map(({ part, etag }) => ({ partNumber: part, etag }));
    try {
      return succeed((await this.#r2Upload(upload).complete(uploaded)).size);
    } catch (error) {
      const code = r2Code(error);
      if (code === NO_SUCH_UPLOAD_CODE) {
        const staged = await this.#bucket.head(bytesKey(upload.id));
        return staged === null ? fail(NO_SUCH_UPLOAD) : succeed(staged.size);
      }
      if (code !== null && PART_FAULTS.includes(code)) return fail(UNFIT_PARTS);
      throw error;
    }
  }

  async #hash(upload: PartUpload, size: number): Promise<string | null> {
    const staged = size > this.#mostHashedBytes ? null : await this.#bucket.get(bytesKey(upload.id));
    if (staged === null) return null;
    const digest = new crypto.DigestStream("SHA-256");
    await staged.body.pipeTo(digest);
    return toHex(new Uint8Array(await digest.digest));
  }

  async #forget({ id }: PartUpload): Promise<void> {
    await this.#bucket.delete([noteKey(id), bytesKey(id)]);
  }

  #r2Upload({ id, r2_id }: PartUpload): R2MultipartUpload {
    return this.#bucket.resumeMultipartUpload(bytesKey(id), r2_id);
  }
}

/** R2's own. */
const NO_SUCH_UPLOAD_CODE = 10024;

const UPLOAD_ID = /^[0-9a-f-]{36}$/;

function noteKey(id: string): string {
  return stagingKey(`${id}/note.json`);
}

function bytesKey(id: string): string {
  return stagingKey(`${id}/bytes`);
}

const NO_SUCH_UPLOAD = {
  kind: "not_found",
  code: "upload_not_found",
  message: "This key has no such upload. POST with ?uploads begins one.",
  param: "upload_id",
} as const;

/** R2's own codes: a part too small, one that is not there, parts of several sizes. */
const PART_FAULTS = [10011, 10025, 10048];

const UNFIT_PARTS = {
  kind: "invalid",
  code: "invalid_parts",
  message:
    "A part is missing, its etag is another, or the sizes differ: all but the last must have one of at least 5 MiB.",
  param: "parts",
} as const;
