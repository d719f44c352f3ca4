// The built Worker as it would be deployed, with the model and both platforms played around it.
import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildBundle, ROOT } from "../../bench/bundle.ts";
import { startSideProcess } from "../../bench/side-process.ts";
import { startWorker } from "../../bench/workers.ts";
import { DINGTALK_TEST_APP } from "../../support/dingtalk-delivery.ts";
import { FEISHU_TEST_APP } from "../../support/feishu-delivery.ts";
import type { Credentials } from "./make.ts";
import { SIGNED_SECRET } from "./request.ts";

export interface DoorStage {
  url: string;
  credentials: Credentials;
  /** What no answer may hold. */
  secrets: string[];
  /** Rows of what callers can make. */
  counts(): Promise<Record<string, number>>;
  close(): Promise<void>;
}

const TABLES = ["conversation_logs", "conversations", "deliveries", "shares"];

export async function openDoorStage(): Promise<DoorStage> {
  const folder = await mkdtemp(join(tmpdir(), "fuzz-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const bundle = await buildBundle(join(ROOT, "wrangler.toml"), folder);
  const fakes = await Promise.all(
    ["fake-model", "fake-feishu", "fake-dingtalk"].map((name) => startSideProcess(`test/support/${name}.ts`)),
  );
  const [model = "", feishu = "", dingtalk = ""] = fakes.map(({ url }) => url);
  const credentials = { key: "fuzz-key-0123456789", admin: "fuzz-admin-token-0123456789" };
  const settings = {
    MODEL_ENDPOINT: `${model}/v1`,
    MODEL_API_KEY: "model-key-of-the-fuzzer",
    API_KEYS: credentials.key,
    ADMIN_TOKEN: credentials.admin,
    RATE_LIMIT_PER_MINUTE: "10000",
    CACHE_TTL_SECONDS: "0",
    FEISHU_APP_ID: FEISHU_TEST_APP.appId,
    FEISHU_APP_SECRET: FEISHU_TEST_APP.appSecret,
    FEISHU_ENCRYPT_KEY: FEISHU_TEST_APP.encryptKey,
    FEISHU_VERIFICATION_TOKEN: FEISHU_TEST_APP.verificationToken,
    FEISHU_API_BASE: feishu,
    DINGTALK_APP_KEY: DINGTALK_TEST_APP.appKey,
    DINGTALK_APP_SECRET: DINGTALK_TEST_APP.appSecret,
    DINGTALK_API_BASE: dingtalk,
    DINGTALK_OAPI_BASE: dingtalk,
    SIGNED_WEBHOOK_SECRET: SIGNED_SECRET,
    SIGNED_WEBHOOK_STRICT: "true",
  };
  const worker = await startWorker(bundle, settings);
  await worker.migrate();
  const files = `${worker.url}/api/admin/files?limit=200`;
  return {
    url: worker.url,
    credentials,
    secrets: [
      ...[
        settings.MODEL_API_KEY,
        credentials.admin,
        SIGNED_SECRET,
        FEISHU_TEST_APP.appSecret,
        FEISHU_TEST_APP.encryptKey,
      ],
      ...[DINGTALK_TEST_APP.appSecret, ...fakes.map(({ url }) => new URL(url).host)],
    ],
    async counts() {
      const database = await worker.database("DB");
      const counts: Record<string, number> = {};
      for (const table of TABLES)
        counts[table] =
          (await database.prepare(`SELECT count(*) AS n FROM ${table}`).first<number>("n")) ?? 0;
      const listed = await fetch(files, { headers: { authorization: `Bearer ${credentials.admin}` } });
      const { data } = (await listed.json()) as { data: { key: string }[] };
      counts.files = data.filter(({ key }) => !key.startsWith("logs/")).length;
      return counts;
    },
    async close() {
      await worker.stop();
      await Promise.all(fakes.map((fake) => fake.stop()));
    },
  };
}
