// A backup's copy on this machine: a folder with the same files, each compared with the manifest on its way.
import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { BackupObject } from "../../src/core/backup.ts";
import { isRecord, parseJson } from "../../src/core/json.ts";
import { type Manifest, manifestKey, readManifest } from "../../src/core/manifest.ts";
import { Complaint, type Deployment } from "./deployment.ts";
import { count } from "./jobs.ts";

/** The folder that it made. */
export async function downloadBackup(deployment: Deployment, id: string, to: string): Promise<string> {
  const folder = join(to, id);
  await mkdir(folder, { recursive: true });
  const manifest = await deployment.download(manifestKey(id));
  const { objects } = await openManifest(id, manifest.toString());
  for (const object of objects) {
    const bytes = await deployment.download(object.key);
    compare(object, bytes);
    await writeFile(join(folder, nameOf(object.key)), bytes);
    console.log(`  ${nameOf(object.key)}  ${count(object.bytes)} B`);
  }
  // Last, as on the other side: without it the folder is no backup.
  await writeFile(join(folder, nameOf(manifestKey(id))), manifest);
  return folder;
}

/** Carries what is not there yet. The backup's id. */
export async function uploadBackup(deployment: Deployment, folder: string): Promise<string> {
  const file = join(folder, "manifest.json");
  const text = await readFile(file, "utf8").catch(() => {
    throw new Complaint(
      `${file} is not there: name the folder of one backup. / 没有找到 ${file}，请指定某一个备份的目录。`,
    );
  });
  const value = parseJson(text);
  const id = isRecord(value) && typeof value.id === "string" ? value.id : "";
  const { objects } = await openManifest(id, text);
  // Everything is compared before the first byte leaves.
  for (const object of objects) compare(object, await readObject(folder, object));
  const there = await deployment.digests(manifestKey(id).replace("manifest.json", ""));
  for (const object of objects) {
    if (there.get(object.key) === object.sha256) continue;
    await deployment.upload(object.key, await readObject(folder, object), object.sha256);
    console.log(`  ${nameOf(object.key)}  ${count(object.bytes)} B`);
  }
  const bytes = Buffer.from(text);
  await deployment.upload(manifestKey(id), bytes, digestOf(bytes));
  return id;
}

async function openManifest(id: string, text: string): Promise<Manifest> {
  const reading = await readManifest(id, text);
  if (reading.ok) return reading.manifest;
  throw new Complaint(`${reading.problem} / 备份清单已损坏或来自更新的版本。`);
}

function readObject(folder: string, { key }: BackupObject): Promise<Buffer> {
  const file = join(folder, nameOf(key));
  return readFile(file).catch(() => {
    throw new Complaint(`${file} is missing. / 缺少文件 ${file}。`);
  });
}

function compare({ key, sha256 }: BackupObject, bytes: Buffer): void {
  if (digestOf(bytes) !== sha256)
    throw new Complaint(`${nameOf(key)} does not fit its SHA-256. / 文件 ${nameOf(key)} 与校验值不符。`);
}

function digestOf(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Never a path: a manifest is read before it is believed. */
function nameOf(key: string): string {
  return key.slice(key.lastIndexOf("/") + 1);
}
