// What a model file may hold, field by field, at the very edge of each.
import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { entryOf, type StoredModelFile, tagOf } from "../../../src/core/model-file.ts";
import { MODEL_FILE_NAME, modelFileSchema } from "../../../src/core/model-file-schema.ts";

const FILE = { title: "Help desk", model: "m", system_prompt: "" };
const x = (count: number) => "x".repeat(count);

/** The dotted field at fault and what is said of it; null: it is a model file. */
function fault(value: unknown): string | null {
  const parsed = v.safeParse(modelFileSchema, value);
  if (parsed.success) return null;
  const [issue] = parsed.issues;
  return `${v.getDotPath(issue) ?? ""}: ${issue.message}`;
}

describe("a model file may have", () => {
  it.each<[string, object]>([
    ["nothing but what it must", {}],
    ["a title of one character", { title: "x" }],
    ["a title of 200", { title: x(200) }],
    ["a title of emoji and Chinese", { title: "🙂 人事助手" }],
    ["a title in both languages", { title: { en: "Leave", zh: "假期" } }],
    ["a description of several lines", { description: `a\nb\tc${x(1_990)}` }],
    ["a greeting in both languages", { greeting: { en: x(2_000), zh: "您好\n请问" } }],
    ["a prompt of 64,000 characters", { system_prompt: x(64_000) }],
    ["a model of 200 characters", { model: `org/${x(196)}` }],
    ["an endpoint", { endpoint: x(32) }],
    ["no parameters in their place", { parameters: {} }],
    [
      "parameters at their least",
      {
        parameters: {
          temperature: 0,
          top_p: 0,
          max_tokens: 1,
          presence_penalty: -2,
          frequency_penalty: -2,
          seed: Number.MIN_SAFE_INTEGER,
        },
      },
    ],
    [
      "parameters at their most",
      {
        parameters: {
          temperature: 2,
          top_p: 1,
          max_tokens: 1_000_000,
          presence_penalty: 2,
          frequency_penalty: 2,
          seed: Number.MAX_SAFE_INTEGER,
        },
      },
    ],
    ["one stop", { parameters: { stop: "\n" } }],
    ["four stops", { parameters: { stop: ["a", "b", "c", x(200)] } }],
    ["twenty examples", { examples: Array(20).fill({ user: x(16_000), assistant: "a" }) }],
    ["no examples in their place", { examples: [] }],
    ["six suggestions", { suggestions: Array(6).fill(x(200)) }],
    ["all documents", { knowledge: true }],
    ["no documents", { knowledge: false }],
    ["documents with one of 20 tags", { knowledge: Array(20).fill(x(50)) }],
    ["all channels by name", { channels: ["web", "api", "openai", "dingtalk", "feishu", "signed"] }],
    [
      "a place of each kind",
      {
        default_for: [
          "web",
          "api",
          "dingtalk",
          "feishu",
          "signed",
          "dingtalk:cid/1+2==",
          "feishu:oc_1",
          "signed:a b 选",
        ],
      },
    ],
    ["a chat of 200 characters", { default_for: [`feishu:${x(200)}`] }],
    ["a chat whose id holds a colon", { default_for: ["signed:a:b:c"] }],
    ["50 tools", { tools: Array(50).fill(x(100)) }],
    ["no tools", { tools: false }],
    ["limits at their least", { limits: { history_tokens: 0, timeout_seconds: 1 } }],
    ["limits at their most", { limits: { history_tokens: 200_000, timeout_seconds: 600 } }],
    ["one limit alone", { limits: { timeout_seconds: 5 } }],
  ])("%s", (_, more) => {
    const parsed = v.safeParse(modelFileSchema, { ...FILE, ...more });
    expect(parsed.success && parsed.output).toEqual({ ...FILE, ...more });
  });
});

