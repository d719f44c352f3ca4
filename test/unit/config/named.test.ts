// Settings that name several of a kind: what each entry may be, and where its secret is looked for.
import { describe, expect, it } from "vitest";
import { parseConfig } from "../../../src/config/config.ts";
import { describeSettings } from "../../../src/config/describe.ts";

const problemsOf = (env: object) =>
  parseConfig(env).problems.map(({ setting, message }) => `${setting} ${message}`);

describe("MODEL_ENDPOINTS", () => {
  const endpointsOf = (value: unknown, more: object = {}) =>
    parseConfig({
      MODEL_ENDPOINTS: JSON.stringify(value),
      MODEL_API_KEY_A: "k-a",
      MODEL_API_KEY_A_B: "k-ab",
      ...more,
    });

  it.each<[unknown, object]>([
    [
      { a: "https://a.example/v1" },
      { a: { baseUrl: "https://a.example/v1", apiKey: "k-a", model: "standing" } },
    ],
    [{ a: "https://a.example/v1/" }, { a: { baseUrl: "https://a.example/v1" } }],
    [{ a: { url: "https://a.example" } }, { a: { baseUrl: "https://a.example", model: "standing" } }],
    [
      { a: { url: "http://10.0.0.1:8000/v1", model: "own" } },
      { a: { baseUrl: "http://10.0.0.1:8000/v1", model: "own" } },
    ],
    [{ "a-b": "https://ab.example" }, { "a-b": { apiKey: "k-ab" } }],
    [{}, {}],
  ])("%j names these endpoints", (value, endpoints) => {
    const { config, problems } = endpointsOf(value, { MODEL_NAME: "standing" });
    expect(problems).toEqual([]);
    expect(Object.fromEntries(config.endpoints)).toMatchObject(endpoints);
    expect(config.endpoints.size).toBe(Object.keys(endpoints).length);
  });

  it.each<[string, unknown]>([
    ["an address without its scheme", "a.example/v1"],
    ["an address of another scheme", "ftp://a.example"],
    ["a password in the address", "https://u:pa55@a.example"],
    ["nothing", null],
    ["a number", 7],
    ["a list", ["https://a.example"]],
    ["no url", { model: "m" }],
    ["an empty model", { url: "https://a.example", model: "" }],
    ["a model of null", { url: "https://a.example", model: null }],
    ["a key beside it", { url: "https://a.example", api_key: "sk-secret" }],
    ["a field that nobody knows", { url: "https://a.example", timeout: 5 }],
  ])("is at fault with %s, says whose, and keeps the others", async (_, value) => {
    const env = {
      MODEL_ENDPOINTS: JSON.stringify({ a: value, "a-b": "https://ab.example" }),
      MODEL_API_KEY_A: "k-a",
      MODEL_API_KEY_A_B: "k",
    };
    const { config, problems } = parseConfig(env);
    expect(problems).toEqual([
      { setting: "MODEL_ENDPOINTS", message: expect.stringMatching(/^a: must be an http/) },
    ]);
    expect([...config.endpoints.keys()]).toEqual(["a-b"]);
    // A secret in the wrong place is not shown.
    const shown = (await describeSettings(env)).find(({ name }) => name === "MODEL_ENDPOINTS");
    expect(shown).toMatchObject({ value: null, problem: expect.stringContaining("a: must be") });
  });

  it("wants the secret of each, by its own name, and says which is missing", () => {
    const value = { a: "https://a.example", c: "https://c.example", "d-e": "https://de.example" };
    expect(
      problemsOf({ MODEL_ENDPOINTS: JSON.stringify(value), MODEL_API_KEY_A: "k", MODEL_API_KEY_C: " " }),
    ).toEqual([
      "MODEL_API_KEY_C must be set: MODEL_ENDPOINTS names c",
      "MODEL_API_KEY_D_E must be set: MODEL_ENDPOINTS names d-e",
    ]);
  });
});

describe("MCP_SERVERS", () => {
  const read = (value: unknown, more: object = {}) =>
    parseConfig({ MCP_SERVERS: JSON.stringify(value), ...more });

  it.each<[unknown, object]>([
    ["https://a.example/mcp/", { url: "https://a.example/mcp/", token: null, tools: null, groups: false }],
    [" https://a.example/mcp ", { url: "https://a.example/mcp" }],
    [
      { url: "https://a.example", tools: ["x"], groups: true },
      { tools: ["x"], groups: true },
    ],
    [{ url: "https://a.example", tools: [] }, { tools: [] }],
    [{ url: "https://a.example", tools: null }, { tools: null }],
    ["http://localhost:3000/mcp", { url: "http://localhost:3000/mcp" }],
    ["http://127.0.0.1/mcp", { url: "http://127.0.0.1/mcp" }],
    ["http://[::1]:3000/mcp", { url: "http://[::1]:3000/mcp" }],
  ])("takes %j", (value, server) => {
    const { config, problems } = read({ a: value });
    expect(problems).toEqual([]);
    expect(config.mcpServers).toMatchObject([{ name: "a", ...server }]);
  });

  it.each<[string, unknown]>([
    ["http to another machine: the token would be read on the way", "http://a.example/mcp"],
    ["http to a name that only looks like this one", "http://localhost.example/mcp"],
    ["no address", { tools: ["x"] }],
    ["tools that are no list", { url: "https://a.example", tools: "x" }],
    ["tools that are no names", { url: "https://a.example", tools: [7] }],
    ["groups that are no switch", { url: "https://a.example", groups: "yes" }],
    ["a token beside it", { url: "https://a.example", token: "secret" }],
    ["nothing", null],
  ])("is at fault with %s", (_, value) => {
    const { config, problems } = read({ a: value, b: "https://b.example" });
    expect(problems).toEqual([
      { setting: "MCP_SERVERS", message: expect.stringMatching(/^a: must be an https URL/) },
    ]);
    expect(config.mcpServers.map(({ name }) => name)).toEqual(["b"]);
  });

  it("has each token in a secret of its own, or none", () => {
    const { config } = read(
      { a: "https://a.example", "b-c": "https://b.example" },
      { MCP_TOKEN_B_C: "t", MCP_TOKEN: "x" },
    );
    expect(config.mcpServers.map(({ token }) => token)).toEqual([null, "t"]);
  });
});
