// The header `Range` of a download (RFC 9110, 14): one range of bytes. Anything else asks for the whole.

export interface ByteRange {
  offset: number;
  length: number;
}

const ONE_RANGE = /^bytes=(\d*)-(\d*)$/i;

/** Several ranges, another unit or nonsense are ignored, as the RFC allows. */
export function parseRange(header: string | undefined, size: number): ByteRange | "whole" | "unsatisfiable" {
  const [, first = "", last = ""] = ONE_RANGE.exec(header?.trim() ?? "") ?? [];
  if (first === "") return last === "" ? "whole" : lastBytes(Number(last), size);
  const offset = Number(first);
  const end = last === "" ? Number.POSITIVE_INFINITY : Number(last);
  if (end < offset) return "whole";
  if (offset >= size) return "unsatisfiable";
  return { offset, length: Math.min(end, size - 1) - offset + 1 };
}

/** No range of an empty file can be written down, so it is sent whole. */
function lastBytes(count: number, size: number): ByteRange | "whole" | "unsatisfiable" {
  if (count === 0) return "unsatisfiable";
  const length = Math.min(count, size);
  return length === 0 ? "whole" : { offset: size - length, length };
}
