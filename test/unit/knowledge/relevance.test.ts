// Which passages are taken to speak of a question, with counts made up by hand.
import { describe, expect, test } from "vitest";
import type { Language } from "../../../src/core/language.ts";
import { readInContext } from "../../../src/knowledge/follow-up.ts";
import { createLexicon } from "../../../src/knowledge/lexicon.ts";
import { type Candidate, LEAST_SHARE, rankPassages } from "../../../src/knowledge/relevance.ts";
import { isNearlySpelled } from "../../../src/knowledge/spelling.ts";
import type { Corpus } from "../../../src/knowledge/unit-weights.ts";

const lexicon = createLexicon({
  simplified: "連连 單单",
  synonyms: "zeppelin, air ship, 飞艇",
  weakWords: "number",
});
const { simplify } = lexicon;
const corpus: Corpus = {
  passages: 2_000,
  counts: new Map([
    ["model", 600],
    ["connect", 80],
    ["port", 60],
    ["模型", 600],
    ["连接", 80],
    ["端口", 60],
  ]),
};

const candidate = (text: string, more: Partial<Candidate> = {}): Candidate => ({
  documentId: "d",
  title: "",
  url: null,
  heading: "",
  text,
  language: "en",
  position: 1,
  ...more,
});

function rank(text: string, candidates: Candidate[], language: Language = "en", before: string[] = []) {
  const question = readInContext({ text, before }, lexicon);
  return rankPassages(candidates, { question, corpus, language, languageFactor: 1.15, simplify });
}
const share = (question: string, text: string, title = "") =>
  rank(question, [candidate(text, { title })])[0]?.share ?? 0;
const best = (question: string, candidates: Candidate[], language: Language = "en") =>
  rank(question, candidates, language)[0]?.text;

describe("the share of a question that a passage covers", () => {
  test("is one when the passage holds every word, nothing when it holds none", () => {
    expect(share("connect a model", "Connecting models.")).toBe(1);
    expect(share("connect a model", "port")).toBe(0);
  });

  test("weighs rare words more than common ones, and a word that no document knows the most", () => {
    expect(share("connect a model", "connect")).toBeGreaterThan(share("connect a model", "model"));
    expect(share("connect a zeppelin", "connect")).toBeLessThan(LEAST_SHARE);
  });

  test("counts a word of the title like one of the text", () => {
    expect(share("model port", "port", "model")).toBe(1);
  });

  test("of a Chinese run is that of its words, whatever stands across them", () => {
    expect(share("连接模型", "模型的连接")).toBe(1);
    expect(share("连接模型", "端口")).toBe(0);
    expect(share("连接新模型", "连接模型")).toBe(1);
    expect(share("连接天气", "连接模型")).toBeLessThan(LEAST_SHARE);
  });

  test("is the same for traditional characters and full-width forms on either side", () => {
    expect(share("连接", "連接")).toBe(1);
    expect(share("連接", "连接")).toBe(1);
    expect(share("ｐｏｒｔ", "port")).toBe(1);
  });

  test("counts what says the same for nearly as much, words in a row only where they stand so", () => {
    expect(share("zeppelin", "An air ship.")).toBeCloseTo(0.9);
    expect(share("zeppelin", "这艘飞艇")).toBeCloseTo(0.9);
    expect(share("飞艇", "zeppelins")).toBeCloseTo(0.9);
    expect(share("zeppelin", "A ship in the air.")).toBe(0);
  });

  test("takes a word that nobody knows for the one that it is a slip of", () => {
    expect(share("conect", "connect")).toBeCloseTo(0.9);
    for (const [one, other] of [
      ["pasword", "password"],
      ["passwrod", "password"],
      ["passvord", "password"],
    ] as const)
      expect(isNearlySpelled(one, other)).toBe(true);
    for (const [one, other] of [
      ["dress", "press"],
      ["port", "sort"],
      ["model", "model"],
      ["offer", "office"],
    ] as const)
      expect(isNearlySpelled(one, other)).toBe(false);
  });

  test("hardly misses a word that says little by itself", () => {
    expect(share("port number", "port")).toBeGreaterThan(share("port colour", "port") + 0.1);
    expect(share("connect port number", "connect a port")).toBeGreaterThan(LEAST_SHARE);
  });

  test("does not shrink to nothing where all few documents speak of the same", () => {
    const few: Corpus = {
      passages: 5,
      counts: new Map([
        ["leave", 5],
        ["annual", 2],
      ]),
    };
    const question = readInContext({ text: "How long is annual leave?", before: [] }, lexicon);
    const [only] = rankPassages([candidate("Annual leave is 12 days.", { title: "Leave" })], {
      question,
      corpus: few,
      language: "en",
      languageFactor: 1,
      simplify,
    });
    expect(only?.share).toBeGreaterThan(LEAST_SHARE);
  });

  test("of nothing asked is nothing", () => {
    expect(share("", "model")).toBe(0);
  });
});

describe("rankPassages", () => {
  test("a word in the heading says more than one in the text, and a short text more than a long one", () => {
    const heading = candidate("under the heading", { heading: "The port" });
    expect(best("port", [candidate(`port ${"and much more ".repeat(40)}`), candidate("port")])).toBe("port");
    expect(best("port", [candidate("port"), heading])).toBe("under the heading");
  });

  test("a question that only names the subject is answered by how its document begins", () => {
    const title = "Connect a model";
    const found = best("connect a model", [
      candidate("connect model, connect model, connect model", { title }),
      candidate("The beginning.", { title, position: 0 }),
    ]);
    expect(found).toBe("The beginning.");
  });

  test("of two that fit alike the one in the asked language comes first, a much better one before both", () => {
    const chinese = candidate("port 端口", { language: "zh" });
    expect(best("port", [candidate("port 1"), chinese], "zh")).toBe("port 端口");
    expect(best("connect port", [candidate("connect port", { heading: "port" }), chinese], "zh")).toBe(
      "connect port",
    );
  });

  test("what was asked before counts for less than what is asked", () => {
    const found = rank(
      "and the port?",
      [candidate("connect a model"), candidate("the port of a model")],
      "en",
      ["How do I connect a model?"],
    );
    expect(found.map(({ text }) => text)).toEqual(["the port of a model", "connect a model"]);
    expect(found[0]?.matched.map(({ term }) => term)).toEqual(["port", "model"]);
  });

  test("a follow-up that leads to something new stands for itself", () => {
    const [first] = rank("那端口呢？", [candidate("端口 8080")], "zh", ["怎么连接飞艇模型"]);
    expect(first?.share).toBe(1);
    expect(rank("那飞机呢？", [candidate("端口 8080")], "zh", ["怎么连接模型"])[0]?.share).toBe(0);
  });

  test("who asks how many gets a number, and a single sign tells apart what fits alike", () => {
    expect(best("how many ports?", [candidate("ports"), candidate("ports: 5")])).toBe("ports: 5");
    expect(best("port C", [candidate("port, and some more"), candidate("port, and in c more")])).toBe(
      "port, and in c more",
    );
  });

  test("says which words it found, the weightiest first", () => {
    expect(rank("model port", [candidate("port model")])[0]?.matched.map(({ term }) => term)).toEqual([
      "port",
      "model",
    ]);
  });
});
