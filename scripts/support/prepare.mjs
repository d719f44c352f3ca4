// What every command does first on a fresh clone: install what is missing, run on a fitting Node, build the page.
// Plain JavaScript: it runs on the machine's own Node (20 or newer) before anything is installed.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const NODE = join(ROOT, "node_modules/.bin/node");
const INSTALLED = join(ROOT, "node_modules/.installed-lock");

/** Quiet and offline: no banner, no metrics, no look-up of the caller's location. */
export const TOOL_ENVIRONMENT = {
  ...process.env,
  PATH: `${join(ROOT, "node_modules/.bin")}:${process.env.PATH ?? ""}`,
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_HIDE_BANNER: "true",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  X_LOCAL_OBSERVABILITY: "false",
};

/** Runs a program to its end. With `capture` its output is kept back and returned. */
function run(command, args, { capture = false } = {}) {
  return new Promise((resolve) => {
    const pieces = [];
    const shown = capture ? "pipe" : "inherit";
    // A tool that shows itself may ask something, such as which account to deploy to.
    const stdio = [capture ? "ignore" : "inherit", shown, shown];
    const child = spawn(command, args, { cwd: ROOT, env: TOOL_ENVIRONMENT, stdio });
    const finish = (code) => resolve({ code, output: Buffer.concat(pieces).toString() });
    child.stdout?.on("data", (piece) => pieces.push(piece));
    child.stderr?.on("data", (piece) => pieces.push(piece));
    child.on("error", (error) => {
      console.error(error.message);
      finish(127);
    });
    child.on("close", (code) => finish(code ?? 1));
  });
}

/** A tool of node_modules, run by the project's own Node; resolves to its exit code. */
export async function runTool(file, args) {
  return (await run(NODE, [join(ROOT, "node_modules", file), ...args])).code;
}

/** The same with its output kept back: `{ code, output }`. */
export function captureTool(file, args) {
  return run(NODE, [join(ROOT, "node_modules", file), ...args], { capture: true });
}

export async function installDependencies() {
  const lock = readFileSync(join(ROOT, "package-lock.json"));
  const wanted = createHash("sha256").update(lock).digest("hex");
  if (existsSync(INSTALLED) && readFileSync(INSTALLED, "utf8") === wanted && existsSync(NODE)) return;
  console.log("Installing dependencies (once, about half a minute) / 正在安装依赖（仅一次，约半分钟）…");
  const flags = ["--no-audit", "--no-fund", "--loglevel=error"];
  const failed =
    (await run("npm", ["ci", ...flags], { capture: true })).code !== 0 &&
    (await run("npm", ["install", ...flags])).code !== 0;
  if (failed) {
    console.error(
      "npm could not install the dependencies. Check the network and the registry, then try again.",
    );
    process.exit(1);
  }
  writeFileSync(INSTALLED, wanted);
}

/** The tools need Node 22.12, our own scripts 24; the project brings 24. On an older one this process is a shell around that. */
export async function useProjectNode(script) {
  if (Number.parseInt(process.versions.node, 10) >= 24) return;
  const child = spawn(NODE, [script, ...process.argv.slice(2)], {
    cwd: ROOT,
    env: TOOL_ENVIRONMENT,
    stdio: "inherit",
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  const code = await new Promise((resolve) => child.on("close", (exitCode) => resolve(exitCode ?? 1)));
  process.exit(code);
}

/** Builds the page into dist/web, unless it was built from these very sources. Several commands may do so at once. */
export async function buildPage() {
  const wanted = digestOf("src/web", "src/core", "src/http", "src/knowledge", "scripts", "package-lock.json");
  const stamp = join(ROOT, "dist/web.sources");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  const fresh = join(ROOT, `dist/web-${process.pid}`);
  mkdirSync(fresh, { recursive: true });
  const page = [
    "build",
    "--config",
    "src/web/vite.config.ts",
    "--outDir",
    fresh,
    "--emptyOutDir",
    "--logLevel",
    "warn",
  ];
  const built =
    (await runTool("vite/bin/vite.js", page)) === 0 &&
    (await run(NODE, ["scripts/build-api-docs.ts", fresh])).code === 0 &&
    (await run(NODE, ["scripts/build-library.ts", fresh])).code === 0;
  if (!built) {
    rmSync(fresh, { recursive: true, force: true });
    console.error("The page could not be built; the lines above say why.");
    process.exit(1);
  }

  const old = join(ROOT, `dist/old-${process.pid}`);
  if (existsSync(join(ROOT, "dist/web"))) renameSync(join(ROOT, "dist/web"), old);
  renameSync(fresh, join(ROOT, "dist/web"));
  rmSync(old, { recursive: true, force: true });
  writeFileSync(stamp, wanted);
}

/** SHA-256 over files and folders of the project, names and contents. */
export function digestOf(...paths) {
  const digest = createHash("sha256");
  const add = (path) => {
    if (statSync(path).isDirectory()) for (const name of readdirSync(path).sort()) add(join(path, name));
    else digest.update(path).update(readFileSync(path));
  };
  for (const path of paths) add(join(ROOT, path));
  return digest.digest("hex");
}
