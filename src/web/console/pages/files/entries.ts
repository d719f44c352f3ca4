// A folder's content as rows, and its place among the folders.
import type { FilePage, StoredFile } from "../../wire.ts";

export type Entry = { kind: "folder"; key: string } | { kind: "file"; key: string; file: StoredFile };

/** Those that the server knows: at the top they are listed even while they are empty. */
const ROOTS = ["models/", "knowledge/", "logs/", "backups/"];

export function entriesOf(prefix: string, page: FilePage, isFirst: boolean): Entry[] {
  const folders = prefix === "" && isFirst ? [...new Set([...ROOTS, ...page.prefixes])] : page.prefixes;
  return [
    ...folders.map((key) => ({ kind: "folder" as const, key })),
    ...page.data.map((file) => ({ kind: "file" as const, key: file.key, file })),
  ];
}

/** The last part of a key; of a folder with its slash. */
export function nameOf(key: string): string {
  return /[^/]*\/?$/.exec(key)?.[0] ?? key;
}

/** The folders from the top down to this one. */
export function crumbsOf(prefix: string): { name: string; prefix: string }[] {
  const parts = prefix.split("/").filter((part) => part !== "");
  return parts.map((name, index) => ({ name, prefix: `${parts.slice(0, index + 1).join("/")}/` }));
}

/** A folder as somebody types it → a prefix. */
export function prefixOf(folder: string): string {
  const parts = folder
    .split("/")
    .map((part) => part.trim())
    .filter((part) => part !== "");
  return parts.length === 0 ? "" : `${parts.join("/")}/`;
}

/** What a server may be given a link to. */
export function isLinkable(key: string): boolean {
  return key.startsWith("models/") || key.startsWith("knowledge/");
}

/** Logs are written by the service alone. */
const READ_ONLY = "logs/";

export function isWritable(prefix: string): boolean {
  return ROOTS.some((root) => root !== READ_ONLY && prefix.startsWith(root));
}
