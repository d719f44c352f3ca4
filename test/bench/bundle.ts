// The Workers as they would be deployed: wrangler builds them, and their modules are read back.
import { execFile } from "node:child_process";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify, stripVTControlCharacters } from "node:util";
import { gzipSync } from "node:zlib";

export interface BundleModule {
  type: "ESModule" | "Text" | "CompiledWasm" | "Data";
  path: string;
  contents: Buffer;
}

export interface Bundle {
  /** wrangler.toml, where the bindings stand. */
  config: string;
  modulesRoot: string;
  /** The entry first. */
  modules: BundleModule[];
  gzipKibibytes: number;
}

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

const WRANGLER = join(ROOT, "node_modules/.bin/wrangler");
const TYPES: Record<string, BundleModule["type"]> = {
  js: "ESModule",
  mjs: "ESModule",
  wasm: "CompiledWasm",
  md: "Text",
  txt: "Text",
  html: "Text",
};

export interface BuildOptions {
  /** Instead of the one that the configuration names. */
  entry?: string;
  /** With the names of functions, for people who read a profile. */
  readable?: boolean;
}

export async function buildBundle(
  config: string,
  folder: string,
  { entry, readable = false }: BuildOptions = {},
): Promise<Bundle> {
  const assets = join(folder, "assets");
  const output = join(folder, "out");
  await mkdir(assets, { recursive: true });
  const options = [
    "--dry-run",
    readable ? "--no-minify" : "--minify",
    "--outdir",
    output,
    "--assets",
    assets,
    "--config",
    config,
  ];
  await runWrangler(["deploy", ...(entry === undefined ? [] : [entry]), ...options]);
  return readBundle(config, folder);
}

/** What was built into this folder before. */
export async function readBundle(config: string, folder: string): Promise<Bundle> {
  const output = join(folder, "out");
  const modules = await readModules(output);
  const bytes = modules.reduce((sum, module) => sum + gzipSync(module.contents, { level: 9 }).length, 0);
  return { config, modulesRoot: output, modules, gzipKibibytes: bytes / 1024 };
}

async function runWrangler(options: string[]): Promise<void> {
  const env = { ...process.env, WRANGLER_SEND_METRICS: "false", CLOUDFLARE_API_TOKEN: "" };
  try {
    await promisify(execFile)(process.execPath, [WRANGLER, ...options], { cwd: ROOT, env });
  } catch (cause) {
    const output = cause instanceof Error && "stderr" in cause ? String(cause.stderr) : "";
    throw new Error(`wrangler could not build the Worker: ${stripVTControlCharacters(output).trim()}`, {
      cause,
    });
  }
}

/** Source maps and the README that wrangler puts there are no part of the Worker. */
async function readModules(folder: string): Promise<BundleModule[]> {
  const names = (await readdir(folder)).filter((name) => !name.endsWith(".map") && name !== "README.md");
  const modules = names.map(async (name) => ({
    type: TYPES[name.split(".").at(-1) ?? ""] ?? "Data",
    path: join(folder, name),
    contents: await readFile(join(folder, name)),
  }));
  const read = await Promise.all(modules);
  return read.sort((left, right) => Number(right.type === "ESModule") - Number(left.type === "ESModule"));
}
