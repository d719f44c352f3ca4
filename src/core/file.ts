// A file as its doors show it.

export interface StoredFile {
  key: string;
  size: number;
  /** As in the header `ETag`, quotes included. */
  etag: string;
  /** Hex; null when nobody has computed it. */
  sha256: string | null;
  content_type: string;
  updated_at: string;
}

/** Of parts, that is; R2 takes a little more in one piece, which every file is in the end. */
export const LARGEST_FILE_BYTES = 5_000_000_000;

/** A type, a subtype, and whatever parameters follow them, in ASCII. */
const CONTENT_TYPE = /^[\w!#$&^.+-]{1,64}\/[\w!#$&^.+-]{1,64}( *;[ -~]{0,100})?$/;

/** A media type as it was given, if it is one; else that of bytes without meaning. */
export function saneContentType(given: string | undefined): string {
  const type = given?.trim() ?? "";
  return CONTENT_TYPE.test(type) ? type : "application/octet-stream";
}
