// What the repository already holds of each kind of input: recorded deliveries, documents, protocol vectors.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const FIXTURES = fileURLToPath(new URL("../fixtures/", import.meta.url));

/** Files below a folder of the fixtures whose names end so. */
export function fixtures(folder: string, ending: string, most = 40): Uint8Array[] {
  const names = readdirSync(join(FIXTURES, folder), { recursive: true, encoding: "utf8" });
  return names
    .filter((name) => name.endsWith(ending))
    .sort()
    .slice(0, most)
    .map((name) => new Uint8Array(readFileSync(join(FIXTURES, folder, name))));
}

export function textFixtures(folder: string, ending: string, most = 40): string[] {
  return fixtures(folder, ending, most).map((bytes) => new TextDecoder().decode(bytes));
}
