// The workerd suite: the real runtime with real D1, KV, R2 and Durable Objects; only the model is played, by a server on loopback.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig, type TestProjectConfiguration } from "vitest/config";

export default defineConfig(async () => {
  const fakeModelUrl = await spawnFakeModel();
  return {
    test: {
      projects: [
        await project("workerd", ["test/workerd/*.test.ts"], {
          FAKE_MODEL_URL: fakeModelUrl,
          MODEL_ENDPOINT: `${fakeModelUrl}/v1`,
          MODEL_API_KEY: "sk-fake",
        }),
        await project("workerd, no model", ["test/workerd/embedded/*.test.ts"], {}),
      ],
    },
  };
});

/** A process of its own, that ends with this one. */
async function spawnFakeModel(): Promise<string> {
  const command = ["test/support/fake-model.ts", "--port", "0", "--key", "sk-fake"];
  const child = spawn(process.execPath, command, { stdio: ["ignore", "pipe", "inherit"] });
  process.on("exit", () => child.kill());
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
