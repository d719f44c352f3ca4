// What a question is taken to ask for, in both languages.
import { describe, expect, test } from "vitest";
import { createLexicon } from "../../../src/knowledge/lexicon.ts";
import { readQuestion as readIn } from "../../../src/knowledge/question.ts";
import { stemOf } from "../../../src/knowledge/stem.ts";

const lexicon = createLexicon({
  simplified: "連连 設设 訂订",
  synonyms: "annual leave, vacation, 年假, 年休假\nwifi, 无线网\n工资, 薪资, pay",
  weakWords: "company 公司",
});
const readQuestion = (text: string) => readIn(text, lexicon);
const termsOf = (text: string) => {
  const { wordUnits, runUnits } = readQuestion(text);
  return [...new Set([...wordUnits, ...runUnits.flat()].flatMap(({ terms }) => terms))];
};
const sameAs = (text: string, word: string) => {
  const { words, wordUnits, runs, runUnits } = readQuestion(text);
  const unit = wordUnits[words.indexOf(word)] ?? runUnits[runs.indexOf(word)]?.[0];
  return unit?.same.map((phrase) => phrase.text);
};

describe("stemOf", () => {
  test.each([
    ["deploy", ["deploys", "deployed", "deploying", "deployment", "deployments"]],
    ["connect", ["connects", "connecting", "connection", "connections"]],
    ["model", ["models"]],
    ["cache", ["cached", "caches", "caching"]],
    ["stop", ["stopped", "stopping", "stops"]],
    ["call", ["calls", "calling", "called"]],
    ["key", ["keys"]],
  ])("%s and its forms meet", (word, forms) => {
    expect(new Set([word, ...forms].map(stemOf)).size).toBe(1);
  });

  test.each(["api", "gpt4", "access", "used", "模型", "café", "s"])(
    "%s keeps enough to be told apart",
    (word) => {
      expect(stemOf(word).length).toBeGreaterThanOrEqual(Math.min(3, word.length));
    },
  );
});

describe("readQuestion", () => {
  test("drops the words of asking in English", () => {
    expect(readQuestion("How do I connect a model?").words).toEqual(["connect", "model"]);
  });

  test("drops the words of asking in Chinese, and keeps what they stand between", () => {
    expect(readQuestion("请问怎么连接模型呢").runs).toEqual(["连接模型"]);
    expect(readQuestion("钉钉的配置是什么").runs).toEqual(["钉钉", "配置"]);
  });

  test.each(["功能", "会话", "重要", "在线", "有效", "使用", "用户", "存在"])(
    "does not tear %s apart",
    (word) => {
      expect(readQuestion(word).runs).toEqual([word]);
    },
  );

  test("parts a particle from its neighbours", () => {
    expect(readQuestion("缓存能关闭").runs).toEqual(["缓存", "关闭"]);
  });

  test("terms are the stems and the pairs, each once", () => {
    expect(termsOf("models 模型地址 model 模型")).toEqual(["model", "模型", "型地", "地址"]);
  });

  test("codes and words with a hyphen are found in one word and in several", () => {
    expect(termsOf("error A-17")).toEqual(["a17", "error", "17"]);
    expect(sameAs("guest Wi-Fi", "wifi")).toEqual(expect.arrayContaining(["wi fi", "无线网"]));
    expect(sameAs("guest Wi-Fi", "fi")).toEqual(["wifi"]);
  });

  test("knows what says the same, of words in a row too and across the languages", () => {
    expect(sameAs("my annual leave", "leav")).toEqual(["vacation", "年假", "年休假"]);
    expect(sameAs("请问年假几天", "年假")).toEqual(["annual leave", "vacation", "年休假"]);
    expect(sameAs("sick leave", "leav")).toEqual([]);
  });

  test("a word of the lexicon stands for itself within a run, in traditional characters too", () => {
    expect(readQuestion("新员工工资发放").runs).toEqual(["新员工", "工资", "发放"]);
    expect(readQuestion("連無線").runs).toEqual(["连無線"]);
  });

  test("weak words are marked", () => {
    expect(readQuestion("company car").wordUnits.map(({ isWeak }) => isWeak)).toEqual([true, false]);
  });

  test.each(["", "?", "how do I", "为什么呢", "a", "是我"])("finds nothing to look up in %j", (text) => {
    expect(termsOf(text)).toEqual([]);
  });

  test("traditional characters and full-width forms are as the index has them", () => {
    expect(termsOf("ＶＰＮ連接設定")).toEqual(["vpn", "连接", "接设", "设定"]);
  });

  test("a pasted text is read by its beginning", () => {
    expect(termsOf("模型部署".repeat(25_000)).length).toBeLessThan(200);
    const words = Array.from({ length: 20_000 }, (_, index) => `word${index}`).join(" ");
    expect(termsOf(words).length).toBeLessThan(200);
  });
});
