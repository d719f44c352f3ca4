// The command line of the doctor.
import { parseArgs } from "node:util";
import type { Language } from "../../src/core/language.ts";

export interface Options {
  /** Origin of a deployment, without a slash; null: the settings of this folder are examined. */
  url: string | null;
  token: string | null;
  envFile: string | null;
  port: number;
  language: Language;
}

const DEFAULT_PORT = "18789";

export const USAGE = `npm run doctor                     the settings of .dev.vars and wrangler.toml / 检查本目录的配置
npm run doctor -- URL              a running deployment / 检查已部署的服务

  --token TOKEN       ADMIN_TOKEN of the deployment / 部署的管理令牌
  --env-file FILE     settings in place of .dev.vars / 代替 .dev.vars 的配置文件
  --port N            where npm start serves (${DEFAULT_PORT}) / npm start 的端口
  --language en|zh    else that of LANG / 语言，默认取自 LANG`;

/** Options, `help`, or a complaint in one line. */
export function readOptions(args: string[], env: NodeJS.ProcessEnv): Options | string {
  const parsed = parse(args);
  if (typeof parsed === "string") return parsed;
  const { values, positionals } = parsed;
  if (values.help === true) return "help";
  const port = Number(values.port ?? DEFAULT_PORT);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    return "--port takes a number from 1 to 65535. / --port 须为 1 到 65535 的数字。";
  const [given] = positionals;
  const url = given === undefined ? null : readOrigin(given);
  if (url === "") return `“${given}” is no address such as https://bot.example.com. / 不是有效的地址。`;
  return {
    url,
    token: values.token ?? filled(env.ADMIN_TOKEN),
    envFile: values["env-file"] ?? null,
    port,
    language: languageOf(values.language || env.LC_ALL || env.LC_MESSAGES || env.LANG || ""),
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        token: { type: "string" },
        "env-file": { type: "string" },
        port: { type: "string" },
        language: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    return `${error instanceof Error ? error.message : error}\n\n${USAGE}`;
  }
}

/** `bot.example.com` is meant as https; empty when it cannot be read. */
export function readOrigin(address: string): string {
  const isLocal = /^(?:localhost|127\.|\[::1\])/.test(address);
  const full = /^\w+:\/\//.test(address) ? address : `${isLocal ? "http" : "https"}://${address}`;
  if (!URL.canParse(full)) return "";
  const url = new URL(full);
  return /^https?:$/.test(url.protocol) ? url.origin : "";
}

function languageOf(name: string): Language {
  return /^zh/i.test(name) ? "zh" : "en";
}

function filled(value: string | undefined): string | null {
  return value === undefined || value === "" ? null : value;
}
