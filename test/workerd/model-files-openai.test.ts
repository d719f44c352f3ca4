// Model files at /v1 and in a trial: what the model is asked, and whose name the answer bears.
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it } from "vitest";
import type { ModelFile } from "../../src/core/model-file.ts";
import { chunksOf, client, completeWith, post, textOf } from "./openai-support.ts";
import { ADMIN, bearer, call, callWith, fresh, jsonRequest, KEY, modelCalls, postJson } from "./support.ts";

const FILE: ModelFile = {
  title: "Desk",
  model: "fake-other",
  system_prompt: "You are the desk.",
  parameters: { temperature: 0.3, max_tokens: 50, seed: 7 },
  examples: [{ user: "Hi", assistant: "Hello, desk here" }],
};

const names: string[] = [];

async function saved(file: ModelFile, name = fresh("desk")): Promise<string> {
  const init = { ...jsonRequest(file, bearer(ADMIN)), method: "PUT" };
  expect((await call(`/api/admin/models/${name}`, init)).ok).toBe(true);
  names.push(name);
  return name;
}

afterEach(async () => {
  for (const name of names.splice(0))
    await call(`/api/admin/models/${name}`, { method: "DELETE", headers: bearer(ADMIN) });
});

describe("a model file named at /v1", () => {
  it("frames what the caller says, whose own parameters win, and the answer bears its name", async () => {
    const model = await saved(FILE);
    const word = fresh("word");
    const completion = await client().chat.completions.create({
      model,
      temperature: 0.9,
      max_completion_tokens: 20,
      messages: [
        { role: "system", content: "Be short." },
        { role: "user", content: word },
      ],
    });
    expect(completion.model).toBe(model);
    expect((await modelCalls(word))[0]?.body).toEqual({
      model: "fake-other",
      temperature: 0.9,
      max_completion_tokens: 20,
      seed: 7,
      messages: [
        { role: "system", content: "You are the desk." },
        { role: "system", content: "Be short." },
        { role: "user", content: "Hi" },
        { role: "assistant", content: "Hello, desk here" },
        { role: "user", content: word },
      ],
    });
  });

  it("streams under its name, and what the model says of models stays as it is", async () => {
    const model = await saved(FILE);
    const said = `${fresh("say")} {"model":"x"} \\ "model": "y"`;
    const messages = [{ role: "user" as const, content: `${said} [[norole]]` }];
    const chunks = await chunksOf(await client().chat.completions.create({ model, messages, stream: true }));
    expect(new Set(chunks.map((chunk) => chunk.model))).toEqual(new Set([model]));
    expect(textOf(chunks)).toBe(said);
  });

  it("is cached by its version, so that a change of the file changes the very next answer", async () => {
    const model = await saved(FILE);
    const body = { model, messages: [{ role: "user", content: fresh("cached") }] };
    const cacheOf = async () => (await post(body)).headers.get("x-cache");
    expect([await cacheOf(), await cacheOf()]).toEqual(["MISS", "HIT"]);
    await saved({ ...FILE, system_prompt: "You are another desk." }, model);
    expect([await cacheOf(), await cacheOf()]).toEqual(["MISS", "HIT"]);
  });

  it("goes to the endpoint that it names, under that key; one whose endpoint was taken away says so", async () => {
    const endpoints = {
      MODEL_ENDPOINTS: JSON.stringify({ second: `${env.FAKE_MODEL_URL}/v1` }),
      MODEL_API_KEY_SECOND: "sk-fake",
      // Whatever goes to the first endpoint fails.
      MODEL_API_KEY: "sk-wrong",
    };
    const name = fresh("desk");
    const path = `/api/admin/models/${name}`;
    const init = { ...jsonRequest({ ...FILE, endpoint: "second" }, bearer(ADMIN)), method: "PUT" };
    expect((await callWith(endpoints, path, init)).status).toBe(201);
    names.push(name);
    const body = { model: name, messages: [{ role: "user", content: fresh("second") }] };
    const answer = await completeWith(endpoints, body);
    expect([answer.status, await answer.json()]).toMatchObject([200, { model: name }]);
    const refused = await completeWith({ MODEL_ENDPOINTS: "" }, body);
    expect([refused.status, await refused.json()]).toMatchObject([
      503,
      { error: { code: "unknown_endpoint", message: expect.stringContaining("second") } },
    ]);
  });

  it("an answer that came while the documents could not be searched is not kept", async () => {
    const model = await saved(FILE);
    const path = `/api/admin/knowledge/${fresh("doc")}`;
    const document = jsonRequest({ title: "Desk", content: "The desk opens at nine." }, bearer(ADMIN));
    expect((await call(path, { ...document, method: "PUT" })).status).toBe(201);
    const content = fresh("search");
    const body = { model, messages: [{ role: "user", content }] };
    const broken = {
      prepare() {
        throw new Error("no search today");
      },
    };
    const results = [
      await completeWith({ SEARCH: broken }, body),
      await completeWith({}, body),
      await completeWith({}, body),
    ];
    expect(results.map(({ status, headers }) => [status, headers.get("X-Cache")])).toEqual([
      [200, "MISS"],
      [200, "MISS"],
      [200, "HIT"],
    ]);
    expect(JSON.stringify((await modelCalls(content))[0]?.body)).toContain("could not be searched");
    expect((await call(path, { method: "DELETE", headers: bearer(ADMIN) })).status).toBe(204);
  });

  it("is given as long as the file says", async () => {
    const model = await saved({ ...FILE, limits: { timeout_seconds: 1 } });
    const content = `${fresh("slow")} [[firsttoken:1500]]`;
    const response = await post({ model, messages: [{ role: "user", content }] });
    expect([response.status, await response.json()]).toMatchObject([
      504,
      { error: { code: "model_timeout" } },
    ]);
  });

  it("is listed there unless it is for other channels, and then it is nobody's model", async () => {
    const [open, closed] = [await saved(FILE), await saved({ ...FILE, channels: ["web"] })];
    const ids = (await client().models.list()).data.map(({ id }) => id);
    expect(ids).toContain(open);
    expect(ids).toContain("gpt-4o-mini");
    expect(ids).not.toContain(closed);
    expect((await client().models.retrieve(open)).id).toBe(open);
    await expect(client().models.retrieve(closed)).rejects.toMatchObject({ status: 404 });
  });
});

