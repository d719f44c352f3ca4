// Makes the full-text index anew from the rows of conversation_logs, newest first, a piece at a time. Rows that are indexed already stay.
import type { Services } from "../services.ts";

/** A Worker on the free plan has fifty queries to D1 a call; a page takes three or more. */
const PAGES = 8;
const PAGE_ROWS = 250;
const PLACE = "index/place";

export interface RebuildState {
  running: boolean;
  /** Rows looked at so far, or in all when it is done. */
  rows: number;
  /** ISO 8601; null: none was ever asked for. */
  started_at: string | null;
  finished_at: string | null;
}

/** `before`: id of the last row that was indexed; null at the beginning. */
interface Place {
  before: string | null;
  rows: number;
  startedAt: number;
  finishedAt: number | null;
}

export class IndexRebuild {
  readonly #storage: DurableObjectStorage;
  readonly #services: Services;

  constructor(storage: DurableObjectStorage, services: Services) {
    this.#storage = storage;
    this.#services = services;
  }

  /** One that runs already goes on. */
  start(): void {
    if (this.state().running) return;
    this.#keep({ before: null, rows: 0, startedAt: this.#services.now(), finishedAt: null });
  }

  state(): RebuildState {
    const place = this.#storage.kv.get<Place>(PLACE);
    const time = (at: number | null | undefined) => (at == null ? null : new Date(at).toISOString());
    return {
      running: place !== undefined && place.finishedAt === null,
      rows: place?.rows ?? 0,
      started_at: time(place?.startedAt),
      finished_at: time(place?.finishedAt),
    };
  }

  /** Safe to repeat after a crash: a page is indexed again. */
  async advance(): Promise<void> {
    const { records, now } = this.#services;
    for (let page = 0; page < PAGES && this.state().running; page += 1) {
      const place = this.#storage.kv.get<Place>(PLACE);
      if (place === undefined) return;
      const rows = await records.list({ before: place.before, limit: PAGE_ROWS });
      await records.index(rows.map((row) => ({ row, conversation: null })));
      const last = rows.at(-1);
      const isDone = last === undefined || rows.length < PAGE_ROWS;
      this.#keep({
        ...place,
        before: last?.id ?? place.before,
        rows: place.rows + rows.length,
        finishedAt: isDone ? now() : null,
      });
    }
  }

  #keep(place: Place): void {
    this.#storage.kv.put(PLACE, place);
  }
}
