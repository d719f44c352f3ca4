// Erased stays erased: what was erased is noted in R2, so that no backup that is older brings it back. Notes are never deleted: a copy may be carried back after years.
import { sha256Hex } from "../core/identifier.ts";
import type { Erasure } from "../core/message.ts";
import { parseTombstone, type Tombstone, Tombstones, tombstoneOf } from "../core/tombstone.ts";
import { listPages } from "./bucket.ts";

const FOLDER = "erasures/";

export class Erasures {
  readonly #bucket: R2Bucket;

  constructor(bucket: R2Bucket) {
    this.#bucket = bucket;
  }

  /** Safe to repeat. The same wish is one note; without an end of its own it counts until now, and again later until then. */
  async note(target: Erasure): Promise<void> {
    const tombstone = await tombstoneOf(target, new Date().toISOString());
    if (tombstone === null) return;
    const name = await sha256Hex(JSON.stringify(target));
    const text = JSON.stringify(tombstone);
    // Beside the object too: one look at the list then reads a thousand of them.
    await this.#bucket.put(`${FOLDER}${name}.json`, text, {
      httpMetadata: { contentType: "application/json" },
      customMetadata: { tombstone: text },
    });
  }

  /** Throws when one cannot be read: a restore without it would bring somebody back. */
  async read(): Promise<Tombstones> {
    const found: Tombstone[] = [];
    for await (const { key, customMetadata } of this.#list()) {
      const text = customMetadata?.tombstone ?? (await (await this.#bucket.get(key))?.text());
      // Deleted since it was listed.
      if (text === undefined) continue;
      const tombstone = parseTombstone(text);
      if (tombstone === null) throw new Error(`${key} is no note of an erasure; mend or delete it`);
      found.push(tombstone);
    }
    return new Tombstones(found);
  }

  async *#list(): AsyncGenerator<R2Object> {
    for await (const { objects } of listPages(this.#bucket, { prefix: FOLDER, include: ["customMetadata"] }))
      yield* objects;
  }
}