describe("a model file named at /api/chat", () => {
  it("is refused where its channels do not fit, like a model that there is not", async () => {
    const closed = await saved({ ...FILE, channels: ["web"] });
    const response = await postJson("/api/chat", { message: "hi", model: closed }, bearer(KEY));
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { code: "model_not_found", param: "model" } });
  });
});

describe("a trial", () => {
  const trial = (body: unknown) => postJson("/api/admin/models/test", body, bearer(ADMIN));

  it("answers as a file would that nobody saved, says what the model was asked, and keeps nothing", async () => {
    const word = fresh("trial");
    const messages = [
      { role: "user", content: "before" },
      { role: "assistant", content: "yes?" },
      { role: "user", content: word },
    ];
    const response = await trial({ file: FILE, messages });
    expect(response.status, await response.clone().text()).toBe(200);
    expect(await response.json()).toMatchObject({
      reply: word,
      model: "fake-other",
      sources: [],
      passages: [],
      prompt: [{ role: "system" }, { content: "Hi" }, { content: "Hello, desk here" }, ...messages],
    });
    const { data } = await (await call("/api/admin/models", { headers: bearer(ADMIN) })).json<{ data: [] }>();
    expect(data).toEqual([]);
    const logged = await call(`/api/admin/conversations?q=${word}`, { headers: bearer(ADMIN) });
    expect(await logged.json()).toMatchObject({ data: [] });
  });

  it.each([
    [
      { file: { ...FILE, titel: "" }, messages: [{ role: "user", content: "x" }] },
      "invalid_value",
      "file.titel",
    ],
    [
      { file: { ...FILE, endpoint: "x" }, messages: [{ role: "user", content: "x" }] },
      "unknown_endpoint",
      "endpoint",
    ],
    [{ file: FILE, messages: [] }, "invalid_value", "messages"],
    [{ file: FILE, messages: [{ role: "assistant", content: "x" }] }, "invalid_value", "messages"],
    [{ file: FILE, messages: [{ role: "system", content: "x" }] }, "invalid_value", "messages.0.role"],
  ])("of something else is refused with the field named: %#", async (body, code, param) => {
    const response = await trial(body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code, param } });
  });
});
