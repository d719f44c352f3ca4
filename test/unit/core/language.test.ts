// Which language a question is answered in, and which one a browser likes best.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { languageAmong, languageOf } from "../../../src/core/language.ts";

describe("a text is taken for", () => {
  it.each([
    ["en", ""],
    ["en", "   \n"],
    ["en", "How many days of leave?"],
    ["en", "!!! ??? 🎉"],
    ["en", "12345"],
    ["zh", "年假有几天？"],
    ["zh", "報銷制度"],
    ["zh", "假"],
    ["zh", "怎么配置 MODEL_API_KEY"],
    ["zh", "请问 VPN 怎么连"],
    ["zh", "https://example.com/a/b 打不开"],
    ["zh", "node_modules/.bin/wrangler 报错"],
    ["en", "What does 假 mean in the handbook?"],
    ["en", "Explain the words 年 please, for a colleague of mine"],
    ["zh", "hello 你好"],
    ["zh", "OK 好"],
    ["en", "OK then, please say 好"],
    ["zh", "一二三 one two three four five six"],
    ["en", "一二三 one two three four five six seven"],
    ["en", "Überstunden é ñ"],
    ["en", "かな カナ"],
    ["en", "한국어"],
    ["en", "Привет"],
    ["zh", "𠀀𠀁"],
    ["zh", "第１条"],
    ["zh", "，。假"],
  ])("%s: %j", (language, text) => {
    expect(languageOf(text)).toBe(language);
  });

  it("the same however many blanks and signs stand in it, and more Chinese never makes it English", () => {
    const words = fc.array(fc.constantFrom("leave", "报销", "MODEL_NAME", "天", "ok"), { maxLength: 8 });
    fc.assert(
      fc.property(words, fc.constantFrom(" ", "  ", " ! ", "\n", " 🎉 "), (parts, gap) => {
        expect(languageOf(parts.join(gap))).toBe(languageOf(parts.join(" ")));
        if (languageOf(parts.join(" ")) === "zh") expect(languageOf([...parts, "年假"].join(" "))).toBe("zh");
      }),
      { seed: 20260131 },
    );
  });
});

describe("a browser that says", () => {
  it.each([
    ["zh-CN", "zh"],
    ["zh-Hant-TW,zh;q=0.9", "zh"],
    ["zh;q=0.5,en;q=0.5", "en"],
    ["en;q=0.4,zh;q=0.5", "zh"],
    ["en;q=0,zh;q=0.001", "zh"],
    ["en ; q=0.3 , zh ; q=0.4", "zh"],
    ["EN-us;Q=0.2,ZH;Q=0.9", "zh"],
    ["zho", "en"],
    ["en-zh", "en"],
    ["fr-CA", "en"],
    ["fr;q=1, zh;q=0.1", "zh"],
    ["zh;q=", "zh"],
    ["zh;q=.", "en"],
    [";;;,,,", "en"],
    ["x-zh", "en"],
    [`${"zh;q=0.1,".repeat(5_000)}en`, "en"],
  ])("%j is shown %s", (accepted, language) => {
    expect(languageAmong(accepted.slice(0))).toBe(language);
  });
});
