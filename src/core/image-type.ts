// What kind of image some bytes are, by how they begin.

const BEGINNINGS: [type: string, bytes: number[]][] = [
  ["image/png", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ["image/jpeg", [0xff, 0xd8, 0xff]],
  ["image/gif", [0x47, 0x49, 0x46, 0x38]],
];
/** `RIFF`, four bytes of length, `WEBP`. */
const RIFF = [0x52, 0x49, 0x46, 0x46];
const WEBP = [0x57, 0x45, 0x42, 0x50];

/** Null for anything but the four kinds that vision models take. */
export function imageType(bytes: Uint8Array): string | null {
  const has = (expected: number[], at = 0) => expected.every((byte, index) => bytes[at + index] === byte);
  const found = BEGINNINGS.find(([, beginning]) => has(beginning));
  if (found !== undefined) return found[0];
  return has(RIFF) && has(WEBP, 8) ? "image/webp" : null;
}
