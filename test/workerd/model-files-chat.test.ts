// Model files in conversations: chosen by name, by /model or by a rule, and changed while people talk.
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { ModelFile } from "../../src/core/model-file.ts";
import type { ChatEvent } from "../../src/core/wire.ts";
import { servicesOf } from "../../src/services.ts";
import { HoldingsStore } from "../../src/storage/holdings.ts";
import { ADMIN, bearer, call, fresh, jsonRequest, KEY, modelCalls, postJson, say } from "./support.ts";

const FILE: ModelFile = {
  title: { en: "Desk", zh: "服务台" },
  model: "fake-other",
  system_prompt: "The desk.",
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

const session = () => ({ session_id: fresh("files") });

/** What the model was asked by the message that holds `word`. */
async function asked(word: string) {
  return (await modelCalls(word))[0]?.body;
}

describe("a model file in a conversation", () => {
  it("answers by name with its prompt, examples and parameters, is logged with its version, and a change holds at once", async () => {
    const model = await saved({
      ...FILE,
      parameters: { temperature: 0.1 },
      examples: [{ user: "Hi", assistant: "Yes?" }],
    });
    const chat = { ...session(), model };
    const [first, second] = [fresh("first"), fresh("second")];
    expect((await say(first, chat)).model).toBe(model);
    expect(await asked(first)).toMatchObject({
      model: "fake-other",
      temperature: 0.1,
      messages: [
        { role: "system", content: expect.stringContaining("The desk.") },
        { role: "user", content: "Hi" },
        { role: "assistant", content: "Yes?" },
        { role: "user" },
      ],
    });
    await saved({ ...FILE, system_prompt: "Another desk." }, model);
    await say(second, chat);
    expect((await asked(second))?.messages[0]?.content).toContain("Another desk.");
    await vi.waitFor(async () => {
      const rows = await env.DB.prepare(
        "SELECT model, model_version FROM conversation_logs WHERE session_id = ? ORDER BY id",
      )
        .bind(chat.session_id)
        .all();
      expect(rows.results).toEqual([
        { model, model_version: 1 },
        { model, model_version: 2 },
      ]);
    }, 5_000);
  });

  it("is listed and chosen by /model where its channels fit, and nobody else's choice", async () => {
    const [mine, theirs] = [await saved(FILE), await saved({ ...FILE, channels: ["dingtalk"] })];
    const chat = session();
    const { reply } = await say("/model", chat);
    expect(reply).toContain(`- ${mine}  Desk`);
    expect(reply).not.toContain(theirs);
    expect((await say("/模型", session())).reply).toContain(`- ${mine}  服务台`);
    expect((await say(`/model ${theirs}`, chat)).reply).toContain("no model called");
    expect((await say(`/model ${mine}`, chat)).reply).toContain(`**${mine}**`);
    expect((await say("who answers", chat)).model).toBe(mine);
    expect((await say("/status", chat)).reply).toContain(`**${mine}**`);
    expect((await say("elsewhere", session())).model).toBe("gpt-4o-mini");
    // What the operator takes away answers no more, and nobody is left with a name that nothing knows.
    await call(`/api/admin/models/${mine}`, { method: "DELETE", headers: bearer(ADMIN) });
    expect((await say("/status", chat)).reply).not.toContain(mine);
    expect((await say("who answers now", chat)).model).toBe("gpt-4o-mini");
  });

  it("is the default of its channel until somebody chooses another, and whoever wants the plain model gets that", async () => {
    const model = await saved({ ...FILE, default_for: ["api"] });
    const chat = session();
    expect((await say("nobody chose", chat)).model).toBe(model);
    expect((await say("/status", chat)).reply).toContain(`**${model}**`);
    expect((await say("by name", { ...chat, model: "gpt-4o-mini" })).model).toBe("gpt-4o-mini");
    await say("/model gpt-4o-mini", chat);
    expect((await say("from now on", chat)).model).toBe("gpt-4o-mini");
    await say(`/model ${model}`, chat);
    expect((await say("back", chat)).model).toBe(model);
    // The page is another channel.
    const visitor = await postJson("/api/chat", { message: fresh("page"), stream: false });
    expect(await visitor.json()).toMatchObject({ model: "gpt-4o-mini" });
  });

  it("is known still while the bucket does not answer", async () => {
    const model = await saved(FILE);
    const { assistants } = servicesOf(env);
    const wish = { model, channel: "api", chatId: null } as const;
    const known = await assistants.find(wish);
    const away = vi.spyOn(env.FILES, "get").mockRejectedValue(new Error("get: We are away. (10001)"));
    try {
      expect(await assistants.find(wish)).toEqual(known);
      const later = new HoldingsStore(env.FILES, () => Date.now() + 60_000);
      expect(await later.readRecent()).toEqual(known.holdings);
      expect(away).toHaveBeenCalledTimes(2);
    } finally {
      away.mockRestore();
    }
  });

  it("that somebody made unreadable fails the answer with a word on which file it is", async () => {
    const model = await saved(FILE);
    await env.FILES.put(`models/${model}/1.json`, "no JSON");
    const response = await postJson("/api/chat", { message: "hi", model, ...session() }, bearer(KEY));
    expect(response.status).toBe(503);
    const { error } = await response.json<Extract<ChatEvent, { event: "error" }>["data"]>();
    expect(error).toMatchObject({
      code: "model_file_unreadable",
      message: expect.stringContaining(`models/${model}/1.json`),
    });
  });
});
