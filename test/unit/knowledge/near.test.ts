// What is asked of the endpoint for embeddings and of the keeper of vectors, and that neither holds up an answer.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { NearPassage, Scope } from "../../../src/core/document.ts";
import { fail, succeed } from "../../../src/core/result.ts";
import { findNear, type NearTools } from "../../../src/knowledge/near.ts";

const FOUND: NearPassage[] = [{ documentId: "a", position: 1, similarity: 0.9 }];

function stage(more: Partial<NearTools> & { vectors?: number[][] } = {}) {
  const heard = {
    texts: [] as string[][],
    lookups: [] as unknown[][],
    errors: [] as string[],
    signals: [] as unknown[],
  };
  const tools: NearTools = {
    embeddings: {
      model: "embed-1",
      embed: async (texts, signal) => {
        heard.texts.push(texts);
        heard.signals.push(signal);
        return succeed(more.vectors ?? [[1, 2]]);
      },
    },
    nearest: async (...given) => {
      heard.lookups.push(given);
      return FOUND;
    },
    failed: (error) => void heard.errors.push(error),
    ...more,
  };
  const ask = (text: string, before: string[] = [], scope: Scope = "all") =>
    findNear(tools, { text, before }, scope);
  return { ...heard, ask };
}

describe("the text that is embedded", () => {
  const LONG = "How many days of leave do I have?";

  it.each<[string, string, string[], string]>([
    ["a long question alone", LONG, ["earlier"], LONG],
    ["a question of 24 characters alone", "x".repeat(24), ["earlier"], "x".repeat(24)],
    ["a shorter one behind the one before it", "x".repeat(23), ["earlier"], `earlier\n${"x".repeat(23)}`],
    ["a short one behind the nearest only", "and me?", ["nearest", "farther"], "nearest\nand me?"],
    ["a short one with nothing before it", "and me?", [], "and me?"],
    [
      "the beginning of a very long one, without half a character",
      `x${"😀".repeat(1_500)}`,
      [],
      `x${"😀".repeat(999)}\ufffd`,
    ],
    ["a short one behind an empty one", "and me?", [""], "\nand me?"],
  ])("is %s", async (_, text, before, embedded) => {
    const { ask, texts } = stage();
    await ask(text, before);
    expect(texts).toEqual([[embedded]]);
  });

  it("has 2,000 characters at most, and no half of one, however long the questions are", async () => {
    const words = fc.string({ maxLength: 40, unit: fc.constantFrom("a", "选", "😀") });
    await fc.assert(
      fc.asyncProperty(words, fc.nat(300), fc.array(words, { maxLength: 2 }), async (word, times, before) => {
        const { ask, texts } = stage();
        await ask(
          word.repeat(times),
          before.map((one) => one.repeat(times)),
        );
        const [text = ""] = texts[0] ?? [];
        expect(text.length).toBeLessThanOrEqual(2_000);
        expect(text.isWellFormed()).toBe(true);
      }),
      { seed: 20260131, numRuns: 50 },
    );
  });
});

describe("the keeper of vectors", () => {
  it.each<[Scope]>([["all"], ["none"], [{ tags: ["hr"] }], [{ tags: [] }]])(
    "is asked once for 40 of the scope %j, by the model that made the vector",
    async (scope) => {
      const { ask, lookups, errors } = stage({
        vectors: [
          [0.1, 0.2],
          [9, 9],
        ],
      });
      expect(await ask("anything at all, and more", [], scope)).toEqual(FOUND);
      expect(lookups).toEqual([["embed-1", [0.1, 0.2], 40, scope]]);
      expect(errors).toEqual([]);
    },
  );

  it("is not asked when there is no vector, and that is told once", async () => {
    const embed = async () =>
      fail<number[][]>({ kind: "upstream", reason: "rate_limited", message: "slow down" });
    const stages: [Parameters<typeof stage>[0], string][] = [
      [{ embeddings: { model: "m", embed } }, "slow down"],
      [{ vectors: [] }, "no vector"],
    ];
    for (const [tools, told] of stages) {
      const { ask, lookups, errors } = stage(tools);
      expect(await ask("anything")).toBeUndefined();
      expect([lookups, errors]).toEqual([[], [told]]);
    }
  });

  it("that finds nothing says so: nothing is near, which is no failure", async () => {
    const { ask, errors } = stage({ nearest: async () => [] });
    expect(await ask("anything")).toEqual([]);
    expect(errors).toEqual([]);
  });

  it("that throws something odd, or from the depth of a query, is told of without the query's values", async () => {
    const cause = new Error("D1_ERROR: busy");
    for (const [reason, told] of [
      [new Error("Failed query: secret", { cause }), "D1_ERROR: busy"],
      ["a text", "a text"],
      [undefined, "undefined"],
    ] as const) {
      const { ask, errors } = stage({ nearest: () => Promise.reject(reason) });
      expect(await ask("anything")).toBeUndefined();
      expect(errors).toEqual([told]);
    }
  });
});

it("who has waited two seconds is told that nobody knows in time, and the endpoint that nobody waits any more", async () => {
  const { ask, errors, signals } = stage({ nearest: () => new Promise<never>(() => undefined) });
  expect(await ask("anything")).toBeUndefined();
  expect(errors).toEqual(["too slow"]);
  expect(signals.map((signal) => (signal as AbortSignal).aborted)).toEqual([true]);
});
