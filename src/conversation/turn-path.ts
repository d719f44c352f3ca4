// A conversation has versions: a message that was edited or asked once more stands beside the earlier one, each with what followed it.
// What is shown, and what the model reads, is one way through them: from its last turn back to the beginning.
//
// `turns.parent` is the number of the turn before; NULL, as it nearly always is, stands for the one with the next lower number.
import type { TurnRow } from "./turn-row.ts";

type Step = Pick<TurnRow, "seq" | "parent">;

const NEWEST_FIRST = "SELECT * FROM turns WHERE seq <= ? ORDER BY seq DESC";
const FIRST_BETWEEN = "SELECT * FROM turns WHERE seq BETWEEN ? AND ? ORDER BY seq LIMIT 1";
/** By the index of those few: it must not read all others on its way. */
const TURNS_OFF =
  "SELECT seq, parent FROM turns INDEXED BY turns_parent WHERE parent IS NOT NULL AND seq <= ? ORDER BY seq DESC";

export class TurnPath {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** From this turn, or the nearest one before it, back to the beginning; read one by one as far as they are asked for. */
  *upFrom(seq: number): Generator<TurnRow> {
    let from: number | null = seq;
    while (from !== null && from > 0) {
      const rows: Iterable<TurnRow> = this.#sql.exec<TurnRow>(NEWEST_FIRST, from);
      from = null;
      for (const row of rows) {
        yield row;
        from = row.parent;
        if (from !== null) break;
      }
    }
  }

