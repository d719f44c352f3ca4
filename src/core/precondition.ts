// What a request demands of the file as it is now (RFC 9110, 13): `If-Match` and `If-None-Match`.

export interface Conditions {
  ifMatch?: string | undefined;
  ifNoneMatch?: string | undefined;
}

interface Present {
  etag: string;
}

/** `unmet`: it must not be done. `unchanged`: the client has the file already. */
export function judge(
  { ifMatch, ifNoneMatch }: Conditions,
  present: Present | null,
): "met" | "unmet" | "unchanged" {
  if (ifMatch !== undefined && !names(ifMatch, present, true)) return "unmet";
  return ifNoneMatch !== undefined && names(ifNoneMatch, present, false) ? "unchanged" : "met";
}

/** Whether a range may be cut from this version: without `If-Range`, or when that names it. */
export function isSameVersion(ifRange: string | undefined, etag: string): boolean {
  return ifRange === undefined || ifRange.trim() === etag;
}

/** Tags come quoted, but people forget that; without quotes they are taken too. */
const TAG = /(W\/)?(?:"([^"]*)"|([^",\s]+))/g;

/** Ours are strong: a weak one is the same only where the strength does not matter. */
function names(header: string, present: Present | null, strongly: boolean): boolean {
  if (present === null) return false;
  if (header.trim() === "*") return true;
  return [...header.matchAll(TAG)].some(
    ([, weak, quoted, bare]) => !(strongly && weak) && `"${quoted ?? bare}"` === present.etag,
  );
}
