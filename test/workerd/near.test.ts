// Nearness by meaning is a help and never a hindrance: whatever fails, the search goes on without it.
import { expect, test } from "vitest";
import type { NearPassage } from "../../src/core/document.ts";
import { fail, succeed } from "../../src/core/result.ts";
import { findNear, type NearTools } from "../../src/knowledge/near.ts";

const NEAR: NearPassage[] = [{ documentId: "a", position: 1, similarity: 0.9 }];

function stage(more: Partial<NearTools["embeddings"]> & Partial<Pick<NearTools, "nearest">> = {}) {
  const errors: string[] = [];
  const texts: string[] = [];
  const { nearest = async () => NEAR, ...embeddings } = more;
  const embed = async ([text = ""]: string[]) => {
    texts.push(text);
    return succeed([[1, 2]]);
  };
  const tools = {
    embeddings: { model: "m", embed, ...embeddings },
    nearest,
    failed: (error: string) => void errors.push(error),
  };
  return {
    errors,
    texts,
    ask: (text: string, before: string[] = []) => findNear(tools, { text, before }, "all"),
  };
}

test("a question alone is embedded as it is, a short one with the one before it", async () => {
  const { ask, texts, errors } = stage();
  expect(await ask("How many days of annual leave are there?", ["earlier"])).toEqual(NEAR);
  await ask("and for interns?", ["How many days?", "Hello"]);
  await ask("那病假呢？");
  expect(texts).toEqual([
    "How many days of annual leave are there?",
    "How many days?\nand for interns?",
    "那病假呢？",
  ]);
  expect(errors).toEqual([]);
});

test.each([
  [
    "says no",
    { embed: async () => fail<number[][]>({ kind: "upstream", reason: "refused", message: "no" }) },
    "no",
  ],
  ["gives nothing", { embed: async () => succeed<number[][]>([]) }, "no vector"],
  ["throws", { embed: () => Promise.reject(new Error("broken")) }, "broken"],
  ["never answers", { embed: () => new Promise<never>(() => undefined) }, "too slow"],
  ["has an object behind it that is away", { nearest: () => Promise.reject(new Error("away")) }, "away"],
])("an endpoint that %s is told of, and nothing is near", async (_, more, error) => {
  const { ask, errors } = stage(more);
  expect(await ask("anything")).toBeUndefined();
  expect(errors).toEqual([error]);
});
