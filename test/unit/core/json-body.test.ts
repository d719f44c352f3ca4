// The body of a request: an object of JSON, or the one thing that is wrong with it.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { malformedBody, parseJsonBody, readJsonBody } from "../../../src/core/json-body.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);

describe("a body", () => {
  it("that is an object is its value, a byte order mark in front or not", () => {
    for (const text of ['{"a":"选课 🎉"}', '\ufeff{"a":"选课 🎉"}', ' {"a":"选课 🎉"}\n'])
      expect(readJsonBody(bytesOf(text))).toEqual({ ok: true, value: { a: "选课 🎉" } });
  });

  it.each([
    ["encoding", new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d])],
    ["encoding", bytesOf('{"a":"选"}').subarray(0, 7)],
    ["excess", bytesOf("[".repeat(100_000))],
    ["excess", bytesOf(`[${"0,".repeat(300_000)}0]`)],
    ["no_object", bytesOf("")],
    ["no_object", bytesOf("{")],
    ["no_object", bytesOf("[1]")],
    ["no_object", bytesOf("null")],
    ["no_object", bytesOf('"text"')],
  ] as const)("with the flaw %s has this one flaw, and the sender is told", (flaw, bytes) => {
    expect(readJsonBody(bytes)).toEqual({ ok: false, flaw });
    expect(parseJsonBody(bytes)).toEqual(malformedBody(flaw));
    expect(malformedBody(flaw)).toMatchObject({ failure: { kind: "invalid", code: "invalid_json" } });
  });

  it("never makes anything throw, and comes back as it was written", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => typeof readJsonBody(bytes).ok === "boolean"),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })), (value) => {
        const text = JSON.stringify(value);
        expect(parseJsonBody(bytesOf(text))).toEqual({ ok: true, value: JSON.parse(text) });
      }),
      { seed: 20260131, numRuns: 100 },
    );
  });
});
