// What answers may draw on, as one small object of the bucket. No door shows it: it is changed here and nowhere else.
import { type BackoffPolicy, backoffMs } from "../core/backoff.ts";
import { FailureError } from "../core/error.ts";
import { type Holdings, NO_HOLDINGS } from "../core/holdings.ts";
import { isRecord, parseJson } from "../core/json.ts";
import { r2Code } from "./r2-error.ts";

const KEY = "catalogue.json";
/** R2 takes one write a second to a key, and others may be writing. */
const TRIES = 8;
const PAUSES: BackoffPolicy = { firstMs: 100, longestMs: 1_500 };
/** R2's own code. */
const TOO_MANY_WRITES = 10058;

export class HoldingsStore {
  readonly #bucket: R2Bucket;

  constructor(bucket: R2Bucket) {
    this.#bucket = bucket;
  }

  async read(): Promise<Holdings> {
    return (await this.#load()).holdings;
  }

  /**
   * `edit` gets what is there now, and again what is there then when somebody else was faster; it may throw. Giving back what it
   * got changes nothing.
   */
  async change(edit: (holdings: Holdings) => Holdings): Promise<Holdings> {
    for (let tries = 1; tries <= TRIES; tries += 1) {
      const { holdings, etag } = await this.#load();
      const changed = edit(holdings);
      if (changed === holdings || (await this.#replace(etag, changed))) return changed;
      await new Promise((resolve) => setTimeout(resolve, backoffMs(PAUSES, tries, Math.random())));
    }
    throw new FailureError(BUSY);
  }

  async #load(): Promise<{ holdings: Holdings; etag: string | null }> {
    const object = await this.#bucket.get(KEY);
    if (object === null) return { holdings: NO_HOLDINGS, etag: null };
    const value = parseJson(await object.text());
    if (!isHoldings(value)) throw new Error(`${KEY} in the bucket cannot be read`);
    return { holdings: value, etag: object.etag };
  }

  /** False when something else is there by now, or when R2 wants a pause. */
  async #replace(etag: string | null, holdings: Holdings): Promise<boolean> {
    try {
      const stored = await this.#bucket.put(KEY, JSON.stringify(holdings), {
        httpMetadata: { contentType: "application/json" },
        onlyIf: etag === null ? { etagDoesNotMatch: "*" } : { etagMatches: etag },
      });
      return stored !== null;
    } catch (error) {
      if (r2Code(error) === TOO_MANY_WRITES) return false;
      throw error;
    }
  }
}

/** Written by us alone, so that a look at its outline is enough. */
function isHoldings(value: unknown): value is Holdings {
  return isRecord(value) && Array.isArray(value.models) && isRecord(value.knowledge);
}

const BUSY = {
  kind: "unavailable",
  code: "try_again",
  message: "Too many changes are being made at once. Try again in a moment.",
} as const;
