// The command line of the deployment.
import { parseArgs } from "node:util";

export interface Options {
  /** Empty: production, the top of wrangler.toml. */
  environment: string;
  /** Shows the bundle and its bindings, and touches no account. */
  dryRun: boolean;
  /** Nothing is asked, whoever sits there. */
  yes: boolean;
  /** Asks for every secret that is not set, not only where a must-have is missing. */
  secrets: boolean;
  /** Seconds that the new address has until it must answer. */
  wait: number;
  /** For `wrangler deploy`. */
  more: string[];
}

const DEFAULT_WAIT = 60;

export const USAGE = `npm run deploy                        production / 部署生产环境
npm run deploy -- --env staging       another environment of wrangler.toml / 部署 wrangler.toml 里的其他环境

  --dry-run   shows bundle and bindings, needs no account / 只显示打包结果和绑定，不需要账号
  --secrets   asks for every secret that is not set / 逐项询问所有未设置的密钥
  --yes       asks nothing / 不提问
  --wait N    seconds that the address has to answer (${DEFAULT_WAIT}) / 等待地址响应的秒数
  The rest goes to wrangler deploy / 其余参数交给 wrangler deploy`;

/** Options, or `help`. What is not ours goes on to wrangler as it stands. */
export function readOptions(args: string[], env: NodeJS.ProcessEnv): Options | "help" {
  const { tokens } = parseArgs({ args, options: OWN, strict: false, tokens: true, allowPositionals: true });
  const options: Options = {
    environment: env.CLOUDFLARE_ENV ?? "",
    dryRun: false,
    yes: false,
    secrets: false,
    wait: DEFAULT_WAIT,
    more: [],
  };
  const taken = new Set<number>();
  for (const token of tokens) {
    if (token.kind !== "option" || !(token.name in OWN)) continue;
    if (token.name === "help") return "help";
    taken.add(token.index);
    if (token.inlineValue === false) taken.add(token.index + 1);
    if (token.name === "env") options.environment = token.value ?? "";
    if (token.name === "wait") options.wait = Number(token.value) || 0;
    if (token.name === "dry-run") options.dryRun = true;
    if (token.name === "yes") options.yes = true;
    if (token.name === "secrets") options.secrets = true;
  }
  return { ...options, more: args.filter((_, index) => !taken.has(index)) };
}

const OWN = {
  env: { type: "string", short: "e" },
  "dry-run": { type: "boolean" },
  yes: { type: "boolean", short: "y" },
  secrets: { type: "boolean" },
  wait: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;
