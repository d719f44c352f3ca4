// Runs the project's own wrangler for one environment of wrangler.toml.
import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { isRecord, parseJson } from "../../src/core/json.ts";
import { CONFIG, writeConfig } from "./config-copy.ts";
import type { Ended, Wrangler } from "./tools.ts";

export interface Place {
  root: string;
  env: NodeJS.ProcessEnv;
  /** Somebody sits there, so wrangler may ask. */
  attended: boolean;
}

export function createWrangler(place: Place, environment: string): Wrangler {
  // --env="" names production, else wrangler warns that another one might have been meant.
  const named = `--env=${environment}`;
  const program = join(place.root, "node_modules/wrangler/bin/wrangler.js");
  let account: NodeJS.ProcessEnv = {};
  const start = (command: string[], stdio: StdioOptions, more: NodeJS.ProcessEnv = {}) =>
    spawn(process.execPath, [program, ...command, named], {
      cwd: place.root,
      env: { ...place.env, ...account, ...more },
      stdio,
    });
  return {
    capture(command, input) {
      const child = start(
        [...command, "--config", CONFIG],
        [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
      );
      // Secrets travel this way: they stand on no command line and in no file.
      child.stdin?.on("error", () => undefined).end(input);
      return ended(child);
    },
    async deploy(more, namespaces = {}) {
      const config = writeConfig(place.root, environment, namespaces);
      const folder = mkdtempSync(join(tmpdir(), "clawdbot-edge-deploy-"));
      const report = join(folder, "report");
      // Its output goes straight to the terminal, which wrangler takes as the sign that it may ask.
      const stdio: StdioOptions = [place.attended ? "inherit" : "ignore", "inherit", "pipe"];
      const child = start(["deploy", ...more, "--config", config], stdio, {
        WRANGLER_OUTPUT_FILE_PATH: report,
      });
      child.stderr?.pipe(process.stderr, { end: false });
      try {
        return { ...(await ended(child)), addresses: readAddresses(report) };
      } finally {
        rmSync(folder, { recursive: true, force: true });
        if (config !== CONFIG) rmSync(join(place.root, config), { force: true });
      }
    },
    useAccount(id) {
      account = { CLOUDFLARE_ACCOUNT_ID: id };
    },
  };
}

function ended(child: ChildProcess): Promise<Ended> {
  const said = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const)
    child[stream]?.setEncoding("utf8").on("data", (piece: string) => {
      said[stream] += piece;
    });
  return new Promise((resolve) => {
    const finish = (code: number) =>
      resolve({
        code,
        stdout: stripVTControlCharacters(said.stdout),
        stderr: stripVTControlCharacters(said.stderr),
      });
    child.on("error", (error) => {
      said.stderr += error.message;
      finish(127);
    });
    child.on("close", (code) => finish(code ?? 1));
  });
}

/** From wrangler's report for programs: one JSON a line. */
function readAddresses(report: string): string[] {
  if (!existsSync(report)) return [];
  return readFileSync(report, "utf8")
    .split("\n")
    .map(parseJson)
    .flatMap((entry) =>
      isRecord(entry) && entry.type === "deploy" && Array.isArray(entry.targets) ? entry.targets : [],
    )
    .filter((target) => typeof target === "string");
}
