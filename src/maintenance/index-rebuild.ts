// Makes the full-text index anew from the rows of conversation_logs, oldest first, a piece at a time. Rows that are indexed already stay.
import type { RowKey, Services } from "../services.ts";
import type { WriteBudget } from "./write-budget.ts";

const TABLE = "conversation_logs";
/** A Worker on the free plan has fifty queries to D1 a call; a page takes some six. */
const PAGES = 6;
const PAGE_ROWS = 1_000;
/** Rows that D1 counts for one that is indexed: the entry, its indexes, and the parts of the full-text table. */
const WRITES_A_ROW = 10;
const PLACE = "index/place";

export interface RebuildState {
  running: boolean;
  /** Rows looked at so far, or in all when it is done. */
  rows: number;
  /** ISO 8601; null: none was ever asked for. */
  started_at: string | null;
  finished_at: string | null;
}

/** `after`: key of the last row that was looked at; null at the beginning. */
interface Place {
  after: RowKey | null;
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
    this.#keep({ after: null, rows: 0, startedAt: this.#services.now(), finishedAt: null });
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

  /** Safe to repeat after a crash: a page is looked at again. */
  async advance(budget: WriteBudget): Promise<void> {
    const { snapshots, now } = this.#services;
    for (let page = 0; page < PAGES && this.state().running && !budget.isSpent; page += 1) {
      const place = this.#storage.kv.get<Place>(PLACE);
      if (place === undefined) return;
      const { rows, last } = await snapshots.page(TABLE, place.after, PAGE_ROWS);
      budget.spend(WRITES_A_ROW * (await snapshots.indexAnew(rows)));
      this.#keep({
        ...place,
        after: last ?? place.after,
        rows: place.rows + rows.length,
        finishedAt: last === null ? now() : null,
      });
    }
  }

  #keep(place: Place): void {
    this.#storage.kv.put(PLACE, place);
  }
}
