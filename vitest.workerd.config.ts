// The workerd suite: the real runtime with real D1, KV, R2 and Durable Objects; only the world outside (the model, Feishu,
// DingTalk) is played, by servers on loopback.
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig, type TestProjectConfiguration } from "vitest/config";
import { DINGTALK_TEST_APP } from "./test/support/dingtalk-delivery.ts";
import { FEISHU_TEST_APP } from "./test/support/feishu-delivery.ts";

export default defineConfig(async () => {
  const fakeModelUrl = await spawnFake("test/support/fake-model.ts", "--key", "sk-fake");
  const feishuUrl = await spawnFake("test/support/fake-feishu.ts");
  const otherFeishuUrl = await spawnFake("test/support/fake-feishu.ts");
  const dingtalkUrl = await spawnFake("test/support/fake-dingtalk.ts");
  const mcpUrl = await spawnFake("test/support/fake-mcp.ts");
  const model = {
    FAKE_MODEL_URL: fakeModelUrl,
    MODEL_ENDPOINT: `${fakeModelUrl}/v1`,
    MODEL_API_KEY: "sk-fake",
  };
  const tools = toolSettings(fakeModelUrl, mcpUrl);
  const channels = {
    FAKE_FEISHU_URL: feishuUrl,
    FAKE_DINGTALK_URL: dingtalkUrl,
    FEISHU_APP_ID: FEISHU_TEST_APP.appId,
    FEISHU_APP_SECRET: FEISHU_TEST_APP.appSecret,
    FEISHU_ENCRYPT_KEY: FEISHU_TEST_APP.encryptKey,
    FEISHU_VERIFICATION_TOKEN: FEISHU_TEST_APP.verificationToken,
    FEISHU_API_BASE: feishuUrl,
    DINGTALK_APP_KEY: DINGTALK_TEST_APP.appKey,
    DINGTALK_APP_SECRET: DINGTALK_TEST_APP.appSecret,
    DINGTALK_API_BASE: dingtalkUrl,
    DINGTALK_OAPI_BASE: dingtalkUrl,
    SIGNED_WEBHOOK_SECRET: "signed-secret",
  };
  return {
    test: {
      // Every request prints its line: only those of failing tests are of interest.
      silent: "passed-only",
      projects: [
        await project("workerd", ["test/workerd/*.test.ts"], { ...model, ...tools }),
        await project("workerd, channels", ["test/workerd/channels/*.test.ts"], {
          ...model,
          ...tools,
          ...channels,
        }),
        await project("workerd, channels otherwise", ["test/workerd/channels-otherwise/*.test.ts"], {
          ...model,
          ...channels,
          ...OTHERWISE,
          EMBEDDING_ENDPOINT: `${fakeModelUrl}/v1`,
          EMBEDDING_API_KEY: "sk-fake",
          EMBEDDING_MODEL: "fake-embedding",
          // A platform of its own: there the bot is unknown at first.
          FAKE_FEISHU_URL: otherFeishuUrl,
          FEISHU_API_BASE: otherFeishuUrl,
          FEISHU_WEBHOOK_URL: `${otherFeishuUrl}/open-apis/bot/v2/hook/${FEISHU_TEST_APP.webhookId}`,
          FEISHU_WEBHOOK_SECRET: FEISHU_TEST_APP.webhookSecret,
          DINGTALK_WEBHOOK_URL: `${dingtalkUrl}/robot/send?access_token=${DINGTALK_TEST_APP.webhookToken}`,
          DINGTALK_WEBHOOK_SECRET: DINGTALK_TEST_APP.webhookSecret,
        }),
        await project("workerd, no model", ["test/workerd/embedded/*.test.ts"], {}),
      ],
    },
  };
});

/** The settings that the first suite of the channels leaves at their defaults. */
const OTHERWISE = {
  DINGTALK_CARD_TEMPLATE_ID: DINGTALK_TEST_APP.cardTemplateId,
  DINGTALK_CORP_ID: DINGTALK_TEST_APP.corpId,
  DINGTALK_MONTHLY_CALLS: "1000000",
  RETENTION_DAYS: "30",
  FEISHU_STREAMING: "off",
  GROUP_SESSION: "user",
  SIGNED_WEBHOOK_STRICT: "true",
};

/** Endpoints beside the first, and servers of tools, some of which do not work. */
function toolSettings(modelUrl: string, mcpUrl: string): Record<string, string> {
  return {
    MODEL_ENDPOINTS: JSON.stringify({
      second: { url: `${modelUrl}/v1`, model: "fake-other" },
      ill: `${modelUrl}/status-503/v1`,
    }),
    MODEL_API_KEY_SECOND: "sk-fake",
    MODEL_API_KEY_ILL: "sk-fake",
    MCP_SERVERS: JSON.stringify({
      crm: { url: `${mcpUrl}/mcp`, groups: true },
      events: `${mcpUrl}/events/mcp`,
      down: `${mcpUrl}/status-503/mcp`,
      huge: `${mcpUrl}/huge/mcp`,
      garbage: `${mcpUrl}/html/mcp`,
      redirect: `${mcpUrl}/redirect/mcp`,
    }),
    MCP_TOKEN_CRM: "mcp-secret",
  };
}

const children: ChildProcess[] = [];
process.on("exit", () => {
  for (const child of children) child.kill();
});

/** A process of its own, that ends with this one. */
async function spawnFake(script: string, ...args: string[]): Promise<string> {
  const child = spawn(process.execPath, [script, "--port", "0", ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  const url = await new Promise<string>((resolve) => createInterface(child.stdout).once("line", resolve));
  child.stdout.destroy();
  child.unref();
  return url;
}

async function project(
  name: string,
  include: string[],
  settings: Record<string, string>,
): Promise<TestProjectConfiguration> {
  const bindings = {
    API_KEYS: "test-key-0123456789,other-key-0123456789",
    ADMIN_TOKEN: "admin-token-0123456789",
    RATE_LIMIT_PER_MINUTE: "10000",
    MODEL_SILENCE_SECONDS: "2",
    TEST_MIGRATIONS: await readD1Migrations("migrations"),
    TEST_SEARCH_MIGRATIONS: await readD1Migrations("migrations/search"),
    ...settings,
  };
  return {
    plugins: [
      cloudflareTest({
        remoteBindings: false,
        wrangler: { configPath: "./wrangler.toml" },
        miniflare: { bindings },
      }),
    ],
    test: { name, include, setupFiles: ["./test/workerd/setup.ts"], testTimeout: 20_000 },
  };
}
