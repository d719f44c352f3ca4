// Reads a backup back, one object a step, and says what is wrong with it.
import type { BackupObject } from "../core/backup.ts";
import { toHex } from "../core/identifier.ts";
import { isRecord, parseJson } from "../core/json.ts";
import { manifestKey, readManifest, tableOf } from "../core/manifest.ts";
import type { Services } from "../services.ts";
import type { BackupLedger, BackupRow, Job, VerifyState } from "./backup-ledger.ts";
import { DONE, type Step } from "./step.ts";

/** More say nothing new. */
const MOST_PROBLEMS = 50;

export const VERIFY_FROM_START: VerifyState = { kind: "verify", object: -1, objects: 0, problems: [] };

export function verdict(at: string, problems: string[]): BackupRow["verified"] {
  return { at, ok: problems.length === 0, problems };
}

/** Whoever deletes the files of a backup, or puts others there, may do so at any moment. */
export function goneMeanwhile(id: string): string {
  return `The backup ${id} was deleted or changed while it was read.`;
}

export class BackupVerifier {
  readonly #files: Services["backupFiles"];
  readonly #tables: string[];
  readonly #ledger: BackupLedger;

  constructor({ backupFiles, snapshots }: Services, ledger: BackupLedger) {
    this.#files = backupFiles;
    this.#tables = snapshots.tables;
    this.#ledger = ledger;
  }

  async step(job: Job, state: VerifyState): Promise<Step> {
    if (state.object < 0) return this.#openManifest(job.backupId, state);
    const objects = this.#ledger.objects(job.backupId);
    if (objects.length !== state.objects)
      return { result: { ...DONE, problems: [...state.problems, goneMeanwhile(job.backupId)] } };
    const object = objects[state.object];
    if (object === undefined) return { result: { ...DONE, problems: state.problems } };
    const problem = await this.#examine(job.backupId, object);
    const problems = problem === null ? state.problems : [...state.problems, problem].slice(0, MOST_PROBLEMS);
    return {
      state: { ...state, object: state.object + 1, problems },
      doneRows: job.doneRows + object.rows,
    };
  }

  async #openManifest(id: string, state: VerifyState): Promise<Step> {
    const key = manifestKey(id);
    const found = await this.#files.text(key);
    if (found === null) return { result: { ...DONE, problems: [`${key} is missing.`] } };
    const reading = await readManifest(id, found.text);
    if (!reading.ok) return { result: { ...DONE, problems: [reading.problem] } };
    const { objects, rows } = reading.manifest;
    this.#ledger.replaceObjects(id, objects);
    return { state: { ...state, object: 0, objects: objects.length }, totalRows: rows };
  }

  /** What is wrong, in plain words; null when nothing is. */
  async #examine(id: string, wanted: BackupObject): Promise<string | null> {
    const { key } = wanted;
    const table = tableOf(wanted);
    if (table !== null && !this.#tables.includes(table))
      return `${key} holds rows of a table that this version does not have; deploy the version that made it.`;
    const object = await this.#files.open(key);
    if (object === null) return `${key} is missing.`;
    if (object.size !== wanted.bytes) {
      await object.body.cancel();
      return `${key} has ${object.size} bytes in place of ${wanted.bytes}.`;
    }
    const { sha256, rows, badLine } = await read(object.body);
    if (sha256 !== wanted.sha256) return `${key} was changed: its SHA-256 is another.`;
    if (table !== null && badLine !== null) return `${key} holds no row in line ${badLine}.`;
    if (table !== null && rows !== wanted.rows) return `${key} has ${rows} rows in place of ${wanted.rows}.`;
    this.#ledger.putExamined(id, key, object.etag);
    return null;
  }
}

async function read(body: ReadableStream<Uint8Array>) {
  const digest = new crypto.DigestStream("SHA-256");
  const writer = digest.getWriter();
  const decoder = new TextDecoder();
  let rows = 0;
  let badLine: number | null = null;
  let rest = "";
  for await (const piece of body) {
    await writer.write(piece);
    const lines = (rest + decoder.decode(piece, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      rows += 1;
      if (!isRecord(parseJson(line))) badLine ??= rows;
    }
  }
  await writer.close();
  if (rest !== "") badLine ??= rows + 1;
  return { sha256: toHex(new Uint8Array(await digest.digest)), rows, badLine };
}
