// Which turn a `/stop` means: the one that was being answered when it was said, whatever comes in between.

export class StopCommands {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Turn `seq` says that what is being answered now shall stop. The number of that turn; null when nothing waits before it. */
  stopFirst(seq: number): number | null {
    return this.#sql
      .exec<{ argument: number | null }>(
        `UPDATE turns SET argument = (SELECT min(seq) FROM turns WHERE state = 'pending' AND seq < ?) WHERE seq = ?
         RETURNING CAST(argument AS INTEGER) AS argument`,
        seq,
        seq,
      )
      .one().argument;
  }

  /** Somebody said that the answer of this very turn shall stop. */
  isToStop(seq: number): boolean {
    return (
      this.#sql
        .exec(
          "SELECT 1 FROM turns WHERE command = 'stop' AND state = 'pending' AND argument = ? LIMIT 1",
          String(seq),
        )
        .toArray().length > 0
    );
  }
}
