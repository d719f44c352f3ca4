// Keeps lines until they stand in a file, and sums what was counted: a Durable Object a shard, since R2 cannot append and
// an isolate knows only its own requests.
import { DurableObject } from "cloudflare:workers";
import { backoffMs, RECORD_BACKOFF } from "../core/backoff.ts";
import { faultMessage } from "../core/fault.ts";
import { LOG_KINDS, type LogBatch, type LogKind, type RequestMinute, timestampOf } from "../core/log.ts";
import { type ServiceBindings, type Services, servicesOf } from "../services.ts";
import { filesOf } from "./files-of.ts";
import { addSamples, foldMinutes, type Sums } from "./sums.ts";

/** Lines travel for a moment before they arrive here. */
const ON_THE_WAY_MS = 1_000;
/** As much as this is written without waiting for the time: a file is made in memory. */
const FULL_BYTES = 1024 * 1024;
/** While R2 does not take files. Beyond it the oldest lines are lost, and counted. */
const MOST_WAITING_BYTES = 16 * 1024 * 1024;
const SUMS = "sums";

type WaitingRow = {
  id: number;
  at: number;
  access: string;
  app: string;
  samples: string;
  requests: number;
  errors: number;
};

export class LogKeeper extends DurableObject<ServiceBindings> {
  readonly #services: Services;
  readonly #sql: SqlStorage;
  /** Of lines that wait no more. */
  readonly #kept: Sums;
  /** Of all lines. */
  readonly #sums: Sums;
  #waitingBytes: number;
  #failures = 0;
  /** Rows whose file is being written are not to be dropped. */
  #isFlushing = false;

