// Where a document is cut: headings of all forms, fences, tables, long words, characters of two units; what each passage keeps.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDocument, sectionsOf } from "../../../src/knowledge/sections.ts";

const sections = (markdown: string) =>
  parseDocument(markdown).sections.map(({ heading, text }) =>
    heading === "" ? text : `${heading}: ${text}`,
  );

describe("headings", () => {
  it.each<[string, string, string, string[]]>([
    ["nothing", "", "", []],
    ["white space", " \n\n\t\n", "", []],
    ["a title alone", "# T", "T", []],
    ["text before the title", "a\n\n# T\n\nb", "T", ["a\n\nb"]],
    ["a second heading of the first level is a section", "# T\na\n# U\nb", "T", ["a", "U: b"]],
    ["sections without a title", "## A\na\n## B\nb", "", ["A: a", "B: b"]],
    ["a title that comes late", "## A\na\n# T\nb", "T", ["A: a\nb"]],
    ["a level up again", "# T\n## A\n### B\nb\n## C\nc\n### D\nd", "T", ["A › B: b", "C: c", "C › D: d"]],
    ["a level down that leaves others out", "# T\n## A\n##### E\ne\n### B\nb", "T", ["A › E: e", "A › B: b"]],
    ["headings without text go with those below only", "# T\n## A\n## B\nb", "T", ["B: b"]],
    ["no space behind the signs is a tag", "# T\n##A\na", "T", ["##A\na"]],
    ["seven signs are text", "# T\n####### A", "T", ["####### A"]],
    ["signs alone are text", "# T\n## \n##\na", "T", ["## \n##\na"]],
    ["a heading that is closed", "# T #\n## A ##\na\n### B #\nb", "T", ["A: a", "A › B: b"]],
    ["a heading that ends with a sign of its own", "# C#\n## F#\na", "C#", ["F#: a"]],
    ["indented signs are text", "# T\n    ## A", "T", ["## A"]],
    ["line ends of Windows", "# T\r\n\r\n## A\r\n\r\na\r\nb\r\n", "T", ["A: a\nb"]],
    ["marks within headings stay", "# **T**\n## `a` & b\na", "**T**", ["`a` & b: a"]],
  ])("%s", (_, markdown, title, expected) => {
    const parsed = parseDocument(markdown);
    expect([parsed.title, sections(markdown).map((text) => text.trim())]).toEqual([
      title,
      expected.map((text) => text.trim()),
    ]);
  });

  it("a heading is cut between characters, never within one", () => {
    const { title, sections: found } = parseDocument(`# ${"😀".repeat(300)}\n## ${"𠀋".repeat(200)}\na`);
    expect(title).toBe(`${"😀".repeat(199)}…`);
    expect(found[0]?.heading).toBe("𠀋".repeat(200));
  });
});

