// The bucket: files by their keys, each with its SHA-256. A write happens whole or not at all.
import { blocksOf } from "../core/blocks.ts";
import { type StoredFile, saneContentType } from "../core/file.ts";
import { isUnderRoot } from "../core/file-key.ts";
import { toHex } from "../core/identifier.ts";
import { fail, type Result, succeed } from "../core/result.ts";
import { r2Code } from "./r2-error.ts";
import { stage, stagingKey } from "./staging.ts";

export interface WriteOptions {
  contentType?: string;
  /** Hex. R2 refuses the bytes when theirs is another. */
  sha256?: string | null;
  /** The etag of what the file replaces, null for nothing; the write fails when something else is there by then. */
  replaces?: string | null;
}

interface OpenFile {
  file: StoredFile;
  body: ReadableStream<Uint8Array>;
}

interface FileQuery {
  prefix: string;
  delimiter: "/" | "";
  cursor: string | null;
  limit: number;
}

interface FileList {
  files: StoredFile[];
  /** The folders right below the prefix, when there is a delimiter. */
  prefixes: string[];
  cursor: string | null;
}

/** A body that fits in is hashed before it is stored; R2 takes it as a part of a longer one too. */
const BLOCK_BYTES = 8 * 1024 * 1024;
/** R2's own codes. */
const INTERNAL_CODE = 10001;
const WRONG_CHECKSUM_CODE = 10037;
/** R2 may give fewer rows than it was asked for, and those that are no files fall out. */
const MOST_LISTS = 5;

export class Files {
  readonly #bucket: R2Bucket;

  constructor(bucket: R2Bucket) {
    this.#bucket = bucket;
  }

  async list({ prefix, delimiter, cursor: from, limit }: FileQuery): Promise<Result<FileList>> {
    const files: StoredFile[] = [];
    const prefixes: string[] = [];
    let cursor = from;
    for (let lists = 0; lists < MOST_LISTS; lists += 1) {
      const page = await this.#page(prefix, delimiter, cursor, limit - files.length - prefixes.length);
      if (page === null) return fail(FOREIGN_CURSOR);
      files.push(...page.objects.filter(({ key }) => isUnderRoot(key)).map(fileOf));
      prefixes.push(...page.delimitedPrefixes.filter(isUnderRoot));
      cursor = page.truncated ? page.cursor : null;
      if (cursor === null || files.length + prefixes.length >= limit) break;
    }
    return succeed({ files, prefixes, cursor });
  }

  async head(key: string): Promise<StoredFile | null> {
    const object = await this.#bucket.head(key);
    return object && fileOf(object);
  }

  /** With an etag only this version, with a range only these bytes; null when there is no such file. */
  async get(key: string, wish: { etag?: string; range?: R2Range } = {}): Promise<OpenFile | null> {
    const object = await this.#bucket.get(key, {
      ...(wish.etag !== undefined && { onlyIf: { etagMatches: bare(wish.etag) } }),
      ...(wish.range && { range: wish.range }),
    });
    // Of another version R2 gives no body.
    return object !== null && "body" in object ? { file: fileOf(object), body: object.body } : null;
  }

  /** A stream must know its length, and what it holds is hashed by nobody unless `sha256` says what it should be. */
  async put(
    key: string,
    body: Uint8Array | string | ReadableStream,
    options: WriteOptions = {},
  ): Promise<Result<StoredFile>> {
    const { replaces } = options;
    const sha256 = options.sha256 ?? (body instanceof ReadableStream ? null : await sha256Of(body));
    try {
      const stored = await this.#bucket.put(key, body, {
        httpMetadata: { contentType: saneContentType(options.contentType) },
        // Also where every list shows it.
        ...(sha256 !== null && { sha256, customMetadata: { sha256 } }),
        ...(replaces !== undefined && {
          onlyIf: replaces === null ? { etagDoesNotMatch: "*" } : { etagMatches: bare(replaces) },
        }),
      });
      return stored === null ? fail(CHANGED) : succeed(fileOf(stored));
    } catch (error) {
      if (r2Code(error) === WRONG_CHECKSUM_CODE) return fail(WRONG_CHECKSUM);
      throw error;
    }
  }

  /**
   * A body of any length, hashed as it passes. R2 wants the sum before the bytes, so what does not fit into memory stands aside
   * until its sum is known, and is put in its place from there.
   */
  async receive(
    key: string,
    pieces: AsyncIterable<Uint8Array>,
    options: WriteOptions = {},
  ): Promise<Result<StoredFile>> {
    const blocks = blocksOf(pieces, BLOCK_BYTES);
    const first = (await blocks.next()).value ?? new Uint8Array();
    const second = (await blocks.next()).value;
    if (second === undefined) return this.put(key, first, options);
    const staged = stagingKey(crypto.randomUUID());
    const sha256 = await stage(this.#bucket, staged, [first, second], blocks);
    try {
      if ((options.sha256 ?? sha256) !== sha256) return fail(WRONG_CHECKSUM);
      return await this.place(staged, key, { ...options, sha256 });
    } finally {
      await this.#bucket.delete(staged);
    }
  }

  /** Puts what stands aside in its place: R2 has no move. */
  async place(staged: string, key: string, options: WriteOptions): Promise<Result<StoredFile>> {
    const source = await this.#bucket.get(staged);
    return source === null ? fail(CHANGED) : this.put(key, source.body, options);
  }

  async delete(...keys: string[]): Promise<void> {
    if (keys.length > 0) await this.#bucket.delete(keys);
  }

  /** Null when R2 does not know its own cursor: somebody else made it. */
  async #page(
    prefix: string,
    delimiter: string,
    cursor: string | null,
    limit: number,
  ): Promise<R2Objects | null> {
    try {
      return await this.#bucket.list({
        prefix,
        limit,
        include: ["httpMetadata", "customMetadata"],
        ...(delimiter !== "" && { delimiter }),
        ...(cursor !== null && { cursor }),
      });
    } catch (error) {
      const code = r2Code(error);
      if (cursor !== null && code !== null && code !== INTERNAL_CODE) return null;
      throw error;
    }
  }
}

function fileOf(object: R2Object): StoredFile {
  const { sha256 } = object.checksums;
  return {
    key: object.key,
    size: object.size,
    etag: object.httpEtag,
    sha256: sha256 ? toHex(new Uint8Array(sha256)) : (object.customMetadata?.sha256 ?? null),
    content_type: saneContentType(object.httpMetadata?.contentType),
    updated_at: object.uploaded.toISOString(),
  };
}

async function sha256Of(body: Uint8Array | string): Promise<string> {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  return toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}

/** R2's conditions take an etag without its quotes. */
function bare(etag: string): string {
  return etag.replaceAll('"', "");
}

/** By somebody else, since we looked at it. */
const CHANGED = { kind: "precondition_failed" } as const;

export const WRONG_CHECKSUM = {
  kind: "invalid",
  code: "checksum_mismatch",
  message: "The bytes have another SHA-256 than X-Content-SHA256 says. Nothing was stored.",
  param: "X-Content-SHA256",
} as const;

const FOREIGN_CURSOR = {
  kind: "invalid",
  code: "invalid_cursor",
  message: "This cursor is not of this list.",
  param: "cursor",
} as const;
