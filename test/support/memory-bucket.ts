// R2 played in memory: conditions, ETags and pages as R2 has them, and a hook around each call, where a test lets it fail or lets
// somebody else be faster.

export type BucketMethod = "get" | "head" | "put" | "delete" | "list";

export interface BucketCall {
  method: BucketMethod;
  /** Of a list its prefix, of several keys the first. */
  key: string;
}

interface Kept {
  bytes: Uint8Array;
  etag: string;
  uploaded: Date;
  httpMetadata: R2HTTPMetadata;
  customMetadata: Record<string, string>;
}

type Hook = (call: BucketCall) => void | Promise<void>;

const nothing: Hook = () => undefined;

export class MemoryBucket {
  readonly objects = new Map<string, Kept>();
  readonly calls: BucketCall[] = [];
  /** Before a call has any effect. What it throws is what the caller gets. */
  before: Hook = nothing;
  /** Behind its effect: what it throws hides that the call succeeded. */
  behind: Hook = nothing;
  /** Keys on a page of a list, at most. */
  pageSize = 1_000;

  get bucket(): R2Bucket {
    return this as unknown as R2Bucket;
  }

  /** Without a hook and without a trace. */
  textOf(key: string): string | null {
    const kept = this.objects.get(key);
    return kept === undefined ? null : new TextDecoder().decode(kept.bytes);
  }

  /** As somebody does who edits the bucket by hand. */
  place(key: string, value: string, customMetadata: Record<string, string> = {}): void {
    const bytes = new TextEncoder().encode(value);
    this.objects.set(key, {
      bytes,
      etag: digest(bytes),
      uploaded: new Date(0),
      httpMetadata: {},
      customMetadata,
    });
  }

  keys(): string[] {
    return [...this.objects.keys()].sort();
  }

  countOf(method: BucketMethod): number {
    return this.calls.filter((call) => call.method === method).length;
  }

  get(key: string) {
    return this.#around("get", key, () => {
      const kept = this.objects.get(key);
      if (kept === undefined) return null;
      return {
        ...factsOf(key, kept),
        text: async () => new TextDecoder().decode(kept.bytes),
        json: async () => JSON.parse(new TextDecoder().decode(kept.bytes)) as unknown,
        bytes: async () => kept.bytes,
      };
    });
  }

  head(key: string) {
    return this.#around("head", key, () => {
      const kept = this.objects.get(key);
      return kept === undefined ? null : factsOf(key, kept);
    });
  }

  async put(key: string, value: string | Uint8Array, options: R2PutOptions = {}) {
    const bytes = typeof value === "string" ? new TextEncoder().encode(value) : value.slice();
    const sum = options.sha256 === undefined ? null : await sha256(bytes);
    return this.#around("put", key, () => {
      if (sum !== null && sum !== options.sha256)
        throw new Error("put: The SHA-256 checksum you specified did not match what we received. (10037)");
      if (!isMet(options.onlyIf as R2Conditional | undefined, this.objects.get(key)?.etag ?? null))
        return null;
      const kept: Kept = {
        bytes,
        etag: digest(bytes),
        uploaded: new Date(),
        httpMetadata: options.httpMetadata as R2HTTPMetadata,
        customMetadata: { ...options.customMetadata },
      };
      this.objects.set(key, kept);
      return factsOf(key, kept);
    });
  }

  delete(keys: string | string[]) {
    const all = typeof keys === "string" ? [keys] : keys;
    return this.#around("delete", all[0] ?? "", () => {
      if (all.length > 1_000) throw new Error("delete: Too many keys (10004)");
      for (const key of all) this.objects.delete(key);
    });
  }

  list({ prefix = "", limit = 1_000, cursor, startAfter, include }: R2ListOptions = {}) {
    return this.#around("list", prefix, () => {
      const from = cursor ?? startAfter ?? "";
      const all = this.keys().filter((key) => key.startsWith(prefix) && key > from);
      const page = all.slice(0, Math.min(limit, this.pageSize));
      const withFacts = include?.includes("customMetadata") ?? false;
      const objects = page.map((key) => {
        const { customMetadata, ...facts } = factsOf(key, this.objects.get(key)!);
        // R2 leaves it out unless it is asked for.
        return { ...facts, ...(withFacts && { customMetadata }) };
      });
      const truncated = page.length < all.length;
      return { objects, truncated, delimitedPrefixes: [], ...(truncated && { cursor: page.at(-1) }) };
    });
  }

  async #around<T>(method: BucketMethod, key: string, work: () => T): Promise<T> {
    const call = { method, key };
    this.calls.push(call);
    await this.before(call);
    const result = work();
    await this.behind(call);
    return result;
  }
}

function factsOf(key: string, { bytes, etag, uploaded, httpMetadata, customMetadata }: Kept) {
  return {
    key,
    size: bytes.length,
    etag,
    httpEtag: `"${etag}"`,
    uploaded,
    httpMetadata,
    customMetadata,
    checksums: {},
  };
}

/** Lets call number `index` (from 0) fail, and those before and behind it succeed. */
export function failAt(memory: MemoryBucket, index: number, phase: "before" | "behind"): void {
  let number = -1;
  memory[phase] = () => {
    number += 1;
    if (number === index) throw new Error("R2 is away. (10001)");
  };
}

function isMet(condition: R2Conditional | undefined, etag: string | null): boolean {
  const { etagMatches, etagDoesNotMatch } = condition ?? {};
  const names = (wanted: string | string[], present: string) => {
    const all = typeof wanted === "string" ? [wanted] : wanted;
    return all.includes("*") || all.includes(present);
  };
  if (etagMatches !== undefined && (etag === null || !names(etagMatches, etag))) return false;
  return etagDoesNotMatch === undefined || etag === null || !names(etagDoesNotMatch, etag);
}

/** FNV-1a: like R2's, the ETag of the same bytes is the same. */
function digest(bytes: Uint8Array): string {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, "0");
}

async function sha256(bytes: Uint8Array): Promise<string> {
  const sum = await crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(sum), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
