// Calls of tools in every form in which compatible servers stream them → whole calls.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readChunk } from "../../../src/model/chunk.ts";
import { CallGatherer, type ToolCall } from "../../../src/model/tool-call.ts";

/** The `tool_calls` of one delta after the other. */
function gather(...deltas: unknown[]): ToolCall[] {
  const gatherer = new CallGatherer();
  for (const tool_calls of deltas) {
    const chunk = readChunk(JSON.stringify({ choices: [{ index: 0, delta: { tool_calls } }] }));
    for (const piece of chunk?.toolCalls ?? []) gatherer.take(piece);
  }
  return gatherer.whole();
}

const named = (name: string, args: unknown, more: object = {}) => ({
  function: { name, arguments: args },
  ...more,
});
const argsOnly = (args: unknown, more: object = {}) => ({ function: { arguments: args }, ...more });
const shown = (calls: ToolCall[]) => calls.map(({ id, name, args }) => `${id} ${name} ${args}`);

describe("calls", () => {
  it.each<[string, unknown[][], string[]]>([
    [
      "as OpenAI streams them: name first, arguments bit by bit",
      [
        [named("f", "", { index: 0, id: "c1" })],
        [argsOnly('{"a"', { index: 0 })],
        [argsOnly(":1}", { index: 0 })],
      ],
      ['c1 f {"a":1}'],
    ],
    [
      "two that stand side by side, their pieces mixed",
      [
        [named("f", "", { index: 0, id: "c1" }), named("g", "", { index: 1, id: "c2" })],
        [argsOnly('{"b"', { index: 1 }), argsOnly('{"a"', { index: 0 })],
        [argsOnly(":2}", { index: 1 })],
        [argsOnly(":1}", { index: 0 })],
      ],
      ['c1 f {"a":1}', 'c2 g {"b":2}'],
    ],
    ["whole, with no index", [[named("f", "{}", { id: "c1" })]], ["c1 f {}"]],
    [
      "whole, one delta each, all of them index 0",
      [[named("f", "{}", { index: 0, id: "c1" })], [named("f", "{}", { index: 0, id: "c2" })]],
      ["c1 f {}", "c2 f {}"],
    ],
    [
      "whole, one delta each, without index and id",
      [[named("f", '{"a":1}')], [named("f", '{"a":2}')]],
      ['call_0 f {"a":1}', 'call_1 f {"a":2}'],
    ],
    [
      "whole and then in pieces, under one index",
      [
        [named("f", "{}", { index: 0, id: "c1" })],
        [named("g", '{"a"', { index: 0, id: "c2" })],
        [argsOnly(":1}", { index: 0 })],
      ],
      ["c1 f {}", 'c2 g {"a":1}'],
    ],
    [
      "with the name again in each piece",
      [[named("f", '{"a"', { index: 0, id: "c1" })], [named("f", ":1}", { index: 0, id: "c1" })]],
      ['c1 f {"a":1}'],
    ],
    [
      "with the id again, and an empty name, in each piece",
      [
        [named("f", "", { index: 0, id: "c1" })],
        [named("", '{"a":', { index: 0, id: "c1" })],
        [named("", "1}", { index: 0, id: "" })],
      ],
      ['c1 f {"a":1}'],
    ],
    [
      "with the id in a later piece only",
      [[named("f", "{", { index: 0 })], [argsOnly("}", { index: 0, id: "late" })]],
      ["late f {}"],
    ],
    [
      "with the name in a later piece only",
      [[argsOnly('{"a"', { index: 0, id: "c1" })], [named("f", ":1}", { index: 0 })]],
      ['c1 f {"a":1}'],
    ],
    [
      "with arguments as an object",
      [[named("f", { a: [1, "二"] }, { index: 0 })]],
      ['call_0 f {"a":[1,"二"]}'],
    ],
    ["with no arguments at all", [[{ index: 0, id: "c1", function: { name: "f" } }]], ["c1 f "]],
    ["with arguments of null", [[named("f", null, { index: 0, id: "c1" })]], ["c1 f "]],
    ["from an index that does not begin at 0", [[named("f", "{}", { index: 3, id: "c1" })]], ["c1 f {}"]],
    [
      "whose indexes come backwards",
      [[named("g", "{}", { index: 1, id: "c2" })], [named("f", "{}", { index: 0, id: "c1" })]],
      ["c2 g {}", "c1 f {}"],
    ],
    [
      "whose later pieces leave the index out",
      [[named("f", "", { index: 0, id: "c1" })], [argsOnly('{"a"')], [argsOnly(":1}")]],
      ['c1 f {"a":1}'],
    ],
    [
      "of one tool twice over, whole arguments each, under one index and one id",
      [[named("f", '{"a":1}', { index: 0, id: "x" })], [named("f", '{"a":2}', { index: 0, id: "x" })]],
      ['x f {"a":1}', 'x f {"a":2}'],
    ],
    ["that have no name are none", [[argsOnly("{}", { index: 0, id: "c1" })]], []],
    [
      "with an id and an index that are no such thing",
      [[named("f", "{}", { index: "0", id: 7 })]],
      ["call_0 f {}"],
    ],
    ["of nothing", [[], [{}], [{ function: null }], [{ function: "f" }]], []],
  ])("%s", (_, deltas, whole) => {
    expect(shown(gather(...deltas))).toEqual(whole);
  });

  it.each([
    ["null", null],
    ["a text", "f"],
    ["an object", { 0: named("f", "{}") }],
    ["texts", ["f", null, 7]],
  ])("that are %s are none", (_, calls) => {
    expect(gather(calls)).toEqual([]);
  });

  it("stand in a message as in a delta", () => {
    const tool_calls = [named("f", "{}", { id: "c1", type: "function" })];
    const chunk = readChunk(JSON.stringify({ choices: [{ message: { content: null, tool_calls } }] }));
    expect(chunk).toMatchObject({
      text: "",
      hasToolCalls: true,
      toolCalls: [{ index: 0, id: "c1", name: "f", args: "{}" }],
    });
  });

  it("of a second choice are told of and not made", () => {
    const choices = [
      { index: 1, delta: { tool_calls: [named("f", "{}")] } },
      { index: 0, delta: { content: "a" } },
    ];
    expect(readChunk(JSON.stringify({ choices }))).toMatchObject({ hasToolCalls: true, toolCalls: [] });
  });

  it("come out the same, however their arguments are cut into pieces", () => {
    const value = fc.dictionary(fc.string({ maxLength: 5 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 });
    fc.assert(
      fc.property(value, fc.array(fc.nat(60), { maxLength: 6 }), (args, cuts) => {
        const text = JSON.stringify(args);
        const at = [0, ...cuts.filter((cut) => cut < text.length).sort((a, b) => a - b), text.length];
        const pieces = at.slice(1).map((end, place) => text.slice(at[place], end));
        const deltas = pieces.map((piece, place) => [
          place === 0 ? named("f", piece, { index: 0, id: "c1" }) : argsOnly(piece, { index: 0 }),
        ]);
        expect(gather(...deltas)).toEqual([{ id: "c1", name: "f", args: text }]);
      }),
      { seed: 20260131 },
    );
  });

  it("have ids that differ where the server gives none", () => {
    const ids = gather(Array.from({ length: 9 }, () => named("f", "{}"))).map(({ id }) => id);
    expect(new Set(ids).size).toBe(9);
  });
});
