// Events of a model's stream as they pass: untouched but where a strict client would stumble, and under the name of a model file.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Failure } from "../../../src/core/error.ts";
import { EventMender, type MenderOptions } from "../../../src/http/event-mender.ts";

const event = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;
const chunk = (delta: object, finish_reason: string | null = null, more: object = {}) =>
  event({ id: "c-1", created: 7, model: "real", choices: [{ index: 0, delta, finish_reason }], ...more });
const FIRST = chunk({ role: "assistant", content: "" });
const DONE = "data: [DONE]\n\n";

function menderWith(more: Partial<MenderOptions> = {}): EventMender {
  const failureOf = (error: unknown): Failure => ({
    kind: "upstream",
    reason: "cut",
    message: `told: ${JSON.stringify(error).length > 2}`,
  });
  return new EventMender({ model: "shown", alias: null, choices: 1, failureOf, ...more });
}

function mend(pieces: string[], more: Partial<MenderOptions> = {}): string {
  const mender = menderWith(more);
  return pieces.map((piece) => mender.pass(new TextEncoder().encode(piece)).text).join("");
}

const dataOf = (text: string) =>
  text
    .split("\n\n")
    .filter((one) => one.startsWith("data: {"))
    .map((one) => JSON.parse(one.slice(6)) as Record<string, unknown>);

describe("events pass as they are", () => {
  it.each<[string, string[]]>([
    ["a whole stream", [FIRST, chunk({ content: "hi" }), chunk({}, "stop"), DONE]],
    ["all in one piece", [FIRST + chunk({ content: "hi" }, "stop") + DONE]],
    ["comments and blank lines", [": ping\n\n", FIRST, "\n", chunk({}, "stop"), DONE]],
    ["lines of Windows", [FIRST.replaceAll("\n", "\r\n"), chunk({}, "stop").replaceAll("\n", "\r\n")]],
    [
      "a text that speaks of errors and ends",
      [FIRST, chunk({ content: '"error": {} [DONE] "finish_reason":""' }), chunk({}, "stop"), DONE],
    ],
    ["an error of null", [FIRST, chunk({}, null, { error: null }), chunk({}, "stop"), DONE]],
    ["what is no JSON", [FIRST, "data: {oops\n\n", chunk({}, "stop"), DONE]],
  ])("%s", (_, pieces) => {
    expect(mend(pieces)).toBe(pieces.join(""));
  });

  it("byte by byte: what needs no mending is not copied", () => {
    const mender = menderWith();
    const bytes = new TextEncoder().encode(FIRST);
    expect(mender.pass(bytes).bytes).toBe(bytes);
  });
});

describe("a strict client", () => {
  it("gets the role first, with the stream's own id and time", () => {
    const mended = mend([chunk({ content: "hi" })]);
    expect(mended.endsWith(chunk({ content: "hi" }))).toBe(true);
    expect(dataOf(mended)[0]).toEqual({
      id: "c-1",
      object: "chat.completion.chunk",
      created: 7,
      model: "shown",
      choices: [{ index: 0, delta: { role: "assistant", content: "" }, logprobs: null, finish_reason: null }],
    });
  });

  it("gets one for each choice that was asked for, and once", () => {
    const roles = dataOf(mend([chunk({ content: "a" }), chunk({ content: "b" })], { choices: 3 }));
    expect(roles).toHaveLength(3);
    expect(roles[0]).toMatchObject({ choices: [{ index: 0 }, { index: 1 }, { index: 2 }] });
  });

  it("never sees an empty reason", () => {
    const mended = mend([FIRST, chunk({ content: "a" }, ""), chunk({}, "stop"), DONE]);
    const reasons = dataOf(mended).map(
      ({ choices }) => (choices as { finish_reason: unknown }[])[0]?.finish_reason,
    );
    expect(reasons).toEqual([null, null, "stop"]);
  });

  it("gets a reason before the end mark where the model gave none, and nothing behind the mark", () => {
    const mended = mend([FIRST, `${DONE}data: {"more":1}\n\n`]);
    expect(dataOf(mended).at(-1)).toMatchObject({ choices: [{ delta: {}, finish_reason: "stop" }] });
    expect(mended.endsWith(DONE)).toBe(true);
  });

  it.each([
    ["", ""],
    ["\r", "\n"],
  ])("sees the end mark by itself also where only one line end stands before it (%j)", (end, before) => {
    const last = chunk({ content: "a" }, "stop").trimEnd() + end;
    expect(mend([`${FIRST}${last}\ndata: [DONE]${end}\n${before}\n`])).toBe(`${FIRST}${last}\n\n${DONE}`);
  });

  it.each([
    [1, 1, true],
    [2, 1, false],
    [2, 2, true],
  ])("of %i choices, with %i reasons: finished is %s", (choices, reasons, finished) => {
    const mender = menderWith({ choices });
    for (let index = 0; index < reasons; index += 1)
      mender.pass(
        new TextEncoder().encode(event({ choices: [{ index, delta: {}, finish_reason: "stop" }] })),
      );
    expect([mender.finished, mender.over]).toEqual([finished, false]);
  });
});

