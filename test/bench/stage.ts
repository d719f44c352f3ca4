// The stage that figures play on: both Workers, the fake model, and the calls that they share.
import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Bundle, buildBundle, ROOT } from "./bundle.ts";
import type { Call } from "./client.ts";
import { type ModelProcess, startModelProcess } from "./model-process.ts";
import { type RunningWorker, startWorker } from "./workers.ts";

export interface Stage {
  bundles: { ours: Bundle; baseline: Bundle };
  ours: RunningWorker;
  baseline: RunningWorker;
  model: ModelProcess;
  settings: Record<string, string>;
  close(): Promise<void>;
}

const API_KEY = "bench-key-0123456789";
const AUTHORIZATION = { authorization: `Bearer ${API_KEY}` };

export async function openStage(): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), "bench-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const ours = await buildBundle(join(ROOT, "wrangler.toml"), join(folder, "ours"));
  const baseline = await buildBundle(
    join(ROOT, "test/bench/baseline/wrangler.toml"),
    join(folder, "baseline"),
  );
  const model = await startModelProcess();
  const settings = {
    MODEL_ENDPOINT: model.endpoint,
    MODEL_API_KEY: "fake",
    API_KEYS: API_KEY,
    RATE_LIMIT_PER_MINUTE: "10000",
  };
  const workers = {
    ours: await startWorker(ours, settings),
    baseline: await startWorker(baseline, settings),
  };
  await workers.ours.migrate();
  return {
    bundles: { ours, baseline },
    ...workers,
    model,
    settings,
    async close() {
      await Promise.all([workers.ours.stop(), workers.baseline.stop(), model.stop()]);
    },
  };
}

let asked = 0;

/** Every question is another one, so that no cache answers it. */
export function freshQuestion(directives = ""): string {
  asked += 1;
  return `Question ${asked} of this run, please.${directives}`;
}

export function completionCall(question: string, stream = true): Call {
  const messages = [{ role: "user", content: question }];
  return {
    path: "/v1/chat/completions",
    headers: AUTHORIZATION,
    body: { model: "gpt-4o-mini", stream, messages },
  };
}

/** Without a session the server opens a new one. */
export function chatCall(message: string, stream = true, session?: string): Call {
  const body = session === undefined ? { message, stream } : { message, stream, session_id: session };
  return { path: "/api/chat", headers: AUTHORIZATION, body };
}
