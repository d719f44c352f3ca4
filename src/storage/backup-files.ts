// The objects of backups in R2: one folder each.
import { BACKUP_FOLDER, folderOf, timeOfBackup } from "../core/backup.ts";
import { toHex } from "../core/identifier.ts";
import { deleteKeys, listPages } from "./bucket.ts";

export class BackupFiles {
  readonly #bucket: R2Bucket;

  constructor(bucket: R2Bucket) {
    this.#bucket = bucket;
  }

  /** The digest of what was written. R2 compares it with what arrived. */
  async put(key: string, bytes: Uint8Array): Promise<string> {
    const digest = await crypto.subtle.digest("SHA-256", bytes);
    const contentType = key.endsWith(".ndjson") ? "application/x-ndjson" : "application/json";
    await this.#bucket.put(key, bytes, { sha256: digest, httpMetadata: { contentType } });
    return toHex(new Uint8Array(digest));
  }

  /** Null when there is no such object. */
  async text(key: string): Promise<{ text: string; uploaded: number } | null> {
    const object = await this.#bucket.get(key);
    return object && { text: await object.text(), uploaded: object.uploaded.getTime() };
  }

  open(key: string): Promise<R2ObjectBody | null> {
    return this.#bucket.get(key);
  }

  /** Null when the object of this etag is there no more. */
  async slice(key: string, etag: string, offset: number, length: number): Promise<Uint8Array | null> {
    const object = await this.#bucket.get(key, { range: { offset, length }, onlyIf: { etagMatches: etag } });
    return object !== null && "body" in object ? new Uint8Array(await object.arrayBuffer()) : null;
  }

  /** Ids of all folders whose name is one of a backup. */
  async folders(): Promise<string[]> {
    const ids: string[] = [];
    for await (const { delimitedPrefixes } of listPages(this.#bucket, {
      prefix: BACKUP_FOLDER,
      delimiter: "/",
    }))
      ids.push(...delimitedPrefixes.map((folder) => folder.slice(BACKUP_FOLDER.length, -1)));
    return ids.filter((id) => timeOfBackup(id) !== null);
  }

  /** When something was put into this folder, Unix milliseconds; null when nothing is there. */
  async touched(id: string): Promise<number | null> {
    const { objects } = await this.#bucket.list({ prefix: folderOf(id), limit: 1 });
    return objects[0]?.uploaded.getTime() ?? null;
  }

  /** `first` goes first: without its manifest a backup that is half deleted passes for none. */
  async remove(id: string, first: string): Promise<void> {
    const keys: string[] = [];
    for await (const { objects } of listPages(this.#bucket, { prefix: folderOf(id) }))
      keys.push(...objects.map(({ key }) => key));
    await this.#bucket.delete(first);
    await deleteKeys(this.#bucket, keys);
  }
}
