// manifest.json of a backup: what belongs to it, with a digest of each object and of itself. Written last: without it there is no backup.
import * as v from "valibot";
import { type BackupObject, folderOf } from "./backup.ts";
import { recordIn } from "./fields.ts";
import { sha256Hex } from "./identifier.ts";
import { parseJson } from "./json.ts";

const FORMAT = 1;
/** What may stand behind the folder; nothing that leads out of it. */
const NAME = /^(?:[a-z_]+-\d{5}\.ndjson|settings\.json)$/;

const time = v.pipe(
  v.string(),
  v.check((text) => !Number.isNaN(Date.parse(text))),
);
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const hex = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

const MANIFEST = v.object({
  format: v.number(),
  id: v.string(),
  created_at: time,
  finished_at: time,
  trigger: v.picklist(["daily", "manual"]),
  /** The last migration that the tables had seen; null when that was not to be found out. */
  schema: v.nullable(v.string()),
  rows: count,
  bytes: count,
  objects: v.array(v.object({ key: v.string(), rows: count, bytes: count, sha256: hex })),
});

export type Manifest = v.InferOutput<typeof MANIFEST>;

export function manifestKey(id: string): string {
  return `${folderOf(id)}manifest.json`;
}

export function partKey(id: string, table: string, part: number): string {
  return `${folderOf(id)}${table}-${String(part).padStart(5, "0")}.ndjson`;
}

/** The table whose rows this object holds; null when it holds none. */
export function tableOf({ key }: BackupObject): string | null {
  return /\/([a-z_]+)-\d{5}\.ndjson$/.exec(key)?.[1] ?? null;
}

/** `tables`: rows by table, for who reads it by eye. */
export async function renderManifest(
  manifest: Omit<Manifest, "format"> & { tables: Record<string, number> },
): Promise<string> {
  const whole = { format: FORMAT, ...manifest };
  return render({ ...whole, sha256: await sha256Hex(render(whole)) });
}

export type ManifestReading = { ok: true; manifest: Manifest } | { ok: false; problem: string };

/** Every byte counts: what was rendered otherwise was not rendered here. */
export async function readManifest(id: string, text: string): Promise<ManifestReading> {
  const key = manifestKey(id);
  const { sha256, ...whole } = recordIn(parseJson(text));
  if (typeof whole.format === "number" && whole.format > FORMAT)
    return failed(`${key} was made by a newer version of this program; deploy that version first.`);
  const intact = sha256 === (await sha256Hex(render(whole))) && text === render({ ...whole, sha256 });
  const parsed = v.safeParse(MANIFEST, whole);
  if (!intact || !parsed.success) return failed(`${key} was changed: it does not fit its own SHA-256.`);
  const manifest = parsed.output;
  if (manifest.id !== id) return failed(`${key} is that of the backup ${manifest.id}.`);
  const folder = folderOf(id);
  const foreign = manifest.objects.find(
    (object) => !object.key.startsWith(folder) || !NAME.test(object.key.slice(folder.length)),
  );
  if (foreign !== undefined)
    return failed(`${key} names an object that belongs to no backup or to another: ${foreign.key}.`);
  return { ok: true, manifest };
}

function failed(problem: string): ManifestReading {
  return { ok: false, problem };
}

function render(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
