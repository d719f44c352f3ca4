// Every page for people: its links lead somewhere, its commands exist, its sums are right, and both languages have the same chapters.
import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";
import { experimental_getWranglerCommands } from "wrangler";

const ENGLISH = ["README.md", ...globSync("docs/*.md").filter((path) => !path.endsWith(".zh-CN.md"))].sort();
const translationOf = (path: string) => path.replace(/\.md$/, ".zh-CN.md");
const PAGES = ENGLISH.flatMap((path) => [path, translationOf(path)]);
const read = (path: string) => readFileSync(path, "utf8");

/** Without blocks of code, in which nothing is a heading or a link. */
const proseOf = (path: string) => read(path).replace(/^( *)```[\s\S]*?^\1```/gm, "");

const headingsOf = (path: string) =>
  [...proseOf(path).matchAll(/^(#+) (.+)$/gm)].map(([, signs = "", title = ""]) => ({
    level: signs.length,
    title,
  }));

/** The anchor that a heading gets where the pages are shown. */
const anchorOf = (title: string) =>
  title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replace(/\s/g, "-");

it("finds the pages that it judges", () => {
  expect(PAGES).toEqual(
    expect.arrayContaining(["README.md", "docs/deployment.md", "docs/deployment.zh-CN.md"]),
  );
});

describe.each(PAGES)("%s", (path) => {
  it("leads nowhere else than to files and chapters that are there", () => {
    const links = [...proseOf(path).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
    expect(links).not.toEqual([]);
    const dead = links.filter((target) => {
      if (/^(?:https?|mailto):/.test(target)) return !URL.canParse(target);
      const [file = "", anchor] = target.split("#");
      const page = file === "" ? path : normalize(join(dirname(path), file));
      if (globSync(page).length === 0) return true;
      return anchor !== undefined && !headingsOf(page).some(({ title }) => anchorOf(title) === anchor);
    });
    expect(dead).toEqual([]);
  });

  it("names only commands that exist", () => {
    const { scripts } = JSON.parse(read("package.json"));
    const builtIn = new Set(["start", "test", "install", "ci"]);
    const named = [...read(path).matchAll(/\bnpm (?:run )?([a-z][a-z:-]*)/g)].map(([, name = ""]) => name);
    expect(named.filter((name) => scripts[name] === undefined && !builtIn.has(name))).toEqual([]);
    const tools = [...read(path).matchAll(/\bnpx wrangler ((?:[a-z][a-z0-9-]+ ?)+)/g)].map(
      ([, words = ""]) => words,
    );
    expect(tools.filter((words) => !isWranglerCommand(words.trim().split(" ")))).toEqual([]);
  });
});

it.each(ENGLISH)("%s has the same chapters and tables in both languages", (path) => {
  const shape = (page: string) => ({
    levels: headingsOf(page).map(({ level }) => level),
    rows: [...proseOf(page).matchAll(/^\|.*$/gm)].map(([row]) => row.split(/(?<!\\)\|/).length),
  });
  expect(shape(translationOf(path))).toEqual(shape(path));
});

type Commands = ReturnType<typeof experimental_getWranglerCommands>["registry"];

/** Its first words are; what comes behind may be names. */
function isWranglerCommand(words: string[]): boolean {
  let commands: Commands | undefined = experimental_getWranglerCommands().registry;
  for (const [index, word] of words.entries()) {
    const found: Commands | undefined = commands?.subtree.get(word);
    if (found === undefined) return index > 0 && commands?.definition?.type === "command";
    commands = found;
  }
  return true;
}
