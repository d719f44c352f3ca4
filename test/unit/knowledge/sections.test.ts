// Markdown is cut where a reader would cut it, and nothing is lost.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseDocument, sectionsOf } from "../../../src/knowledge/sections.ts";

const texts = (markdown: string) => parseDocument(markdown).sections.map((section) => section.text);

describe("parseDocument", () => {
  test("takes the title, and a passage for each section under its headings", () => {
    expect(parseDocument("# Title\n\nLead.\n\n## A\n\nOne.\n\n### B\n\nTwo.\n\n## C\n\nThree.\n")).toEqual({
      title: "Title",
      sections: [
        { heading: "", text: "Lead." },
        { heading: "A", text: "One." },
        { heading: "A › B", text: "Two." },
        { heading: "C", text: "Three." },
      ],
    });
  });

  test("a heading without text of its own makes no passage", () => {
    expect(parseDocument("# T\n\n## A\n\n### B\n\ntext").sections).toEqual([
      { heading: "A › B", text: "text" },
    ]);
  });

  test("a level that is left out leaves no gap", () => {
    expect(parseDocument("# T\n\n#### Deep\n\ntext").sections[0]?.heading).toBe("Deep");
  });

  test("a comment in a fence is no heading", () => {
    const fence = "```sh\n# not a title\n\n## nor this\n```";
    expect(parseDocument(`# T\n\n## A\n\n${fence}`).sections).toEqual([{ heading: "A", text: fence }]);
  });

  test("a longer fence holds a shorter one", () => {
    const fence = "````md\n```\n# code\n```\n````";
    expect(texts(`# T\n\n${fence}`)).toEqual([fence]);
  });

  test("small paragraphs share a passage, and a long section is cut between them", () => {
    const paragraph = "word ".repeat(60).trim();
    const passages = texts(`# T\n\n${Array.from({ length: 7 }, () => paragraph).join("\n\n")}`);
    expect(passages.map((text) => text.length)).toEqual([600, 600, 600, 299]);
    expect(passages.join("\n\n").split("\n\n")).toHaveLength(7);
  });

  test("code of usual length is kept whole, longer code is cut between lines, each piece in its own fence", () => {
    const fence = (lines: number) => `\`\`\`js\n${"line of code\n\n".repeat(lines)}\`\`\``;
    expect(texts(`# T\n\nbefore\n\n${fence(80)}\n\nafter`)).toEqual(["before", fence(80), "after"]);
    const pieces = texts(`# T\n\n${fence(300)}`);
    expect(pieces).toHaveLength(3);
    for (const piece of pieces) expect(piece).toMatch(/^```js\n[^`]+\n```$/);
    expect(pieces.join("").match(/line of code/g)).toHaveLength(300);
  });

  test("a long table is cut between rows, and each piece has the head", () => {
    const rows = Array.from({ length: 60 }, (_, index) => `| city ${index} | ${index * 10} per night |`);
    const pieces = texts(`# T\n\n| City | Price |\n| --- | --- |\n${rows.join("\n")}`);
    expect(pieces.length).toBeGreaterThan(1);
    for (const piece of pieces) {
      expect(piece.startsWith("| City | Price |\n| --- | --- |\n| city")).toBe(true);
      expect(piece.length).toBeLessThanOrEqual(800);
    }
    expect(pieces.join("\n").match(/per night/g)).toHaveLength(60);
  });

  test("a point within a number or a name ends no sentence", () => {
    const passages = texts(`# T\n\n${"Version 2.5 costs 1.5 days and 12.80 euros a head. ".repeat(40)}`);
    for (const passage of passages) expect(passage).toMatch(/^Version .* head\.$/);
  });

  test("a heading of any length stays short, since each passage below carries it", () => {
    const { title, sections } = parseDocument(`# ${"长".repeat(9000)}\n\n## ${"h".repeat(9000)}\n\ntext`);
    expect([...title]).toHaveLength(200);
    expect(sections[0]?.heading).toHaveLength(200);
  });

  test("of questions with answers each is a passage, headed by its question", () => {
    const entries = [
      { question: "Can I park?", answer: "Yes." },
      { question: "q".repeat(500), answer: "a. ".repeat(400) },
    ];
    const sections = sectionsOf({ kind: "entries", entries });
    expect(sections[0]).toEqual({ heading: "Can I park?", text: "Yes." });
    expect(sections[1]?.text).toContain("q".repeat(500));
    expect(sections).toHaveLength(4);
  });

  test("a long paragraph is cut behind sentences, one without sentences anywhere", () => {
    const sentences = texts(`# T\n\n${"这是一个完整的句子。".repeat(200)}`);
    expect(sentences.every((text) => text.length <= 800 && text.endsWith("。"))).toBe(true);
    expect(texts(`# T\n\n${"字".repeat(2000)}`).map((text) => text.length)).toEqual([800, 800, 400]);
  });

  test("no text is lost", () => {
    const piece = fc.constantFrom(
      "words ",
      "句子。",
      "\n",
      "\n\n",
      "## H\n",
      "```\n",
      "~~~\n",
      "| a |\n",
      "x".repeat(300),
      "。".repeat(900),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const markdown = pieces.join("");
        const joined = parseDocument(markdown)
          .sections.map(({ text }) => text)
          .join("");
        const bare = (text: string) => text.replace(/\s/g, "");
        expect(bare(markdown).length - bare(joined).length).toBeLessThanOrEqual(
          3 * (markdown.match(/##/g)?.length ?? 0),
        );
      }),
    );
  });

  test("a hundred thousand characters of anything take linear time", () => {
    const begun = performance.now();
    for (const text of ["#", "`", "\n", "a.", "```\n", "# x\n", "> ", "| a\n", "|-|\n", "1.5", ". "])
      parseDocument(text.repeat(100_000 / text.length));
    expect(performance.now() - begun).toBeLessThan(3000);
  });

  test("a long table takes its head along, and a point within a number ends no sentence", () => {
    const rows = Array.from({ length: 60 }, (_, index) => `| item ${index} | ${index}.5 days of it |`);
    const tables = texts(`# T\n\n| what | how long |\n| --- | --- |\n${rows.join("\n")}`);
    expect(tables.length).toBeGreaterThan(1);
    expect(tables.every((text) => text.startsWith("| what | how long |\n| --- | --- |\n| item"))).toBe(true);
    const sentences = texts(`# T\n\n${"It takes 1.5 days. ".repeat(100)}`);
    expect(sentences.every((text) => text.endsWith("days."))).toBe(true);
  });

  test("a question with its answer is a passage", () => {
    expect(sectionsOf({ kind: "entries", entries: [{ question: "Why?", answer: "Because." }] })).toEqual([
      { heading: "Why?", text: "Because." },
    ]);
  });
});
