// The doors of model files over a bucket in memory: every bad request has its status, its code and its field, and changes nothing.
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { ModelFile, StoredModelFile } from "../../../src/core/model-file.ts";
import { limitModelFiles, mountModelFiles } from "../../../src/http/admin/models.ts";
import { Assistants } from "../../../src/storage/assistants.ts";
import { HoldingsStore } from "../../../src/storage/holdings.ts";
import { ModelFiles } from "../../../src/storage/model-files.ts";
import { MemoryBucket } from "../../support/memory-bucket.ts";
import { breaks, type Play, type Played, play, says } from "../answer/played.ts";
import { type Call, doorsOf, saidBy } from "./doors.ts";

const current = vi.hoisted(() => ({ services: {} as unknown }));
vi.mock("../../../src/services.ts", () => ({
  EMBEDDED_MODEL: "embedded",
  servicesOf: () => current.services,
}));

const MODELS = "/api/admin/models";
const FILE: ModelFile = { title: "Desk", model: "m", system_prompt: "You are the desk." };

let memory: MemoryBucket;
let played: Played;
let call: Call;

function stage(given: Play = {}, endpointNames = ["second"]): void {
  const holdings = new HoldingsStore(memory.bucket, Date.now);
  const modelFiles = new ModelFiles(memory.bucket, holdings);
  const assistants = new Assistants(holdings, modelFiles, {
    systemPrompt: "plain",
    tools: false,
    historyTokens: 100,
    ownNames: ["configured"],
    endpointNames,
  });
  played = play({ endpoints: { second: says(["By the second."]) }, ...given });
  const config = { modelName: "configured", modelChoices: ["choice"] };
  const more = {
    holdings,
    modelFiles,
    assistants,
    endpointNames,
    toolNames: ["current_time", "crm"],
    config,
  };
  current.services = { ...played.services, ...more };
}

beforeEach(() => {
  memory = new MemoryBucket();
  stage();
  call = doorsOf((app) => {
    limitModelFiles(app);
    mountModelFiles(app);
  });
});

async function saved(name: string, file: object = FILE): Promise<StoredModelFile> {
  const response = await call("PUT", `${MODELS}/${name}`, file);
  expect(response.status, await response.clone().text()).toBeLessThan(300);
  return response.json();
}

const bucket = () => memory.keys().map((key) => [key, memory.textOf(key)]);
const titled = (title: string) => ({ ...FILE, title });

