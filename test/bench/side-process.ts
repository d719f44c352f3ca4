// What stands around the Workers, each in a process of its own, so that its work is not counted as ours.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { ROOT } from "./bundle.ts";

export interface SideProcess {
  url: string;
  stop(): Promise<void>;
}

/** `script`: as seen from the root. It serves on a port of its choice and prints the URL as its first line. */
export async function startSideProcess(
  script: string,
  options: readonly string[] = [],
): Promise<SideProcess> {
  const child = spawn(process.execPath, [join(ROOT, script), ...options], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const kill = () => void child.kill();
  process.once("exit", kill);
  const [url] = await Promise.race([
    once(createInterface(child.stdout), "line"),
    once(child, "exit").then(() => Promise.reject(new Error(`${basename(script)} ended at its start`))),
  ]);
  return {
    url: String(url),
    async stop() {
      process.off("exit", kill);
      kill();
      await once(child, "exit");
    },
  };
}
