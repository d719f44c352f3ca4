// Settings as `npm start` sees them: .dev.vars, or another file, over [vars] of wrangler.toml.
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseEnv } from "node:util";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const USUAL_FILE = ".dev.vars";

export interface FoundSettings {
  /** As it is named to people. */
  file: string;
  exists: boolean;
  values: Record<string, string>;
}

export function readSettingsFile(envFile: string | null): FoundSettings {
  const path = envFile === null ? join(ROOT, USUAL_FILE) : resolve(envFile);
  const exists = existsSync(path);
  const own = exists ? parseEnv(readFileSync(path, "utf8")) : {};
  const values: Record<string, string> = readVars(readFileSync(join(ROOT, "wrangler.toml"), "utf8"));
  for (const [name, value] of Object.entries(own)) if (value !== undefined) values[name] = value;
  return { file: envFile ?? USUAL_FILE, exists, values };
}

/** The one table that matters here, of lines such as `NAME = "value"`, `NAME = 300` or `NAME = true`. */
export function readVars(toml: string): Record<string, string> {
  const vars: Record<string, string> = {};
  let table = "";
  for (const line of toml.split("\n")) {
    table = /^\s*\[+\s*([^\]]*?)\s*\]+/.exec(line)?.[1] ?? table;
    const [, name, value] =
      /^\s*([A-Z][A-Z0-9_]*)\s*=\s*("(?:[^"\\]|\\.)*"|'[^']*'|[\w.+-]+)\s*(?:#.*)?$/.exec(line) ?? [];
    if (table === "vars" && name !== undefined && value !== undefined) vars[name] = readValue(value);
  }
  return vars;
}

function readValue(written: string): string {
  if (written.startsWith("'")) return written.slice(1, -1);
  if (!written.startsWith('"')) return written;
  try {
    return String(JSON.parse(written));
  } catch {
    return written.slice(1, -1);
  }
}
