// Every word of the pages in both languages: the same ones, none empty, and each with what it is told.
import { globSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test, vi } from "vitest";
import type { DocumentFormat } from "../../../src/web/console/pages/knowledge/wire.ts";

const FORMATS: DocumentFormat[] = ["markdown", "text", "html", "csv", "pdf", "docx"];

// Both languages in place of the reader's one.
vi.mock("../../../src/web/common/language.ts", async (original) => ({
  ...(await original<object>()),
  useWords: (words: unknown) => words,
}));

const files = globSync("src/web/{chat,common,console}/**/{*words,messages}.ts")
  .filter((file) => /useWords\(|const zh\b/.test(readFileSync(file, "utf8")))
  .sort();

interface Words {
  file: string;
  en: unknown;
  zh: unknown;
}

function isWords(value: unknown): value is { en: unknown; zh: unknown } {
  return typeof value === "object" && value !== null && "en" in value && "zh" in value;
}

/** The one thing that such a file gives: its words, or the hook that picks from them. */
async function wordsOf(file: string): Promise<Words[]> {
  const module: Record<string, unknown> = await import(resolve(file));
  return Object.entries(module).flatMap(([name, given]) => {
    const words = typeof given === "function" && /^use[A-Z]/.test(name) ? given() : given;
    return isWords(words) ? [{ file, en: words.en, zh: words.zh }] : [];
  });
}

const all = (await Promise.all(files.map(wordsOf))).flat();

/** Numbers that no text holds by itself: where they come out again, they were put in. */
const TOLD = [7001, 7002, 7003] as const;

/** Some are told figures as they are written, some numbers. */
function spoken(tell: (...told: readonly (number | string)[]) => unknown): string {
  try {
    return String(tell(...TOLD));
  } catch {
    return String(tell(...TOLD.map(String)));
  }
}

/** Each text by its path. Of one that is told something it is what it says then. */
function textsIn(value: unknown, path = ""): Map<string, string> {
  if (typeof value === "string") return new Map([[path, value]]);
  if (typeof value === "function")
    return new Map([[`${path}()`, spoken(value as Parameters<typeof spoken>[0])]]);
  if (typeof value !== "object" || value === null) return new Map([[path, ""]]);
  return new Map(Object.entries(value).flatMap(([name, held]) => [...textsIn(held, `${path}/${name}`)]));
}

/** Whatever way a language writes figures. */
const toldIn = (text: string) => TOLD.filter((number) => text.replaceAll(",", "").includes(String(number)));

test("there are words of each part of the pages to look at", () => {
  expect(all.length).toBeGreaterThan(20);
  for (const part of [
    "chat/messages",
    "chat/share",
    "common",
    "pages/models",
    "pages/knowledge",
    "pages/files",
  ])
    expect(
      all.some(({ file }) => file.includes(part)),
      part,
    ).toBe(true);
  // A file whose words were not found would be looked at by nobody.
  expect(files.filter((file) => !all.some((words) => words.file === file))).toEqual([]);
});

describe.each(all)("$file", ({ en, zh }) => {
  const [english, chinese] = [textsIn(en), textsIn(zh)];

  test("says the same things in both languages", () => {
    expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort());
  });

  test("says something wherever it speaks, without a space at either end", () => {
    const odd = [...english, ...chinese].filter(([, text]) => text.trim() === "" || text !== text.trim());
    // The page of one thing answers no question of its own.
    expect(odd.filter(([path]) => !/^\/pages\/\w+\/question$/.test(path))).toEqual([]);
  });

  test("tells what it was told in both languages, and never that it is undefined", () => {
    const odd = [...english, ...chinese].filter(([, text]) => /undefined|\[object|NaN|=>/.test(text));
    expect(odd).toEqual([]);
    for (const [path, text] of english)
      expect([path, toldIn(chinese.get(path) ?? "")]).toEqual([path, toldIn(text)]);
  });

  test("has no Chinese among its English words, but for the name of that language", () => {
    const found = [...english].filter(([, text]) => /\p{Script=Han}/u.test(text)).map(([path]) => path);
    expect(found.filter((path) => !path.startsWith("/language"))).toEqual([]);
  });

  test("ends a Chinese sentence as Chinese does, and an English one as English does", () => {
    expect([...chinese].filter(([, text]) => /\p{Script=Han}\.$/u.test(text))).toEqual([]);
    expect([...english].filter(([, text]) => /[。，；：？]/u.test(text))).toEqual([]);
  });
});

test("every format of a document has a name in both languages, and nothing else has", () => {
  const named = all.flatMap(({ en, zh }) => [en, zh].map((words) => Reflect.get(Object(words), "formats")));
  const records = named.filter((formats) => typeof formats === "object");
  expect(records).toHaveLength(2);
  for (const formats of records) expect(Object.keys(Object(formats)).sort()).toEqual([...FORMATS].sort());
});

describe("one and several", () => {
  /** What is counted, of each text that counts. */
  const counting = all.flatMap(({ file, en }) =>
    Object.entries(en as Record<string, unknown>).flatMap(([name, tell]) => {
      if (typeof tell !== "function" || tell.length !== 1) return [];
      return /\b7001 (?:files|passages|documents|sources|lines|questions|rows|messages)\b/.test(
        spoken(tell as Parameters<typeof spoken>[0]).replaceAll(",", ""),
      )
        ? [{ file, name, tell: tell as (count: number | string) => string }]
        : [];
    }),
  );

  test("are told by some texts", () => {
    expect(counting.length).toBeGreaterThan(5);
  });

  test.each(counting)("$name of $file is about one thing where there is one", ({ tell }) => {
    const single = /\b1 (?:file|passage|document|source|line|question|row|message)\b/;
    // Some are given figures as they are written, some numbers.
    expect([tell(1), tell("1")].some((text) => single.test(text))).toBe(true);
  });
});

describe("words for refusals", () => {
  const source = globSync("src/{http,core,storage,knowledge,conversation,answer}/**/*.ts")
    .map((file) => readFileSync(file, "utf8"))
    .join("\n");
  const named = all.flatMap(({ file, en }) => {
    const { problems } = en as { problems?: Record<string, string> };
    return file.includes("/knowledge/") || file.includes("/models/")
      ? Object.keys(problems ?? {}).map((code) => ({ code, file }))
      : [];
  });

  test("are there for models and documents", () => {
    expect(named.length).toBeGreaterThan(10);
  });

  test.each(named)("$code is one that the service gives", ({ code }) => {
    // By its status alone; the page refuses it before it is sent.
    if (code !== "too_large") expect(source).toContain(`"${code}"`);
  });
});
