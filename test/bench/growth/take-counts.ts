// What the counted Worker has counted since the last time.
import { sendForText } from "../client.ts";
import type { Counts } from "../counted/counts.ts";
import type { RunningWorker } from "../workers.ts";

export async function takeCounts({ url }: RunningWorker): Promise<Counts> {
  return JSON.parse(await sendForText(url, { method: "GET", path: "/bench/counts" }));
}
