// What a question is taken to ask for, in both languages.
import { describe, expect, test } from "vitest";
import { matchAny, readQuestion } from "../../../src/knowledge/question.ts";
import { stemOf } from "../../../src/knowledge/stem.ts";

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
    expect(readQuestion("models 模型地址 model 模型").terms).toEqual(["model", "模型", "型地", "地址"]);
  });

  test.each(["", "?", "how do I", "为什么呢", "a", "是我"])("finds nothing to look up in %j", (text) => {
    expect(matchAny(readQuestion(text))).toBeNull();
  });

  test("every term is quoted", () => {
    expect(matchAny(readQuestion('deploy" OR near'))).toBe('"deploy" OR "near"');
  });

  test("a pasted text is read by its beginning", () => {
    expect(readQuestion("模型部署".repeat(25_000)).terms.length).toBeLessThan(200);
    const words = Array.from({ length: 20_000 }, (_, index) => `word${index}`).join(" ");
    expect(readQuestion(words).terms.length).toBeLessThan(200);
  });
});