describe("a model file is refused, with the field named, for", () => {
  it.each<[string, object, string | RegExp]>([
    ["no title", { title: undefined }, /^title: /],
    ["an empty title", { title: "" }, /^title: /],
    ["a title of 201", { title: x(201) }, /^title: /],
    ["a title of two lines", { title: "a\nb" }, /^title: /],
    ["a title with a tab", { title: "a\tb" }, /^title: /],
    ["a title in one language", { title: { zh: "假期" } }, /^title: /],
    ["a title in a third language", { title: { en: "a", zh: "b", de: "c" } }, /^title/],
    ["a title that is null", { title: null }, "title: must be a text, or one as en and one as zh"],
    ["a description of 2,001", { description: x(2_001) }, /^description: /],
    ["a description that is null", { description: null }, /^description: /],
    ["no model", { model: "" }, "model: must not be empty"],
    ["a model of 201", { model: x(201) }, "model: must have at most 200 characters"],
    ["a model that is a number", { model: 4 }, /^model: /],
    ["a NUL in the prompt", { system_prompt: "a\0b" }, "system_prompt: must hold no NUL character"],
    ["a prompt of 64,001", { system_prompt: x(64_001) }, "system_prompt: must have at most 64000 characters"],
    ["no prompt", { system_prompt: undefined }, /^system_prompt: /],
    [
      "a NUL in an example",
      { examples: [{ user: "\0", assistant: "a" }] },
      "examples.0.user: must hold no NUL character",
    ],
    [
      "an empty answer in an example",
      { examples: [{ user: "u", assistant: "" }] },
      "examples.0.assistant: must not be empty",
    ],
    [
      "an example with a third voice",
      { examples: [{ user: "u", assistant: "a", system: "s" }] },
      "examples.0.system: is no field here",
    ],
    [
      "21 examples",
      { examples: Array(21).fill({ user: "u", assistant: "a" }) },
      "examples: must be at most 20",
    ],
    ["an endpoint of 33", { endpoint: x(33) }, "endpoint: must have at most 32 characters"],
    ["a key, wherever it is put", { api_key: "sk-secret" }, "api_key: is no field here"],
    ["a temperature below zero", { parameters: { temperature: -0.1 } }, /^parameters\.temperature: /],
    ["a temperature as a text", { parameters: { temperature: "1" } }, /^parameters\.temperature: /],
    ["a temperature of null", { parameters: { temperature: null } }, /^parameters\.temperature: /],
    ["a top_p above one", { parameters: { top_p: 1.01 } }, /^parameters\.top_p: /],
    ["no tokens at all", { parameters: { max_tokens: 0 } }, /^parameters\.max_tokens: /],
    ["half a token", { parameters: { max_tokens: 1.5 } }, /^parameters\.max_tokens: /],
    ["a penalty above two", { parameters: { presence_penalty: 2.1 } }, /^parameters\.presence_penalty: /],
    [
      "another penalty below minus two",
      { parameters: { frequency_penalty: -2.1 } },
      /^parameters\.frequency_penalty: /,
    ],
    ["a seed that is no safe number", { parameters: { seed: 2 ** 53 } }, /^parameters\.seed: /],
    ["an empty stop", { parameters: { stop: "" } }, "parameters.stop: must not be empty"],
    ["five stops", { parameters: { stop: Array(5).fill("a") } }, /^parameters\.stop: /],
    ["streaming", { parameters: { stream: true } }, "parameters.stream: is no field here"],
    ["tools among the parameters", { parameters: { tools: [] } }, "parameters.tools: is no field here"],
    ["an empty suggestion", { suggestions: [""] }, "suggestions.0: must not be empty"],
    ["seven suggestions", { suggestions: Array(7).fill("a") }, "suggestions: must be at most 6"],
    ["a tag alone", { knowledge: "hr" }, "knowledge: must be true, false or a list of names"],
    ["21 tags", { knowledge: Array(21).fill("a") }, /^knowledge: /],
    [
      "a channel that is none",
      { channels: ["slack"] },
      "channels.0: must be web, api, openai, dingtalk, feishu or signed",
    ],
    ["no channel", { channels: [] }, "channels: must name a channel; leave it out for all"],
    ["seven channels", { channels: Array(7).fill("web") }, /^channels: /],
    ["a place that names a model always", { default_for: ["openai"] }, /^default_for\.0: /],
    ["a chat of the page", { default_for: ["web:1"] }, /^default_for\.0: /],
    ["a chat without an id", { default_for: ["dingtalk", "dingtalk:"] }, /^default_for\.1: /],
    ["a chat of 201 characters", { default_for: [`feishu:${x(201)}`] }, /^default_for\.0: /],
    ["a chat with a line break behind it", { default_for: ["feishu:oc_1\n"] }, /^default_for\.0: /],
    ["a place in capitals", { default_for: ["Web"] }, /^default_for\.0: /],
    ["101 places", { default_for: Array(101).fill("web") }, "default_for: must be at most 100"],
    ["51 tools", { tools: Array(51).fill("a") }, /^tools: /],
    ["a tool without a name", { tools: [""] }, /^tools/],
    ["tools as a number", { tools: 1 }, "tools: must be true, false or a list of names"],
    ["a history below nothing", { limits: { history_tokens: -1 } }, /^limits\.history_tokens: /],
    ["a history of half tokens", { limits: { history_tokens: 0.5 } }, /^limits\.history_tokens: /],
    [
      "more history than any model reads",
      { limits: { history_tokens: 200_001 } },
      /^limits\.history_tokens: /,
    ],
    ["no time at all", { limits: { timeout_seconds: 0 } }, /^limits\.timeout_seconds: /],
    ["more than ten minutes", { limits: { timeout_seconds: 601 } }, /^limits\.timeout_seconds: /],
    ["a limit that nobody knows", { limits: { tokens: 5 } }, "limits.tokens: is no field here"],
  ])("%s", (_, more, words) => {
    const file = Object.fromEntries(
      Object.entries({ ...FILE, ...more }).filter(([, value]) => value !== undefined),
    );
    expect(fault(file)).toMatch(words);
  });

  it.each([[null], [5], ["text"], [[]], [[FILE]], [true]])("being %j", (value) => {
    expect(fault(value)).not.toBeNull();
  });

  it("any field that nobody knows, whatever it is called and holds, and the content is never changed", () => {
    const known = Object.keys(modelFileSchema.entries);
    const name = fc.string({ minLength: 1 }).filter((one) => !known.includes(one) && one !== "__proto__");
    fc.assert(
      fc.property(name, fc.jsonValue({ maxDepth: 2 }), (field, value) => {
        expect(v.safeParse(modelFileSchema, { ...FILE, [field]: value }).success).toBe(false);
      }),
      { seed: 20260131 },
    );
  });
});

