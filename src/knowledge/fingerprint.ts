// A short, quick fingerprint of a text, for cache keys that change with it. Not for secrets: collisions can be made.

/** FNV-1a over UTF-16 code units, twice with different starts: 64 bits as hex. */
export function fingerprintOf(text: string): string {
  return [0x811c9dc5, 0x050c5d1f]
    .map((start) => hashFrom(start, text).toString(16).padStart(8, "0"))
    .join("");
}

function hashFrom(start: number, text: string): number {
  let hash = start;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
