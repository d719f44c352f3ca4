// Tools that the model calls while it answers: searched documents, the time, remote servers; what fails, and who may use which.
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { servicesOf } from "../../src/services.ts";
import {
  ADMIN,
  bearer,
  call,
  fresh,
  jsonRequest,
  KEY,
  modelCalls,
  parseEvents,
  postJson,
  say,
} from "./support.ts";

const FILE = {
  title: "With tools",
  model: "gpt-4o-mini",
  system_prompt: "Use tools.",
  tools: true,
} as const;

async function putFile(name: string, file: object): Promise<void> {
  const response = await call(`/api/admin/models/${name}`, {
    ...jsonRequest(file, bearer(ADMIN)),
    method: "PUT",
  });
  expect(response.status, await response.clone().text()).toBeLessThan(300);
}

beforeAll(async () => {
  await putFile("tools", FILE);
  await putFile("search-only", { ...FILE, tools: ["search_documents"] });
  const handbook = {
    title: "Handbook",
    content: "# Handbook\n\n## Parking\n\nThe garage costs 40 euros a month.",
  };
  await call("/api/admin/knowledge/handbook", { ...jsonRequest(handbook, bearer(ADMIN)), method: "PUT" });
});

/** Asks so that the model calls this tool once. */
async function using(tool: string, args: object, model = "tools") {
  const mark = fresh("call");
  const answer = await say(`${mark} [[tool:${tool} ${JSON.stringify(args)}]]`, { model });
  return { answer, calls: await modelCalls(mark) };
}

describe("a tool", () => {
  it("is called, what it says goes back to the model, and the answer names it", async () => {
    const { answer, calls } = await using("crm__lookup", { key: "ACME" });
    expect(answer.reply).toContain("The value of ACME is 42.");
    expect(answer.tools).toEqual([{ name: "crm.lookup", ok: true, ms: expect.any(Number) }]);
    expect(calls).toHaveLength(2);
    expect(calls[1]?.body.messages.at(-1)).toMatchObject({ role: "tool" });
    expect(answer.usage?.total_tokens).toBeGreaterThan(0);
  });

  it("shows in the history, and its answer is not kept for the next who asks the same", async () => {
    const message = `${fresh("twice")} [[tool:current_time {}]]`;
    const first = await say(message, { model: "tools" });
    expect((await say(message, { model: "tools" })).cached).toBe(false);
    const history = await call(`/api/chat/${first.session_id}`, {
      headers: bearer("test-key-0123456789"),
    });
    const { messages } = await history.json<{ messages: { tools?: object[] }[] }>();
    expect(messages.at(-1)?.tools).toEqual([expect.objectContaining({ name: "current_time", ok: true })]);
  });

  it("of a server that answers by events works as well, and gets no other server's token", async () => {
    const { answer } = await using("events__whoami", {});
    expect(answer.reply).toContain("authorization none, protocol 2025-06-18");
    expect((await using("crm__whoami", {})).answer.reply).toContain("authorization Bearer mcp-secret");
  });

  it("is logged with its name and its success, and not with what it was asked or said", async () => {
    const lines = vi.spyOn(console, "info").mockReturnValue();
    await using("crm__lookup", { key: "ACME" });
    const line = lines.mock.calls.map(String).find((text) => text.includes('"tool_called"')) ?? "";
    lines.mockRestore();
    expect(JSON.parse(line)).toMatchObject({ area: "model", operation: "crm.lookup", status: "ok" });
    expect(line).not.toMatch(/ACME|42\./);
  });

  it("is named at the end of a stream, one that failed too", async () => {
    const message = `${fresh("stream")} [[tool:crm__fail {}]]`;
    const response = await postJson("/api/chat", { message, model: "tools", stream: true }, bearer(KEY));
    expect(parseEvents(await response.text()).at(-1)?.event).toMatchObject({
      event: "done",
      data: {
        reply: "The tool said: The tool failed: No such customer.",
        tools: [{ name: "crm.fail", ok: false }],
      },
    });
  });

  it("that says that it failed is no success, and the model reads why", async () => {
    const { answer, calls } = await using("crm__fail", {});
    expect(answer.tools).toEqual([{ name: "crm.fail", ok: false, ms: expect.any(Number) }]);
    expect(JSON.stringify(calls[1]?.body.messages)).toContain("No such customer.");
  });

  it("tells the time of a zone, and of none that there is not", async () => {
    expect((await using("current_time", { time_zone: "Asia/Shanghai" })).answer.reply).toMatch(
      /in Asia\/Shanghai: /,
    );
    expect((await using("current_time", { time_zone: "Mars/Base" })).answer.reply).toContain(
      "no such time zone",
    );
  });

  it("searches the documents, and its passages are cited by the numbers that follow", async () => {
    const { answer } = await using("search_documents", { query: "garage parking" }, "search-only");
    expect(answer.reply).toContain("The garage costs 40 euros a month.");
    expect(answer.sources).toEqual([expect.objectContaining({ title: "Handbook › Parking", number: 1 })]);
  });
});

describe("what the model is offered", () => {
  const offered = async (model: string | undefined, question = fresh("offer")) => {
    await say(question, model === undefined ? {} : { model });
    const [asked] = await modelCalls(question);
    const tools = (asked?.body.tools ?? []) as { function: { name: string } }[];
    return tools.map((tool) => tool.function.name);
  };

  it("is nothing unless somebody says so", async () => {
    expect(await offered(undefined)).toEqual([]);
  });

  it("are the tools that a file names, and servers that do not work are left out", async () => {
    expect(await offered("search-only", `parking ${fresh("offer")}`)).toEqual(["search_documents"]);
    const all = await offered("tools", `parking ${fresh("offer")}`);
    expect(all).toContain("search_documents");
    expect(all).toContain("crm__lookup");
    expect(all).toContain("events__lookup");
    expect(all.filter((name) => /^(down|huge|garbage|redirect)__/.test(name))).toEqual([]);
  });

  it("in a group are only the servers that are open to groups", async () => {
    const { toolsFor } = servicesOf(env);
    const names = (await toolsFor({ wanted: true, isGroup: true })).map(({ name }) => name);
    expect(names).toContain("crm__lookup");
    expect(names.some((name) => name.startsWith("events__"))).toBe(false);
  });
});

describe("several endpoints", () => {
  it("are asked by the files that name them, each for its model with its key", async () => {
    await putFile("second", { ...FILE, tools: false, endpoint: "second", model: "fake-other" });
    const question = fresh("second");
    const answer = await say(question, { model: "second" });
    expect(answer.model).toBe("second");
    const [asked] = await modelCalls(question);
    expect(asked?.body.model).toBe("fake-other");
  });

  it("have keys that the operator sees by their fingerprints", async () => {
    const settings = await (await call("/api/admin/settings", { headers: bearer(ADMIN) })).text();
    for (const name of ["MODEL_API_KEY_SECOND", "MCP_TOKEN_CRM"]) expect(settings).toContain(`"${name}"`);
    expect(settings).not.toMatch(/sk-fake|mcp-secret/);
  });

  it("have no fallback to each other", async () => {
    await putFile("ill", { ...FILE, tools: false, endpoint: "ill" });
    await expect(say(fresh("ill"), { model: "ill" })).rejects.toThrow("502");
  });
});
