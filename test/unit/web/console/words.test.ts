// How the console speaks: calm in both languages, and in Chinese with Chinese punctuation.
import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const files = globSync("src/web/console/**/*words.ts").sort();

/** Every text that stands in quotes, with its file. */
function textsOf(file: string, language: "en" | "zh"): string[] {
  const source = readFileSync(file, "utf8");
  const half = source.slice(source.indexOf(`const ${language}`)).split(/\n\};?/)[0] ?? "";
  return [...half.matchAll(/"([^"\n]*)"|`([^`]*)`/g)].map(([, plain, template]) => plain ?? template ?? "");
}

test("there are words to look at", () => {
  expect(files.length).toBeGreaterThan(8);
  for (const file of files) {
    expect(textsOf(file, "en").length).toBeGreaterThan(3);
    expect(textsOf(file, "zh").length).toBeGreaterThan(3);
  }
});

test.each(files)("%s raises its voice nowhere", (file) => {
  const texts = [...textsOf(file, "en"), ...textsOf(file, "zh")];
  expect(texts.filter((text) => /[!！]|\bOops\b|\bsorry\b/i.test(text))).toEqual([]);
});

test.each(files)(
  "%s has no English sentence among the Chinese ones, and no Latin comma between Han",
  (file) => {
    const texts = textsOf(file, "zh");
    expect(texts.filter((text) => /\p{Script=Han}[,;:?]/u.test(text))).toEqual([]);
    expect(texts.filter((text) => /^[A-Z][a-z]+ [a-z]+ [a-z]+/.test(text))).toEqual([]);
  },
);
