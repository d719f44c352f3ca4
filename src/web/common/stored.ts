// What the page keeps in the browser. Storage may be forbidden or full; then the page works without a memory.

const prefix = "clawdbot.";

export function readStored(name: string): string | null {
  try {
    return localStorage.getItem(prefix + name);
  } catch {
    return null;
  }
}

/** An empty value is forgotten. */
export function writeStored(name: string, value: string): void {
  try {
    if (value === "") localStorage.removeItem(prefix + name);
    else localStorage.setItem(prefix + name, value);
  } catch {
    // Private windows refuse to store: the value lives as long as the page.
  }
}
