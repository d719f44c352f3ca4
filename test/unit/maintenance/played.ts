// What a Durable Object keeps, played over SQLite in memory, and the services that the documents' keeper works with: an index and a
// bucket whose every call is noted, and may be made to fail or to wait.
import { DatabaseSync } from "node:sqlite";
import type { DocumentFormat, DocumentRecord } from "../../../src/core/document.ts";
import type { DocumentOffer, DocumentWish } from "../../../src/core/document-offer.ts";
import type { Failure } from "../../../src/core/error.ts";
import type { Holdings } from "../../../src/core/holdings.ts";
import { fail, type Result, succeed } from "../../../src/core/result.ts";
import type { Embeddings } from "../../../src/model/embeddings.ts";
import type { KeptOriginal, Original, ReadDocument, Services } from "../../../src/services.ts";

type Value = null | number | string | ArrayBuffer;

/** As `ctx.storage`, with what tests look at. */
export class PlayedStorage {
  readonly database = new DatabaseSync(":memory:");
  readonly kept = new Map<string, unknown>();
  alarmAt: number | null = null;

  readonly sql = {
    exec: (query: string, ...values: Value[]) => {
      const statement = this.database.prepare(query);
      const bound = values.map((value) => (value instanceof ArrayBuffer ? new Uint8Array(value) : value));
      if (statement.columns().length === 0) {
        const rowsWritten = Number(statement.run(...bound).changes);
        return cursorOf([], rowsWritten);
      }
      return cursorOf(statement.all(...bound).map(asWorkerd), 0);
    },
  } as unknown as SqlStorage;

  readonly kv = {
    get: (key: string) => structuredClone(this.kept.get(key)),
    put: (key: string, value: unknown) => void this.kept.set(key, structuredClone(value)),
    delete: (key: string) => this.kept.delete(key),
  };

  get storage(): DurableObjectStorage {
    return this as unknown as DurableObjectStorage;
  }

  transactionSync<T>(work: () => T): T {
    this.database.exec("BEGIN");
    try {
      const value = work();
      this.database.exec("COMMIT");
      return value;
    } catch (error) {
      this.database.exec("ROLLBACK");
      throw error;
    }
  }

  async setAlarm(at: number): Promise<void> {
    this.alarmAt = at;
  }
}

function asWorkerd(row: object): object {
  const entries = Object.entries(row).map(([name, value]) => [
    name,
    value instanceof Uint8Array ? new Uint8Array(value).buffer : value,
  ]);
  return Object.fromEntries(entries);
}

function cursorOf(rows: object[], rowsWritten: number): object {
  return {
    rowsWritten,
    toArray: () => rows,
    one: () => {
      if (rows.length !== 1) throw new Error(`There are ${rows.length} rows.`);
      return rows[0];
    },
    [Symbol.iterator]: () => rows[Symbol.iterator](),
  };
}

/** Something that the played services were told to do: `save a`, `put a`, `empty a`, `announce 1`. */
export type Hook = (call: string) => void | Promise<void>;

export class PlayedServices {
  now = 1_000_000;
  format = "1";
  calls: string[] = [];
  lines: unknown[][] = [];
  embeddings: Embeddings | null = null;
  holdings: Holdings = { models: [], knowledge: { revision: 0, documents: 0 } };
  /** Before a call has any effect. */
  before: Hook = () => undefined;
  /** Of a text that begins with `bad`, nothing can be read. */
  unreadable: Failure = { kind: "invalid", code: "not_text", message: "It is no text." };
  readonly index = new Map<string, { record: DocumentRecord; texts: string[] }>();
  readonly originals = new Map<string, { original: KeptOriginal; bytes: Uint8Array }>();
  readonly staged = new Map<string, Uint8Array>();

  get services(): Services {
    const services = {
      now: () => this.now,
      documents: this.#documents,
      documentFiles: this.#documentFiles,
      telemetry: { write: (...line: unknown[]) => void this.lines.push(line) },
      holdings: {
        change: async (edit: (held: Holdings) => Holdings) => {
          await this.#do(`announce ${this.index.size}`);
          this.holdings = edit(this.holdings);
        },
      },
    };
    Object.defineProperty(services, "embeddings", { get: () => this.embeddings });
    return services as unknown as Services;
  }

  /** Into index and bucket, as if it had been sent long ago. */
  place(id: string, texts: string[], more: Partial<DocumentRecord> = {}): DocumentRecord {
    const record = recordOf(id, { passages: texts.length, ...more });
    this.index.set(id, { record, texts });
    const { title, format, tags, url, bytes, sha256, updated_at } = record;
    const facts = { id, title, format, tags, url, bytes, sha256, updatedAt: updated_at };
    this.#keep({ ...facts, fileName: null, contentType: null, asked: "" }, texts.join("\n"));
    return record;
  }

