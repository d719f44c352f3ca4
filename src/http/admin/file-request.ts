// What requests about files have in common: the key in the path, the conditions, the checksum.
import type { StoredFile } from "../../core/file.ts";
import { decodeFileKey, isReadOnly } from "../../core/file-key.ts";
import { type Conditions, judge } from "../../core/precondition.ts";
import { servicesOf } from "../../services.ts";
import { type AppContext, invalid, refuse } from "../context.ts";

/** `/api/admin/files/` */
const SEGMENTS_BEFORE_KEY = 4;

/** From the address as it was sent: the router's own reading of a path decodes some of it, and not all. */
export function readKey(context: AppContext): string {
  const { url } = context.req.raw;
  const path = url.slice(url.indexOf("/", url.indexOf("//") + 2)).split(/[?#]/, 1)[0] ?? "";
  const encoded = path.split("/").slice(SEGMENTS_BEFORE_KEY).join("/");
  return (
    decodeFileKey(encoded) ??
    invalid(
      "invalid_key",
      "Keys begin with models/, knowledge/, logs/ or backups/; at most 512 bytes of UTF-8, no empty segment, no . or .., no backslash or " +
        "control character.",
    )
  );
}

export function readWritableKey(context: AppContext): string {
  const key = readKey(context);
  if (isReadOnly(key))
    refuse({
      kind: "forbidden",
      code: "read_only",
      message: "Logs are read and deleted here, never written.",
    });
  return key;
}

export async function fileOr404(context: AppContext, key: string): Promise<StoredFile> {
  const file = await servicesOf(context.env).files.head(key);
  return (
    file ?? refuse({ kind: "not_found", code: "file_not_found", message: "There is no file of this key." })
  );
}

export function readConditions(context: AppContext): Conditions {
  return { ifMatch: context.req.header("if-match"), ifNoneMatch: context.req.header("if-none-match") };
}

/** For what changes something: 412 unless the file is as the request says. */
export function requireMet(context: AppContext, present: StoredFile | null): void {
  if (judge(readConditions(context), present) !== "met") refuse({ kind: "precondition_failed" });
}

/** Looks at the conditions, and holds on to what it saw until the write. */
export async function readReplaced(
  context: AppContext,
  key: string,
): Promise<{ present: StoredFile | null; only: { replaces?: string | null } }> {
  const present = await servicesOf(context.env).files.head(key);
  requireMet(context, present);
  const { ifMatch, ifNoneMatch } = readConditions(context);
  const isBound = ifMatch !== undefined || ifNoneMatch !== undefined;
  return { present, only: isBound ? { replaces: present?.etag ?? null } : {} };
}

/** Hex, lower case; null when the client does not say. */
export function readChecksum(context: AppContext): string | null {
  const header = context.req.header("x-content-sha256")?.trim().toLowerCase();
  if (header === undefined) return null;
  if (/^[0-9a-f]{64}$/.test(header)) return header;
  return invalid("invalid_checksum", "X-Content-SHA256 must be 64 hex digits.", "X-Content-SHA256");
}

/** Null when the client does not say how long its body is. */
export function readLength(context: AppContext): number | null {
  const header = context.req.header("content-length") ?? "";
  return /^\d{1,15}$/.test(header) ? Number(header) : null;
}

/** What tells one version of a file from another. */
export function versionHeaders({ etag, sha256 }: StoredFile): Record<string, string> {
  return { ETag: etag, ...(sha256 !== null && { "X-Content-SHA256": sha256 }) };
}
