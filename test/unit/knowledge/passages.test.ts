// Markdown is cut where a reader would cut it, and nothing is lost.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseDocument } from "../../../src/knowledge/passages.ts";

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

  test("fenced code is kept whole whatever its length", () => {
    const fence = `\`\`\`\n${"line of code\n\n".repeat(200)}\`\`\``;
    expect(texts(`# T\n\nbefore\n\n${fence}\n\nafter`)).toEqual(["before", fence, "after"]);
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
    for (const text of ["#", "`", "\n", "a.", "```\n", "# x\n", "> "])
      parseDocument(text.repeat(100_000 / text.length));
    expect(performance.now() - begun).toBeLessThan(3000);
  });
});
