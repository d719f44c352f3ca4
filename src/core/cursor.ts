// Opaque page cursors. Each names the list it belongs to, so that a cursor of another list is refused.

export function encodeCursor(list: string, values: (string | number)[]): string {
  const bytes = new TextEncoder().encode(JSON.stringify([list, ...values]));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** The values of a cursor of this list, as strings; null when it is none. */
export function decodeCursor(list: string, cursor: string, count: number): string[] | null {
  if (!/^[A-Za-z0-9_-]{1,4000}$/.test(cursor)) return null;
  try {
    const binary = atob(cursor.replaceAll("-", "+").replaceAll("_", "/"));
    const parsed: unknown = JSON.parse(
      new TextDecoder().decode(Uint8Array.from(binary, (char) => char.charCodeAt(0))),
    );
    if (!Array.isArray(parsed) || parsed.length !== count + 1 || parsed[0] !== list) return null;
    const values: unknown[] = parsed.slice(1);
    return values.every(isCursorValue) ? values.map(String) : null;
  } catch {
    return null;
  }
}

function isCursorValue(value: unknown): value is string | number {
  return typeof value === "string" || Number.isFinite(value);
}
