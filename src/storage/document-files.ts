// Originals of documents in the bucket. Each carries all that is said of it, so that the index can be made from them alone.
import type { DocumentFormat } from "../core/document.ts";
import { folderOf, idOfKey, originalKey } from "../core/document-key.ts";
import { objectIn } from "../core/fields.ts";
import { deleteKeys, listPages } from "./bucket.ts";
import { stagingKey } from "./staging.ts";

export interface Original {
  id: string;
  title: string;
  format: DocumentFormat;
  tags: string[];
  url: string | null;
  bytes: number;
  sha256: string;
  /** Null: it came as a text. */
  fileName: string | null;
  contentType: string | null;
  /** Fingerprint of what was asked for when it was sent: the same again changes nothing. */
  asked: string;
  /** ISO 8601, UTC. */
  updatedAt: string;
}

export interface KeptOriginal extends Original {
  key: string;
}

const FORMATS = ["markdown", "text", "html", "csv", "pdf", "docx"] as const;

export class DocumentFiles {
  readonly #bucket: R2Bucket;

  constructor(bucket: R2Bucket) {
    this.#bucket = bucket;
  }

  /** Whole or not at all. The original that it replaces stays when it has another name. */
  async put(original: Original, bytes: Uint8Array): Promise<KeptOriginal> {
    const { id, fileName, format, sha256, contentType } = original;
    const key = originalKey(id, fileName, format);
    await this.#bucket.put(key, bytes, {
      sha256,
      httpMetadata: { contentType: contentType ?? "text/plain; charset=utf-8" },
      customMetadata: { sha256, document: JSON.stringify(original) },
    });
    return { ...original, key };
  }

  /** Newest first: after a crash there may be two. */
  async find(id: string): Promise<KeptOriginal[]> {
    const found: KeptOriginal[] = [];
    for await (const { objects } of listPages(this.#bucket, { prefix: folderOf(id), ...WITH_FACTS }))
      found.push(...objects.flatMap(originalIn));
    return found.sort((one, other) => (one.updatedAt < other.updatedAt ? 1 : -1));
  }

  async read(key: string): Promise<Uint8Array | null> {
    const object = await this.#bucket.get(key);
    return (await object?.bytes()) ?? null;
  }

  /** All but one, or all. */
  async empty(id: string, kept: string | null): Promise<void> {
    for await (const { objects } of listPages(this.#bucket, { prefix: folderOf(id) }))
      await deleteKeys(
        this.#bucket,
        objects.map(({ key }) => key).filter((key) => key !== kept),
      );
  }

  /** The next in the order of their keys; what others put there is passed over. `last`: null at the end. */
  async page(after: string | null, limit: number): Promise<{ ids: string[]; last: string | null }> {
    const page = await this.#bucket.list({
      prefix: "knowledge/",
      limit,
      ...WITH_FACTS,
      ...(after !== null && { startAfter: after }),
    });
    const ids = page.objects.flatMap(originalIn).map(({ id }) => id);
    return { ids: [...new Set(ids)], last: page.truncated ? (page.objects.at(-1)?.key ?? null) : null };
  }

  /** Where a large one waits for its turn, so that it is in memory only then. */
  async stage(bytes: Uint8Array): Promise<string> {
    const key = stagingKey(`document-${crypto.randomUUID()}`);
    await this.#bucket.put(key, bytes);
    return key;
  }

  async unstage(key: string): Promise<void> {
    await this.#bucket.delete(key);
  }
}

const WITH_FACTS: R2ListOptions = { include: ["customMetadata"] };

function originalIn({ key, customMetadata, size }: R2Object): KeptOriginal[] {
  const facts = objectIn(customMetadata?.document);
  const id = idOfKey(key);
  const format = FORMATS.find((name) => name === facts?.format);
  if (facts === null || format === undefined || id === null) return [];
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  const textOrNull = (value: unknown) => (typeof value === "string" ? value : null);
  const tags: unknown[] = Array.isArray(facts.tags) ? facts.tags : [];
  return [
    {
      key,
      id,
      title: text(facts.title) || id,
      format,
      tags: tags.filter((tag) => typeof tag === "string"),
      url: textOrNull(facts.url),
      bytes: size,
      sha256: text(facts.sha256),
      fileName: textOrNull(facts.fileName),
      contentType: textOrNull(facts.contentType),
      asked: text(facts.asked),
      updatedAt: text(facts.updatedAt),
    },
  ];
}
