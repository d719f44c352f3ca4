// library.json as the build writes it: the help as it stands in the source, and the words that searching knows.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLexicon, type LexiconTexts } from "../../../src/knowledge/lexicon.ts";
import { parseDocument } from "../../../src/knowledge/sections.ts";

interface LibraryFile extends LexiconTexts {
  help: { id: string; language: string; text: string }[];
}

const KNOWLEDGE = "src/knowledge";
const read = (path: string) => readFileSync(`${KNOWLEDGE}/${path}`, "utf8");
let root: string;
let folder: string;
let file: LibraryFile;

function build(): string {
  execFileSync(process.execPath, ["scripts/build-library.ts", folder], { stdio: "pipe" });
  return readFileSync(join(folder, "library.json"), "utf8");
}

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "clawdbot-edge-library-"));
  folder = join(root, "made", "on the way");
  file = JSON.parse(build()) as LibraryFile;
});
afterAll(() => rmSync(root, { recursive: true }));

describe("the library's file", () => {
  it("holds every page of the help once, in both languages, word by word and in one order", () => {
    const names = readdirSync(`${KNOWLEDGE}/help`).sort();
    expect(file.help.map(({ id }) => id)).toEqual(names.map((name) => `help/${name.replace(/\.md$/, "")}`));
    for (const { id, language, text } of file.help) {
      expect(id.endsWith(`.${language}`), id).toBe(true);
      expect(text, id).toBe(read(`${id}.md`));
      expect(parseDocument(text).title, id).not.toBe("");
    }
    const count = (language: string) => file.help.filter((page) => page.language === language).length;
    expect(count("en")).toBe(count("zh"));
    expect(count("en") + count("zh")).toBe(file.help.length);
  });

  it.each<[keyof LexiconTexts, string]>([
    ["simplified", "simplified.txt"],
    ["synonyms", "synonyms.txt"],
    ["weakWords", "weak-words.txt"],
  ])("holds as %s what data/%s says", (field, name) => {
    expect(file[field]).toBe(read(`data/${name}`));
  });

  it("has nothing else, and is the only file in its folder, which is made on the way", () => {
    expect(Object.keys(file).sort()).toEqual(["help", "simplified", "synonyms", "weakWords"]);
    expect(readdirSync(folder)).toEqual(["library.json"]);
  });

  it("is written over with the same when it is built again", () => {
    const before = readFileSync(join(folder, "library.json"), "utf8");
    expect(build()).toBe(before);
  });

  it("makes a lexicon that knows traditional characters, what says the same, and what says little", () => {
    const lexicon = createLexicon(file);
    expect(lexicon.simplify("報銷制度，請問")).toBe("报销制度，请问");
    const groups = file.synonyms.trim().split("\n");
    expect(groups.every((group) => group.split(",").length > 1)).toBe(true);
    expect(lexicon.longestPhrase).toBeGreaterThan(1);
    expect(
      file.weakWords
        .trim()
        .split(/\s+/)
        .filter((word) => /^[a-z]+$/.test(word) && lexicon.isWeak(word)).length,
    ).toBeGreaterThan(0);
  });

  it("has no traditional character that stands for itself, nor one that leads to another traditional one", () => {
    const pairs = file.simplified.trim().split(/\s+/);
    expect(pairs.length).toBeGreaterThan(1_000);
    const from = new Set(pairs.map(([traditional]) => traditional));
    expect(pairs.filter((pair) => [...pair].length !== 2)).toEqual([]);
    expect(pairs.filter(([traditional, simplified]) => traditional === simplified)).toEqual([]);
    expect(pairs.filter(([, simplified]) => simplified !== undefined && from.has(simplified))).toEqual([]);
    expect(from.size).toBe(pairs.length);
  });
});
