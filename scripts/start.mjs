// `npm start`: everything on http://localhost:18789, with nothing installed but Node and npm. Arguments go to `wrangler dev`.
import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import * as http from "node:http";
import * as https from "node:https";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import {
  buildPage,
  captureTool,
  digestOf,
  installDependencies,
  ROOT,
  TOOL_ENVIRONMENT,
  useProjectNode,
} from "./support/prepare.mjs";

const DEFAULT_PORT = 18789;
const args = process.argv.slice(2);
const port = Number(argument("port") ?? DEFAULT_PORT);
if (!Number.isInteger(port) || port < 1 || port > 65_535) {
  console.error(
    `--port takes a number from 1 to 65535, not “${argument("port")}”. / --port 须为 1 到 65535 的数字。`,
  );
  process.exit(1);
}
const address = argument("ip") ?? "127.0.0.1";

if (!(await isFree(port, address))) {
  console.error(
    `Port ${port} is taken. Choose another one: npm start -- --port ${port + 1} / 端口 ${port} 已被占用，请用 --port 换一个。`,
  );
  process.exit(1);
}
await installDependencies();
await useProjectNode(fileURLToPath(import.meta.url));
await buildPage();
await migrate();
serve();

/** `--name value` or `--name=value`. */
function argument(name) {
  const index = args.findIndex((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`));
  if (index === -1) return undefined;
  return args[index].includes("=") ? args[index].split("=").slice(1).join("=") : args[index + 1];
}

function isFree(candidate, host) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", (error) => resolve(error.code !== "EADDRINUSE"));
    probe.listen(candidate, host, () => probe.close(() => resolve(true)));
  });
}

/** One after the other: two wranglers on the same folder lock each other out. Skipped when these very steps were applied there. */
async function migrate() {
  const directory = argument("persist-to");
  const place = directory === undefined ? [] : ["--persist-to", directory];
  const environment = argument("env") ?? process.env.CLOUDFLARE_ENV ?? "";
  // Beside the databases, so that whoever deletes them deletes it too.
  const stamp = join(resolve(ROOT, directory ?? ".wrangler/state"), "v3/d1/migrated");
  const wanted = `${digestOf("migrations")} ${environment}`;
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  for (const database of ["DB", "SEARCH"]) {
    const where = ["--local", "--config", "wrangler.toml", `--env=${environment}`, ...place];
    const command = ["d1", "migrations", "apply", database, ...where];
    const { code, output } = await captureTool("wrangler/bin/wrangler.js", command);
    if (code === 0) continue;
    process.stderr.write(output);
    console.error("The local databases could not be brought up to date; the lines above say why.");
    process.exit(1);
  }
  writeFileSync(stamp, wanted);
}

function serve() {
  const quiet = argument("log-level") === undefined ? ["--log-level", "warn"] : [];
  const wrangler = join(ROOT, "node_modules/wrangler/bin/wrangler.js");
  const command = [
    wrangler,
    "dev",
    "--config",
    "wrangler.toml",
    "--show-interactive-dev-session=false",
    // A domain that production has is not where this one is served.
    "--infer-origin-from-routes=false",
    ...quiet,
    ...args,
  ];
  const child = spawn(process.execPath, command, {
    cwd: ROOT,
    env: TOOL_ENVIRONMENT,
    stdio: ["ignore", "inherit", "inherit"],
  });
  let ending = false;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      ending = true;
      child.kill("SIGTERM");
    });
  }
  child.on("close", (code) => process.exit(ending ? 0 : (code ?? 1)));
  void announce();
}

async function announce() {
  const scheme = argument("local-protocol") === "https" ? "https" : "http";
  const url = `${scheme}://localhost:${port}`;
  const local = `${scheme}://${address === "0.0.0.0" ? "127.0.0.1" : address}:${port}`;
  while ((await ask(`${local}/health/live`))?.status !== 200) {
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  console.log(`
clawdbot-edge is ready / 已就绪：  ${url}

  Health / 健康检查      ${url}/health
  Console / 控制台       ${url}/admin
  API / 接口文档         ${url}/docs
  Stop / 停止            Ctrl-C
${(await hasModel(`${local}/health`)) ? "" : CONNECT_A_MODEL}`);
  runCron(local);
}

/** Wrangler runs no cron locally: alerts, the daily backup and retention are looked after from here, at once and every minute. */
function runCron(local) {
  const run = () => ask(`${local}/cdn-cgi/handler/scheduled`);
  void run();
  setInterval(run, 60_000).unref();
}

const CONNECT_A_MODEL = `
  No model is connected yet; the documents answer. Copy .dev.vars.example to .dev.vars, fill in MODEL_ENDPOINT and MODEL_API_KEY, start again.
  还没有接入模型，目前由文档回答。把 .dev.vars.example 复制为 .dev.vars，填好 MODEL_ENDPOINT 与 MODEL_API_KEY 后重新启动。
`;

async function hasModel(healthUrl) {
  try {
    return JSON.parse((await ask(healthUrl))?.body ?? "").checks.model.status !== "off";
  } catch {
    return true;
  }
}

/** Null when nobody answers. A certificate is not looked at: it is our own, and fetch would refuse it. */
function ask(url) {
  const { get } = url.startsWith("https:") ? https : http;
  return new Promise((resolve) => {
    const request = get(url, { rejectUnauthorized: false, agent: false }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (piece) => {
        body += piece;
      });
      response.on("end", () => resolve({ status: response.statusCode, body }));
      response.on("error", () => resolve(null));
    });
    request.on("error", () => resolve(null));
  });
}
