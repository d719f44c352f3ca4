// The fake model in a process of its own, so that its work is not counted as ours.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export interface ModelProcess {
  /** Base URL with `/v1`. */
  endpoint: string;
  /** Forgets the recorded requests, whose bodies would fill the memory. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

export async function startModelProcess(): Promise<ModelProcess> {
  const script = fileURLToPath(new URL("../support/fake-model.ts", import.meta.url));
  const child = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "inherit"] });
  const kill = () => void child.kill();
  process.once("exit", kill);
  const [url] = await Promise.race([
    once(createInterface(child.stdout), "line"),
    once(child, "exit").then(() => Promise.reject(new Error("the fake model ended at its start"))),
  ]);
  return {
    endpoint: `${url}/v1`,
    async reset() {
      await fetch(`${url}/control/reset`, { method: "POST" });
    },
    async stop() {
      process.off("exit", kill);
      kill();
      await once(child, "exit");
    },
  };
}