  #keep(original: Original, text: string): KeptOriginal {
    const key = `knowledge/${original.id}/${original.fileName ?? "document"}`;
    const kept = { ...original, key };
    this.originals.set(key, { original: kept, bytes: new TextEncoder().encode(text) });
    return kept;
  }

  async #do(call: string): Promise<void> {
    await this.before(call);
    this.calls.push(call);
  }

  readonly #documents = ((played: PlayedServices) => ({
    get format() {
      return played.format;
    },
    find: async (id: string) => played.index.get(id)?.record ?? null,
    totals: async () => ({
      documents: played.index.size,
      passages: [...played.index.values()].reduce((sum, { texts }) => sum + texts.length, 0),
    }),
    list: async ({ after, limit }: { after: string | null; limit: number }) =>
      [...played.index.values()]
        .map(({ record }) => record)
        .filter(({ id }) => id > (after ?? ""))
        .sort((one, other) => (one.id < other.id ? -1 : 1))
        .slice(0, limit),
    passages: async (id: string) => {
      await played.#do(`passages ${id}`);
      return (played.index.get(id)?.texts ?? []).map((text) => ({ heading: "", text }));
    },
    read: async (bytes: Uint8Array, wish: Pick<DocumentWish, "format">): Promise<Result<ReadDocument>> => {
      const text = new TextDecoder().decode(bytes);
      await played.#do(`read ${text.slice(0, 8)}`);
      if (text.startsWith("bad") || text === "") return fail(played.unreadable);
      const [, title = null] = /^# (.*)$/m.exec(text) ?? [];
      const format: DocumentFormat = wish.format ?? "markdown";
      return succeed({ format, title, content: { kind: "markdown", text } } as ReadDocument);
    },
    save: async (facts: Omit<DocumentRecord, "passages" | "language">, content: { text: string }) => {
      await played.#do(`save ${facts.id}`);
      const texts = content.text.split("\n");
      const record: DocumentRecord = { ...facts, language: "en", passages: texts.length };
      played.index.set(facts.id, { record, texts });
      return record;
    },
    remove: async (id: string) => {
      await played.#do(`remove ${id}`);
      return played.index.delete(id);
    },
    sweep: async () => played.#do("sweep"),
  }))(this);

  readonly #documentFiles = ((played: PlayedServices) => ({
    find: async (id: string) =>
      [...played.originals.values()]
        .map(({ original }) => original)
        .filter((original) => original.id === id)
        .sort((one, other) => (one.updatedAt < other.updatedAt ? 1 : -1)),
    put: async (original: Original, bytes: Uint8Array) => {
      await played.#do(`put ${original.id}`);
      return played.#keep(original, new TextDecoder().decode(bytes));
    },
    read: async (key: string) => played.originals.get(key)?.bytes ?? played.staged.get(key) ?? null,
    empty: async (id: string, except: string | null) => {
      await played.#do(`empty ${id}`);
      for (const [key, { original }] of played.originals)
        if (original.id === id && key !== except) played.originals.delete(key);
    },
    page: async (after: string | null, limit: number) => {
      const keys = [...played.originals.keys()].sort().filter((key) => key > (after ?? ""));
      const page = keys.slice(0, limit);
      const ids = page.map((key) => played.originals.get(key)?.original.id);
      return { ids: [...new Set(ids)], last: keys.length > limit ? page.at(-1) : null };
    },
  }))(this);
}

export function recordOf(id: string, more: Partial<DocumentRecord> = {}): DocumentRecord {
  return {
    id,
    title: `Title of ${id}`,
    format: "markdown",
    language: "en",
    tags: [],
    url: null,
    bytes: 10,
    sha256: `sum of ${id}`,
    passages: 1,
    updated_at: "2026-01-31T00:00:00.000Z",
    ...more,
  };
}

/** A text on its way. */
export function offerOf(
  text: string,
  wish: Partial<DocumentWish> = {},
  more: Partial<DocumentOffer> = {},
): DocumentOffer {
  const body = new TextEncoder().encode(text);
  return {
    wish: {
      title: null,
      format: null,
      tags: [],
      url: null,
      contentType: null,
      fileName: null,
      ...wish,
    },
    sha256: `sum of ${text}`,
    length: body.length,
    body,
    conditions: {},
    ...more,
  };
}

/** Holds back whoever waits for `passed`, until `open` is called. */
export function gate(): { passed: Promise<void>; open: () => void } {
  const { promise: passed, resolve: open } = Promise.withResolvers<void>();
  return { passed, open };
}

/** Lets everything run that waits for nothing but its turn. */
export async function settle(): Promise<void> {
  for (let turns = 0; turns < 50; turns += 1) await Promise.resolve();
}
