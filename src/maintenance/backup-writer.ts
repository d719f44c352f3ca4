// Makes a backup, one object a step: the tables as NDJSON that can be read by eye, then the settings, then the manifest.
import { type BackupObject, folderOf, timeOfBackup } from "../core/backup.ts";
import { manifestKey, partKey, renderManifest, tableOf } from "../core/manifest.ts";
import type { RowKey, Services } from "../services.ts";
import type { BackupLedger, BackupState, Job } from "./backup-ledger.ts";
import { DONE, type Step } from "./step.ts";

/** A part ends behind the page with which it reaches this: at about eight megabytes. */
const PART_BYTES = 6_000_000;

const FIRST_ROWS = 500;
const MOST_ROWS = 4_000;

const encoder = new TextEncoder();

export class BackupWriter {
  readonly #services: Services;
  readonly #ledger: BackupLedger;

  constructor(services: Services, ledger: BackupLedger) {
    this.#services = services;
    this.#ledger = ledger;
  }

  /** Safe to repeat: the same place leads to the same key. */
  async step(job: Job, state: BackupState): Promise<Step> {
    const { snapshots } = this.#services;
    const first = { table: 0, after: null, part: 1 };
    if (state.table < 0) return { state: { ...state, ...first }, totalRows: await snapshots.count() };
    const table = snapshots.tables[state.table];
    if (table === undefined) return this.#finish(job.backupId);
    const part = await this.#readPart(table, state.after);
    const next: BackupState = part.ended
      ? { ...state, ...first, table: state.table + 1 }
      : { ...state, after: part.last, part: state.part + 1 };
    if (part.rows === 0) return { state: next };
    const object = await this.#put(partKey(job.backupId, table, state.part), part.rows, part.bytes);
    this.#ledger.putObject(job.backupId, object);
    return { state: next, doneRows: job.doneRows + part.rows };
  }

  async #readPart(table: string, from: RowKey | null) {
    const pages: Uint8Array[] = [];
    let [rows, length, last, limit] = [0, 0, from, FIRST_ROWS];
    while (length < PART_BYTES) {
      const page = await this.#services.snapshots.page(table, last, limit);
      if (page.last === null) return { rows, bytes: await join(pages), last, ended: true };
      const bytes = encoder.encode(page.rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
      pages.push(bytes);
      rows += page.rows.length;
      length += bytes.length;
      last = page.last;
      // Each row that is looked at counts, and long ones fill a page soon.
      limit = Math.min(2 * page.rows.length, MOST_ROWS);
    }
    return { rows, bytes: await join(pages), last, ended: false };
  }

  async #put(key: string, rows: number, bytes: Uint8Array): Promise<BackupObject> {
    return { key, rows, bytes: bytes.length, sha256: await this.#services.backupFiles.put(key, bytes) };
  }

  async #finish(id: string): Promise<Step> {
    const { snapshots, describeSettings, now } = this.#services;
    const settings = `${JSON.stringify(await describeSettings(), null, 2)}\n`;
    const object = await this.#put(`${folderOf(id)}settings.json`, 0, encoder.encode(settings));
    this.#ledger.putObject(id, object);
    const objects = this.#ledger.objects(id);
    const tables: Record<string, number> = Object.fromEntries(snapshots.tables.map((table) => [table, 0]));
    for (const part of objects) {
      const table = tableOf(part);
      if (table !== null) tables[table] = (tables[table] ?? 0) + part.rows;
    }
    const manifest = await renderManifest({
      id,
      created_at: new Date(timeOfBackup(id) ?? 0).toISOString(),
      finished_at: new Date(now()).toISOString(),
      trigger: this.#ledger.find(id)?.trigger ?? "manual",
      schema: await snapshots.schema(),
      ...this.#ledger.sums(id),
      tables,
      objects,
    });
    await this.#services.backupFiles.put(manifestKey(id), encoder.encode(manifest));
    return { result: DONE };
  }
}

async function join(pages: Uint8Array[]): Promise<Uint8Array> {
  return new Uint8Array(await new Blob(pages).arrayBuffer());
}