  constructor(ctx: DurableObjectState, env: ServiceBindings) {
    super(ctx, env);
    this.#services = servicesOf(env);
    this.#sql = ctx.storage.sql;
    // AUTOINCREMENT: file names follow from the number of a row, so none may come twice.
    this.#sql.exec(`CREATE TABLE IF NOT EXISTS waiting (
      id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, access TEXT NOT NULL, app TEXT NOT NULL,
      samples TEXT NOT NULL, requests INTEGER NOT NULL, errors INTEGER NOT NULL, batch TEXT NOT NULL UNIQUE
    )`);
    this.#kept = ctx.storage.kv.get<Sums>(SUMS) ?? { samples: {}, minutes: [], newest: {} };
    this.#sums = structuredClone(this.#kept);
    const rows = this.#rows();
    for (const row of rows) countRow(this.#sums, row);
    this.#waitingBytes = bytesOf(rows);
  }

  /** Safe to repeat, for as long as the batch waits for its file. */
  async append({ id, lines, samples, requests, errors }: LogBatch): Promise<void> {
    const at = this.#services.now();
    const { access, app } = lines;
    const row = { at, access, app, samples: JSON.stringify(samples), requests, errors };
    const { rowsWritten } = this.#sql.exec(
      "INSERT OR IGNORE INTO waiting (at, access, app, samples, requests, errors, batch) VALUES (?, ?, ?, ?, ?, ?, ?)",
      ...Object.values(row),
      id,
    );
    if (rowsWritten === 0) return;
    countRow(this.#sums, row);
    this.#waitingBytes += bytesOf([row]);
    if (this.#waitingBytes > MOST_WAITING_BYTES && !this.#isFlushing) this.#dropOldest();
    if (this.#failures === 0 && this.#waitingBytes >= FULL_BYTES) await this.ctx.storage.setAlarm(at);
    else if ((await this.ctx.storage.getAlarm()) === null)
      await this.ctx.storage.setAlarm(at + this.#waitMs());
  }

  /** Lines that stand in no file yet, oldest first; `newestInFiles`: which files cannot hold what is later. */
  waiting(kind: LogKind): { text: string; newestInFiles: string } {
    const text = this.#rows()
      .map((row) => row[kind])
      .join("");
    return { text, newestInFiles: this.#kept.newest[kind] ?? "" };
  }

  /** Everything that was ever counted here, and the requests of the last minutes. */
  sums(): { samples: Record<string, number>; minutes: RequestMinute[] } {
    return this.#sums;
  }

  /** Files that are gone count no more. */
  async pruned(kind: LogKind, bytes: number): Promise<void> {
    const samples = { [`clawdbot_log_bytes{kind="${kind}"}`]: -bytes };
    const nothing = { lines: { access: "", app: "" }, requests: 0, errors: 0 };
    await this.append({ id: crypto.randomUUID(), ...nothing, samples });
  }

  /** Never throws: an alarm that does is given up by the platform. */
  override async alarm(): Promise<void> {
    this.#isFlushing = true;
    try {
      await this.#flush();
      this.#failures = 0;
    } catch (error) {
      this.#failures += 1;
      console.error(`Log files could not be written: ${faultMessage(error)}`);
      const pauseMs = backoffMs(RECORD_BACKOFF, this.#failures, Math.random());
      await this.ctx.storage.setAlarm(this.#services.now() + pauseMs);
    } finally {
      this.#isFlushing = false;
    }
  }

  /**
   * Safe to repeat: the same rows make the same files, and with later ones the same and longer ones. What arrives meanwhile waits for
   * the next time: else every batch would get a file of its own.
   */
  async #flush(): Promise<void> {
    const newest = this.#newestId();
    for (;;) {
      const rows = this.#rows(FULL_BYTES).filter(({ id }) => id <= newest);
      const [first] = rows;
      if (first === undefined) break;
      const written: Record<string, number> = {};
      for (const kind of LOG_KINDS) {
        const bytes = await this.#writeFiles(kind, first.id, rows.map((row) => row[kind]).join(""));
        if (bytes > 0) written[`clawdbot_log_bytes{kind="${kind}"}`] = bytes;
      }
      this.#release(rows, written);
    }
    if (this.#newestId() > newest && (await this.ctx.storage.getAlarm()) === null)
      await this.ctx.storage.setAlarm(this.#services.now() + this.#waitMs());
  }

  #newestId(): number {
    return this.#sql.exec<{ id: number | null }>("SELECT max(id) AS id FROM waiting").one().id ?? 0;
  }

  #waitMs(): number {
    const { logFlushMs } = this.#services.config.operations;
    return Math.max(logFlushMs - ON_THE_WAY_MS, logFlushMs / 2);
  }

  /** These rows wait no more. */
  #release(rows: WaitingRow[], counted: Record<string, number>): void {
    const last = rows.at(-1);
    if (last === undefined) return;
    addSamples(this.#sums.samples, counted);
    addSamples(this.#kept.samples, counted);
    for (const row of rows) countRow(this.#kept, row);
    this.#waitingBytes -= bytesOf(rows);
    this.ctx.storage.transactionSync(() => {
      this.#sql.exec("DELETE FROM waiting WHERE id <= ?", last.id);
      this.ctx.storage.kv.put(SUMS, this.#kept);
    });
  }

  /** Bytes as stored. */
  async #writeFiles(kind: LogKind, firstId: number, text: string): Promise<number> {
    const { logMaxBytes } = this.#services.config.operations;
    const shard = this.ctx.id.name?.replace("logs-", "") ?? "";
    let bytes = 0;
    for (const [piece, lines] of filesOf(text, logMaxBytes).entries()) {
      const number = `${String(firstId).padStart(9, "0")}-${String(piece).padStart(2, "0")}`;
      bytes += await this.#services.logFiles.write(kind, `${shard}-${number}`, lines);
      for (const line of lines) {
        const timestamp = timestampOf(line);
        if (timestamp > (this.#kept.newest[kind] ?? "")) this.#kept.newest[kind] = timestamp;
      }
    }
    return bytes;
  }

  /** Oldest first; with a limit as many as make about so many bytes, one at least. */
  #rows(limitBytes = Number.POSITIVE_INFINITY): WaitingRow[] {
    const rows: WaitingRow[] = [];
    let bytes = 0;
    for (const row of this.#sql.exec<WaitingRow>("SELECT * FROM waiting ORDER BY id")) {
      rows.push(row);
      bytes += bytesOf([row]);
      if (bytes >= limitBytes) break;
    }
    return rows;
  }

  /** Their counts stay. */
  #dropOldest(): void {
    const rows = this.#rows(FULL_BYTES);
    const lost = rows.reduce((sum, row) => sum + `${row.access}${row.app}`.split("\n").length - 1, 0);
    this.#release(rows, { clawdbot_log_lines_lost_total: lost });
  }
}

function bytesOf(rows: Pick<WaitingRow, LogKind>[]): number {
  return rows.reduce((sum, row) => sum + row.access.length + row.app.length, 0);
}

function countRow(sums: Sums, row: Omit<WaitingRow, "id">): void {
  addSamples(sums.samples, JSON.parse(row.samples) as Record<string, number>);
  const { requests, errors } = row;
  sums.minutes = foldMinutes(sums.minutes, { minute: Math.floor(row.at / 60_000), requests, errors });
}