describe("an error of the model", () => {
  it("is told in our words, and nothing that follows goes out", () => {
    const mender = menderWith();
    const { text } = mender.pass(
      new TextEncoder().encode(
        FIRST + event({ error: { message: "key sk-1 at host" } }) + chunk({ content: "x" }) + DONE,
      ),
    );
    expect(text.startsWith(FIRST)).toBe(true);
    expect(dataOf(text).slice(1)).toEqual([
      { error: expect.objectContaining({ message: "told: true", code: "model_cut" }) },
    ]);
    expect([mender.over, mender.failure?.kind]).toEqual([true, "upstream"]);
    expect(text).not.toMatch(/sk-1|DONE/);
  });

  it.each([
    ["a text", "overloaded"],
    ["an object", { code: 5 }],
    ["a number", 500],
  ])("may be %s", (_, error) => {
    expect(mend([FIRST, event({ error })])).toContain("told: ");
  });
});

describe("a last event without a blank line", () => {
  it.each<[string, string, boolean]>([
    ["the end mark", "data: [DONE]", true],
    ["a chunk", chunk({}, "stop").trimEnd(), true],
    ["half a chunk", 'data: {"choices":[', false],
    ["a comment", ": ping", false],
    ["nothing", "", false],
    ["a list", "data: []", false],
  ])("that is %s counts when it is whole", (_, text, counts) => {
    const mender = menderWith();
    mender.pass(new TextEncoder().encode(FIRST));
    expect(mender.passRest(new TextEncoder().encode(text)) !== null).toBe(counts);
  });
});

describe("under the name of a model file", () => {
  it.each<[string, string, string]>([
    ["of another name", '"model":"real"', '"model":"hr"'],
    ["of a name with quotes", '"model":"re\\"al\\\\"', '"model":"hr"'],
    ["with blanks", '"model" : "real"', '"model" : "hr"'],
    ["of none", '"other":"real"', '"other":"real"'],
    ["of null", '"model":null', '"model":null'],
  ])("a chunk %s goes out", (_, before, behind) => {
    const line = (model: string) =>
      `data: {"id":"c",${model},"choices":[{"index":0,"delta":{"role":"assistant","content":"x"}}]}\n\n`;
    expect(mend([line(before)], { alias: "hr" })).toBe(line(behind));
  });

  it("every chunk of a piece goes out, and what the model says of models stays as it is", () => {
    const said = 'the "model":"real" {\\"model\\":\\"x\\"}';
    const mended = mend([FIRST + chunk({ content: said }) + chunk({}, "stop") + DONE], { alias: "hr" });
    const all = dataOf(mended);
    expect(all.map(({ model }) => model)).toEqual(["hr", "hr", "hr"]);
    expect(all[1]).toMatchObject({ choices: [{ delta: { content: said } }] });
  });

  it("any text comes out as it went in", () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom('"', "\\", "m", ":", "model", '"model":"a"', "{", "}", " ", "\n"),
        }),
        (content) => {
          const [one] = dataOf(mend([chunk({ role: "assistant", content })], { alias: "$& $1" }));
          expect(one).toMatchObject({ model: "$& $1", choices: [{ delta: { content } }] });
        },
      ),
      { seed: 20260131 },
    );
  });
});
