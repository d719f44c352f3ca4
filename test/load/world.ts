// The process in which model and platforms are played, as the load steers it.
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Sighting } from "./ledger.ts";
import type { OutsideOrder, OutsideReport } from "./outside.ts";

export interface World {
  model: string;
  feishu: string;
  dingtalk: string;
  order(order: OutsideOrder): void;
  /** Everything that people see was told once more. */
  lookAtAll(): Promise<void>;
  close(): void;
}

export async function openWorld(onSeen: (sighting: Sighting) => void): Promise<World> {
  const child = fork(fileURLToPath(new URL("outside.ts", import.meta.url)));
  const kill = () => void child.kill();
  process.once("exit", kill);
  const order = (wish: OutsideOrder) => void child.send(wish);
  let looked: (() => void) | null = null;
  const opened = await new Promise<Extract<OutsideReport, { name: "open" }>>((resolve, reject) => {
    child.once("exit", () => reject(new Error("the world outside ended")));
    child.on("message", (report: OutsideReport) => {
      if (report.name === "open") return resolve(report);
      for (const sighting of report.sightings) onSeen(sighting);
      if (report.all) looked?.();
    });
  });
  return {
    ...opened,
    order,
    lookAtAll: () =>
      new Promise((resolve) => {
        looked = resolve;
        order({ name: "look" });
      }),
    close() {
      process.off("exit", kill);
      kill();
    },
  };
}
