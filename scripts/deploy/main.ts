// The whole deployment, step by step: account, databases, upload, secrets, health. Exit code 0 only when all of it went well.
import { diagnose, isNamespaceTaken } from "./diagnosis.ts";
import { addressOf, checkHealth } from "./health.ts";
import { setSecrets } from "./interview.ts";
import { type Options, readOptions, USAGE } from "./options.ts";
import { checkBuckets, findAccount, findNamespaces, migrate, readSecretNames } from "./steps.ts";
import { readTarget } from "./target.ts";
import { createTerminal, Interrupted } from "./terminal.ts";
import { begin, done, Halt, type Tools, text } from "./tools.ts";
import { createWrangler } from "./wrangler.ts";

/** `root` and `env`: where the project is, and with which environment its tools run. */
export async function main(args: string[], root: string, env: NodeJS.ProcessEnv): Promise<number> {
  const options = readOptions(args, env);
  if (options === "help") {
    console.log(USAGE);
    return 0;
  }
  const { stdin, stdout } = process;
  const attended = stdin.isTTY === true && stdout.isTTY === true && !options.yes && (env.CI ?? "") === "";
  const wrangler = createWrangler({ root, env, attended }, options.environment);
  if (options.dryRun) return (await wrangler.deploy(["--dry-run", ...options.more])).code;
  return guard(console.log, async () =>
    deploy(options, {
      wrangler,
      terminal: attended ? createTerminal(stdin, stdout) : null,
      target: readTarget(options.environment),
      env,
      say: console.log,
      fetch,
      pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    }),
  );
}

/** The exit code. What ended a deployment is told in one sentence, with the way on. */
export async function guard(say: (line: string) => void, work: () => Promise<void>): Promise<number> {
  try {
    await work();
    return 0;
  } catch (error) {
    if (error instanceof Interrupted) {
      say(
        "\nInterrupted; the next npm run deploy goes on from here. / 已中断，下次 npm run deploy 会接着进行。",
      );
      return 130;
    }
    if (!(error instanceof Halt)) throw error;
    const { happened, wayOn, details } = error;
    if (details !== "") say(`\n${details}`);
    say(`\n✗ ${happened.en}\n  → ${wayOn.en}\n\n✗ ${happened.zh}\n  → ${wayOn.zh}`);
    return 1;
  }
}

export async function deploy({ more, secrets, wait }: Options, tools: Tools): Promise<void> {
  const { target } = tools;
  await findAccount(tools);
  const before = await readSecretNames(tools);
  if (before === null) await checkBuckets(tools);
  // New tables come before the code that needs them. Databases that are not there yet come with the code.
  const missing = await migrate(tools, target.databases);
  const address = await upload(tools, more);
  if (missing.length > 0) await fill(tools, missing);
  await setSecrets(tools, before ?? [], secrets);
  if (address !== null) await checkHealth(tools, address, wait);
  for (const line of nextSteps(address)) tools.say(line);
}

async function upload(tools: Tools, more: string[]): Promise<string | null> {
  begin(tools, text("Upload", "上传"));
  let deployed = await tools.wrangler.deploy(more);
  if (isNamespaceTaken(deployed)) deployed = await tools.wrangler.deploy(more, await findNamespaces(tools));
  const doing = text("The upload", "上传");
  if (deployed.code !== 0) throw diagnose(doing, deployed, true);
  const address = addressOf(deployed.addresses);
  done(tools, text(`Deployed: ${address ?? tools.target.worker}`, "已部署"));
  return address;
}

async function fill(tools: Tools, missing: string[]): Promise<void> {
  const still = await migrate(tools, missing);
  if (still.length === 0) return;
  throw new Halt(
    text(
      `The deployment made no database for ${still.join(", ")}.`,
      `部署没有创建数据库：${still.join("、")}。`,
    ),
    text(
      "Does database_name in wrangler.toml fit? Run npm run deploy again: it goes on where it was.",
      "请检查 wrangler.toml 里的 database_name，再运行 npm run deploy，会从中断处继续。",
    ),
  );
}

function nextSteps(address: string | null): string[] {
  if (address === null) return [];
  return [
    "",
    `  Page / 页面           ${address}`,
    `  Console / 控制台      ${address}/admin`,
    `  Doctor / 诊断         npm run doctor -- ${address}`,
    `  Feishu / 飞书         ${address}/webhooks/feishu`,
    `  DingTalk / 钉钉       ${address}/webhooks/dingtalk`,
    "",
    "  MODEL_NAME and other plain settings stand in wrangler.toml under [vars]. / MODEL_NAME 等普通配置写在 wrangler.toml 的 [vars] 里。",
    "  In mainland China bind a domain of your own. / 中国大陆请绑定自有域名。  docs/deployment.md, docs/deployment.zh-CN.md",
  ];
}
