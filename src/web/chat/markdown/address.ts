// Which addresses of an answer may become links.

const allowed = new Set(["http:", "https:", "mailto:"]);

/** The address in its normal form, or null for a relative, broken or dangerous one. */
export function safeAddress(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  return allowed.has(url.protocol) ? url.href : null;
}

/** For sources: only https gets a link. */
export function secureAddress(address: string | undefined): string | null {
  const safe = address === undefined ? null : safeAddress(address);
  return safe?.startsWith("https:") ? safe : null;
}
