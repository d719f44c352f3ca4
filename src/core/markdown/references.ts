// Addresses that a text defines for its links by name: `[name]: https://…`.
import { scanLines } from "./blocks.ts";
import { type References, referenceName } from "./inline.ts";

const DEFINITION = /^ {0,3}\[([^[\]\\]{1,999})\]:[ \t]*(?:<([^<>]*)>|(\S+))/;

/** By name as `referenceName` writes it; the first definition counts. */
export function referencesIn(markdown: string): References {
  const references = new Map<string, string>();
  if (!markdown.includes("]:")) return references;
  for (const line of scanLines(markdown)) {
    const [, name, angled, bare] = (line.kind === "text" && DEFINITION.exec(line.text)) || [];
    if (name === undefined || name.trim() === "") continue;
    const key = referenceName(name);
    if (!references.has(key)) references.set(key, angled ?? bare ?? "");
  }
  return references;
}
