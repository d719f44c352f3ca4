// The environment → Config: defaults, what is refused, and that no value of a setting ever shows.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseConfig } from "../../../src/config/config.ts";

const problemsOf = (env: object) => parseConfig(env).problems.map(({ setting }) => setting);
const MODEL = { MODEL_ENDPOINT: "https://api.example.com/v1", MODEL_API_KEY: "sk-1" };

describe("an empty environment", () => {
  it("is a whole configuration: public, no model, no admin, no keys", () => {
    expect(parseConfig({})).toEqual({
      problems: [],
      config: {
        modelName: "gpt-4o-mini",
        model: null,
        fallback: null,
        endpoints: new Map(),
        embedding: null,
        tools: false,
        mcpServers: [],
        modelTimeoutMs: 300_000,
        modelSilenceMs: 60_000,
        systemPrompt: expect.stringMatching(/assistant/),
        modelChoices: [],
        persona: { name: "Clawdbot", greeting: null, suggestions: [] },
        maxMessageCharacters: 16_000,
        cacheSeconds: 300,
        adminToken: null,
        apiKeys: [],
        chatAccess: "public",
        allowedNetworks: null,
        widgetOrigins: [],
        rateLimitPerMinute: 60,
        channels: expect.objectContaining({ feishu: { status: "off" }, dingtalk: { status: "off" } }),
        operations: {
          logThresholds: { all: "info", byArea: {} },
          logMaxBytes: 100 * 1024 * 1024,
          logMaxHistoryDays: 30,
          logFlushMs: 60_000,
          alertChannels: null,
          alertFirstTokenMs: 20_000,
          databaseMaxBytes: 500 * 1024 * 1024,
          isLargerPlan: false,
          retentionDays: 0,
          backupKeepDays: 30,
        },
      },
    });
  });

  it("is the same as one of empty strings", () => {
    const names = [
      "MODEL_ENDPOINT",
      "MODEL_NAME",
      "ADMIN_TOKEN",
      "API_KEYS",
      "CHAT_ACCESS",
      "ALLOWED_CIDRS",
      "CACHE_TTL_SECONDS",
    ];
    expect(parseConfig(Object.fromEntries(names.map((name) => [name, ""])))).toEqual(parseConfig({}));
  });

  it("ignores what is no setting", () => {
    expect(parseConfig({ DB: { prepare: () => null }, SOMETHING: "else" })).toEqual(parseConfig({}));
  });
});

