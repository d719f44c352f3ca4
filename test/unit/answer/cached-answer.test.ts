// The key of a kept answer: another for everything that shapes an answer, and the same for all else.
import { describe, expect, it, vi } from "vitest";
import { answerKey, readCached } from "../../../src/answer/cached-answer.ts";
import type { Question } from "../../../src/answer/make-answer.ts";
import type { Assistant } from "../../../src/core/assistant.ts";
import { assistant, type Play, play, question, says } from "./played.ts";

vi.mock("../../../src/services.ts", () => ({ EMBEDDED_MODEL: "embedded" }));

interface Case {
  play?: Play;
  question?: Partial<Question>;
  assistant?: Partial<Assistant>;
}

function keyOf({ play: given = {}, question: more = {}, assistant: who = {} }: Case = {}): Promise<string> {
  return answerKey(play(given).services, question("q", { assistant: assistant(who), ...more }));
}

const knowledge = (revision: number, documents = 3) => ({
  holdings: { models: [], knowledge: { revision, documents } },
});
const prompt = (content: string) => ({ prompt: [{ role: "user" as const, content }] });
const image = (url: string) => ({
  prompt: [{ role: "user" as const, content: [{ type: "image_url" as const, image_url: { url } }] }],
});

const FILE = { name: "hr", version: 1 };
const NO_MODEL: Play = { model: null };

describe("with a model, the key is another", () => {
  it.each<[string, Case, Case]>([
    ["for another question", { question: prompt("a") }, { question: prompt("b") }],
    ["for the same words and another image", { question: image("data:a") }, { question: image("data:b") }],
    [
      "for an image instead of its address as a text",
      { question: image("data:a") },
      { question: prompt("data:a") },
    ],
    ["for another endpoint", {}, { play: { baseUrl: "https://other.example/v1" } }],
    ["for another configured model", {}, { play: { modelName: "other" } }],
    ["for a model by its name", {}, { assistant: { model: "other" } }],
    ["for a model file", {}, { assistant: FILE }],
    [
      "for another model file of the same content",
      { assistant: FILE },
      { assistant: { ...FILE, name: "it" } },
    ],
    ["for another version of a file", { assistant: FILE }, { assistant: { ...FILE, version: 2 } }],
    [
      "for another temperature",
      { assistant: { parameters: { temperature: 0 } } },
      { assistant: { parameters: { temperature: 1 } } },
    ],
    ["for a parameter that is set", {}, { assistant: { parameters: { seed: 1 } } }],
    ["for another revision of the documents", {}, { question: knowledge(2) }],
    ["without documents", {}, { assistant: { scope: "none" } }],
    ["for documents with a tag", {}, { assistant: { scope: { tags: ["hr"] } } }],
    [
      "for another tag",
      { assistant: { scope: { tags: ["hr"] } } },
      { assistant: { scope: { tags: ["it"] } } },
    ],
    ["for no tag at all", {}, { assistant: { scope: { tags: [] } } }],
    ["with tools", {}, { assistant: { tools: true } }],
    ["with some tools", { assistant: { tools: true } }, { assistant: { tools: ["current_time"] } }],
    [
      "in a group, where tools are fewer",
      { assistant: { tools: true } },
      { assistant: { tools: true }, question: { isGroup: true } },
    ],
    [
      "for the endpoint of a file",
      { assistant: FILE },
      { assistant: { ...FILE, endpoint: "second" }, play: { endpoints: { second: says([]) } } },
    ],
    ["when no model is connected", {}, { play: NO_MODEL }],
    [
      "for a question before it, though no prompt holds that: documents are searched in its light",
      {},
      { question: { asked: { text: "q", before: ["How many days?"] } } },
    ],
  ])("%s", async (_, one, other) => {
    expect(await keyOf(other)).not.toBe(await keyOf(one));
  });
});

