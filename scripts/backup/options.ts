// The command lines of backup and restore.
import { parseArgs } from "node:util";
import { timeOfBackup } from "../../src/core/backup.ts";
import { isInClear } from "../../src/operations/doctor/host.ts";
import { readOrigin } from "../doctor/options.ts";
import { readSettingsFile } from "../doctor/settings-file.ts";

export interface Options {
  /** Origin, without a slash. */
  url: string;
  token: string;
  /** Where a copy goes; null: nowhere. */
  to: string | null;
  /** What is put back: a backup of the deployment, or a folder of this machine. */
  source: { id: string } | { folder: string } | null;
}

const DEFAULT_URL = "http://localhost:18789";

export const BACKUP_USAGE = `npm run backup                     of what npm start serves / 备份本机服务
npm run backup -- URL              of a deployment / 备份已部署的服务

  --to DIR            a copy on this machine, too / 同时下载一份到本机目录`;

export const RESTORE_USAGE = `npm run restore -- ID [URL]        a backup of the deployment / 恢复服务里的某个备份
npm run restore -- DIR [URL]       a copy on this machine / 恢复下载到本机的备份`;

export const TOKEN_USAGE = `
  --token TOKEN       ADMIN_TOKEN of the deployment / 管理令牌
  --env-file FILE     read ADMIN_TOKEN from there in place of .dev.vars / 代替 .dev.vars 的配置文件
  URL: ${DEFAULT_URL} unless given / 默认地址`;

/** Options, `help`, or a complaint. */
export function readOptions(
  command: "backup" | "restore",
  args: string[],
  env: NodeJS.ProcessEnv,
): Options | string {
  const parsed = parse(args);
  if (typeof parsed === "string") return parsed;
  const { values, positionals } = parsed;
  if (values.help === true) return "help";
  const [name, address] = command === "backup" ? [null, positionals[0]] : [positionals[0], positionals[1]];
  if (name === undefined)
    return "Which backup? npm run restore -- ID|DIR [URL] / 请指明要恢复的备份：npm run restore -- ID|DIR [URL]";
  const url = readOrigin(address ?? DEFAULT_URL);
  if (url === "") return `“${address}” is no address such as https://bot.example.com. / 不是有效的地址。`;
  if (isInClear(new URL(url)))
    return "The admin token goes over https only; use https://. / 管理令牌只能通过 https 传输，请改用 https:// 地址。";
  const token = [
    values.token,
    env.ADMIN_TOKEN,
    readSettingsFile(values["env-file"] ?? null).values.ADMIN_TOKEN,
  ].find((found) => found !== undefined && found !== "");
  if (token === undefined)
    return "An admin token is needed: --token TOKEN, or ADMIN_TOKEN in the environment or in .dev.vars. / 需要管理令牌：--token，或环境变量、.dev.vars 中的 ADMIN_TOKEN。";
  return { url, token, to: values.to ?? null, source: name === null ? null : sourceOf(name) };
}

function sourceOf(name: string): Options["source"] {
  return timeOfBackup(name) === null ? { folder: name } : { id: name };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        to: { type: "string" },
        token: { type: "string" },
        "env-file": { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
