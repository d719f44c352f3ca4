// Answers for the next 300 seconds, in KV. It owns nothing: a value may vanish, and a write that KV refuses fails no answer.
import { sha256Hex } from "../core/identifier.ts";

/** KV takes 25 MiB; what is larger than this is not worth the write. */
const LONGEST_VALUE = 1_000_000;
const READ_LIMIT_MS = 1_000;

/**
 * What this isolate wrote or saw just now. KV takes a moment to tell, and may remember for a minute that it had nothing;
 * who asks again at once is to get the same answer.
 */
const recent = new Map<string, { value: string; until: number }>();
const RECENT_MS = 10_000;
const MOST_RECENT = 50;
const LONGEST_RECENT = 100_000;

export class AnswerCache {
  readonly #kv: KVNamespace;
  /** Seconds; 0: off. */
  readonly #seconds: number;

  constructor(kv: KVNamespace, seconds: number) {
    this.#kv = kv;
    this.#seconds = seconds;
  }

  get enabled(): boolean {
    return this.#seconds > 0;
  }

  /** `parts`: everything that shapes the answer. Key order inside objects counts, so pass what the caller wrote. */
  key(kind: "chat" | "completion", parts: unknown[]): Promise<string> {
    return sha256Hex(JSON.stringify(parts)).then((digest) => `answer/${kind}/${digest}`);
  }

  async read(key: string): Promise<string | null> {
    if (!this.enabled) return null;
    const known = recent.get(key);
    if (known !== undefined && known.until > Date.now()) return known.value;
    // A cache that hangs must not hang the answer.
    const { promise: tooLate, resolve } = Promise.withResolvers<null>();
    const timer = setTimeout(() => resolve(null), READ_LIMIT_MS);
    try {
      return await Promise.race([this.#kv.get(key), tooLate]);
    } catch {
      return null;
    } finally {
      clearTimeout(timer);
    }
  }

  /** In this isolate only, for a few seconds. */
  remember(key: string, value: string): void {
    if (!this.enabled || value.length > LONGEST_RECENT) return;
    recent.delete(key);
    recent.set(key, { value, until: Date.now() + RECENT_MS });
    const [oldest] = recent.keys();
    if (recent.size > MOST_RECENT && oldest !== undefined) recent.delete(oldest);
  }

  async write(key: string, value: string): Promise<void> {
    if (!this.enabled || value.length > LONGEST_VALUE) return;
    this.remember(key, value);
    try {
      await this.#kv.put(key, value, { expirationTtl: this.#seconds });
    } catch {
      // The free plan gives 1,000 writes a day, and one a second to a key: the next asker simply asks the model.
    }
  }
}