it("gives the fields one order, whichever they came in: the same content is the same text", () => {
  const full = {
    ...FILE,
    tools: true,
    channels: ["web"],
    parameters: { seed: 1, top_p: 1 },
    knowledge: false,
    limits: { timeout_seconds: 1, history_tokens: 2 },
  };
  fc.assert(
    fc.property(fc.shuffledSubarray(Object.keys(full), { minLength: Object.keys(full).length }), (order) => {
      const shuffled = Object.fromEntries(order.map((field) => [field, full[field as keyof typeof full]]));
      expect(JSON.stringify(v.parse(modelFileSchema, shuffled))).toBe(
        JSON.stringify(v.parse(modelFileSchema, full)),
      );
    }),
    { seed: 20260131, numRuns: 30 },
  );
});

it.each([
  ["hr", true],
  ["hr-2_x", true],
  ["-hr", true],
  ["_", true],
  ["HR", false],
  ["hr.v1", false],
  ["7", true],
  [x(64), true],
  [x(65), false],
  ["", false],
  [".hr", false],
  ["a b", false],
  ["a/b", false],
  ["a\n", false],
  ["人事", false],
  ["..", false],
  ["a:b", false],
])("%j may be the name of a model file: %s", (name, may) => {
  expect(MODEL_FILE_NAME.test(name)).toBe(may);
});

describe("what is known of a file before it is chosen", () => {
  const stored: StoredModelFile = {
    ...FILE,
    name: "hr",
    version: 3,
    updated_at: "then",
    description: "d",
    greeting: "g",
    suggestions: ["s"],
    channels: ["web"],
    default_for: ["web"],
    endpoint: "second",
    system_prompt: "a long one",
    examples: [],
    tools: true,
  };

  it("is what lists and choices need, and not its prompt", () => {
    expect(entryOf(stored)).toEqual({
      name: "hr",
      version: 3,
      title: "Help desk",
      description: "d",
      greeting: "g",
      suggestions: ["s"],
      channels: ["web"],
      default_for: ["web"],
    });
  });

  it.each(["description", "greeting", "suggestions", "channels", "default_for"] as const)(
    "has no %s where the file has none, not even an empty one",
    (field) => {
      const { [field]: _, ...rest } = stored;
      expect(entryOf(rest as StoredModelFile)).not.toHaveProperty(field);
    },
  );

  it("is told of by its version as a tag", () => {
    expect([tagOf(1), tagOf(120)]).toEqual(['"1"', '"120"']);
  });
});
