// Endpoints by their names, and which tools whose answer may use.
import { afterAll, beforeAll, expect, it } from "vitest";
import { parseConfig } from "../../../src/config/config.ts";
import { createModelServices } from "../../../src/model-services.ts";
import { Telemetry } from "../../../src/operations/log/telemetry.ts";
import { type FakeMcp, startFakeMcp } from "../../support/fake-mcp.ts";

let fake: FakeMcp;
beforeAll(async () => {
  fake = await startFakeMcp();
});
afterAll(() => fake.close());

const NOW = Date.UTC(2026, 2, 29, 0, 30);

function services(env: object) {
  const lines: string[] = [];
  const telemetry = new Telemetry(
    { all: "info", byArea: {} },
    {
      send: async (batch) => void lines.push(batch.lines.app),
      background: () => undefined,
      now: () => NOW,
      redact: (text) => text,
    },
  );
  return createModelServices(parseConfig(env).config, telemetry, fetch, () => NOW);
}

it("an endpoint is found by its name, has no other behind it, and its own model is known", async () => {
  const found = services({
    MODEL_ENDPOINT: "https://first.example/v1",
    MODEL_API_KEY: "sk-1",
    MODEL_FALLBACK_ENDPOINT: "https://other.example/v1",
    MODEL_FALLBACK_API_KEY: "sk-2",
    MODEL_ENDPOINTS: '{"qwen":{"url":"https://qwen.example/v1","model":"qwen-max"}}',
    MODEL_API_KEY_QWEN: "sk-q",
  });
  expect(found.endpointNames).toEqual(["qwen"]);
  expect(found.modelAt(null)).toBe(found.model);
  expect(found.model?.tools.endpoints).toHaveLength(2);
  expect(found.modelAt("qwen")?.tools.endpoints).toEqual([
    { baseUrl: "https://qwen.example/v1", apiKey: "sk-q", model: "qwen-max" },
  ]);
  expect(await found.modelAt("qwen")?.knows("qwen-max")).toBe(true);
  expect(found.modelAt("unheard-of")).toBeNull();
  expect(services({ MODEL_ENDPOINTS: "{}" }).modelAt(null)).toBeNull();
});

it("tools are those that are wanted; in a group only those of servers that are open to groups", async () => {
  const lab = { url: `${fake.url}/mcp`, tools: ["lookup"], groups: true };
  const { toolNames, toolsFor } = services({
    MCP_SERVERS: JSON.stringify({ crm: { url: `${fake.url}/mcp`, tools: ["fail"] }, lab }),
    MCP_TOKEN_CRM: "mcp-secret",
    MCP_TOKEN_LAB: "mcp-secret",
  });
  const namesFor = async (wanted: boolean | string[], isGroup: boolean) =>
    (await toolsFor({ wanted, isGroup })).map(({ name }) => name);
  expect(toolNames).toEqual(["current_time", "crm", "lab"]);
  expect(await namesFor(true, false)).toEqual(["current_time", "crm__fail", "lab__lookup"]);
  expect(await namesFor(true, true)).toEqual(["current_time", "lab__lookup"]);
  expect(await namesFor(["crm", "search_documents"], false)).toEqual(["crm__fail"]);
  expect(await namesFor(["crm"], true)).toEqual([]);
  const before = fake.requests.length;
  expect([await namesFor(false, false), await namesFor([], false)]).toEqual([[], []]);
  expect(fake.requests.length).toBe(before);
});

it("the time is told in a zone by its name, summer time observed", async () => {
  const [time] = await services({}).toolsFor({ wanted: ["current_time"], isGroup: true });
  const ask = (args: unknown) => time?.run(args, new AbortController().signal);
  expect(await ask({})).toMatch(/^2026-03-29T00:30:00.000Z; in UTC: Sunday.* 29 March 2026.*00:30:00 UTC$/);
  expect(await ask({ time_zone: "Asia/Shanghai" })).toContain("08:30:00 GMT+8");
  expect(await services({}).toolsFor({ wanted: true, isGroup: false })).toHaveLength(1);
  for (const time_zone of ["Mars/Base", "", "x".repeat(9_999)])
    expect(await ask({ time_zone })).toContain("no such time zone is known");
});
