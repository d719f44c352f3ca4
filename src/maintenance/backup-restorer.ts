// Puts a backup back, a few megabytes of rows a step: what is there stays, what was erased stays erased.
import type { BackupObject } from "../core/backup.ts";
import type { Failure } from "../core/error.ts";
import { isRecord, type JsonRecord, parseJson } from "../core/json.ts";
import { manifestKey, readManifest, tableOf } from "../core/manifest.ts";
import { retentionCutoff } from "../core/retention.ts";
import type { Services } from "../services.ts";
import type { BackupLedger, Job, RestoreState } from "./backup-ledger.ts";
import { type BackupVerifier, goneMeanwhile, VERIFY_FROM_START, verdict } from "./backup-verifier.ts";
import { DONE, type Step } from "./step.ts";

/** Bytes put back together: D1 takes two megabytes a parameter. */
const PIECE_BYTES = 1_000_000;
/** Some ten queries each, and a call has fifty on the free plan. */
const PIECES_PER_STEP = 3;

const LINE_FEED = 0x0a;

export const RESTORE_FROM_START: RestoreState = {
  kind: "restore",
  verify: VERIFY_FROM_START,
  objects: 0,
  object: 0,
  offset: 0,
  missing: null,
  inserted: 0,
  skipped: 0,
};

interface Piece {
  rows: JsonRecord[];
  /** Where the next one begins. */
  end: number;
}

type Erased = Awaited<ReturnType<Services["erasures"]["read"]>>;

export class BackupRestorer {
  readonly #services: Services;
  readonly #ledger: BackupLedger;
  readonly #verifier: BackupVerifier;

  constructor(services: Services, ledger: BackupLedger, verifier: BackupVerifier) {
    this.#services = services;
    this.#ledger = ledger;
    this.#verifier = verifier;
  }

