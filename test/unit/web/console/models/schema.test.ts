// What the form believes of a model file, held against what the door takes: neither may know a field that the other does not.
import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { MODEL_FILE_NAME, modelFileSchema } from "../../../../../src/core/model-file-schema.ts";
import { LIMITS, PARAMETERS } from "../../../../../src/web/console/pages/models/parameter-ranges.ts";
import {
  channelsOf,
  DEFAULT_PLACES,
  defaultForOf,
  defaultPlacesOf,
} from "../../../../../src/web/console/pages/models/places.ts";
import { readDraft, withoutMarks } from "../../../../../src/web/console/pages/models/read-draft.ts";
import { TEMPLATES, templateOf } from "../../../../../src/web/console/pages/models/templates.ts";
import { CHANNELS } from "../../../../../src/web/console/pages/models/wire.ts";
import { NEW } from "../../../../../src/web/console/route.ts";

const FILE = { title: "T", model: "m", system_prompt: "p" };

const isTaken = (value: unknown) => v.safeParse(modelFileSchema, value).success;
const isRead = (value: unknown) => readDraft(JSON.stringify(value)).ok;
const both = (value: unknown) => [isTaken(value), isRead(value)];

/** Shape is for both to judge: what the one refuses by it, the other does too. */
describe("a model file", () => {
  test.each<[string, object]>([
    ["the least that there can be", {}],
    ["an empty prompt", { system_prompt: "" }],
    ["a title in two languages", { title: { en: "A", zh: "甲" } }],
    ["a description", { description: "d" }],
    ["a description in two languages", { description: { en: "a\nb", zh: "甲\n乙" } }],
    ["an endpoint", { endpoint: "second" }],
    ["a greeting", { greeting: "Hello" }],
    ["a greeting in two languages", { greeting: { en: "Hello", zh: "你好" } }],
    ["no suggestions in a list", { suggestions: [] }],
    ["six suggestions", { suggestions: ["1", "2", "3", "4", "5", "6"] }],
    ["all documents", { knowledge: true }],
    ["no documents", { knowledge: false }],
    ["documents with tags", { knowledge: ["hr", "差旅"] }],
    ["documents with none of the tags", { knowledge: [] }],
    ["all tools", { tools: true }],
    ["no tools", { tools: false }],
    ["some tools", { tools: ["current_time", "wiki.search"] }],
    ["one channel", { channels: ["web"] }],
    ["all channels", { channels: [...CHANNELS] }],
    ["default for the page", { default_for: ["web"] }],
    ["default for a chat", { default_for: ["dingtalk:cid/+=", "feishu:oc_1", "signed:a b"] }],
    ["default for nothing", { default_for: [] }],
    ["an example", { examples: [{ user: "u", assistant: "a" }] }],
    ["no example in a list", { examples: [] }],
    ["empty parameters", { parameters: {} }],
    ["each parameter", { parameters: { temperature: 0.2, top_p: 1, max_tokens: 1, seed: -1 } }],
    ["penalties", { parameters: { presence_penalty: -2, frequency_penalty: 2 } }],
    ["one text to stop at", { parameters: { stop: "\n" } }],
    ["several texts to stop at", { parameters: { stop: ["a", "b"] } }],
    ["empty limits", { limits: {} }],
    ["limits", { limits: { history_tokens: 0, timeout_seconds: 600 } }],
  ])("with %s is taken by the door and shown by the form", (_what, changes) => {
    expect(both({ ...FILE, ...changes })).toEqual([true, true]);
  });

  test.each<[string, object]>([
    ["a number as its title", { title: 1 }],
    ["a title without Chinese", { title: { en: "A" } }],
    ["a title without English", { title: { zh: "甲" } }],
    ["a title in a third language", { title: { en: "A", zh: "甲", fr: "A" } }],
    ["a list as its title", { title: ["A"] }],
    ["no title", { title: null }],
    ["no model", { model: null }],
    ["a number as its model", { model: 4 }],
    ["a prompt by language", { system_prompt: { en: "p", zh: "p" } }],
    ["a prompt of lines", { system_prompt: ["p"] }],
    ["a description that is nothing", { description: null }],
    ["a switch as its endpoint", { endpoint: true }],
    ["a greeting of numbers", { greeting: { en: 1, zh: 2 } }],
    ["one suggestion outside a list", { suggestions: "s" }],
    ["a suggestion that is none", { suggestions: ["s", null] }],
    ["documents by a word", { knowledge: "all" }],
    ["documents by a number", { knowledge: 1 }],
    ["documents by numbers", { knowledge: [1] }],
    ["tools by a word", { tools: "current_time" }],
    ["tools as a record", { tools: { current_time: true } }],
    ["a channel that there is not", { channels: ["fax"] }],
    ["a channel in other letters", { channels: ["Web"] }],
    ["one channel outside a list", { channels: "web" }],
    ["channels as a switch", { channels: true }],
    ["default for a number", { default_for: [1] }],
    ["one default outside a list", { default_for: "web" }],
    ["an example without an answer", { examples: [{ user: "u" }] }],
    ["an example without a question", { examples: [{ assistant: "a" }] }],
    ["an example with a third field", { examples: [{ user: "u", assistant: "a", system: "s" }] }],
    ["an example that is a text", { examples: ["u"] }],
    ["one example outside a list", { examples: { user: "u", assistant: "a" } }],
    ["parameters as a list", { parameters: [1] }],
    ["parameters that are nothing", { parameters: null }],
    ["a parameter that nobody knows", { parameters: { top_k: 1 } }],
    ["a temperature in words", { parameters: { temperature: "hot" } }],
    ["a temperature that is nothing", { parameters: { temperature: null } }],
    ["a text to stop at that is a number", { parameters: { stop: 1 } }],
    ["texts to stop at that are numbers", { parameters: { stop: [1] } }],
    ["limits as a number", { limits: 1 }],
    ["a limit that nobody knows", { limits: { answers: 1 } }],
    ["a limit in words", { limits: { timeout_seconds: "60" } }],
    ["a field that nobody knows", { temperature: 1 }],
    ["a field that every object has", { constructor: "x" }],
    ["a field without a name", { "": 1 }],
  ])("with %s is refused by the door and not shown by the form", (_what, changes) => {
    expect(both({ ...FILE, ...changes })).toEqual([false, false]);
  });

  test.each(["title", "model", "system_prompt"])("without its %s is neither", (name) => {
    const rest = Object.fromEntries(Object.entries(FILE).filter(([field]) => field !== name));
    expect(both(rest)).toEqual([false, false]);
    expect(readDraft(JSON.stringify(rest))).toEqual({ ok: false, field: name });
  });

  /** The form shows these, so that they can be mended there. */
  test.each<[string, object]>([
    ["an empty title", { title: "" }],
    ["a title of two lines", { title: "a\nb" }],
    ["an empty model", { model: "" }],
    ["a title that is too long", { title: "x".repeat(201) }],
    ["a prompt that is too long", { system_prompt: "x".repeat(64_001) }],
    ["seven suggestions", { suggestions: ["1", "2", "3", "4", "5", "6", "7"] }],
    ["an empty suggestion", { suggestions: [""] }],
    ["no channel in its list", { channels: [] }],
    ["default for the callers of /v1", { default_for: ["openai"] }],
    ["default for a chat of the page", { default_for: ["web:1"] }],
    ["an empty example", { examples: [{ user: "", assistant: "" }] }],
    ["21 examples", { examples: Array.from({ length: 21 }, () => ({ user: "u", assistant: "a" })) }],
    ["five texts to stop at", { parameters: { stop: ["1", "2", "3", "4", "5"] } }],
    ["a temperature above two", { parameters: { temperature: 2.1 } }],
    ["half a token", { parameters: { max_tokens: 1.5 } }],
    ["no time to answer", { limits: { timeout_seconds: 0 } }],
  ])("with %s is the door's to refuse, and still shown by the form", (_what, changes) => {
    expect(both({ ...FILE, ...changes })).toEqual([false, true]);
  });
});

