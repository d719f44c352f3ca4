// The fuzzer's own parts: what it does is repeatable, goes inside of JSON, and is kept small.
import { describe, expect, it } from "vitest";
import { readRequest, writeRequest } from "../../fuzz/doors/written.ts";
import { encode } from "../../fuzz/engine/bytes.ts";
import { fuzz } from "../../fuzz/engine/fuzz.ts";
import { changeJson } from "../../fuzz/engine/json.ts";
import { mutate, tokensOf } from "../../fuzz/engine/mutate.ts";
import { createRandom } from "../../fuzz/engine/random.ts";
import { hold } from "../../fuzz/hold.ts";
import { readOptions } from "../../fuzz/options.ts";
import { type Target, textOf } from "../../fuzz/target.ts";

const material = { corpus: [encode("abc")], tokens: tokensOf(["word"]), mostBytes: 50 };
const BUDGET = {
  executions: 3_000,
  milliseconds: Number.POSITIVE_INFINITY,
  seed: 7,
  coverage: false,
};

function targetOf(check: (text: string) => void): Target {
  return {
    name: "played",
    covers: [],
    seeds: () => ["begin"],
    tokens: ["BUG"],
    check: (input) => check(textOf(input)),
  };
}

describe("changes", () => {
  it("are the same for the same seed, others for another, and never too long", () => {
    const made = (seed: number) => {
      const random = createRandom(seed);
      return Array.from({ length: 200 }, () => mutate(encode("some input 123"), material, random));
    };
    expect(made(1)).toEqual(made(1));
    expect(made(1)).not.toEqual(made(2));
    for (const input of made(3)) expect(input.length).toBeLessThanOrEqual(50);
  });

  it("inside of JSON leave JSON, also on a line of a stream; elsewhere there are none", () => {
    const random = createRandom(4);
    for (let tries = 0; tries < 200; tries += 1) {
      const stream = changeJson(encode('id: 1\ndata: {"a":[1,"b"]}\n\n'), random);
      const [, data = ""] =
        /^id: 1\ndata: (.*)\n\n$/s.exec(new TextDecoder().decode(stream ?? undefined)) ?? [];
      expect(() => JSON.parse(data)).not.toThrow();
    }
    expect(changeJson(encode("no JSON at all"), random)).toBeNull();
  });
});

it("bytes become texts that UTF-8 alone could not make: halves of surrogate pairs", () => {
  expect(textOf(encode("选a"))).toBe("选a");
  expect(textOf(Uint8Array.of(0x61, 0xed, 0xa0, 0x80, 0x62))).toBe("a\ud800b");
  expect(textOf(Uint8Array.of(0xed, 0xbf, 0xbf))).toBe("\udfff");
  expect(textOf(Uint8Array.of(0xff))).toBe("\ufffd");
});

describe("a target", () => {
  it("that breaks is told once, with the smallest input", async () => {
    const outcome = await fuzz(
      targetOf((text) => hold(!text.includes("BUG"), "no BUG")),
      BUDGET,
    );
    expect(outcome.findings.map(({ input }) => textOf(input))).toEqual(["BUG"]);
    expect(outcome.findings[0]?.message).toContain("no BUG");
  });

  it("that holds is tried as often as was asked for", async () => {
    const outcome = await fuzz(
      targetOf(() => undefined),
      BUDGET,
    );
    expect([outcome.findings, outcome.executions]).toEqual([[], BUDGET.executions]);
  });
});

it("a request comes out of its file as it went in", () => {
  const request = {
    method: "PUT",
    path: "/a?b",
    headers: [["x", "y"]] as [string, string][],
    body: Uint8Array.of(0, 255),
    signedAs: "feishu" as const,
    flip: 3,
  };
  expect(readRequest(writeRequest(request))).toEqual(request);
  expect(readRequest("GET / HTTP/1.1")).toBeNull();
});

it("the command line says which half runs, for how long, and what a number must be", () => {
  expect(readOptions([], 9)).toMatchObject({ seconds: 60, seed: 9, parsers: true, doors: true, only: [] });
  expect(readOptions(["--doors", "--seconds", "5"], 9)).toMatchObject({
    seconds: 5,
    parsers: false,
    doors: true,
  });
  expect(readOptions(["--only", "pdf", "--only", "cursor"], 9).only).toEqual(["pdf", "cursor"]);
  expect(() => readOptions(["--seconds", "-1"], 9)).toThrow();
  expect(() => readOptions(["--seconds=0"], 9)).toThrow("--seconds must be a whole number");
});