describe("a setting", () => {
  it("is read into the unit that the code counts in", () => {
    const { config, problems } = parseConfig({
      ...MODEL,
      MODEL_ENDPOINT: " https://api.example.com/v1// ",
      MODEL_NAME: "big",
      MODEL_FALLBACK_ENDPOINT: "http://127.0.0.1:11434/v1",
      MODEL_FALLBACK_API_KEY: "sk-2",
      MODEL_TIMEOUT_SECONDS: " 10 ",
      MODEL_SILENCE_SECONDS: "5",
      CACHE_TTL_SECONDS: "0",
      ADMIN_TOKEN: "0123456789abcdef",
      API_KEYS: " a , b,,c ",
      CHAT_ACCESS: "key",
      ALLOWED_CIDRS: "10.0.0.0/8, ::1",
      RATE_LIMIT_PER_MINUTE: "5",
      MAX_MESSAGE_CHARS: "100000",
    });
    expect(problems).toEqual([]);
    expect(config).toMatchObject({
      model: { baseUrl: "https://api.example.com/v1", apiKey: "sk-1", model: "big" },
      fallback: { baseUrl: "http://127.0.0.1:11434/v1", apiKey: "sk-2", model: "big" },
      modelTimeoutMs: 10_000,
      modelSilenceMs: 5_000,
      cacheSeconds: 0,
      adminToken: "0123456789abcdef",
      apiKeys: ["a", "b", "c"],
      chatAccess: "key",
      allowedNetworks: ["10.0.0.0/8", "::1"],
      rateLimitPerMinute: 5,
      maxMessageCharacters: 100_000,
    });
  });

  it("without quotes in wrangler.toml is the same as with them", () => {
    expect(parseConfig({ RATE_LIMIT_PER_MINUTE: 5, ADMIN_TOKEN: 1234567890123456 }).config).toMatchObject({
      rateLimitPerMinute: 5,
      adminToken: "1234567890123456",
    });
  });

  it.each<[string, unknown]>([
    ["MODEL_TIMEOUT_SECONDS", "soon"],
    ["MODEL_TIMEOUT_SECONDS", "0"],
    ["MODEL_TIMEOUT_SECONDS", "601"],
    ["MODEL_TIMEOUT_SECONDS", "1e2"],
    ["MODEL_SILENCE_SECONDS", "-1"],
    ["MAX_MESSAGE_CHARS", "9999999999"],
    ["CACHE_TTL_SECONDS", "59"],
    ["CACHE_TTL_SECONDS", "1.5"],
    ["RATE_LIMIT_PER_MINUTE", "0"],
    ["RATE_LIMIT_PER_MINUTE", true],
    ["ADMIN_TOKEN", "fifteen-letters"],
    ["ADMIN_TOKEN", " ".repeat(20)],
    ["CHAT_ACCESS", "private"],
    ["CHAT_ACCESS", "Key"],
    ["API_KEYS", ["a", "b"]],
    ["ALLOWED_CIDRS", ["10.0.0.0/8"]],
    ["ALLOWED_CIDRS", { v4: "10.0.0.0/8" }],
    ["ALLOWED_CIDRS", "10.0.0.0/33"],
    ["ALLOWED_CIDRS", "10.0.0.0/8/16"],
    ["ALLOWED_CIDRS", "office"],
    ["ALLOWED_CIDRS", ","],
    ["ALLOWED_CIDRS", " "],
  ])("%s of %j is a problem that names it", (setting, value) => {
    const { problems } = parseConfig({ [setting]: value });
    expect(problems).toEqual([{ setting, message: expect.stringMatching(/^must /) }]);
  });

  it.each([
    "api.example.com/v1",
    "ftp://a.example",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "https://",
    "https://u:p@a.example/v1",
    "https://a.example/v1?key=1",
    "https://a.example/v1#x",
  ])("MODEL_ENDPOINT may not be %s", (url) => {
    expect(problemsOf({ ...MODEL, MODEL_ENDPOINT: url })).toEqual(["MODEL_ENDPOINT"]);
  });

  it("that is half of a pair is a problem that names the other half", () => {
    for (const prefix of ["MODEL", "MODEL_FALLBACK"]) {
      const [endpoint, key] = [`${prefix}_ENDPOINT`, `${prefix}_API_KEY`];
      expect(
        problemsOf({ ...(prefix === "MODEL" ? {} : MODEL), [endpoint]: "https://a.example/v1" }),
      ).toEqual([key]);
      expect(problemsOf({ ...(prefix === "MODEL" ? {} : MODEL), [key]: "sk" })).toEqual([endpoint]);
    }
  });

  it("for a fallback wants a model to fall back from", () => {
    const fallback = { MODEL_FALLBACK_ENDPOINT: "https://b.example/v1", MODEL_FALLBACK_API_KEY: "sk-2" };
    expect(problemsOf(fallback)).toEqual(["MODEL_ENDPOINT"]);
    expect(problemsOf({ ...MODEL, ...fallback })).toEqual([]);
  });
});

describe("a mistake", () => {
  it("in ALLOWED_CIDRS lets nobody in, never everybody", () => {
    for (const value of ["office", ",", " ", "10.0.0.0/8,office", ["10.0.0.0/8"], {}, 7, true])
      expect(parseConfig({ ALLOWED_CIDRS: value }).config.allowedNetworks).toEqual([]);
  });

  it("in ADMIN_TOKEN or API_KEYS opens no door", () => {
    for (const value of ["short", [], {}, " "])
      expect(parseConfig({ ADMIN_TOKEN: value }).config.adminToken).toBeNull();
    for (const value of [[""], {}, " , ", ","])
      expect(parseConfig({ API_KEYS: value }).config.apiKeys).toEqual([]);
  });

  it("in one setting is told together with those in all others, each once", () => {
    const names = [
      "MODEL_TIMEOUT_SECONDS",
      "MAX_MESSAGE_CHARS",
      "CACHE_TTL_SECONDS",
      "ADMIN_TOKEN",
      "CHAT_ACCESS",
      "ALLOWED_CIDRS",
    ];
    expect(problemsOf(Object.fromEntries(names.map((name) => [name, "?"])))).toEqual(names);
  });

  it("never shows its value, whatever the value is", () => {
    const names = fc.constantFrom(
      "MODEL_ENDPOINT",
      "MODEL_API_KEY",
      "ADMIN_TOKEN",
      "API_KEYS",
      "ALLOWED_CIDRS",
      "CHAT_ACCESS",
      "CACHE_TTL_SECONDS",
    );
    const secret = fc.string({ minLength: 4, maxLength: 30 }).map((text) => `§${text}`);
    const value = fc.oneof(secret, fc.array(secret), fc.dictionary(fc.string(), secret));
    fc.assert(
      fc.property(fc.dictionary(names, value, { minKeys: 1 }), (env) => {
        expect(JSON.stringify(parseConfig(env).problems)).not.toContain("§");
      }),
      { seed: 20260131 },
    );
  });
});