describe("fences", () => {
  it.each([
    ["backticks", "```\n# no\n```\n## A\na", ["```\n# no\n```", "A: a"]],
    ["waves", "~~~\n# no\n~~~\n## A\na", ["~~~\n# no\n~~~", "A: a"]],
    ["one kind within the other", "~~~\n```\n# no\n~~~\n## A\na", ["~~~\n```\n# no\n~~~", "A: a"]],
    ["a longer end", "```\n# no\n`````\n## A\na", ["```\n# no\n`````", "A: a"]],
    [
      "a shorter end is none",
      "````\n# no\n```\n# no\n````\n## A\na",
      ["````\n# no\n```\n# no\n````", "A: a"],
    ],
    [
      "an end with words behind it is none",
      "```\n``` js\n# no\n```\n## A\na",
      ["```\n``` js\n# no\n```", "A: a"],
    ],
    ["a fence without an end", "```\n# no\n## no", ["```\n# no\n## no"]],
    ["an indented fence", "  ```\n# no\n  ```\n## A\na", ["```\n# no\n  ```", "A: a"]],
    ["four spaces make no fence", "    ```\n## A\na", ["```", "A: a"]],
    ["two backticks make none", "``\n## A\na", ["``", "A: a"]],
    ["empty lines within one part nothing", "a\n\n```\nb\n\n\nc\n```\n\nd", ["a\n\n```\nb\n\n\nc\n```\n\nd"]],
  ])("%s", (_, markdown, expected) => {
    expect(sections(`# T\n\n${markdown}`).map((text) => text.trim())).toEqual(expected);
  });

  it.each([
    ["backticks and a name", "```ts", "```"],
    ["waves", "~~~", "~~~"],
    ["a longer fence", "`````md", "`````"],
    ["a fence without an end", "```sh", ""],
  ])("long code of %s is cut between lines, each piece in a fence that is closed", (_, opening, closing) => {
    const lines = Array.from({ length: 200 }, (_line, index) => `const value${index} = ${index};`);
    const pieces = sections([opening, ...lines, ...(closing === "" ? [] : [closing])].join("\n"));
    expect(pieces.length).toBeGreaterThan(2);
    const end = /^(?:`+|~+)/.exec(opening)?.[0];
    const inner = pieces.flatMap((piece) => {
      const [first, ...rest] = piece.split("\n");
      expect([first, rest.at(-1)]).toEqual([opening, end]);
      return rest.slice(0, -1);
    });
    expect(inner).toEqual(lines);
  });

  it("an opening line that is too long to be said again is said without its words", () => {
    const pieces = sections(`\`\`\`js ${"x".repeat(400)}\n${"line\n".repeat(600)}\`\`\``);
    expect(pieces.length).toBeGreaterThan(1);
    for (const piece of pieces) expect(piece).toMatch(/^```\n(?:line\n)+```$/);
  });
});

describe("long blocks", () => {
  const lengths = (markdown: string) => sections(markdown).map((text) => text.length);

  it.each<[string, string, (pieces: string[]) => boolean]>([
    [
      "English sentences",
      "It takes five days. ".repeat(100),
      (pieces) => pieces.every((text) => text.endsWith("days.")),
    ],
    [
      "questions and cries",
      "Really? Yes! ".repeat(100),
      (pieces) => pieces.every((text) => /[?!]$/.test(text)),
    ],
    [
      "Chinese sentences",
      "工作满一年，每年五天。".repeat(100),
      (pieces) => pieces.every((text) => text.endsWith("。")),
    ],
    [
      "Chinese halves of sentences",
      "工作满一年的员工；".repeat(100),
      (pieces) => pieces.every((text) => text.endsWith("；")),
    ],
    [
      "lines of a list",
      "- an item of the list\n".repeat(80),
      (pieces) => pieces.every((text) => /^- .* list$/s.test(text)),
    ],
    [
      "amounts and versions",
      "Version 2.10.3 of it costs 1.5 and 3.75. ".repeat(60),
      (pieces) => pieces.every((text) => /^Version.*3\.75\.$/s.test(text)),
    ],
    [
      "one word without an end",
      "x".repeat(2500),
      (pieces) => pieces.map(({ length }) => length).join() === "800,800,800,100",
    ],
    ["points alone", ".".repeat(2000), (pieces) => pieces.join("").length === 2000],
  ])("%s are cut behind them", (_, text, holds) => {
    const pieces = sections(text);
    expect(pieces.length).toBeGreaterThan(1);
    expect(Math.max(...lengths(text))).toBeLessThanOrEqual(800);
    expect(holds(pieces)).toBe(true);
  });

  it("characters of two units are never torn apart", () => {
    const pieces = sections("😀𠀋".repeat(1000));
    expect(pieces.length).toBeGreaterThan(1);
    for (const piece of pieces) expect(piece.isWellFormed()).toBe(true);
    expect(pieces.join("")).toBe("😀𠀋".repeat(1000));
  });

  it.each([
    [398, 400, 1],
    [399, 400, 2],
    [800, 1, 2],
    [797, 1, 1],
  ])("blocks of %i and %i characters make %i passages", (one, two, count) => {
    expect(sections(`${"a".repeat(one)}\n\n${"b".repeat(two)}`)).toHaveLength(count);
  });
});