describe("a request that is no good is refused, and the bucket is as it was", () => {
  const JSON_TYPE = { "content-type": "application/json" };

  it.each<[string, string, string, unknown, Record<string, string>]>([
    // What is said, the method, the path behind /api/admin/models, the body, headers
    ["415 unsupported_media_type", "PUT", "/hr", "{}", { "content-type": "text/plain" }],
    [
      "415 unsupported_media_type",
      "PUT",
      "/hr",
      "title=a",
      { "content-type": "application/x-www-form-urlencoded" },
    ],
    ["400 invalid_json", "PUT", "/hr", "{", JSON_TYPE],
    ["400 invalid_json", "PUT", "/hr", "", JSON_TYPE],
    ["400 invalid_json", "PUT", "/hr", "[".repeat(5_000), JSON_TYPE],
    ["400 invalid_json", "PUT", "/hr", new Uint8Array([34, 255, 34]), JSON_TYPE],
    ["400 invalid_text", "PUT", "/hr", '{"title":"\\ud83d"}', JSON_TYPE],
    ["400 invalid_value", "PUT", "/hr", "null", JSON_TYPE],
    ["400 invalid_value title", "PUT", "/hr", "[]", JSON_TYPE],
    ["413 body_too_large", "PUT", "/hr", { ...FILE, system_prompt: "x".repeat(256 * 1024) }, {}],
    ["413 body_too_large", "PUT", "/hr", "{}", { ...JSON_TYPE, "content-length": "999999999" }],
    ["400 invalid_name name", "PUT", "/HR", FILE, {}],
    ["400 invalid_name name", "PUT", "/hr%2F1", FILE, {}],
    ["400 invalid_name name", "PUT", "/hr", { ...FILE, name: "it" }, {}],
    ["400 invalid_name name", "PUT", "/hr", { ...FILE, name: 7 }, {}],
    ["400 name_taken name", "PUT", "/configured", FILE, {}],
    ["400 name_taken name", "PUT", "/choice", FILE, {}],
    ["400 name_taken name", "PUT", "/embedded", FILE, {}],
    ["400 unknown_endpoint endpoint", "PUT", "/hr", { ...FILE, endpoint: "third" }, {}],
    ["400 unknown_endpoint endpoint", "PUT", "/hr", { ...FILE, endpoint: "SECOND" }, {}],
    ["400 invalid_value default_for", "PUT", "/hr", { ...FILE, channels: ["web"], default_for: ["api"] }, {}],
    [
      "400 invalid_value default_for",
      "PUT",
      "/hr",
      { ...FILE, channels: ["api"], default_for: ["api", "feishu:oc"] },
      {},
    ],
    ["409 default_taken default_for", "PUT", "/it", { ...FILE, default_for: ["web"] }, {}],
    ["409 default_taken default_for", "PUT", "/it", { ...FILE, default_for: ["api", "web"] }, {}],
    ["412 precondition_failed", "PUT", "/hr", titled("x"), { "if-match": '"1"' }],
    ["412 precondition_failed", "PUT", "/hr", titled("x"), { "if-none-match": "*" }],
    ["412 precondition_failed", "PUT", "/new", titled("x"), { "if-match": "*" }],
    ["412 precondition_failed", "PUT", "/new", titled("x"), { "if-match": '"1"' }],
    ["412 precondition_failed", "DELETE", "/hr", undefined, { "if-match": '"1"' }],
    ["404 model_not_found", "DELETE", "/new", undefined, {}],
    ["404 model_not_found", "DELETE", "/HR", undefined, {}],
    ["404 model_not_found", "GET", "/new", undefined, {}],
    ["404 model_not_found", "GET", "/new/versions", undefined, {}],
    ["404 model_not_found", "GET", "/HR/versions", undefined, {}],
    ["404 model_not_found", "GET", "/hr/versions/0", undefined, {}],
    ["404 model_not_found", "GET", "/hr/versions/01", undefined, {}],
    ["404 model_not_found", "GET", "/hr/versions/1.0", undefined, {}],
    ["404 model_not_found", "GET", "/hr/versions/-1", undefined, {}],
    ["404 model_not_found", "GET", "/hr/versions/3", undefined, {}],
    ["404 model_not_found", "GET", "/hr/versions/99999999999", undefined, {}],
    ["404 model_not_found", "POST", "/hr/versions/3/restore", undefined, {}],
    ["404 model_not_found", "POST", "/new/versions/1/restore", undefined, {}],
    ["412 precondition_failed", "POST", "/hr/versions/1/restore", undefined, { "if-match": '"1"' }],
    ["400 invalid_limit limit", "GET", "?limit=0", undefined, {}],
    ["400 invalid_limit limit", "GET", "/hr/versions?limit=ten", undefined, {}],
    ["400 invalid_cursor cursor", "GET", "?cursor=hr", undefined, {}],
    ["400 invalid_cursor cursor", "GET", "/hr/versions?cursor=1", undefined, {}],
    ["405 method_not_allowed", "POST", "", FILE, {}],
    ["405 method_not_allowed", "POST", "/hr", FILE, {}],
    ["405 method_not_allowed", "PATCH", "/hr", FILE, {}],
    ["405 method_not_allowed", "PUT", "/hr/versions/1", FILE, {}],
    ["405 method_not_allowed", "DELETE", "/hr/versions", undefined, {}],
    ["405 method_not_allowed", "GET", "/hr/versions/1/restore", undefined, {}],
  ])("%s: %s %s", async (said, method, path, body, headers) => {
    await saved("hr", { ...FILE, default_for: ["web"] });
    await saved("hr", { ...titled("Second"), default_for: ["web"] });
    const before = bucket();
    expect(await saidBy(await call(method, `${MODELS}${path}`, body, headers))).toBe(said);
    expect(bucket()).toEqual(before);
  });

  it("nor does a version come back that no longer fits: its endpoint is gone, its place is another's, its name a model's", async () => {
    await saved("hr", { ...FILE, endpoint: "second", default_for: ["web"] });
    await saved("hr", FILE);
    await saved("it", { ...FILE, default_for: ["web"] });
    const before = bucket();
    const restore = async () => saidBy(await call("POST", `${MODELS}/hr/versions/1/restore`));
    expect(await restore()).toBe("409 default_taken default_for");
    stage({}, []);
    expect(await restore()).toBe("400 unknown_endpoint endpoint");
    (current.services as { config: object }).config = { modelName: "hr", modelChoices: [] };
    expect(await restore()).toBe("400 name_taken name");
    expect(bucket()).toEqual(before);
  });
});

