// Model files: checked at the door, kept in versions, and told to whoever may choose them.
import { env } from "cloudflare:workers";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import type { ModelEntry, ModelFile, StoredModelFile } from "../../src/core/model-file.ts";
import type { ErrorEnvelope, ModelPage } from "../../src/core/wire.ts";
import { HoldingsStore } from "../../src/storage/holdings.ts";
import { ADMIN, bearer, call, callWith, fresh, jsonRequest, KEY } from "./support.ts";

const MODELS = "/api/admin/models";
const FILE: ModelFile = { title: "Help desk", model: "fake-other", system_prompt: "You are the help desk." };
const RICH: ModelFile = {
  title: { en: "Human resources", zh: "人事助手" },
  description: { en: "Leave, pay and travel", zh: "假期、薪酬与差旅" },
  model: "fake-other",
  system_prompt: "",
  parameters: { temperature: 0.2, stop: ["END"], max_tokens: 800, seed: 7 },
  examples: [{ user: "Hi", assistant: "Hello" }],
  greeting: { en: "Ask about leave", zh: "有关假期请问我" },
  suggestions: ["年假有几天？"],
  knowledge: ["hr"],
  channels: ["web", "api", "feishu"],
  default_for: ["feishu:oc_1"],
  tools: ["search_documents"],
  limits: { history_tokens: 4000, timeout_seconds: 60 },
};

type Headers = Record<string, string>;

function models(path: string, method = "GET", body?: unknown, headers: Headers = {}): Promise<Response> {
  const init = body === undefined ? { headers } : jsonRequest(body, headers);
  return call(`${MODELS}${path}`, { ...init, method, headers: { ...init.headers, ...bearer(ADMIN) } });
}

async function saved(name: string, file: object = FILE): Promise<StoredModelFile> {
  const response = await models(`/${name}`, "PUT", file);
  expect([200, 201], await response.clone().text()).toContain(response.status);
  return response.json<StoredModelFile>();
}

/** Status, code and the field at fault. */
async function refusal(answer: Promise<Response>): Promise<string> {
  const response = await answer;
  const { error } = await response.json<ErrorEnvelope>();
  return `${response.status} ${error.code} ${error.param}`;
}

/** Nothing of one test answers in another. */
afterEach(async () => {
  const { data } = await (await models("?limit=200")).json<{ data: ModelEntry[] }>();
  for (const { name } of data) expect((await models(`/${name}`, "DELETE")).status).toBe(204);
});

describe("the holdings", () => {
  it("take the changes of many at once, each once", async () => {
    const stores = Array.from({ length: 4 }, () => new HoldingsStore(env.FILES, Date.now));
    const before = await stores[0]?.read();
    await Promise.all(
      stores.map((store) =>
        store.change(({ models: files, knowledge }) => ({
          models: files,
          knowledge: { ...knowledge, revision: knowledge.revision + 1 },
        })),
      ),
    );
    expect((await stores[0]?.read())?.knowledge.revision).toBe((before?.knowledge.revision ?? 0) + 4);
  });
});