describe("long tables", () => {
  const rows = (count: number) =>
    Array.from({ length: count }, (_, index) => `| city ${index} | ${index} per night |`);

  it.each([
    ["a line of signs", "| --- | --- |"],
    ["sides", "|:---|---:|"],
    ["no sign at the end", "| --- | ---"],
  ])("with %s: each piece has the head, and no row is lost or torn", (_, line) => {
    const pieces = sections(`| City | Price |\n${line}\n${rows(90).join("\n")}`);
    const found = pieces.flatMap((piece) => {
      expect(piece.length).toBeLessThanOrEqual(800);
      const [head, signs, ...inner] = piece.split("\n");
      expect([head, signs]).toEqual(["| City | Price |", line]);
      return inner;
    });
    expect(found).toEqual(rows(90));
  });

  it("a head that is too long is said once, and the rows stay whole", () => {
    const head = `| ${"c".repeat(290)} | d |`;
    const pieces = sections(`${head}\n| --- | --- |\n${rows(60).join("\n")}`);
    expect(pieces[0]?.startsWith(head)).toBe(true);
    expect(pieces.slice(1).every((piece) => piece.startsWith("| city"))).toBe(true);
    expect(pieces.join("\n").match(/^\| city \d+ \| \d+ per night \|$/gm)).toHaveLength(60);
  });

  it("a row that is too long is cut, under the same head", () => {
    const pieces = sections(`| A |\n| - |\n| ${"x".repeat(3000)} |`);
    expect(pieces.every((piece) => piece.startsWith("| A |\n| - |\n") && piece.length <= 800)).toBe(true);
    expect(pieces.join("").match(/x/g)).toHaveLength(3000);
  });

  it("lines with signs that are no table are cut as text", () => {
    const pieces = sections("| a sentence with a sign. ".repeat(100));
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.slice(1).every((piece) => piece.startsWith("| a sentence"))).toBe(true);
  });
});

describe("questions with answers", () => {
  it.each<[string, string, string, string[]]>([
    ["a short one", "Why?", "Because.", ["Because."]],
    ["an answer of several paragraphs", "Why?", "One.\n\nTwo.", ["One.\n\nTwo."]],
    ["signs of headings in an answer are text", "Why?", "# One\n## Two", ["# One\n## Two"]],
    ["an empty answer", "Why?", " ", []],
  ])("%s", (_, question, answer, texts) => {
    const found = sectionsOf({ kind: "entries", entries: [{ question, answer }] });
    expect(found.map(({ text }) => text)).toEqual(texts);
    expect(found.every(({ heading }) => heading === "Why?")).toBe(true);
  });

  it("a question too long for a heading is said whole in the text, and a long answer keeps it at each piece", () => {
    const question = `${"why ".repeat(60)}?`;
    const found = sectionsOf({ kind: "entries", entries: [{ question, answer: "It is so. ".repeat(200) }] });
    expect(found.length).toBeGreaterThan(2);
    expect(found[0]?.text.startsWith(question)).toBe(true);
    expect(new Set(found.map(({ heading }) => heading))).toEqual(new Set([`${question.slice(0, 199)}…`]));
  });
});

describe("of any document", () => {
  const piece = fc.constantFrom(
    "words of it ",
    "一个句子。",
    "\n",
    "\n\n",
    "# T\n",
    "## H\n",
    "#### D\n",
    "```\n",
    "~~~~js\n",
    "| a | b |\n",
    "| - | - |\n",
    "x".repeat(300),
    "- item\n",
    "😀",
    "\r\n",
    "\t",
  );
  const markdown = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(""));

  it("no passage is blank or without bounds, and its heading is short", () => {
    fc.assert(
      fc.property(markdown, (text) => {
        const parsed = parseDocument(text);
        expect(parsed.title.length).toBeLessThanOrEqual(200);
        for (const { heading, text: passage } of parsed.sections) {
          expect(passage.trim()).not.toBe("");
          expect(passage.length).toBeLessThanOrEqual(2000);
          expect(heading.split(" › ").length).toBeLessThanOrEqual(5);
        }
      }),
      { numRuns: 200, seed: 20270326 },
    );
  });

  it("cutting what was cut changes nothing", () => {
    const paragraphs = fc.array(fc.stringMatching(/^[a-z]{1,9}( [a-z]{1,9}){0,60}\.$/), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(paragraphs, (blocks) => {
        for (const text of sections(blocks.join("\n\n"))) expect(sections(text)).toEqual([text]);
      }),
      { numRuns: 100, seed: 20270327 },
    );
  });
});