describe("versions", () => {
  it("are counted from 1, each change one, the same again none, and what was read may be sent back as it came", async () => {
    const first = await saved("hr");
    expect([first.name, first.version]).toEqual(["hr", 1]);
    expect((await saved("hr", { ...first, title: "Two" })).version).toBe(2);
    const same = await call("PUT", `${MODELS}/hr`, titled("Two"), { "if-match": '"2"' });
    expect([same.status, same.headers.get("etag")]).toEqual([200, '"2"']);
    expect(await (await call("GET", `${MODELS}/hr/versions/1`)).json()).toEqual(first);
  });

  it("are listed newest first and page by page, the one that answers is marked, none once it is deleted", async () => {
    for (const title of ["1", "2", "3", "4", "5"]) await saved("hr", titled(title));
    const list = async (query: string) =>
      (await call("GET", `${MODELS}/hr/versions${query}`)).json() as Promise<{
        data: { version: number; current: boolean }[];
        next_cursor: string | null;
      }>;
    const first = await list("?limit=2");
    const next = await list(`?limit=2&cursor=${first.next_cursor}`);
    const last = await list(`?limit=2&cursor=${next.next_cursor}`);
    const pages = [first, next, last].map(({ data }) => data.map(({ version }) => version));
    expect(pages).toEqual([[5, 4], [3, 2], [1]]);
    expect(last.next_cursor).toBeNull();
    expect([...first.data, ...next.data].map(({ current: isCurrent }) => isCurrent)).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect((await call("DELETE", `${MODELS}/hr`, undefined, { "if-match": '"5"' })).status).toBe(204);
    expect((await list("")).data.map(({ current: isCurrent }) => isCurrent)).toEqual(Array(5).fill(false));
    expect((await saved("hr", titled("6"))).version).toBe(6);
  });

  it("come back as the newest one, a deleted file's too; the one that answers already makes none", async () => {
    await saved("hr", titled("old"));
    await saved("hr", titled("new"));
    const restore = async (version: number) => {
      const response = await call("POST", `${MODELS}/hr/versions/${version}/restore`);
      const file = (await response.json()) as StoredModelFile;
      return [response.status, response.headers.get("etag"), file.version, file.title];
    };
    expect(await restore(2)).toEqual([200, '"2"', 2, "new"]);
    expect(await restore(1)).toEqual([200, '"3"', 3, "old"]);
    await call("DELETE", `${MODELS}/hr`);
    expect(await restore(2)).toEqual([200, '"4"', 4, "new"]);
  });

  it.each([
    [{ "if-none-match": '"1"' }, 304],
    [{ "if-none-match": 'W/"1"' }, 304],
    [{ "if-none-match": "*" }, 304],
    [{ "if-none-match": '"2"' }, 200],
    [{ "if-match": '"1"' }, 200],
    [{ "if-match": '"2"' }, 412],
    [{}, 200],
  ])("are read under conditions: %j is %i", async (headers, status) => {
    await saved("hr");
    const response = await call("GET", `${MODELS}/hr`, undefined, headers as Record<string, string>);
    expect(response.status).toBe(status);
    if (status < 400) expect(response.headers.get("etag")).toBe('"1"');
  });
});

it("the list goes on where it stopped, and shows of an unreadable file what it knows itself", async () => {
  for (const name of ["a", "b", "c"]) await saved(name, titled(`Title ${name}`));
  memory.place("models/b/1.json", '{"title":5}');
  stage();
  const list = async (query: string) =>
    (await call("GET", `${MODELS}${query}`)).json() as Promise<{
      data: Partial<StoredModelFile>[];
      next_cursor: string;
    }>;
  const first = await list("?limit=2");
  expect(first).toMatchObject({
    endpoints: ["second"],
    tools: ["search_documents", "current_time", "crm"],
    data: [
      { name: "a", model: "m" },
      { name: "b", title: "Title b" },
    ],
  });
  expect(first.data[1]).not.toHaveProperty("model");
  expect(await list(`?cursor=${first.next_cursor}`)).toMatchObject({
    data: [{ name: "c" }],
    next_cursor: null,
  });
});

