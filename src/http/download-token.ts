// The token of a signed link: which file, until when, and a signature that only this deployment can make.
import { decodeCursor, encodeCursor } from "../core/cursor.ts";
import { isFileKey } from "../core/file-key.ts";
import { hmacSha256, sameText } from "../core/hmac.ts";
import { toHex } from "../core/identifier.ts";

const KIND = "download";

/** `end`: Unix seconds. With another admin token all links end. */
export async function signDownload(adminToken: string, key: string, end: number): Promise<string> {
  const claim = encodeCursor(KIND, [key, end]);
  return `${claim}.${await signatureOf(adminToken, claim)}`;
}

/** Null for a token that was not made here. */
export async function readDownload(
  adminToken: string,
  token: string,
): Promise<{ key: string; end: number } | null> {
  const [claim = "", signature = "", ...rest] = token.split(".");
  if (rest.length > 0 || !(await sameText(signature, await signatureOf(adminToken, claim)))) return null;
  const [key = "", end = ""] = decodeCursor(KIND, claim, 2) ?? [];
  return isLinkable(key) ? { key, end: Number(end) } : null;
}

/** What a server may fetch without being the operator: no logs, no backups. */
export function isLinkable(key: string): boolean {
  return isFileKey(key) && /^(?:models|knowledge)\//.test(key);
}

/** A key of its own, so that no signature of another purpose fits. */
async function signatureOf(adminToken: string, claim: string): Promise<string> {
  const key = toHex(await hmacSha256(adminToken, "signed download links"));
  return toHex(await hmacSha256(key, claim));
}
