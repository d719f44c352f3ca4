// wrangler.toml with ids of KV namespaces put in. Wrangler finds databases and buckets by their names, but makes a namespace anew as long
// as no Worker has it: behind a first deployment that was interrupted it would then find the title taken, for ever.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { experimental_readRawConfig } from "wrangler";
import { isRecord } from "../../src/core/json.ts";

export const CONFIG = "wrangler.toml";

/** Name of the file to deploy by: a copy that has to be removed afterwards, where there are ids. Paths in it are relative to it. */
export function writeConfig(root: string, environment: string, namespaces: Record<string, string>): string {
  if (Object.keys(namespaces).length === 0) return CONFIG;
  const read: unknown = experimental_readRawConfig({ config: join(root, CONFIG) });
  const config = isRecord(read) && isRecord(read.rawConfig) ? read.rawConfig : {};
  const environments = isRecord(config.env) ? config.env : {};
  const part = environment === "" ? config : environments[environment];
  if (isRecord(part) && Array.isArray(part.kv_namespaces))
    part.kv_namespaces = part.kv_namespaces.map((entry) =>
      isRecord(entry) ? { id: namespaces[String(entry.binding)], ...entry } : entry,
    );
  const copy = `.deploy-${process.pid}.json`;
  writeFileSync(join(root, copy), JSON.stringify(config));
  return copy;
}
