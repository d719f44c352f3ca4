// The few files of a ZIP archive that a reader wants, by the archive's directory.
import { type InflateBudget, inflate } from "./inflate.ts";

interface ZipEntry {
  method: number;
  isEncrypted: boolean;
  compressedBytes: number;
  /** Of its local header. */
  offset: number;
}

/** Documents have some tens of parts, or hundreds with pictures. */
const MOST_ENTRIES = 20_000;
const END_SIGN = 0x06054b50;
const END_BYTES = 22;
const ENTRY_SIGN = 0x02014b50;
const ENTRY_BYTES = 46;
const LOCAL_SIGN = 0x04034b50;
const LOCAL_BYTES = 30;

export interface Archive {
  has: (name: string) => boolean;
  /** Null: not in the archive. Throws when it cannot be unpacked. */
  read: (name: string, budget: InflateBudget) => Promise<Uint8Array | null>;
}

/** Null: no archive, or a broken one. */
export function openArchive(bytes: Uint8Array): Archive | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = readDirectory(view, bytes);
  if (entries === null) return null;
  return {
    has: (name) => entries.has(name),
    async read(name, budget) {
      const entry = entries.get(name);
      if (entry === undefined) return null;
      if (entry.isEncrypted || view.getUint32(entry.offset, true) !== LOCAL_SIGN)
        throw new Error("not readable");
      const { offset, compressedBytes, method } = entry;
      const start =
        offset + LOCAL_BYTES + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
      const data = bytes.subarray(start, start + compressedBytes);
      if (method === 8) return inflate(data, "deflate-raw", budget, { whole: true });
      if (method !== 0) throw new Error("packed in a way that is not known");
      return data;
    },
  };
}

function readDirectory(view: DataView, bytes: Uint8Array): Map<string, ZipEntry> | null {
  const end = findEnd(view);
  if (end === null) return null;
  const entries = new Map<string, ZipEntry>();
  let at = view.getUint32(end + 16, true);
  const count = Math.min(view.getUint16(end + 10, true), MOST_ENTRIES);
  for (let index = 0; index < count; index += 1) {
    if (at + ENTRY_BYTES > view.byteLength || view.getUint32(at, true) !== ENTRY_SIGN) return null;
    const nameBytes = view.getUint16(at + 28, true);
    const name = new TextDecoder().decode(bytes.subarray(at + ENTRY_BYTES, at + ENTRY_BYTES + nameBytes));
    entries.set(name.replaceAll("\\", "/"), {
      method: view.getUint16(at + 10, true),
      isEncrypted: (view.getUint16(at + 8, true) & 1) === 1,
      compressedBytes: view.getUint32(at + 20, true),
      offset: view.getUint32(at + 42, true),
    });
    at += ENTRY_BYTES + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

/** From behind: a comment of up to 64 KiB may follow it. */
function findEnd(view: DataView): number | null {
  const last = view.byteLength - END_BYTES;
  for (let at = last; at >= Math.max(0, last - 0xffff); at -= 1) {
    if (view.getUint32(at, true) === END_SIGN) return at;
  }
  return null;
}