describe("with a model, the key is the same", () => {
  it.each<[string, Case, Case]>([
    ["for whoever asks, and whenever", {}, { question: { requestId: "r-2" } }],
    ["whether the cache was skipped", {}, { question: { skipCache: true } }],
    ["in a group, where there are no tools anyway", {}, { question: { isGroup: true } }],
    [
      "for a change of the documents that are not searched",
      { assistant: { scope: "none" } },
      { assistant: { scope: "none" }, question: knowledge(9) },
    ],
    ["for the same model, called by its name or not", {}, { assistant: { model: "configured" } }],
    ["for another patience", {}, { assistant: { timeoutMs: 5_000 } }],
    [
      "for other model files beside it",
      {},
      {
        question: {
          holdings: {
            models: [{ name: "x", version: 1, title: "x" }],
            knowledge: { revision: 1, documents: 3 },
          },
        },
      },
    ],
    [
      "for another question before it, where no documents are searched",
      { assistant: { scope: "none" } },
      { assistant: { scope: "none" }, question: { asked: { text: "q", before: ["How many days?"] } } },
    ],
    ["for other words of the help", {}, { play: { libraryVersion: "library-2" } }],
  ])("%s", async (_, one, other) => {
    expect(await keyOf(other)).toBe(await keyOf(one));
  });
});

describe("without a model, the key is", () => {
  const without = (more: Case = {}) => keyOf({ ...more, play: { ...NO_MODEL, ...more.play } });
  const asked = (text: string, before: string[] = []) => ({ asked: { text, before } });

  it.each<[string, Case]>([
    ["another question", { question: asked("other") }],
    ["another question before it", { question: asked("How many days?", ["and before?"]) }],
    ["another help", { play: { libraryVersion: "library-2" } }],
    ["another revision of the documents", { question: knowledge(2) }],
    ["documents with a tag", { assistant: { scope: { tags: ["hr"] } } }],
    ["no documents", { assistant: { scope: "none" } }],
    ["a model file, whose name the answer has", { assistant: FILE }],
  ])("another for %s", async (_, more) => {
    expect(await without(more)).not.toBe(await without());
  });

  it.each<[string, Case]>([
    ["another system prompt: nobody reads it", { question: { prompt: [] } }],
    ["tools: nobody calls them", { assistant: { tools: true } }],
    ["parameters", { assistant: { parameters: { seed: 1 } } }],
    ["another configured model", { play: { modelName: "other" } }],
  ])("the same for %s", async (_, more) => {
    expect(await without(more)).toBe(await without());
  });
});

it("a key says nothing of what was asked", async () => {
  expect(await keyOf({ question: prompt("a secret") })).toMatch(/^answer\/chat\/[0-9a-f]{64}$/);
});

describe("a kept answer", () => {
  const ANSWER = {
    reply: "Twelve.",
    model: "m",
    usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
    sources: [{ title: "Leave", snippet: "Twelve days", url: "https://a.example", number: 1 }],
  };

  it("is read as it was written", () => {
    expect(readCached(JSON.stringify(ANSWER))).toEqual(ANSWER);
  });

  it.each([
    [null],
    [""],
    ["{"],
    ["null"],
    ["[]"],
    ['"text"'],
    ["{}"],
    ['{"reply":1,"model":"m"}'],
    ['{"reply":"r"}'],
    ['{"model":"m"}'],
    ['{"reply":"r","model":null}'],
  ])("is none when KV holds %j", (value) => {
    expect(readCached(value)).toBeNull();
  });

  it.each<[string, object, object]>([
    ["no usage and no sources", { usage: undefined, sources: undefined }, { usage: null, sources: [] }],
    ["a usage that is none", { usage: 7 }, { usage: null }],
    [
      "half a usage",
      { usage: { total_tokens: 3 } },
      { usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 3 } },
    ],
    ["sources that are none", { sources: "x" }, { sources: [] }],
    [
      "sources some of which are none",
      { sources: [1, null, { title: "T", snippet: "s" }] },
      { sources: [{ title: "T", snippet: "s" }] },
    ],
    [
      "a source with an address that is none",
      { sources: [{ title: "T", snippet: "s", url: 5, number: "1" }] },
      { sources: [{ title: "T", snippet: "s" }] },
    ],
  ])("of an earlier release with %s is read as far as it goes", (_, more, read) => {
    expect(readCached(JSON.stringify({ ...ANSWER, ...more }))).toEqual({ ...ANSWER, ...read });
  });
});
