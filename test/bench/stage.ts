// The stage that figures play on: both Workers, and around them the fakes and the SDK's server.
import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FEISHU_TEST_APP } from "../support/feishu-delivery.ts";
import { type Bundle, buildBundle, ROOT } from "./bundle.ts";
import { ADMIN_TOKEN, API_KEY, SIGNED_SECRET } from "./calls.ts";
import { type FakeModel, type FakePlatform, fakeDingTalkAt, fakeFeishuAt, fakeModelAt } from "./fakes.ts";
import { type SideProcess, startSideProcess } from "./side-process.ts";
import { type RunningWorker, startWorker } from "./workers.ts";

export interface Stage {
  bundles: { ours: Bundle; baseline: Bundle };
  ours: RunningWorker;
  baseline: RunningWorker;
  model: FakeModel;
  feishu: FakePlatform;
  dingtalk: FakePlatform;
  /** The platform's own SDK on Express. */
  sdk: { url: string };
  settings: Record<string, string>;
  /** Our Worker with a count of everything that it asks the platform for. */
  buildCounted(): Promise<Bundle>;
  /** Forgets what the fakes recorded, which would fill the memory. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

const COUNTED_ENTRY = join(ROOT, "test/bench/counted/worker.ts");

/** `inspected`: ours is built with its names and open to a debugger. */
export async function openStage({ inspected = false } = {}): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), "bench-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const config = join(ROOT, "wrangler.toml");
  const ours = await buildBundle(config, join(folder, "ours"), { readable: inspected });
  const baseline = await buildBundle(
    join(ROOT, "test/bench/baseline/wrangler.toml"),
    join(folder, "baseline"),
  );
  const around = await startAround();
  const { model, feishu, dingtalk, sdk } = around;
  const settings = {
    MODEL_ENDPOINT: model.endpoint,
    MODEL_API_KEY: "fake",
    API_KEYS: API_KEY,
    ADMIN_TOKEN,
    RATE_LIMIT_PER_MINUTE: "10000",
    ...feishu.settings,
    ...dingtalk.settings,
    SIGNED_WEBHOOK_SECRET: SIGNED_SECRET,
  };
  const workers = {
    ours: await startWorker(ours, settings, { inspected }),
    baseline: await startWorker(baseline, settings),
  };
  await workers.ours.migrate();
  return {
    bundles: { ours, baseline },
    ...workers,
    model,
    feishu,
    dingtalk,
    sdk,
    settings,
    buildCounted: () => buildBundle(config, join(folder, "counted"), { entry: COUNTED_ENTRY }),
    async reset() {
      await Promise.all([model.reset(), feishu.reset(), dingtalk.reset()]);
    },
    async close() {
      await Promise.all([workers.ours.stop(), workers.baseline.stop(), around.stop()]);
    },
  };
}

/** The fakes, and the SDK's server. */
async function startAround() {
  const model = await startSideProcess("test/support/fake-model.ts");
  const feishu = await startSideProcess("test/support/fake-feishu.ts");
  const dingtalk = await startSideProcess("test/support/fake-dingtalk.ts");
  const { encryptKey, verificationToken } = FEISHU_TEST_APP;
  const endpoint = `${model.url}/v1`;
  const sdk = await startSideProcess("test/bench/baseline/sdk-server.ts", [
    ...["--encrypt-key", encryptKey],
    ...["--verification-token", verificationToken],
    ...["--model", endpoint],
  ]);
  const processes: SideProcess[] = [model, feishu, dingtalk, sdk];
  return {
    model: fakeModelAt(model.url),
    feishu: fakeFeishuAt(feishu.url),
    dingtalk: fakeDingTalkAt(dingtalk.url),
    sdk,
    async stop() {
      await Promise.all(processes.map((one) => one.stop()));
    },
  };
}
