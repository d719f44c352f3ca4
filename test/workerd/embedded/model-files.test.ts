// A model file without any model: the documents of its knowledge answer, and the answer bears its name.
import { afterEach, describe, expect, it } from "vitest";
import type { ModelFile } from "../../../src/core/model-file.ts";
import type { ModelPage } from "../../../src/core/wire.ts";
import { ADMIN, bearer, call, fresh, jsonRequest, KEY, postJson, say } from "../support.ts";

const QUESTION = "How do I connect a model?";
const FILE: ModelFile = { title: "Handbook", model: "whatever", system_prompt: "" };
const names: string[] = [];

async function saved(file: ModelFile): Promise<string> {
  const name = fresh("handbook");
  const init = { ...jsonRequest(file, bearer(ADMIN)), method: "PUT" };
  expect((await call(`/api/admin/models/${name}`, init)).status).toBe(201);
  names.push(name);
  return name;
}

afterEach(async () => {
  for (const name of names.splice(0))
    await call(`/api/admin/models/${name}`, { method: "DELETE", headers: bearer(ADMIN) });
});

describe("a model file without a model", () => {
  it("stands before the built-in help, answers by name and by rule, and yields to who wants the help itself", async () => {
    const name = await saved({ ...FILE, default_for: ["api"] });
    const { data } = await (await call("/api/models", { headers: bearer(KEY) })).json<ModelPage>();
    expect(data.map(({ id, kind, default: isDefault }) => [id, kind, isDefault])).toEqual([
      [name, "file", true],
      ["embedded", "embedded", false],
    ]);
    expect(await say(QUESTION)).toMatchObject({ model: name, status: "ok" });
    expect(await say(QUESTION, { model: "embedded" })).toMatchObject({ model: "embedded" });
    const chat = { session_id: fresh("chosen") };
    expect((await say("/model", chat)).reply).toContain(`- ${name}  Handbook`);
    await say("/model embedded", chat);
    expect((await say(QUESTION, chat)).model).toBe("embedded");
    const body = { model: name, messages: [{ role: "user", content: QUESTION }] };
    const completion = await postJson("/v1/chat/completions", body, bearer(KEY));
    expect(await completion.json()).toMatchObject({ model: name });
  });

  it("whose knowledge is none draws on no document, and says so", async () => {
    const name = await saved({ ...FILE, knowledge: false });
    const answer = await say(QUESTION, { model: name });
    expect([answer.model, answer.sources]).toEqual([name, []]);
    const draft = { file: { ...FILE, knowledge: false }, messages: [{ role: "user", content: QUESTION }] };
    const tried = await postJson("/api/admin/models/test", draft, bearer(ADMIN));
    expect(await tried.json()).toMatchObject({ sources: [], passages: [] });
  });
});