describe("settings that name several of a kind", () => {
  const QWEN = { MODEL_ENDPOINTS: '{"qwen":"https://qwen.example/v1/"}', MODEL_API_KEY_QWEN: "sk-q" };

  it("are endpoints with a key each, in a setting of its own", () => {
    const { config, problems } = parseConfig({
      MODEL_NAME: "m",
      MODEL_ENDPOINTS:
        '{"qwen":"https://qwen.example/v1/","deep-seek":{"url":"http://127.0.0.1/v1","model":"r1"}}',
      MODEL_API_KEY_QWEN: " sk-q ",
      MODEL_API_KEY_DEEP_SEEK: "sk-d",
    });
    expect(problems).toEqual([]);
    expect(Object.fromEntries(config.endpoints)).toEqual({
      qwen: { baseUrl: "https://qwen.example/v1", apiKey: "sk-q", model: "m" },
      "deep-seek": { baseUrl: "http://127.0.0.1/v1", apiKey: "sk-d", model: "r1" },
    });
  });

  it("are servers of tools, with a token where they want one", () => {
    const { config } = parseConfig({
      MCP_SERVERS:
        '{"crm":" https://crm.example/mcp/ ","lab":{"url":"http://localhost:9/mcp","tools":["a"],"groups":true}}',
      MCP_TOKEN_CRM: "secret",
    });
    expect(config.mcpServers).toEqual([
      { name: "crm", url: "https://crm.example/mcp/", token: "secret", tools: null, groups: false },
      { name: "lab", url: "http://localhost:9/mcp", token: null, tools: ["a"], groups: true },
    ]);
  });

  it.each([
    [{ MODEL_ENDPOINTS: "qwen" }, "MODEL_ENDPOINTS"],
    [{ MODEL_ENDPOINTS: "[]" }, "MODEL_ENDPOINTS"],
    [{ MODEL_ENDPOINTS: '{"Big":"https://a.example"}' }, "MODEL_ENDPOINTS"],
    [{ MODEL_ENDPOINTS: '{"__proto__":"https://a.example"}' }, "MODEL_ENDPOINTS"],
    [{ ...QWEN, MODEL_ENDPOINTS: '{"qwen":"ftp://a.example"}' }, "MODEL_ENDPOINTS"],
    [{ ...QWEN, MODEL_ENDPOINTS: '{"qwen":{"url":"https://a.example","model":7}}' }, "MODEL_ENDPOINTS"],
    [
      { ...QWEN, MODEL_ENDPOINTS: '{"qwen":{"url":"https://a.example","api_key":"sk-q"}}' },
      "MODEL_ENDPOINTS",
    ],
    [{ MODEL_ENDPOINTS: QWEN.MODEL_ENDPOINTS }, "MODEL_API_KEY_QWEN"],
    // One secret would be sent to both.
    [
      { MODEL_ENDPOINTS: '{"a-b":"https://a.example","a_b":"https://b.example"}', MODEL_API_KEY_A_B: "k" },
      "MODEL_ENDPOINTS",
    ],
    [{ MCP_SERVERS: '{"crm":"http://crm.example/mcp"}' }, "MCP_SERVERS"],
    [{ MCP_SERVERS: '{"crm":{"url":"https://crm.example","tools":"all"}}' }, "MCP_SERVERS"],
    [{ MCP_SERVERS: '{"crm":{"url":"https://crm.example","token":"sk-q"}}' }, "MCP_SERVERS"],
    [{ EMBEDDING_ENDPOINT: "https://a.example/v1", EMBEDDING_API_KEY: "k" }, "EMBEDDING_MODEL"],
  ])("are named when they cannot be read: %j", (env, setting) => {
    const { config, problems } = parseConfig(env);
    expect(problems.map((problem) => problem.setting)).toEqual([setting]);
    expect([...config.endpoints, ...config.mcpServers]).toEqual([]);
    expect(JSON.stringify(problems)).not.toContain("sk-q");
  });
});
