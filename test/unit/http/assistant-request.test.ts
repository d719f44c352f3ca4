// A call of /v1 that names a model file: what the file says stands around what the caller says, and never over it.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Assistant } from "../../../src/core/assistant.ts";
import type { ModelParameters } from "../../../src/core/model-file.ts";
import { frame, withParameters } from "../../../src/http/assistant-request.ts";
import type { CompletionRequest } from "../../../src/http/completion-schema.ts";

type Message = CompletionRequest["messages"][number];

function assistant(more: Partial<Assistant> = {}): Assistant {
  return {
    name: "hr",
    version: 1,
    endpoint: null,
    model: "m",
    systemPrompt: "file",
    parameters: {},
    examples: [],
    scope: "all",
    tools: false,
    historyTokens: 0,
    timeoutMs: null,
    ...more,
  };
}

/** `s` system, `d` developer, `u` user, `a` assistant, `t` tool; each with its place. */
function messages(roles: string): Message[] {
  const names = { s: "system", d: "developer", u: "user", a: "assistant", t: "tool", f: "function" } as const;
  return [...roles].map((letter, index) => ({
    role: names[letter as keyof typeof names],
    content: `${letter}${index}`,
  }));
}

const EXAMPLES = [
  { user: "eu1", assistant: "ea1" },
  { user: "eu2", assistant: "ea2" },
];
const shown = (who: Assistant, roles: string) =>
  frame(who, messages(roles))
    .map(({ content }) => content)
    .join(" ");

describe("the messages", () => {
  it.each([
    ["u", "file eu1 ea1 eu2 ea2 u0"],
    ["su", "file s0 eu1 ea1 eu2 ea2 u1"],
    ["sdsu", "file s0 d1 s2 eu1 ea1 eu2 ea2 u3"],
    ["uau", "file eu1 ea1 eu2 ea2 u0 a1 u2"],
    ["suas", "file s0 eu1 ea1 eu2 ea2 u1 a2 s3"],
    ["uatu", "file eu1 ea1 eu2 ea2 u0 a1 t2 u3"],
    ["s", "file s0 eu1 ea1 eu2 ea2"],
    ["au", "file eu1 ea1 eu2 ea2 a0 u1"],
  ])("%s become %s", (roles, whole) => {
    expect(shown(assistant({ examples: EXAMPLES }), roles)).toBe(whole);
  });

  it.each([
    ["su", "s0 u1"],
    ["u", "u0"],
  ])("%s of a file without prompt and examples stay as they are", (roles, whole) => {
    expect(shown(assistant({ systemPrompt: "" }), roles)).toBe(whole);
  });

  it("are the caller's own objects in their order, whatever they hold, and the caller's list is left alone", () => {
    const given = [
      { role: "user" as const, content: [{ type: "image_url", image_url: { url: "data:x" } }], name: "ann" },
      { role: "assistant" as const, content: null, tool_calls: [{ id: "1" }] },
      { role: "tool" as const, content: "r", tool_call_id: "1" },
    ];
    const copy = structuredClone(given);
    const framed = frame(assistant({ examples: EXAMPLES }), given);
    expect(framed.slice(-3)).toEqual(copy);
    expect(framed.at(-3)).toBe(given[0]);
    expect(given).toEqual(copy);
  });

  it("of the caller all go along, each once, and examples never come apart", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("s", "d", "u", "a", "t"), minLength: 1, maxLength: 12 }),
        (roles) => {
          const given = messages(roles);
          const framed = frame(assistant({ examples: EXAMPLES }), given);
          expect(framed.filter((message) => given.some((one) => one === message))).toEqual(given);
          expect(framed.map(({ content }) => content).join(" ")).toContain("eu1 ea1 eu2 ea2");
          expect(framed[0]).toEqual({ role: "system", content: "file" });
          expect(framed).toHaveLength(given.length + 5);
        },
      ),
      { seed: 20260131 },
    );
  });
});

describe("a parameter", () => {
  const base = { model: "hr", messages: messages("u") };
  const ask = (request: object, parameters: ModelParameters) =>
    withParameters({ ...base, ...request } as CompletionRequest, assistant({ parameters }));

  it.each<[string, object, ModelParameters, object]>([
    ["that the caller leaves out is the file's", {}, { temperature: 0.2 }, { temperature: 0.2 }],
    ["that the caller says wins", { temperature: 1 }, { temperature: 0.2 }, { temperature: 1 }],
    ["of zero is said too", { temperature: 0 }, { temperature: 0.2 }, { temperature: 0 }],
    ["of zero in the file counts", {}, { temperature: 0, seed: 0 }, { temperature: 0, seed: 0 }],
    ["that is null is left out", { top_p: null }, { top_p: 0.5 }, { top_p: 0.5 }],
    ["of an empty list is said", { stop: [] }, { stop: ["END"] }, { stop: [] }],
    ["of an empty text is said", { stop: "" }, { stop: "END" }, { stop: "" }],
    [
      "of either name limits the length",
      { max_completion_tokens: 5 },
      { max_tokens: 900 },
      { max_completion_tokens: 5 },
    ],
    ["of the old name wins over the file as well", { max_tokens: 5 }, { max_tokens: 900 }, { max_tokens: 5 }],
    [
      "of the new name that is null says nothing",
      { max_completion_tokens: null },
      { max_tokens: 900 },
      { max_completion_tokens: null, max_tokens: 900 },
    ],
    [
      "that the product does not know passes",
      { logit_bias: { 1: 2 } },
      { seed: 7 },
      { logit_bias: { 1: 2 }, seed: 7 },
    ],
    [
      "beside another is decided alone",
      { top_p: 1, presence_penalty: null },
      { top_p: 0.1, presence_penalty: 2, frequency_penalty: -2 },
      { top_p: 1, presence_penalty: 2, frequency_penalty: -2 },
    ],
    ["is none where the file has none", { seed: 1 }, {}, { seed: 1 }],
  ])("%s", (_, request, parameters, whole) => {
    expect(ask(request, parameters)).toEqual({ ...base, ...whole });
  });

  it("leaves the request and the file alone", () => {
    const request = Object.freeze({ ...base, temperature: null });
    const parameters = Object.freeze({ temperature: 1 });
    expect(ask(request, parameters)).toMatchObject({ temperature: 1 });
    expect(request.temperature).toBeNull();
  });
});
