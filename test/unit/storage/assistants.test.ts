// Who answers: the file that was chosen or stands there, else the settings; and what holds where a file is silent.
import { beforeEach, describe, expect, it } from "vitest";
import { FailureError } from "../../../src/core/error.ts";
import type { Channel } from "../../../src/core/message.ts";
import type { ModelFile } from "../../../src/core/model-file.ts";
import { Assistants } from "../../../src/storage/assistants.ts";
import { HoldingsStore } from "../../../src/storage/holdings.ts";
import { ModelFiles } from "../../../src/storage/model-files.ts";
import { MemoryBucket } from "../../support/memory-bucket.ts";

const DEFAULTS = {
  systemPrompt: "You are ours.",
  tools: true,
  historyTokens: 8_000,
  ownNames: ["embedded", "gpt-own"],
  endpointNames: ["second"],
};
const FILE: ModelFile = { title: "T", model: "endpoint-model", system_prompt: "From the file." };

/** So long after the last look the bucket is asked again. */
const LATER_MS = 5_000;

let now = 0;
let memory: MemoryBucket;
let assistants: Assistants;

beforeEach(async () => {
  memory = new MemoryBucket();
  assistants = serving();
  const holdings = new HoldingsStore(memory.bucket, () => now);
  const files = new ModelFiles(memory.bucket, holdings);
  await files.save("desk", { ...FILE, default_for: ["web", "dingtalk:cid1"] }, {});
  await files.save("team", { ...FILE, title: "Team", default_for: ["dingtalk"] }, {});
  await files.save("groups", { ...FILE, title: "Groups", channels: ["feishu", "openai"] }, {});
  await files.save("elsewhere", { ...FILE, title: "Elsewhere", endpoint: "second" }, {});
  await files.save("orphan", { ...FILE, title: "Orphan", endpoint: "gone" }, {});
});

function serving(defaults: Partial<typeof DEFAULTS> = {}): Assistants {
  const holdings = new HoldingsStore(memory.bucket, () => now);
  return new Assistants(holdings, new ModelFiles(memory.bucket, holdings), { ...DEFAULTS, ...defaults });
}

async function whoAnswers(model: string | null, channel: Channel, chatId: string | null = null) {
  const { assistant } = await assistants.find({ model, channel, chatId });
  return [assistant.name, assistant.model];
}

describe("who answers", () => {
  it.each<[string | null, Channel, string | null, string | null, string | null]>([
    // Chosen, channel, chat → name of the file, the endpoint's model
    [null, "web", null, "desk", "endpoint-model"],
    [null, "api", null, null, null],
    [null, "openai", null, null, null],
    [null, "dingtalk", "cid1", "desk", "endpoint-model"],
    [null, "dingtalk", "cid2", "team", "endpoint-model"],
    [null, "dingtalk", null, "team", "endpoint-model"],
    [null, "feishu", "cid1", null, null],
    ["desk", "feishu", null, "desk", "endpoint-model"],
    ["team", "web", null, "team", "endpoint-model"],
    ["groups", "feishu", null, "groups", "endpoint-model"],
    ["groups", "openai", null, "groups", "endpoint-model"],
    // Not for this channel: then it is a name like any other, which the endpoint will not know.
    ["groups", "web", null, null, "groups"],
    ["gpt-own", "web", null, null, null],
    ["embedded", "web", null, null, null],
    ["gpt-own", "dingtalk", "cid1", null, null],
    ["some-model", "web", null, null, "some-model"],
    ["Desk", "web", null, null, "Desk"],
    ["", "web", null, null, ""],
  ])(
    "to the choice %j in %s %s it is the file %s with the model %s",
    async (model, channel, chat, name, asked) => {
      expect(await whoAnswers(model, channel, chat)).toEqual([name, asked]);
    },
  );

  it("as the settings say is without examples and parameters, of all documents, and without a limit of its own", async () => {
    const { assistant, holdings } = await assistants.find({ model: null, channel: "api", chatId: null });
    expect(assistant).toEqual({
      name: null,
      version: null,
      endpoint: null,
      model: null,
      systemPrompt: "You are ours.",
      parameters: {},
      examples: [],
      scope: "all",
      tools: true,
      historyTokens: 8_000,
      timeoutMs: null,
    });
    expect(holdings.models.map(({ name }) => name)).toEqual([
      "desk",
      "elsewhere",
      "groups",
      "orphan",
      "team",
    ]);
  });

  it("by a file says its version, and the newest as soon as it is saved", async () => {
    const find = async () =>
      (await assistants.find({ model: "desk", channel: "web", chatId: null })).assistant;
    expect(await find()).toMatchObject({ name: "desk", version: 1, systemPrompt: "From the file." });
    const holdings = new HoldingsStore(memory.bucket, () => now);
    await new ModelFiles(memory.bucket, holdings).save("desk", { ...FILE, system_prompt: "Anew." }, {});
    expect(await find()).toMatchObject({ name: "desk", version: 2, systemPrompt: "Anew." });
  });

  it("by a file that another isolate saved a moment ago is found by its name, though the list known here is older", async () => {
    await assistants.find({ model: null, channel: "web", chatId: null });
    const elsewhere = new MemoryBucket();
    const saved = new ModelFiles(elsewhere.bucket, new HoldingsStore(elsewhere.bucket, () => now));
    await saved.save("young", FILE, {});
    for (const key of elsewhere.keys()) memory.place(key, elsewhere.textOf(key) ?? "");
    expect(await whoAnswers("young", "web")).toEqual(["young", "endpoint-model"]);
  });

  it("by a file of another endpoint is refused when the settings have that endpoint no more, with both names", async () => {
    const wish = (model: string) => ({ model, channel: "web" as const, chatId: null });
    expect((await assistants.find(wish("elsewhere"))).assistant.endpoint).toBe("second");
    await expect(assistants.find(wish("orphan"))).rejects.toMatchObject({
      failure: {
        kind: "unavailable",
        code: "unknown_endpoint",
        message: expect.stringMatching(/orphan.*gone.*MODEL_ENDPOINTS/),
      },
    });
    await expect(serving({ endpointNames: [] }).find(wish("elsewhere"))).rejects.toBeInstanceOf(FailureError);
  });

  it("by an unreadable file is an error, and never the settings in its place", async () => {
    memory.place("models/desk/1.json", "{}");
    await expect(assistants.find({ model: null, channel: "web", chatId: null })).rejects.toMatchObject({
      failure: { code: "model_file_unreadable" },
    });
    expect(await whoAnswers(null, "api")).toEqual([null, null]);
  });
});

