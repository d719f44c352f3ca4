// The objects of backups in R2: one folder each.
import { BACKUP_FOLDER, folderOf, timeOfBackup } from "../core/backup.ts";
import { toHex } from "../core/identifier.ts";

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

  async slice(key: string, offset: number, length: number): Promise<Uint8Array> {
    const object = await this.#bucket.get(key, { range: { offset, length } });
    if (object === null) throw new Error(`${key} is missing`);
    return new Uint8Array(await object.arrayBuffer());
  }

  /** Ids of all folders whose name is one of a backup. */
  async folders(): Promise<string[]> {
    const ids: string[] = [];
    for await (const page of this.#list(BACKUP_FOLDER, "/"))
      ids.push(...page.delimitedPrefixes.map((folder) => folder.slice(BACKUP_FOLDER.length, -1)));
    return ids.filter((id) => timeOfBackup(id) !== null);
  }

  /** When something was put into this folder, Unix milliseconds; null when nothing is there. */
  async touched(id: string): Promise<number | null> {
    const { objects } = await this.#bucket.list({ prefix: folderOf(id), limit: 1 });
    return objects[0]?.uploaded.getTime() ?? null;
  }

  /** `first` goes first: without its manifest a backup that is half deleted passes for none. */
  async remove(id: string, first: string): Promise<void> {
    await this.#bucket.delete(first);
    const keys: string[] = [];
    for await (const page of this.#list(folderOf(id))) keys.push(...page.objects.map(({ key }) => key));
    // R2 deletes a thousand keys a call.
    for (let index = 0; index < keys.length; index += 1_000)
      await this.#bucket.delete(keys.slice(index, index + 1_000));
  }

  async *#list(prefix: string, delimiter?: string): AsyncGenerator<R2Objects> {
    let cursor: string | undefined;
    do {
      const page: R2Objects = await this.#bucket.list({
        prefix,
        ...(delimiter !== undefined && { delimiter }),
        ...(cursor !== undefined && { cursor }),
      });
      yield page;
      cursor = page.truncated ? page.cursor : undefined;
    } while (cursor !== undefined);
  }
}