describe("a model file", () => {
  it("comes back as it was sent, has a version for every change, and may be sent back as it was read", async () => {
    const name = fresh("hr");
    const created = await models(`/${name}`, "PUT", RICH);
    expect(created.status).toBe(201);
    expect(created.headers.get("etag")).toBe('"1"');
    const first = await created.json<StoredModelFile>();
    expect(first).toEqual({ ...RICH, name, version: 1, updated_at: expect.any(String) });
    const again = await models(`/${name}`, "PUT", first);
    expect([again.status, await again.json()]).toEqual([200, first]);
    const reordered = Object.fromEntries(Object.entries(RICH).reverse());
    expect(await saved(name, reordered), "the order of fields says nothing").toEqual(first);
    expect((await saved(name, { ...RICH, title: "HR" })).version).toBe(2);
    const read = await models(`/${name}`);
    expect(await read.json()).toMatchObject({ title: "HR", version: 2 });
    expect((await models(`/${name}`, "GET", undefined, { "if-none-match": '"2"' })).status).toBe(304);
    const mirror = await env.FILES.get(`models/${name}.json`);
    expect(await mirror?.json()).toMatchObject({ title: "HR", version: 2 });
  });

  it("is listed with its versions; an earlier one is restored as the newest; a deleted one goes on counting", async () => {
    const name = fresh("kept");
    for (const title of ["one", "two", "three"]) await saved(name, { ...FILE, title });
    const list = (await (await models(`/${name}/versions?limit=2`)).json()) as Record<string, unknown>;
    expect(list.data).toMatchObject([
      { version: 3, current: true },
      { version: 2, current: false },
    ]);
    const rest = await models(`/${name}/versions?limit=2&cursor=${list.next_cursor}`);
    expect(await rest.json()).toMatchObject({ data: [{ version: 1 }], next_cursor: null });
    expect(await (await models(`/${name}/versions/1`)).json()).toMatchObject({ title: "one", version: 1 });
    const restored = await models(`/${name}/versions/1/restore`, "POST");
    expect([restored.status, restored.headers.get("etag")]).toEqual([200, '"4"']);
    expect(await restored.json()).toMatchObject({ title: "one", version: 4 });
    expect((await models(`/${name}`, "DELETE")).status).toBe(204);
    expect(await env.FILES.head(`models/${name}.json`)).toBeNull();
    expect(await refusal(models(`/${name}`))).toBe("404 model_not_found null");
    expect(await refusal(models(`/${name}`, "DELETE"))).toBe("404 model_not_found null");
    expect(await (await models(`/${name}/versions`)).json()).toMatchObject({
      data: [{ current: false }, {}, {}, {}],
    });
    expect((await saved(name)).version).toBe(5);
    for (const path of ["/versions/9", "/versions/0", "/versions/x"])
      expect(await refusal(models(`/${name}${path}`))).toBe("404 model_not_found null");
    expect(await refusal(models(`/${fresh("none")}/versions`))).toBe("404 model_not_found null");
  });

  it("is changed only as the ETag demands, and by one of two who save at once", async () => {
    const name = fresh("watched");
    expect(await refusal(models(`/${name}`, "PUT", FILE, { "if-match": '"1"' }))).toMatch(/^412 /);
    await saved(name);
    expect(await refusal(models(`/${name}`, "PUT", RICH, { "if-match": '"7"' }))).toMatch(/^412 /);
    expect(await refusal(models(`/${name}`, "PUT", RICH, { "if-none-match": "*" }))).toMatch(/^412 /);
    expect(await refusal(models(`/${name}`, "DELETE", undefined, { "if-match": '"7"' }))).toMatch(/^412 /);
    expect((await models(`/${name}`, "PUT", RICH, { "if-match": '"1"' })).status).toBe(200);
    const both = await Promise.all(
      ["left", "right"].map((title) => models(`/${name}`, "PUT", { ...FILE, title })),
    );
    expect(both.map(({ status }) => status).sort()[0]).toBe(200);
    const now = await (await models(`/${name}`)).json<StoredModelFile>();
    const winners = await Promise.all(both.filter(({ ok }) => ok).map((won) => won.json<StoredModelFile>()));
    expect(winners.map(({ title }) => title)).toContain(now.title);
  });

  it.each([
    [{ ...FILE, titel: "x" }, "400 invalid_value titel"],
    [{ ...FILE, parameters: { temprature: 1 } }, "400 invalid_value parameters.temprature"],
    [{ ...FILE, parameters: { temperature: 3 } }, "400 invalid_value parameters.temperature"],
    [{ ...FILE, parameters: { stop: ["a", "b", "c", "d", "e"] } }, "400 invalid_value parameters.stop"],
    [{ model: "m", system_prompt: "" }, "400 invalid_value title"],
    [{ ...FILE, title: { en: "only English" } }, "400 invalid_value title"],
    [{ ...FILE, title: "two\nlines" }, "400 invalid_value title"],
    [{ ...FILE, system_prompt: "x".repeat(64_001) }, "400 invalid_value system_prompt"],
    [{ ...FILE, examples: Array(21).fill({ user: "a", assistant: "b" }) }, "400 invalid_value examples"],
    [{ ...FILE, examples: [{ user: "a" }] }, "400 invalid_value examples.0.assistant"],
    [{ ...FILE, suggestions: Array(7).fill("a") }, "400 invalid_value suggestions"],
    [{ ...FILE, suggestions: ["x".repeat(201)] }, "400 invalid_value suggestions.0"],
    [{ ...FILE, knowledge: "hr" }, "400 invalid_value knowledge"],
    [{ ...FILE, knowledge: [""] }, "400 invalid_value knowledge.0"],
    [{ ...FILE, channels: ["telegram"] }, "400 invalid_value channels.0"],
    [{ ...FILE, channels: [] }, "400 invalid_value channels"],
    [{ ...FILE, default_for: ["openai"] }, "400 invalid_value default_for.0"],
    [{ ...FILE, channels: ["web"], default_for: ["feishu:oc_2"] }, "400 invalid_value default_for"],
    [{ ...FILE, limits: { timeout_seconds: 601 } }, "400 invalid_value limits.timeout_seconds"],
    [{ ...FILE, endpoint: "nowhere" }, "400 unknown_endpoint endpoint"],
    [{ ...FILE, name: "another" }, "400 invalid_name name"],
    [
      {
        ...FILE,
        examples: [
          { user: "x".repeat(16_000), assistant: "y" },
          ...Array(17).fill({ user: "x".repeat(15_000), assistant: "z" }),
        ],
      },
      "413 body_too_large null",
    ],
    ['"a text"', "400 invalid_value null"],
  ])("is refused with the field named: %#", async (file, reason) => {
    const name = fresh("refused");
    expect(await refusal(models(`/${name}`, "PUT", file))).toBe(reason);
    expect(await refusal(models(`/${name}`))).toBe("404 model_not_found null");
    expect((await env.FILES.list({ prefix: `models/${name}` })).objects).toEqual([]);
  });

  it("is no JSON of another shape, and what is wrong is not sent back at length", async () => {
    const name = fresh("refused");
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 4 }), async (value) => {
        const response = await models(`/${name}`, "PUT", JSON.stringify({ ...FILE, x: value }));
        expect([response.status, (await response.json<ErrorEnvelope>()).error.param]).toEqual([400, "x"]);
        const other = await models(`/${name}`, "PUT", JSON.stringify(value));
        expect(other.status, await other.text()).toBe(400);
      }),
      { seed: 20260131, numRuns: 30 },
    );
    const long = await models(`/${name}`, "PUT", { ...FILE, ["y".repeat(100_000)]: 1 });
    expect((await long.text()).length).toBeLessThan(1_000);
  });

  it("takes no name of a model, of a path or of somebody else's place", async () => {
    for (const name of ["gpt-4o-mini", "embedded"])
      expect(await refusal(models(`/${name}`, "PUT", FILE))).toBe("400 name_taken name");
    for (const name of ["..%2fx", "Big", "a.b", "a%20b", "%E4%BA%BA%E4%BA%8B", "x".repeat(65)])
      expect(await refusal(models(`/${name}`, "PUT", FILE)), name).toBe("400 invalid_name name");
    const first = fresh("first");
    await saved(first, { ...FILE, default_for: ["web", "dingtalk:cid=="] });
    const other = models(`/${fresh("other")}`, "PUT", { ...FILE, default_for: ["dingtalk:cid=="] });
    const { error } = await (await other).json<ErrorEnvelope>();
    expect([(await other).status, error.code, error.param]).toEqual([409, "default_taken", "default_for"]);
    expect(error.message).toContain(first);
    expect((await saved(first, { ...FILE, default_for: ["web"] })).version).toBe(2);
  });

  it("is one of a hundred at most", async () => {
    const store = new HoldingsStore(env.FILES, Date.now);
    const entries = Array.from({ length: 100 }, (_, index) => ({
      name: `n${index}`,
      version: 1,
      title: "n",
    }));
    await store.change((holdings) => ({ ...holdings, models: entries }));
    const refused = refusal(models(`/${fresh("one-more")}`, "PUT", FILE));
    expect(await refused).toBe("409 too_many_models null");
    await store.change((holdings) => ({ ...holdings, models: [] }));
  });

  it("that somebody made unreadable in the bucket is named, hides no other, and is replaced by a good one", async () => {
    const [broken, sound] = [fresh("a-broken"), fresh("b-sound")];
    await saved(broken);
    await saved(sound);
    await env.FILES.put(`models/${broken}/1.json`, '{"title": 5}');
    const elsewhere = (path: string, init: RequestInit = {}) =>
      callWith({}, path, { ...init, headers: { ...init.headers, ...bearer(ADMIN) } });
    const answer = await elsewhere(`${MODELS}/${broken}`);
    expect(answer.status).toBe(503);
    expect((await answer.json<ErrorEnvelope>()).error).toMatchObject({
      code: "model_file_unreadable",
      message: expect.stringMatching(new RegExp(`models/${broken}/1\\.json.*title`)),
    });
    const list = await (await elsewhere(MODELS)).json<{ data: ModelEntry[] }>();
    expect(list).toMatchObject({
      endpoints: expect.arrayContaining(["second"]),
      tools: expect.arrayContaining(["search_documents", "current_time", "crm"]),
    });
    expect(list.data.map(({ name }) => name)).toEqual([broken, sound]);
    const mended = await elsewhere(`${MODELS}/${broken}`, { ...jsonRequest(FILE), method: "PUT" });
    expect(mended.status).toBe(200);
  });
});

