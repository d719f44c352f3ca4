// Tools of remote servers, against a server on loopback: how it is spoken to, and that none of its faults reaches an answer.
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { McpServer } from "../../../src/core/mcp-server.ts";
import type { Tool } from "../../../src/core/tool.ts";
import { remoteTools } from "../../../src/model/mcp/tools.ts";
import { type FakeMcp, startFakeMcp } from "../../support/fake-mcp.ts";

let fake: FakeMcp;
beforeAll(async () => {
  fake = await startFakeMcp();
});
afterAll(() => fake.close());

/** What an isolate keeps is told apart by address and token: each test has a token of its own, or one address. */
const server = (path: string, more: Partial<McpServer> = {}): McpServer => ({
  name: "crm",
  url: `${fake.url}/${path}`,
  token: "mcp-secret",
  tools: null,
  groups: false,
  ...more,
});

async function offered(servers: McpServer[], now = Date.now) {
  const failures: string[] = [];
  const failed = (name: string, error: string) => void failures.push(`${name}: ${error}`);
  return { failures, tools: await remoteTools(servers, { fetch, now, failed }) };
}

const run = (tools: Tool[], name: string, args: unknown = {}, signal = AbortSignal.timeout(5_000)) =>
  tools.find((tool) => tool.name === name)?.run(args, signal);
const asked = (path: string) => fake.requests.filter((request) => request.path === `/${path}`);

it("they are listed page by page, under names that models take, and called in one session", async () => {
  const { tools, failures } = await offered([server("mcp")]);
  expect(failures).toEqual([]);
  expect(tools.map(({ name }) => name)).toEqual(
    ["lookup", "whoami", "fail", "never", "structured", "pictured", "odd_name"].map((name) => `crm__${name}`),
  );
  expect(tools.at(-1)).toMatchObject({ shownAs: "crm.odd.name", description: "The tool odd.name" });
  expect(tools[0]?.parameters).toMatchObject({ type: "object", properties: { key: { type: "string" } } });
  expect(tools[6]?.parameters).toEqual({ type: "object", properties: {} });
  expect(await run(tools, "crm__odd_name", { key: "你好" })).toBe("The value of 你好 is 42.");
  expect(await run(tools, "crm__structured")).toBe('{"rows":2}');
  expect(await run(tools, "crm__pictured")).toBe("a text");
  await expect(run(tools, "crm__fail")).rejects.toThrow("No such customer.");
  expect(asked("mcp").map(({ method }) => method)).toEqual([
    "initialize",
    "notifications/initialized",
    "tools/list",
    "tools/list",
    ...Array(4).fill("tools/call"),
  ]);
  expect(new Set(asked("mcp").map(({ headers }) => headers["mcp-session-id"])).size).toBe(2);
  for (const { headers } of asked("mcp"))
    expect(headers).toMatchObject({
      accept: "application/json, text/event-stream",
      authorization: "Bearer mcp-secret",
      "user-agent": "clawdbot-edge",
    });
});

it("an event stream that stays open behind its reply is read as far as the reply", async () => {
  const { tools } = await offered([server("events/mcp")]);
  expect(await run(tools, "crm__lookup", { key: "a" })).toBe("The value of a is 42.");
});

it("a session that the server has forgotten is begun anew", async () => {
  const { tools, failures } = await offered([server("forgetful/mcp", { tools: ["lookup"] })]);
  // The second page was asked for in a session of its own.
  expect(failures).toEqual([]);
  for (const key of ["one", "two"])
    expect(await run(tools, "crm__lookup", { key })).toBe(`The value of ${key} is 42.`);
});

it("a list is kept for minutes, narrowed down by the configuration, and bounded", async () => {
  let now = 1_000_000;
  const crowded = server("crowded/mcp");
  const { tools } = await offered([crowded, server("mcp", { name: "second" })], () => now);
  expect(tools).toHaveLength(32);
  expect(tools.some(({ name }) => name === "crm__large")).toBe(false);
  const lists = () => asked("crowded/mcp").filter(({ method }) => method === "tools/list").length;
  now += 4 * 60_000;
  const few = await offered([{ ...crowded, tools: ["tool_77", "lookup"] }], () => now);
  expect([few.tools.map(({ name }) => name), lists()]).toEqual([["crm__tool_77"], 1]);
  now += 60_001;
  await offered([crowded], () => now);
  expect(lists()).toBe(2);
});

it.each([
  ["redirect/mcp", "the server answered 307"],
  ["status-503/mcp", "the server answered 503"],
  ["html/mcp", "the server gave no answer that can be read"],
  ["huge/mcp", "the server said too much"],
  ["half/mcp", "the server broke off"],
])(
  "a server at %s is left out and told of, without its address, and left alone for a while",
  async (path, error) => {
    let now = 1_000_000;
    const both = [server(path), server("mcp", { name: "well" })];
    const { tools, failures } = await offered(both, () => now);
    expect(failures).toEqual([`crm: ${error}`]);
    expect(tools.every(({ name }) => name.startsWith("well__")) && tools.length > 0).toBe(true);
    const before = asked(path).length;
    expect((await offered(both, () => now)).failures).toEqual([]);
    expect(asked(path)).toHaveLength(before);
    now += 31_000;
    expect((await offered(both, () => now)).failures).toHaveLength(1);
  },
);

it("a token that is not the server's, and a port that nobody listens at, are told of too", async () => {
  const wrong = await offered([server("mcp", { token: "another" })]);
  expect(wrong).toEqual({ tools: [], failures: ["crm: the server answered 401"] });
  const nobody = await offered([server("", { url: "http://127.0.0.1:1/mcp" })]);
  expect(nobody).toEqual({ tools: [], failures: ["crm: the server cannot be reached"] });
});

it("a server that says nothing is not waited for longer than five seconds, a call as long as its caller says", async () => {
  const timeout = vi.spyOn(AbortSignal, "timeout").mockReturnValueOnce(AbortSignal.abort());
  const silent = await offered([server("silent/mcp")]);
  expect(timeout).toHaveBeenCalledWith(5_000);
  timeout.mockRestore();
  expect(silent.failures).toEqual(["crm: the server took too long"]);
  const { tools } = await offered([server("mcp")]);
  const stop = new AbortController();
  const call = run(tools, "crm__never", {}, stop.signal);
  await vi.waitFor(() => expect(asked("mcp").at(-1)?.params.name).toBe("never"));
  stop.abort();
  await expect(call).rejects.toThrow("the server took too long");
});
