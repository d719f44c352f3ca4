// Model files in the bucket. Each version is written once and stays; the holdings say which one counts.
import * as v from "valibot";
import { type Failure, FailureError } from "../core/error.ts";
import type { Holdings } from "../core/holdings.ts";
import { isRecord, parseJson } from "../core/json.ts";
import {
  entryOf,
  type ModelEntry,
  type ModelFile,
  NO_SUCH_MODEL_FILE,
  type StoredModelFile,
  tagOf,
} from "../core/model-file.ts";
import { modelFileSchema } from "../core/model-file-schema.ts";
import { type Conditions, judge } from "../core/precondition.ts";
import { listPages } from "./bucket.ts";
import type { HoldingsStore } from "./holdings.ts";

const MOST_FILES = 100;
/** Of 256 KiB at most each. */
const MOST_KEPT = 50;

export interface ModelVersion {
  version: number;
  updated_at: string;
}

export class ModelFiles {
  readonly #bucket: R2Bucket;
  readonly #holdings: HoldingsStore;
  /** A version never changes. The one that was wanted last stands last. */
  readonly #kept = new Map<string, StoredModelFile>();

  constructor(bucket: R2Bucket, holdings: HoldingsStore) {
    this.#bucket = bucket;
    this.#holdings = holdings;
  }

  /** Null when there is no such version. Throws when somebody edited it into something that is no model file. */
  async read(name: string, version: number): Promise<StoredModelFile | null> {
    const key = versionKey(name, version);
    const known = this.#kept.get(key);
    if (known !== undefined) return this.#keep(key, known);
    const object = await this.#bucket.get(key);
    if (object === null) return null;
    return this.#keep(key, parse(name, version, await object.text()));
  }

  /** The one that counts. Throws when it is gone from the bucket, or unreadable. */
  async current({ name, version }: Pick<ModelEntry, "name" | "version">): Promise<StoredModelFile> {
    return (await this.read(name, version)) ?? unreadable(name, version, "is not in the bucket any more");
  }

  /** Newest first, also those of a file that was deleted. */
  async versions(name: string): Promise<ModelVersion[]> {
    const prefix = `models/${name}/`;
    const found: ModelVersion[] = [];
    for await (const { objects } of listPages(this.#bucket, { prefix, include: ["customMetadata"] }))
      for (const { key, uploaded, customMetadata } of objects) {
        // Large files may lie in a folder of the same name.
        const [, version] = /^([1-9]\d{0,8})\.json$/.exec(key.slice(prefix.length)) ?? [];
        const updated_at = customMetadata?.updated_at ?? uploaded.toISOString();
        if (version !== undefined) found.push({ version: Number(version), updated_at });
      }
    return found.sort((one, other) => other.version - one.version);
  }

  /** The same content again makes no version. */
  async save(
    name: string,
    file: ModelFile,
    conditions: Conditions,
  ): Promise<{ file: StoredModelFile; created: boolean }> {
    const holdings = await this.#holdings.read();
    const entry = entryIn(holdings, name);
    requireMet(conditions, entry);
    requireRoom(holdings, name, file);
    const present = entry && (await this.#present(entry));
    const stored =
      present !== null && sameContent(present, file) ? present : await this.#write(name, file, entry);
    if (stored !== present)
      await this.#holdings.change((now) => {
        if (entryIn(now, name)?.version !== entry?.version) throw new FailureError(CHANGED);
        requireRoom(now, name, file);
        const others = now.models.filter((other) => other.name !== name);
        const models = [...others, entryOf(stored)].sort((one, other) => (one.name < other.name ? -1 : 1));
        return { ...now, models };
      });
    // For people, and for whoever copies the bucket. Behind the change; one that is lost is made good by saving again.
    await this.#bucket.put(`models/${name}.json`, JSON.stringify(stored, null, 2), {
      httpMetadata: JSON_TYPE,
    });
    return { file: this.#keep(versionKey(name, stored.version), stored), created: entry === null };
  }

