// What answers may draw on, as one small object of the bucket. No door shows it: it is changed here and nowhere else.
import { type BackoffPolicy, backoffMs } from "../core/backoff.ts";
import { FailureError } from "../core/error.ts";
import { type Holdings, NO_HOLDINGS } from "../core/holdings.ts";
import { isRecord, parseJson } from "../core/json.ts";
import { r2Code } from "./r2-error.ts";

const KEY = "catalogue.json";
/** So old may be what an answer goes by: reading the bucket before each answer would be the longest wait before its first word. */
const RECENT_MS = 3_000;
/** R2 takes one write a second to a key, and others may be writing. */
const TRIES = 8;
const PAUSES: BackoffPolicy = { firstMs: 100, longestMs: 1_500 };
/** R2's own code. */
const TOO_MANY_WRITES = 10058;

/** What this isolate read or wrote last, for all that runs in it. */
const recent = new WeakMap<R2Bucket, { holdings: Holdings; at: number }>();

export class HoldingsStore {
  readonly #bucket: R2Bucket;
  readonly #now: () => number;

  constructor(bucket: R2Bucket, now: () => number) {
    this.#bucket = bucket;
    this.#now = now;
  }

  async read(): Promise<Holdings> {
    const before = recent.get(this.#bucket);
    const { holdings } = await this.#load();
    // What was changed while this was on its way is younger.
    return recent.get(this.#bucket) === before ? this.#remember(holdings) : holdings;
  }

  /**
   * For an answer: what was so a moment ago. What is changed from this isolate is seen at once. A bucket that is away for a moment stops
   * nobody's answer: what was known before is most likely so still.
   */
  async readRecent(): Promise<Holdings> {
    const known = recent.get(this.#bucket);
    if (known !== undefined && this.#now() - known.at < RECENT_MS) return known.holdings;
    const read = () => this.read();
    try {
      return await read().catch(read);
    } catch (error) {
      if (known === undefined) throw error;
      return known.holdings;
    }
  }

  /**
   * `edit` gets what is there now, and again what is there then when somebody else was faster; it may throw. Giving back what it
   * got changes nothing.
   */
  async change(edit: (holdings: Holdings) => Holdings): Promise<Holdings> {
    for (let tries = 1; tries <= TRIES; tries += 1) {
      const { holdings, etag } = await this.#load();
      const changed = edit(holdings);
      if (changed === holdings || (await this.#replace(etag, changed))) return this.#remember(changed);
      await new Promise((resolve) => setTimeout(resolve, backoffMs(PAUSES, tries, Math.random())));
    }
    throw new FailureError(BUSY);
  }

  #remember(holdings: Holdings): Holdings {
    recent.set(this.#bucket, { holdings, at: this.#now() });
    return holdings;
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
