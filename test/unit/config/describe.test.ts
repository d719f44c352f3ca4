// Settings as the operator sees them: every one of them, no secret among them.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { describeSettings, type SettingDescription } from "../../../src/config/describe.ts";
import { secretValues } from "../../../src/config/secrets.ts";
import { SETTING_NAMES } from "../../../src/config/settings.ts";

const SECRETS = [
  "MODEL_API_KEY",
  "MODEL_FALLBACK_API_KEY",
  "ADMIN_TOKEN",
  "API_KEYS",
  "DINGTALK_APP_SECRET",
  "DINGTALK_WEBHOOK_URL",
  "DINGTALK_WEBHOOK_SECRET",
  "EMBEDDING_API_KEY",
  "FEISHU_APP_SECRET",
  "FEISHU_ENCRYPT_KEY",
  "FEISHU_VERIFICATION_TOKEN",
  "FEISHU_WEBHOOK_URL",
  "FEISHU_WEBHOOK_SECRET",
  "SIGNED_WEBHOOK_SECRET",
];

async function described(env: object): Promise<Record<string, SettingDescription>> {
  return Object.fromEntries((await describeSettings(env)).map((setting) => [setting.name, setting]));
}

describe("the settings", () => {
  it("are all described, and those are secrets that let somebody in", async () => {
    const all = await describeSettings({});
    expect(all.map(({ name }) => name)).toEqual(SETTING_NAMES);
    expect(all.flatMap(({ name, secret }) => (secret ? [name] : [])).sort()).toEqual(SECRETS.toSorted());
    expect(all.every(({ is_default, fingerprint }) => is_default && fingerprint === null)).toBe(true);
    const example = readFileSync(new URL("../../../.dev.vars.example", import.meta.url), "utf8");
    for (const { name, value } of all) {
      expect(example).toContain(name);
      if (value !== null && /^\w+$/.test(value)) expect(example).toContain(`${name}=${value}`);
    }
  });

  it("show plain values, and of a secret the beginning of its SHA-256", async () => {
    const env = {
      MODEL_NAME: "deepseek-chat",
      ADMIN_TOKEN: "abc",
      LOG_LEVEL: "info",
      CACHE_TTL_SECONDS: 60,
      DB: {},
    };
    const { MODEL_NAME, ADMIN_TOKEN, LOG_LEVEL, CACHE_TTL_SECONDS, SYSTEM_PROMPT } = await described({
      ...env,
      ADMIN_TOKEN: "admin-token-0123456789",
    });
    expect(MODEL_NAME).toEqual({
      name: "MODEL_NAME",
      value: "deepseek-chat",
      secret: false,
      fingerprint: null,
      is_default: false,
      problem: null,
    });
    expect(ADMIN_TOKEN).toMatchObject({ value: null, fingerprint: expect.stringMatching(/^[0-9a-f]{8}$/) });
    expect(LOG_LEVEL).toMatchObject({ value: "info", is_default: true });
    expect(CACHE_TTL_SECONDS).toMatchObject({ value: "60", is_default: false });
    expect(SYSTEM_PROMPT).toMatchObject({ value: expect.stringContaining("helpful"), is_default: true });
    // SHA-256 of "abc" is in every textbook.
    expect((await described(env)).ADMIN_TOKEN).toMatchObject({ fingerprint: "ba7816bf" });
  });

  it("hide a value that cannot be read, which may be a secret in the wrong place, and name what is wrong", async () => {
    const env = {
      MODEL_ENDPOINT: "https://user:pa55phrase@host/v1",
      MODEL_API_KEY: "sk-1",
      LOG_LEVEL: "sk-secret",
      API_KEYS: ["k"],
    };
    const { MODEL_ENDPOINT, LOG_LEVEL, API_KEYS } = await described(env);
    expect(MODEL_ENDPOINT).toMatchObject({ value: null, problem: expect.stringContaining("user name") });
    expect(LOG_LEVEL).toMatchObject({ value: null, problem: expect.stringContaining("must be one of") });
    expect(API_KEYS).toMatchObject({ value: null, fingerprint: null, is_default: false });
    const said = JSON.stringify(await describeSettings(env));
    for (const secret of ["pa55phrase", "sk-1", "sk-secret"]) expect(said).not.toContain(secret);
  });

  it("include the secrets of what other settings name, those that are missing too", async () => {
    const env = {
      MODEL_ENDPOINTS: '{"qwen":"https://qwen.example/v1","deep-seek":"https://deep.example/v1"}',
      MODEL_API_KEY_QWEN: "abc",
      MCP_TOKEN_OLD: "token-of-old",
    };
    const { MODEL_API_KEY_QWEN, MODEL_API_KEY_DEEP_SEEK, MCP_TOKEN_OLD } = await described(env);
    expect(MODEL_API_KEY_QWEN).toMatchObject({ value: null, fingerprint: "ba7816bf", problem: null });
    expect(MODEL_API_KEY_DEEP_SEEK).toMatchObject({
      fingerprint: null,
      is_default: true,
      problem: expect.stringContaining("deep-seek"),
    });
    expect(MCP_TOKEN_OLD).toMatchObject({ secret: true, value: null });
    expect(secretValues(env)).toContain("token-of-old");
  });
});
