// Log files in R2: logs/<kind>/<day>/<time>-<shard>-<number>-<piece>.ndjson.gz, written once, read from the newest line back.
import { type LogKind, timestampOf } from "../core/log.ts";
import { deleteKeys, listPages } from "./bucket.ts";

export interface LogFile {
  key: string;
  /** ISO 8601: no line in it is older, none younger. */
  start: string;
  end: string;
}

export class LogFiles {
  readonly #bucket: R2Bucket;

  constructor(bucket: R2Bucket) {
    this.#bucket = bucket;
  }

  /** `name` follows from what is written, so that writing it again after a crash makes no second file. Bytes as stored. */
  async write(kind: LogKind, name: string, lines: string[]): Promise<number> {
    const times = lines.map(timestampOf);
    const first = times[0] ?? "";
    // Lines of several isolates lie in the order in which they were handed over.
    const start = times.reduce((oldest, time) => (time < oldest ? time : oldest), first);
    const end = times.reduce((latest, time) => (time > latest ? time : latest), first);
    const body = await gzip(lines.map((line) => `${line}\n`).join(""));
    const key = `logs/${kind}/${first.slice(0, 10)}/${first.slice(11).replace(/\D/g, "")}-${name}.ndjson.gz`;
    await this.#bucket.put(key, body, {
      httpMetadata: { contentType: "application/gzip" },
      customMetadata: { start, end },
      sha256: await crypto.subtle.digest("SHA-256", body),
    });
    return body.byteLength;
  }

  /** Days of which there are files, newest first, such as 2026-11-25. */
  async days(kind: LogKind): Promise<string[]> {
    const prefix = `logs/${kind}/`;
    const { delimitedPrefixes } = await this.#bucket.list({ prefix, delimiter: "/" });
    return delimitedPrefixes
      .map((path) => path.slice(prefix.length, -1))
      .sort()
      .reverse();
  }

  /** The files of a day, the one with the youngest line first. */
  async list(kind: LogKind, day: string): Promise<LogFile[]> {
    const files: LogFile[] = [];
    for await (const { key, customMetadata } of this.#objects(`logs/${kind}/${day}/`))
      files.push({
        key,
        start: customMetadata?.start ?? `${day}T00:00:00.000Z`,
        end: customMetadata?.end ?? `${day}T23:59:59.999Z`,
      });
    return files.sort((one, other) => (one.end < other.end ? 1 : -1));
  }

  /** Lines in the order in which they were written; none when the file was pruned meanwhile. */
  async read(file: LogFile): Promise<string[]> {
    const object = await this.#bucket.get(file.key);
    if (object === null) return [];
    const text = await new Response(object.body.pipeThrough(new DecompressionStream("gzip"))).text();
    return text.split("\n").filter((line) => line !== "");
  }

  /** Deletes the files of a day; the number of bytes that they took. */
  async deleteDay(kind: LogKind, day: string): Promise<number> {
    let bytes = 0;
    const keys: string[] = [];
    for await (const { key, size } of this.#objects(`logs/${kind}/${day}/`)) {
      bytes += size;
      keys.push(key);
    }
    await deleteKeys(this.#bucket, keys);
    return bytes;
  }

  async *#objects(prefix: string): AsyncGenerator<R2Object> {
    for await (const { objects } of listPages(this.#bucket, { prefix, include: ["customMetadata"] }))
      yield* objects;
  }
}

async function gzip(text: string): Promise<ArrayBuffer> {
  return new Response(new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"))).arrayBuffer();
}
