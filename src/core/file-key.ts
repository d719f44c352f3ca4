// Names of files: where they may stand, and which names are none.

/** The folders that the doors show. Whatever else the bucket holds is nobody's business. */
const ROOTS = ["backups/", "knowledge/", "logs/", "models/"];
const LONGEST_KEY_BYTES = 512;
const CONTROL = /\p{Cc}/u;

export function isFileKey(key: string): boolean {
  return (
    isUnderRoot(key) &&
    isSound(key) &&
    key.split("/").every((segment) => segment !== "" && segment !== "." && segment !== "..")
  );
}

/** The key that a path's percent-encoded rest names, decoded once; null when it names none. */
export function decodeFileKey(encoded: string): string | null {
  try {
    const key = decodeURIComponent(encoded);
    return isFileKey(key) ? key : null;
  } catch {
    return null;
  }
}

/** What a list may be asked for: nothing, a folder, or the beginning of a key or of a folder's name. */
export function isFilePrefix(prefix: string): boolean {
  return isSound(prefix) && (isUnderRoot(prefix) || ROOTS.some((root) => root.startsWith(prefix)));
}

export function isUnderRoot(key: string): boolean {
  return ROOTS.some((root) => key.startsWith(root));
}

/** Logs are written by the service alone; a line that somebody else wrote would prove nothing. */
export function isReadOnly(key: string): boolean {
  return key.startsWith("logs/");
}

function isSound(text: string): boolean {
  return (
    text.length <= LONGEST_KEY_BYTES &&
    text.isWellFormed() &&
    !CONTROL.test(text) &&
    !text.includes("\\") &&
    new TextEncoder().encode(text).length <= LONGEST_KEY_BYTES
  );
}