  /** Those before this turn. */
  before(seq: number): Generator<TurnRow> {
    return this.upFrom(this.#boundBefore(seq));
  }

  /** Number of the last turn shown; 0 where there is none. */
  end(): number {
    return this.#chosenEnd() ?? this.#newest();
  }

  /** Whether the way up from turn `end` leads by turn `seq`, be that one still there or not. */
  leadsBy(end: number, seq: number): boolean {
    return this.#stretches(end).some(({ from, to }) => seq >= from && seq <= to);
  }

  /** The first turn on the way to turn `end`. Costs what the branches cost, however long the way is. */
  first(end: number): TurnRow | null {
    for (const { from, to } of this.#stretches(end).reverse()) {
      const [row] = this.#sql.exec<TurnRow>(FIRST_BETWEEN, from, to).toArray();
      if (row !== undefined) return row;
    }
    return null;
  }

  /** A new turn goes on from what is shown, or stands beside turn `insteadOf`. To be called before it is there. */
  parentOfNext(insteadOf: number | null): number | null {
    return insteadOf === null ? this.#chosenEnd() : this.#existing(this.#boundBefore(insteadOf));
  }

  /** What was written last is what is shown. */
  showNewest(): void {
    if (this.#chosenEnd() !== null) this.#sql.exec("UPDATE conversation SET last_shown = NULL");
  }

  /** Shows this turn, and the newest of what followed it. */
  show(seq: number): void {
    const below = new Set([seq]);
    let [previous, last] = [seq, seq];
    for (const row of this.#sql.exec<Step>("SELECT seq, parent FROM turns WHERE seq > ? ORDER BY seq", seq)) {
      if (below.has(row.parent ?? previous)) {
        below.add(row.seq);
        last = row.seq;
      }
      previous = row.seq;
    }
    this.#sql.exec("UPDATE conversation SET last_shown = ?", last === previous ? null : last);
  }

  /** Ids of this turn's message and of its other versions, oldest first. */
  versions(row: Step): string[] {
    if (!this.#branches()) return [];
    const before = row.parent ?? this.#existing(row.seq - 1);
    return this.#sql
      .exec<{ message_id: string }>(
        `SELECT seq, message_id FROM turns WHERE parent = ?1
         UNION ALL SELECT * FROM (SELECT seq, iif(parent IS NULL, message_id, NULL) FROM turns WHERE seq > ?1 ORDER BY seq LIMIT 1)
         ORDER BY seq`,
        before,
      )
      .toArray()
      .flatMap(({ message_id }) => message_id ?? []);
  }

  /** Turn `seq` is about to become turn `next`, the newest: those behind it close up, and it goes to the end of what is shown. */
  move({ seq, parent }: Step, next: number): void {
    const wasEnd = this.end() === seq;
    const newest = this.#newest();
    const before = this.#closeUp({ seq, parent });
    // The one with the next lower number will be the one before it, if that is so already.
    const own = wasEnd && newest === seq ? parent : wasEnd ? before : this.#chosenEnd();
    this.#sql.exec("UPDATE turns SET seq = ?, parent = ? WHERE seq = ?", next, own, seq);
    this.showNewest();
  }

  /** Deletes turns, and those behind them close up; a turn at a time where there are branches. False when there were none. */
  delete(condition: string, ...values: SqlStorageValue[]): boolean {
    if (!this.#branches() && this.#chosenEnd() === null)
      return this.#sql.exec(`DELETE FROM turns WHERE ${condition}`, ...values).rowsWritten > 0;
    const going = this.#sql
      .exec<Step>(`SELECT seq, parent FROM turns WHERE ${condition} ORDER BY seq DESC`, ...values)
      .toArray();
    for (const step of going) {
      const wasEnd = this.end() === step.seq;
      const before = this.#closeUp(step);
      this.#sql.exec("DELETE FROM turns WHERE seq = ?", step.seq);
      const end = before === 0 || before === this.#newest() ? null : before;
      if (wasEnd) this.#sql.exec("UPDATE conversation SET last_shown = ?", end);
    }
    return going.length > 0;
  }

  /** This turn is about to leave its place: what hung on it hangs on the one before, which is returned. */
  #closeUp({ seq, parent }: Step): number {
    const before = parent ?? this.#existing(seq - 1);
    this.#sql.exec("UPDATE turns SET parent = ? WHERE parent = ?", before, seq);
    if (parent !== null)
      this.#sql.exec(
        "UPDATE turns SET parent = ? WHERE seq = (SELECT min(seq) FROM turns WHERE seq > ?) AND parent IS NULL",
        before,
        seq,
      );
    // What stands at the next lower number may be another version, which readers were not shown.
    this.#sql.exec("UPDATE conversation SET shared_end = ? WHERE shared_end = ?", before, seq);
    return before;
  }

  /** The way up from turn `end` in stretches, the last one first: within one, each turn follows the next lower number. */
  #stretches(end: number): { from: number; to: number }[] {
    const stretches: { from: number; to: number }[] = [];
    let to = end;
    for (const { seq, parent } of this.#sql.exec<Step>(TURNS_OFF, end)) {
      if (seq > to) continue;
      stretches.push({ from: seq, to });
      to = parent ?? 0;
    }
    return to > 0 ? [...stretches, { from: 1, to }] : stretches;
  }

  #boundBefore(seq: number): number {
    const [row] = this.#sql.exec<Step>("SELECT seq, parent FROM turns WHERE seq = ?", seq).toArray();
    return row?.parent ?? seq - 1;
  }

  #existing(bound: number): number {
    return this.#one("SELECT coalesce(max(seq), 0) AS seq FROM turns WHERE seq <= ?", bound) ?? 0;
  }

  #newest(): number {
    return this.#one("SELECT coalesce(max(seq), 0) AS seq FROM turns") ?? 0;
  }

  #chosenEnd(): number | null {
    return this.#one("SELECT last_shown AS seq FROM conversation");
  }

  #branches(): boolean {
    return this.#sql.exec("SELECT 1 FROM turns WHERE parent IS NOT NULL LIMIT 1").toArray().length > 0;
  }

  #one(query: string, ...values: number[]): number | null {
    return this.#sql.exec<{ seq: number | null }>(query, ...values).toArray()[0]?.seq ?? null;
  }
}