  /** `save` writes down how far it is in mid-step. */
  async step(
    job: Job,
    state: RestoreState,
    save: (state: RestoreState, doneRows: number) => void,
  ): Promise<Step> {
    if (state.verify !== null) return this.#verify(job, state);
    const all = this.#ledger.objects(job.backupId);
    // An empty list is no end: it may have been emptied.
    if (all.length !== state.objects) return stopped(job.backupId, state);
    const objects = all.filter((object) => tableOf(object) !== null);
    let erased = await this.#services.erasures.read();
    let [next, doneRows] = [state, job.doneRows];
    for (let piece = 0; piece < PIECES_PER_STEP; piece += 1) {
      const object = objects[next.object];
      if (object === undefined) {
        const { inserted, skipped } = next;
        return { result: { ...DONE, inserted, skipped } };
      }
      const place = { state: next, doneRows };
      const read = await this.#readPiece(job.backupId, object, next.offset);
      if (read === null) return stopped(job.backupId, next, object.key);
      const put = await this.#putPiece(object, read, next, erased, (missing) =>
        save({ ...place.state, missing }, place.doneRows),
      );
      next = put.state;
      doneRows += put.rows;
      erased = put.erased;
    }
    return { state: next, doneRows };
  }

  async #verify(job: Job, state: RestoreState): Promise<Step> {
    const step = await this.#verifier.step(job, state.verify ?? VERIFY_FROM_START);
    if ("state" in step) {
      const verify = step.state.kind === "verify" ? step.state : null;
      return { state: { ...state, verify }, totalRows: step.totalRows ?? job.totalRows };
    }
    const { problems } = step.result;
    const failure = problems.length > 0 ? damaged(problems) : await this.#newer(job.backupId);
    const at = new Date(this.#services.now()).toISOString();
    this.#ledger.note(job.backupId, { verified: verdict(at, problems) });
    if (failure !== null) return { result: { ...DONE, failure, problems } };
    return { state: { ...state, verify: null, objects: state.verify?.objects ?? 0 } };
  }

  /** Its rows may have columns that would be lost here. */
  async #newer(id: string): Promise<Failure | null> {
    const found = await this.#services.backupFiles.text(manifestKey(id));
    const reading = found && (await readManifest(id, found.text));
    const theirs = reading?.ok ? reading.manifest.schema : null;
    const ours = await this.#services.snapshots.schema();
    if (theirs === null || ours === null || theirs <= ours) return null;
    const message = `This backup is of a newer version: its tables had seen the migration ${theirs}, these only ${ours}. Deploy that version, then restore again. Nothing was changed.`;
    return { kind: "conflict", code: "backup_newer", message };
  }

  /**
   * The rows of one piece. How many of them are new is written down before they are put back: whoever comes after a crash
   * finds them there and could not tell. Erasures are read again behind that: one that came in between did not see these rows yet.
   */
  async #putPiece(
    object: BackupObject,
    piece: Piece,
    state: RestoreState,
    known: Erased,
    note: (missing: number) => void,
  ): Promise<{ state: RestoreState; rows: number; erased: Erased }> {
    const { snapshots, erasures } = this.#services;
    const table = tableOf(object) ?? "";
    const rows = this.#recent(table, piece.rows);
    const left = (await this.#sort(table, rows, known)).left;
    let missing = 0;
    if (left.length > 0) {
      missing = Math.min(state.missing ?? (await snapshots.countMissing(table, left)), left.length);
      note(missing);
      await snapshots.putBack(table, left);
    }
    const erased = await erasures.read();
    const { gone } = await this.#sort(table, rows, erased);
    if (gone.length > 0) await snapshots.remove(table, gone);
    const place = piece.end < object.bytes ? { offset: piece.end } : { object: state.object + 1, offset: 0 };
    const inserted = state.inserted + missing;
    const skipped = state.skipped + piece.rows.length - missing;
    const next = { ...state, ...place, missing: null, inserted, skipped };
    return { state: next, rows: piece.rows.length, erased };
  }

  /** Without those that would be deleted for their age at once. What is there under the same key may be newer, and is left alone. */
  #recent(table: string, rows: JsonRecord[]): JsonRecord[] {
    const { config, now, snapshots } = this.#services;
    const cutoff = retentionCutoff(config.operations.retentionDays, now());
    if (cutoff === null) return rows;
    const oldest = new Date(cutoff).toISOString();
    return rows.filter((row) => (snapshots.subject(table, row)?.time ?? oldest) >= oldest);
  }

  /** Whole lines from `offset` on; one that is longer than a piece goes alone. Null: this is no more the object that was examined. */
  async #readPiece(id: string, object: BackupObject, offset: number): Promise<Piece | null> {
    const etag = this.#ledger.etag(id, object.key);
    if (etag === null) return null;
    for (let length = PIECE_BYTES; ; length *= 2) {
      const asked = Math.min(length, object.bytes - offset);
      const bytes = await this.#services.backupFiles.slice(object.key, etag, offset, asked);
      if (bytes === null) return null;
      const size = 1 + (length === PIECE_BYTES ? bytes.lastIndexOf(LINE_FEED) : bytes.indexOf(LINE_FEED));
      const lines = new TextDecoder().decode(bytes.subarray(0, size)).split("\n").slice(0, -1);
      if (size > 0) return { rows: lines.map((line) => rowOf(line, object.key)), end: offset + size };
      if (length > asked) throw new Error(`${object.key} ends in the middle of a row`);
    }
  }

  async #sort(
    table: string,
    rows: JsonRecord[],
    erased: Erased,
  ): Promise<{ left: JsonRecord[]; gone: JsonRecord[] }> {
    const [left, gone]: [JsonRecord[], JsonRecord[]] = [[], []];
    for (const row of rows) {
      const subject = this.#services.snapshots.subject(table, row);
      const isGone = subject !== null && (await erased.mean(subject));
      (isGone ? gone : left).push(row);
    }
    return { left, gone };
  }
}

function rowOf(line: string, key: string): JsonRecord {
  const row = parseJson(line);
  if (!isRecord(row)) throw new Error(`${key} changed while it was read`);
  return row;
}

/** In the middle: what was put back by then was as it had been saved. */
function stopped(id: string, { inserted, skipped }: RestoreState, key?: string): Step {
  const said = key === undefined ? goneMeanwhile(id) : `${key} was deleted or changed while it was restored.`;
  const message = `${said} The ${inserted} rows that were put back before stay. Restore this backup again once it is whole, or another one.`;
  const failure = { kind: "conflict", code: "backup_damaged", message } as const;
  return { result: { ...DONE, failure, inserted, skipped } };
}

function damaged(problems: string[]): Failure {
  const more = problems.length > 3 ? ` And ${problems.length - 3} more.` : "";
  const said = `${problems.slice(0, 3).join(" ")}${more} Nothing was changed; restore another backup.`;
  return { kind: "conflict", code: "backup_damaged", message: said };
}