test("an empty list is a record with nothing in it to the door, and is written as one", () => {
  const read = v.parse(modelFileSchema, { ...FILE, parameters: [], limits: [] });
  expect(read).toEqual({ ...FILE, parameters: {}, limits: {} });
  expect(isRead(read)).toBe(true);
});

describe("any model file that the door takes", () => {
  const words = fc.string({ minLength: 1, maxLength: 20 }).filter((text) => !/\p{Cc}/u.test(text));
  const local = fc.oneof(words, fc.record({ en: words, zh: words }));
  const some = fc.oneof(fc.boolean(), fc.array(words, { maxLength: 5 }));
  const within = (least: number, most: number) =>
    fc.double({ min: least, max: most, noNaN: true }).map((value) => (value === 0 ? 0 : value));
  const parameters = fc.record(
    {
      temperature: within(0, 2),
      top_p: within(0, 1),
      max_tokens: fc.integer({ min: 1, max: 1_000_000 }),
      presence_penalty: within(-2, 2),
      frequency_penalty: within(-2, 2),
      stop: fc.oneof(words, fc.array(words, { maxLength: 4 })),
      seed: fc.maxSafeInteger(),
    },
    { requiredKeys: [] },
  );
  const file = fc.record(
    {
      title: local,
      description: local,
      model: words,
      endpoint: words,
      system_prompt: fc.string().filter((text) => !text.includes("\0")),
      parameters,
      examples: fc.array(fc.record({ user: words, assistant: words }), { maxLength: 3 }),
      greeting: local,
      suggestions: fc.array(words, { maxLength: 6 }),
      knowledge: some,
      channels: fc.uniqueArray(fc.constantFrom(...CHANNELS), { minLength: 1 }),
      default_for: fc.uniqueArray(fc.constantFrom("web", "api", "dingtalk", "feishu:oc_1", "signed:a")),
      tools: some,
      limits: fc.record(
        {
          history_tokens: fc.integer({ min: 0, max: 200_000 }),
          timeout_seconds: fc.integer({ min: 1, max: 600 }),
        },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: ["title", "model", "system_prompt"] },
  );

  test("is one to the form as well, and goes back as it came", () => {
    fc.assert(
      fc.property(file, (value) => {
        expect(isTaken(value)).toBe(true);
        const marked = { name: "n", version: 1, updated_at: "t", ...value };
        expect(readDraft(JSON.stringify(marked))).toEqual({
          ok: true,
          file: JSON.parse(JSON.stringify(value)),
        });
        expect(withoutMarks(marked)).toEqual(value);
      }),
    );
  });

  test("with one field of another kind is one to neither, and the form names that field", () => {
    fc.assert(
      fc.property(file, fc.nat(), (value, place) => {
        const names = Object.keys(value);
        const name = names[place % names.length] ?? "";
        const odd = { ...value, [name]: { odd: [null] } };
        expect(isTaken(odd)).toBe(false);
        expect(readDraft(JSON.stringify(odd))).toEqual({ ok: false, field: name });
      }),
    );
  });
});

const RANGES = [
  ...PARAMETERS.map((range) => ({ part: "parameters", ...range })),
  ...LIMITS.map((range) => ({ part: "limits", ...range })),
];

describe.each(RANGES)("the field $name among the $part", ({ part, name, least, most, ...range }) => {
  const file = (value: number) => ({ ...FILE, [part]: { [name]: value } });

  test("lets a browser take what the door takes, at both ends", () => {
    expect([isTaken(file(least)), isTaken(file(most))]).toEqual([true, true]);
  });

  test("lets a browser refuse what the door refuses beyond them", () => {
    expect([isTaken(file(least - 1)), isTaken(file(most + 1))]).toEqual([false, false]);
  });

  test("steps by whole numbers exactly where the door wants them", () => {
    expect(isTaken(file("whole" in range ? 1.5 : 0.5))).toBe(!("whole" in range));
  });
});

test("the form has a field for every number that the door knows", () => {
  const known = (part: "parameters" | "limits") =>
    Object.keys(modelFileSchema.entries[part].wrapped.entries).filter((name) => name !== "stop");
  expect(PARAMETERS.map(({ name }) => name).sort()).toEqual(known("parameters").sort());
  expect(LIMITS.map(({ name }) => name).sort()).toEqual(known("limits").sort());
});

describe("the places where a model file answers", () => {
  test.each(CHANNELS)("%s is a channel to the door", (channel) => {
    expect(isTaken({ ...FILE, channels: [channel] })).toBe(true);
  });

  test.each(CHANNELS)("%s can be a default in the form exactly where it can at the door", (channel) => {
    expect(DEFAULT_PLACES.includes(channel)).toBe(isTaken({ ...FILE, default_for: [channel] }));
  });

  test.each<[string[] | undefined, string[], string[]]>([
    [undefined, [], []],
    [[], [], []],
    [["web"], ["web"], []],
    [["feishu:oc_1"], [], ["feishu:oc_1"]],
    [
      ["feishu:oc_1", "web", "dingtalk:c", "api"],
      ["web", "api"],
      ["feishu:oc_1", "dingtalk:c"],
    ],
    [["openai", "fax"], [], ["openai", "fax"]],
    [["signed", "signed:1"], ["signed"], ["signed:1"]],
  ])("of %j are %j, and the chats %j", (places, channels, chats) => {
    expect(defaultPlacesOf(places)).toEqual({ channels, chats });
  });

  test.each<[string[], string[], string[] | undefined]>([
    [[], [], undefined],
    [["web"], [], ["web"]],
    [[], ["feishu:oc_1"], ["feishu:oc_1"]],
    [["web", "api"], ["feishu:oc_1"], ["web", "api", "feishu:oc_1"]],
    [["web"], ["web", "feishu:a", "feishu:a"], ["web", "feishu:a"]],
  ])("%j and the chats %j are written as %j", (channels, chats, places) => {
    expect(defaultForOf({ channels, chats })).toEqual(places);
  });

  test("lose none of what was there, whatever it was", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { minLength: 1 }), (places) => {
        expect(new Set(defaultForOf(defaultPlacesOf(places)))).toEqual(new Set(places));
      }),
    );
  });

  test.each<[boolean | string[] | undefined, string[] | undefined]>([
    [undefined, undefined],
    [true, undefined],
    [[], []],
    [
      ["feishu", "web"],
      ["web", "feishu"],
    ],
    [
      ["signed", "api", "fax"],
      ["api", "signed"],
    ],
  ])("chosen as %j are written as %j", (chosen, channels) => {
    expect(channelsOf(chosen)).toEqual(channels);
  });
});

test.each(TEMPLATES)("a model file like %s is taken by the door once its model is named", (name) => {
  for (const language of ["en", "zh"] as const) {
    const file = templateOf(name, language);
    expect(isTaken(file)).toBe(false);
    expect(isTaken({ ...file, model: "deepseek-chat" })).toBe(true);
  }
});

test("no model file can be called as the address of a new one is", () => {
  expect(MODEL_FILE_NAME.test(NEW)).toBe(false);
});
