// Where bytes stand until they are known whole and right: keys that no door shows.
import { toHex } from "../core/identifier.ts";

export function stagingKey(name: string): string {
  return `uploads/${name}`;
}

/** Stores blocks of one size, the last may be smaller, as one object; their SHA-256 in hex. */
export async function stage(
  bucket: R2Bucket,
  key: string,
  first: Uint8Array[],
  more: AsyncIterable<Uint8Array>,
): Promise<string> {
  const upload = await bucket.createMultipartUpload(key);
  const digest = new crypto.DigestStream("SHA-256");
  const writer = digest.getWriter();
  const parts: R2UploadedPart[] = [];
  const add = async (block: Uint8Array) => {
    await writer.write(block);
    parts.push(await upload.uploadPart(parts.length + 1, block));
  };
  try {
    for (const block of first) await add(block);
    for await (const block of more) await add(block);
    await writer.close();
    await upload.complete(parts);
    return toHex(new Uint8Array(await digest.digest));
  } catch (error) {
    await upload.abort();
    throw error;
  }
}
