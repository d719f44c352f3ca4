// What wrangler.toml says of one environment, read by wrangler itself.
import { unstable_readConfig } from "wrangler";
import { isRecord, type JsonRecord } from "../../src/core/json.ts";
import { Halt, type Target, text } from "./tools.ts";

export function readTarget(environment: string): Target {
  const config: unknown = read(environment);
  const { name, account_id, d1_databases, kv_namespaces, vars } = isRecord(config) ? config : {};
  return {
    environment,
    worker: String(name),
    accountId: typeof account_id === "string" ? account_id : null,
    databases: bindingsOf(d1_databases),
    namespaces: bindingsOf(kv_namespaces, ({ id }) => id === undefined),
    vars: Object.keys(isRecord(vars) ? vars : {}),
  };
}

function bindingsOf(list: unknown, wanted: (entry: JsonRecord) => boolean = () => true): string[] {
  return (Array.isArray(list) ? list : [])
    .filter(isRecord)
    .filter(wanted)
    .map(({ binding }) => String(binding));
}

function read(environment: string): unknown {
  try {
    return unstable_readConfig({ config: "wrangler.toml", env: environment }, { hideWarnings: true });
  } catch (error) {
    throw new Halt(
      text("wrangler.toml cannot be read.", "无法读取 wrangler.toml。"),
      text("Mend what is named above, then deploy again.", "按上文修改后重新部署。"),
      error instanceof Error ? error.message : "",
    );
  }
}