describe("a trial", () => {
  const user = (content: string) => ({ role: "user", content });
  const assistant = (content: string) => ({ role: "assistant", content });
  const tryOut = (body: object) => call("POST", `${MODELS}/test`, body);

  it.each<[string, object]>([
    ["400 invalid_value file", { messages: [user("hi")] }],
    ["400 invalid_value messages", { file: FILE }],
    ["400 invalid_value messages", { file: FILE, messages: [] }],
    ["400 invalid_value messages", { file: FILE, messages: [user("hi"), assistant("hello")] }],
    ["400 invalid_value messages", { file: FILE, messages: Array(101).fill(user("hi")) }],
    ["400 invalid_value messages.0.role", { file: FILE, messages: [{ role: "system", content: "x" }] }],
    ["400 invalid_value messages.0.content", { file: FILE, messages: [user("")] }],
    ["400 invalid_value messages.0.content", { file: FILE, messages: [user("x".repeat(100_001))] }],
    ["400 invalid_value messages.0.content", { file: FILE, messages: [{ role: "user", content: ["x"] }] }],
    ["400 invalid_value file.title", { file: { ...FILE, title: "" }, messages: [user("hi")] }],
    ["400 invalid_value file.titel", { file: { ...FILE, titel: "x" }, messages: [user("hi")] }],
    [
      "400 invalid_value file.parameters.top_p",
      { file: { ...FILE, parameters: { top_p: 2 } }, messages: [user("hi")] },
    ],
    ["400 unknown_endpoint endpoint", { file: { ...FILE, endpoint: "third" }, messages: [user("hi")] }],
  ])("is refused as %s, and no model is asked", async (said, body) => {
    expect(await saidBy(await tryOut(body))).toBe(said);
    expect([played.requests, memory.calls]).toEqual([[], []]);
  });

  it("asks as the file would: prompt, examples, what was said before, the question; and keeps nothing", async () => {
    const file = { ...FILE, parameters: { temperature: 0.3 }, examples: [{ user: "eu", assistant: "ea" }] };
    const messages = [user("first"), assistant("answer"), user("second"), assistant("again"), user("third")];
    const response = await tryOut({ file, messages });
    const body = (await response.json()) as Record<string, unknown>;
    expect(Object.keys(body).sort()).toEqual([
      "model",
      "passages",
      "prompt",
      "reply",
      "sources",
      "tools",
      "usage",
    ]);
    expect(body).toMatchObject({ reply: "Yes.", sources: [], passages: [] });
    expect(body.prompt).toEqual([
      { role: "system", content: expect.stringContaining("You are the desk.") },
      user("eu"),
      assistant("ea"),
      ...messages,
    ]);
    expect(played.requests[0]).toMatchObject({ model: "m", parameters: { temperature: 0.3 } });
    expect([memory.keys(), [...played.kept]]).toEqual([[], []]);
  });

  it("looks documents up in the light of what was asked before, the newest first, within the file's knowledge", async () => {
    stage({ passages: [{ text: "Ten days." }] });
    const holdings = new HoldingsStore(memory.bucket, Date.now);
    await holdings.change((held) => ({ ...held, knowledge: { revision: 1, documents: 2 } }));
    const messages = [
      user("annual leave?"),
      assistant("20"),
      user("sick leave?"),
      assistant("30"),
      user("interns?"),
    ];
    const response = await tryOut({ file: { ...FILE, knowledge: ["hr"] }, messages });
    expect(played.searches).toEqual([
      {
        question: { text: "interns?", before: ["sick leave?", "annual leave?"] },
        scope: { tags: ["hr"] },
        limit: 5,
      },
    ]);
    expect(await response.json()).toMatchObject({ passages: [{ text: "Ten days." }] });
    await tryOut({ file: { ...FILE, knowledge: false }, messages });
    expect(played.searches).toHaveLength(1);
  });

  it("goes to the endpoint that the file names, and says what went wrong there", async () => {
    const second = await tryOut({ file: { ...FILE, endpoint: "second" }, messages: [user("hi")] });
    expect(await second.json()).toMatchObject({ reply: "By the second." });
    stage({ model: breaks(["Half"]) });
    expect(await saidBy(await tryOut({ file: FILE, messages: [user("hi")] }))).toMatch(/^50\d model_/);
  });
});
