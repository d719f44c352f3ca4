// How many rows upkeep may write in D1 a day: the free plan gives a hundred thousand to everything, and deleting a row counts as writing it.

const FREE_ROWS = 30_000;
/** The paid plan includes fifty millions a month. */
const PAID_ROWS = 1_000_000;
const SPENT = "writes";

export class WriteBudget {
  readonly #storage: DurableObjectStorage;
  readonly #day: string;
  readonly #rows: number;

  /** `now`: Unix milliseconds. */
  constructor(storage: DurableObjectStorage, isLargerPlan: boolean, now: number) {
    this.#storage = storage;
    this.#day = new Date(now).toISOString().slice(0, 10);
    this.#rows = isLargerPlan ? PAID_ROWS : FREE_ROWS;
  }

  get isSpent(): boolean {
    return this.#spent() >= this.#rows;
  }

  spend(rows: number): void {
    if (rows > 0) this.#storage.kv.put(SPENT, { day: this.#day, rows: this.#spent() + rows });
  }

  #spent(): number {
    const spent = this.#storage.kv.get<{ day: string; rows: number }>(SPENT);
    return spent?.day === this.#day ? spent.rows : 0;
  }
}