describe("what a file says", () => {
  it.each<[string, Partial<ModelFile>, object]>([
    [
      "nothing more",
      {},
      { scope: "all", tools: true, historyTokens: 8_000, timeoutMs: null, endpoint: null },
    ],
    ["knowledge: true", { knowledge: true }, { scope: "all" }],
    ["knowledge: false", { knowledge: false }, { scope: "none" }],
    ["knowledge of tags", { knowledge: ["hr", "it"] }, { scope: { tags: ["hr", "it"] } }],
    ["knowledge of no tags", { knowledge: [] }, { scope: { tags: [] } }],
    ["tools: false", { tools: false }, { tools: false }],
    ["tools: true", { tools: true }, { tools: true }],
    ["a list of tools", { tools: ["current_time"] }, { tools: ["current_time"] }],
    ["an empty list of tools", { tools: [] }, { tools: [] }],
    ["no history at all", { limits: { history_tokens: 0 } }, { historyTokens: 0, timeoutMs: null }],
    ["a limit of a second", { limits: { timeout_seconds: 1 } }, { historyTokens: 8_000, timeoutMs: 1_000 }],
    ["an empty prompt", { system_prompt: "" }, { systemPrompt: "" }],
    ["parameters", { parameters: { temperature: 0 } }, { parameters: { temperature: 0 } }],
    [
      "examples",
      { examples: [{ user: "u", assistant: "a" }] },
      { examples: [{ user: "u", assistant: "a" }] },
    ],
    ["an endpoint", { endpoint: "second" }, { endpoint: "second" }],
  ])("by %s is what the answer is made with", (_, more, made) => {
    expect(assistants.draft({ ...FILE, ...more })).toMatchObject({ model: "endpoint-model", ...made });
  });

  it("of tools goes before the settings, and where it is silent they count", () => {
    const without = serving({ tools: false });
    expect(without.draft(FILE).tools).toBe(false);
    expect(without.draft({ ...FILE, tools: true }).tools).toBe(true);
  });

  it("as a draft has neither name nor version: it is no file yet", () => {
    expect(assistants.draft(FILE)).toMatchObject({ name: null, version: null });
  });
});

describe("a bucket that is away", () => {
  const wish = { model: null, channel: "api", chatId: null } as const;
  const failTimes = (times: number) => {
    let left = times;
    memory.before = () => {
      if (left > 0) {
        left -= 1;
        throw new Error("away");
      }
    };
  };

  it("once is asked again, and nobody hears of it", async () => {
    now += LATER_MS;
    failTimes(1);
    expect((await assistants.find(wish)).holdings.models).toHaveLength(5);
  });

  it("for longer stops no answer where somebody looked before: what was known then still counts", async () => {
    const { holdings } = await assistants.find(wish);
    memory.objects.delete("catalogue.json");
    expect((await assistants.find(wish)).holdings, "a moment later it isn't even asked").toEqual(holdings);
    now += LATER_MS;
    failTimes(2);
    expect((await assistants.find(wish)).holdings).toEqual(holdings);
    expect((await assistants.find(wish)).holdings.models, "and no longer than it is away").toEqual([]);
  });

  it("from the beginning is an error: to answer as if there were nothing would break a file's promise", async () => {
    memory = new MemoryBucket();
    assistants = serving();
    failTimes(2);
    await expect(assistants.find(wish)).rejects.toThrow("away");
  });

  it("for the file alone is an error of that moment, and the next asker gets the answer", async () => {
    memory.before = ({ key }) => {
      if (key === "models/desk/1.json") throw new Error("away");
    };
    const desk = () => assistants.find({ model: "desk", channel: "web", chatId: null });
    await expect(desk()).rejects.toThrow("away");
    memory.before = () => undefined;
    expect((await desk()).assistant.name).toBe("desk");
  });
});
