// The help's two languages say the same: same pages, sections, settings and addresses.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { languageOf } from "../../../src/core/language.ts";
import { parseDocument } from "../../../src/knowledge/sections.ts";

const FOLDER = "src/knowledge/help";
const files = readdirSync(FOLDER);
const names = [...new Set(files.map((file) => file.replace(/\.(en|zh)\.md$/, "")))];
const read = (name: string, language: string) =>
  readFileSync(`${FOLDER}/${name}.${language}.md`, "utf8").replaceAll(
    "https://你的域名",
    "https://your-domain",
  );
const all = (text: string, pattern: RegExp) => [...new Set(text.match(pattern))].sort();

describe.each(names)("the help page %s", (name) => {
  const [english, chinese] = [read(name, "en"), read(name, "zh")];

  test("exists in both languages, with a title and as many sections", () => {
    const [left, right] = [parseDocument(english), parseDocument(chinese)];
    expect(left.title).not.toBe("");
    expect(right.title).not.toBe("");
    expect(all(english, /^## .+$/gm)).toHaveLength(all(chinese, /^## .+$/gm).length);
    expect(languageOf(chinese)).toBe("zh");
    expect(languageOf(english)).toBe("en");
  });

  test("names the same settings, paths and addresses in both", () => {
    for (const pattern of [
      /\b[A-Z]+_[A-Z_]+\b/g,
      /https?:\/\/[a-z0-9.:/_-]*[a-z0-9]/g,
      /\/(?:api|v1|webhooks|health)[a-z/_]*/g,
    ]) {
      expect(all(chinese, pattern)).toEqual(all(english, pattern));
    }
  });

  test("has passages that are read at a glance", () => {
    for (const text of [english, chinese]) {
      for (const { text: passage } of parseDocument(text).sections)
        expect(passage.length).toBeLessThanOrEqual(800);
    }
  });
});
