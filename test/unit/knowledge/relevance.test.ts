// Which passages are taken to speak of a question, with counts made up by hand.
import { describe, expect, test } from "vitest";
import { readQuestion } from "../../../src/knowledge/question.ts";
import { type Candidate, type Corpus, coveredShare, rankPassages } from "../../../src/knowledge/relevance.ts";

const corpus: Corpus = {
  passages: 100,
  counts: new Map([
    ["model", 30],
    ["connect", 4],
    ["port", 3],
    ["模型", 30],
    ["连接", 4],
    ["端口", 3],
  ]),
};

const candidate = (title: string, text: string, more: Partial<Candidate> = {}): Candidate => ({
  documentId: title,
  title,
  url: null,
  heading: "",
  text,
  language: "en",
  bm25: -5,
  position: 1,
  ...more,
});

const share = (question: string, text: string, title = "") =>
  coveredShare(readQuestion(question), new Set(text.split(" ")), new Set(title.split(" ")), corpus);

describe("coveredShare", () => {
  test("is one when the passage holds every word, nothing when it holds none", () => {
    expect(share("connect a model", "connect model")).toBe(1);
    expect(share("connect a model", "port")).toBe(0);
  });

  test("weighs rare words more than common ones", () => {
    expect(share("connect a model", "connect")).toBeGreaterThan(share("connect a model", "model"));
  });

  test("a word that no document knows weighs the most", () => {
    expect(share("connect a zeppelin", "connect")).toBeLessThan(0.5);
  });

  test("a word of the title counts for more, and never for more than all", () => {
    expect(share("model zeppelin", "model", "model")).toBeGreaterThan(share("model zeppelin", "model"));
    expect(share("model", "model", "model")).toBe(1);
  });

  test("a Chinese run is covered by the pairs of its words, though not by those across", () => {
    expect(share("连接模型", "连接 模型")).toBe(1);
    expect(share("连接模型", "端口")).toBe(0);
  });

  test("an unknown character between known words weighs nothing, an unknown word does", () => {
    expect(share("连接新模型", "连接 模型")).toBe(1);
    expect(share("连接天气", "连接 模型")).toBeLessThan(0.5);
  });

  test("a question of nothing is covered by nothing", () => {
    expect(share("", "model")).toBe(0);
  });
});

describe("rankPassages", () => {
  const ask = (question: string, candidates: Candidate[], language: "en" | "zh" = "en") =>
    rankPassages(readQuestion(question), candidates, corpus, language).map((passage) => passage.title);

  test("leaves out what only shares a word with the question", () => {
    expect(ask("connect zeppelin airship", [candidate("T", "connect it")])).toEqual([]);
  });

  test("puts the better match first", () => {
    expect(
      ask("connect model", [
        candidate("weak", "connect model", { bm25: -2 }),
        candidate("strong", "connect model", { bm25: -4 }),
      ]),
    ).toEqual(["strong", "weak"]);
  });

  test("answers a question that only names the subject with how its document begins", () => {
    const candidates = [
      candidate("Connect a model", "connect port model", { bm25: -6, text: "deep port connect model" }),
      { ...candidate("Connect a model", "connect model", { bm25: -4, position: 0 }), documentId: "lead" },
    ];
    const found = rankPassages(readQuestion("connect a model"), candidates, corpus, "en");
    expect(found[0]?.documentId).toBe("lead");
  });

  test("puts the asked language first, and the other behind it", () => {
    const candidates = [
      candidate("english", "port", { bm25: -9 }),
      candidate("chinese", "port", { language: "zh", bm25: -1 }),
    ];
    expect(ask("port", candidates, "zh")).toEqual(["chinese", "english"]);
  });
});