describe("whoever may choose", () => {
  async function choices(headers: Headers): Promise<ModelPage> {
    return (await call("/api/models", { headers })).json<ModelPage>();
  }

  it("sees the files of the channel before the plain models, in the language of the browser, the default one first called so", async () => {
    const [everywhere, elsewhere] = [fresh("hr"), fresh("groups")];
    const { channels: _, default_for: __, ...file } = RICH;
    await saved(everywhere, file);
    await saved(elsewhere, { ...FILE, channels: ["dingtalk"] });
    const chinese = await choices({ "accept-language": "fr, zh-CN;q=0.9, en;q=0.8" });
    expect(chinese.data).toEqual([
      {
        id: everywhere,
        title: "人事助手",
        description: "假期、薪酬与差旅",
        greeting: "有关假期请问我",
        suggestions: ["年假有几天？"],
        default: false,
        kind: "file",
      },
      { id: "gpt-4o-mini", title: "gpt-4o-mini", default: true, kind: "model" },
    ]);
    await saved(everywhere, { ...file, default_for: ["web"] });
    const english = await choices({ "accept-language": "en-US,en;q=0.9,zh;q=0.1" });
    expect(english.data.map(({ title, default: isDefault }) => [title, isDefault])).toEqual([
      ["Human resources", true],
      ["gpt-4o-mini", false],
    ]);
    const forKeys = await choices(bearer(KEY));
    expect(forKeys.data.map(({ default: isDefault }) => isDefault)).toEqual([false, true]);
  });
});
