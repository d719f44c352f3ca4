// The set that retrieval is measured with keeps its own rules (test/fixtures/unseen-handbook/README.md).
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import documents from "../../fixtures/unseen-handbook/documents.json" with { type: "json" };
import questions from "../../fixtures/unseen-handbook/questions.json" with { type: "json" };

const FOLDER = new URL("../../fixtures/unseen-handbook/documents/", import.meta.url);
const read = (file: string) => readFileSync(new URL(file, FOLDER), "utf8");
const answerable = questions.filter((question) => question.answer_in !== null);

describe("the handbook's documents", () => {
  test("are listed, each once, at least 42, with distinct titles", () => {
    expect(documents.map((document) => document.file)).toEqual(readdirSync(FOLDER).sort());
    expect(documents.length).toBeGreaterThanOrEqual(42);
    expect(new Set(documents.map((document) => document.title)).size).toBe(documents.length);
  });

  test("come in both languages and several formats", () => {
    const count = (fits: (document: (typeof documents)[number]) => boolean) => documents.filter(fits).length;
    expect(count(({ language }) => language === "zh")).toBeGreaterThanOrEqual(20);
    expect(count(({ language }) => language === "en")).toBeGreaterThanOrEqual(20);
    expect(count(({ language }) => language === "mixed")).toBeGreaterThanOrEqual(2);
    expect(count(({ file }) => file.includes("-hant."))).toBe(2);
    expect(count(({ format }) => format === "csv")).toBe(2);
    expect(count(({ format }) => format === "html")).toBe(1);
    expect(count(({ format }) => format === "text")).toBe(2);
  });

  test.each(documents)(
    "$file has a document's length, its title and tags",
    ({ file, title, format, tags }) => {
      const text = read(file);
      expect([...text].length).toBeGreaterThanOrEqual(1200);
      expect([...text].length).toBeLessThanOrEqual(4000);
      expect(tags).not.toEqual([]);
      if (format === "markdown") expect(text.split("\n", 1)).toEqual([`# ${title}`]);
      if (format === "html") expect(text).toContain(`<title>${title}</title>`);
    },
  );
});

describe("the handbook's questions", () => {
  test("are a hundred different ones, 70 answerable and 30 not, six of them follow-ups", () => {
    expect(questions).toHaveLength(100);
    expect(answerable).toHaveLength(70);
    expect(new Set(questions.map((question) => question.question)).size).toBe(100);
    expect(questions.filter((question) => question.before).length).toBe(6);
    for (const language of ["zh", "en"]) {
      expect(questions.filter((question) => question.language === language).length).toBeGreaterThanOrEqual(
        40,
      );
    }
  });

  test.each(answerable)("$question: the answer stands in the documents named", (question) => {
    expect(question.answer_in).not.toEqual([]);
    expect(question.must_contain).toMatch(/\S{3}/u);
    for (const file of question.answer_in ?? []) {
      expect(read(file)).toContain(question.must_contain);
      expect(read(file), "a question that was copied measures nothing").not.toContain(question.question);
    }
  });

  test("ask about every document", () => {
    const asked = new Set(answerable.flatMap((question) => question.answer_in ?? []));
    expect([...asked].sort()).toEqual(documents.map((document) => document.file));
  });
});
