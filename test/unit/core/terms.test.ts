// Terms are checked against the real FTS5 of node:sqlite: what is stored must be found, and nothing may be syntax.
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { languageOf } from "../../../src/core/language.ts";
import { indexTerms, matchAll, normalizeText, pairsOf } from "../../../src/core/terms.ts";

/** The table as the migrations make it: what is stored are terms only. */
function indexOf(...texts: string[]): (query: string) => number[] {
  const database = new DatabaseSync(":memory:");
  database.exec(
    "CREATE VIRTUAL TABLE t USING fts5(terms, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2')",
  );
  const insert = database.prepare("INSERT INTO t (rowid, terms) VALUES (?, ?)");
  texts.forEach((text, index) => {
    insert.run(index, indexTerms(text));
  });
  const select = database.prepare("SELECT rowid FROM t WHERE t MATCH ? ORDER BY rowid");
  return (query) => {
    const match = matchAll(query);
    return match === null ? [] : select.all(match).map((row) => Number(row.rowid));
  };
}

describe("indexTerms", () => {
  test.each([
    ["words and numbers stay whole, in lower case", "Deploy v2 on PORT 18789", "deploy v2 on port 18789"],
    ["a Chinese run becomes pairs and its last character", "选课系统", "选课 课系 系统 统"],
    ["a single character stays itself", "书", "书"],
    ["full-width letters are plain letters", "ＡＰＩ　Ｋｅｙ", "api key"],
    ["an underscore parts words", "MODEL_ENDPOINT", "model endpoint"],
    ["languages meet without spaces", "用GPT4的模型", "用 gpt4 的模 模型 型"],
    ["kana and hangul are runs too", "カード 한국어", "カー ード ド 한국 국어 어"],
    ["half-width kana join their marks", "ｶﾞｷﾞ", "ガギ ギ"],
    ["characters beyond the first plane are not cut in half", "𠮷野家", "𠮷野 野家 家"],
    ["punctuation leaves nothing", "？！—— \"'*()", ""],
  ])("%s", (_name, text, terms) => {
    expect(indexTerms(text)).toBe(terms);
  });

  test("a broken surrogate does not reach the database", () => {
    expect(indexTerms("a\ud800b").isWellFormed()).toBe(true);
  });

  test("a very long word is kept by its beginning and found by it", () => {
    const key = "k3y".repeat(200);
    expect(indexTerms(key)).toHaveLength(64);
    expect(indexOf(`the key ${key} is long`)(key)).toEqual([0]);
  });
});

describe("matchAll", () => {
  const find = indexOf(
    "校园选课系统使用指南",
    "The quick brown fox deployed the Worker",
    "图书馆还书，凭证在 MODEL_API_KEY",
    "Café 的菜单 and a fox",
  );

  test.each([
    ["a Chinese word of two characters", "选课", [0]],
    ["a longer run as it stands", "选课系统", [0]],
    ["the same characters in another order are not it", "系统选课", []],
    ["a single character inside and at the end of runs", "书", [2]],
    ["a single character at the end of a text", "南", [0]],
    ["every word must occur", "fox worker", [1]],
    ["a word in no text", "fox zebra", []],
    ["the last word may be unfinished", "quick depl", [1]],
    ["only the last word may be unfinished", "qui worker", []],
    ["case does not matter", "FOX", [1, 3]],
    ["accents do not matter", "cafe", [3]],
    ["both languages at once", "菜单 fox", [3]],
    ["a setting's name", "MODEL_API_KEY", [2]],
    ["a whole sentence", "图书馆还书", [2]],
  ])("finds %s", (_name, query, rows) => {
    expect(find(query)).toEqual(rows);
  });

  test.each(["", "   ", "？！…", '"', "*", "()", "-^:"])("has nothing to look for in %j", (query) => {
    expect(matchAll(query)).toBeNull();
  });

  test.each([
    "fox AND",
    "NOT fox",
    "fox OR NEAR(worker",
    "terms : fox",
    '"fox',
    'fox" OR "worker',
    "fox*",
    "^fox",
    "{fox}",
    "fox + worker",
    "-fox",
    "'; DROP TABLE t; --",
  ])("reads %j as plain words", (query) => {
    expect(() => find(query)).not.toThrow();
    expect(matchAll(query)).toMatch(/^"[^"]+"( \*)?( AND "[^"]+"( \*)?)*$/);
  });

  test("any text at all is a valid query", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (query) => Array.isArray(find(query))),
    );
  });

  test("any text is found by itself when it has a term", () => {
    const texts = fc.string({ unit: fc.constantFrom(..."选课系统书 abc12.,"), minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(texts, (text) => {
        expect(indexOf(text)(text)).toEqual(matchAll(text) === null ? [] : [0]);
      }),
    );
  });

  test("a pasted page becomes a query of bounded size", () => {
    expect(matchAll("word 选课 ".repeat(20_000))?.length).toBeLessThan(1000);
    expect(matchAll("选课系统".repeat(25_000))?.length).toBeLessThan(1000);
    expect(find("选课系统".repeat(25_000))).toEqual([]);
  });
});

describe("hostile input of 100 KB", () => {
  const shapes: [string, string][] = [
    ["accents in alternation", `a${"\u0301\u0323".repeat(50_000)}`],
    ["accents and half-width marks in alternation", `ｶ${"ﾞ\u0323".repeat(50_000)}`],
    ["one word", "a".repeat(100_000)],
    ["one run", "书".repeat(100_000)],
    ["a thousand quotes", '"'.repeat(100_000)],
    ["alternating scripts", "a书".repeat(50_000)],
    ["broken surrogates", "\ud800".repeat(100_000)],
  ];

  // Quadratic work takes seconds on these shapes; linear work some milliseconds.
  test.each(shapes)("%s takes linear time", (_name, text) => {
    const begun = performance.now();
    indexTerms(text);
    matchAll(text);
    expect(performance.now() - begun).toBeLessThan(1000);
  });

  // Two vowels, Thai and Lao, begin with a mark that is never sorted: they cost nothing.
  test("every character that normalizes to a leading accent counts as one", () => {
    const accent = /^[\p{M}\uff9e\uff9f]/u;
    const missed: string[] = [];
    for (let code = 0; code <= 0x10_ffff; code += 1) {
      if (code >= 0xd800 && code <= 0xdfff) continue;
      const character = String.fromCodePoint(code);
      if (/^\p{M}/u.test(character.normalize("NFKD")) && !accent.test(character))
        missed.push(code.toString(16));
    }
    expect(missed).toEqual(["e33", "eb3"]);
  });
});

test("normalizing twice changes nothing", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      expect(normalizeText(normalizeText(text))).toBe(normalizeText(text));
    }),
  );
});

test("pairs overlap and cover a run", () => {
  expect(pairsOf("连接模型")).toEqual(["连接", "接模", "模型"]);
  expect(pairsOf("书")).toEqual(["书"]);
  expect(pairsOf("")).toEqual([]);
});

describe("languageOf", () => {
  test.each([
    ["zh", "怎么连接模型？"],
    ["zh", "MODEL_ENDPOINT 怎么填"],
    ["zh", "npm start 报错"],
    ["zh", "帮助"],
    ["en", "How do I connect a model?"],
    ["en", "What does 帮助 mean when I type it in the chat?"],
    ["en", "12345"],
    ["en", ""],
  ])("says %s for %j", (language, text) => {
    expect(languageOf(text)).toBe(language);
  });
});
