// How a large file is cut for its upload.

/** Larger ones are sent in parts: one request may carry about 100 MB. */
export const WHOLE_BYTES = 90_000_000;

export interface Part {
  number: number;
  start: number;
  end: number;
}

export function planParts(size: number, partBytes: number): Part[] {
  const count = Math.max(1, Math.ceil(size / partBytes));
  return Array.from({ length: count }, (_, index) => ({
    number: index + 1,
    start: index * partBytes,
    end: Math.min(size, (index + 1) * partBytes),
  }));
}
