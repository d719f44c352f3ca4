// DOCX files made by hand: the archive and the pieces of its text.
import { crc32, deflateRawSync } from "node:zlib";

export interface ZipOptions {
  /** What an archiver may add behind the archive's end. */
  comment?: string;
  /** General purpose bits of each entry: 1 is a password, 8 sizes behind the data. */
  flags?: number;
  /** Bytes of an extra field in each local header. */
  extra?: number;
}

/** A ZIP archive with the same packing for all files. */
export function zip(
  files: Record<string, string | Uint8Array>,
  method = 8,
  { comment = "", flags = 0, extra = 0 }: ZipOptions = {},
): Uint8Array {
  const [locals, directory]: [Buffer[], Buffer[]] = [[], []];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const [raw, path] = [Buffer.from(content), Buffer.from(name)];
    const data = method === 8 ? deflateRawSync(raw) : raw;
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(flags, 2);
    common.writeUInt16LE(method, 4);
    common.writeUInt32LE(crc32(raw), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(raw.length, 18);
    common.writeUInt16LE(path.length, 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    // With sizes behind the data, those in front of it are zero, and only the directory's count.
    const local = Buffer.from(common);
    if (flags & 8) local.fill(0, 10, 22);
    local.writeUInt16LE(extra, 24);
    locals.push(Buffer.from("PK\x03\x04"), local, path, Buffer.alloc(extra), data);
    directory.push(Buffer.from("PK\x01\x02\x14\0", "latin1"), common, place, path);
    offset += 30 + path.length + extra + data.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(comment.length, 16);
  end.writeUInt16LE(Object.keys(files).length, 4);
  end.writeUInt16LE(Object.keys(files).length, 6);
  end.writeUInt32LE(list.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, list, Buffer.from("PK\x05\x06"), end, Buffer.from(comment)]);
}

export const run = (text: string) => `<w:r><w:t xml:space="preserve">${text}</w:t></w:r>`;
export const document = (body: string) =>
  `<?xml version="1.0"?><w:document><w:body>${body}</w:body></w:document>`;