  /** Its versions stay, and a file that takes the name goes on counting. */
  async remove(name: string, conditions: Conditions): Promise<void> {
    await this.#holdings.change((now) => {
      const entry = entryIn(now, name) ?? missing();
      requireMet(conditions, entry);
      return { ...now, models: now.models.filter((other) => other !== entry) };
    });
    await this.#bucket.delete(`models/${name}.json`);
  }

  /** Under the next free number: one whose change failed may have left its version behind. */
  async #write(name: string, file: ModelFile, entry: ModelEntry | null): Promise<StoredModelFile> {
    const updated_at = new Date().toISOString();
    const last = entry?.version ?? (await this.versions(name))[0]?.version ?? 0;
    for (let version = last + 1; ; version += 1) {
      const stored: StoredModelFile = { name, version, updated_at, ...file };
      const written = await this.#bucket.put(versionKey(name, version), JSON.stringify(stored, null, 2), {
        httpMetadata: JSON_TYPE,
        customMetadata: { updated_at },
        onlyIf: { etagDoesNotMatch: "*" },
      });
      if (written !== null) return stored;
    }
  }

  /** One that cannot be read is no hindrance to a good one that replaces it. */
  #present(entry: ModelEntry): Promise<StoredModelFile | null> {
    return this.current(entry).catch(() => null);
  }

  #keep(key: string, file: StoredModelFile): StoredModelFile {
    this.#kept.delete(key);
    this.#kept.set(key, file);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest);
    return file;
  }
}

const JSON_TYPE = { contentType: "application/json" };

function versionKey(name: string, version: number): string {
  return `models/${name}/${version}.json`;
}

function entryIn({ models }: Holdings, name: string): ModelEntry | null {
  return models.find((entry) => entry.name === name) ?? null;
}

function requireMet(conditions: Conditions, entry: ModelEntry | null): void {
  if (judge(conditions, entry && { etag: tagOf(entry.version) }) !== "met")
    throw new FailureError({ kind: "precondition_failed" });
}

function requireRoom({ models }: Holdings, name: string, { default_for }: ModelFile): void {
  const others = models.filter((other) => other.name !== name);
  if (others.length >= MOST_FILES) throw new FailureError(TOO_MANY);
  for (const place of default_for ?? []) {
    const other = others.find((entry) => entry.default_for?.includes(place));
    if (other !== undefined)
      throw new FailureError({
        kind: "conflict",
        code: "default_taken",
        message: `default_for: ${other.name} is the default for ${place} already. Take it from there first.`,
        param: "default_for",
      });
  }
}

/** Both went through the schema, which gives their fields one order. */
function sameContent(present: StoredModelFile, file: ModelFile): boolean {
  const { name: _name, version: _version, updated_at: _updatedAt, ...content } = present;
  return JSON.stringify(content) === JSON.stringify(file);
}

function parse(name: string, version: number, text: string): StoredModelFile {
  const value = parseJson(text);
  if (!isRecord(value)) return unreadable(name, version, "is no JSON object");
  const { name: _name, version: _version, updated_at, ...content } = value;
  const parsed = v.safeParse(modelFileSchema, content);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    return unreadable(name, version, `is no model file: ${v.getDotPath(issue) ?? ""} ${issue.message}`);
  }
  return { name, version, updated_at: String(updated_at), ...parsed.output };
}

function unreadable(name: string, version: number, why: string): never {
  throw new FailureError({
    kind: "unavailable",
    code: "model_file_unreadable",
    message: `The model file ${versionKey(name, version)} ${why.slice(0, 300)}. The operator has to save it again or restore a version.`,
  });
}

function missing(): never {
  throw new FailureError(NO_SUCH_MODEL_FILE);
}

const CHANGED: Failure = {
  kind: "conflict",
  code: "model_changed",
  message: "Somebody else changed this model file in the same moment. Look at it, and save again.",
};

const TOO_MANY: Failure = {
  kind: "conflict",
  code: "too_many_models",
  message: `There are ${MOST_FILES} model files already. Delete one first.`,
};
