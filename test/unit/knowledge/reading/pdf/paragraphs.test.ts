// Lines back to headings, items and paragraphs, and what is printed on every page taken away.
import { describe, expect, it } from "vitest";
import { blocksToMarkdown } from "../../../../../src/knowledge/reading/blocks.ts";
import type { Line } from "../../../../../src/knowledge/reading/pdf/lines.ts";
import { blocksOf } from "../../../../../src/knowledge/reading/pdf/paragraphs.ts";
import { withoutRunningHeads } from "../../../../../src/knowledge/reading/pdf/running-heads.ts";

/** A full line of the body, at a place of a page that counts down. */
function line(y: number, text: string, others: Partial<Line> = {}): Line {
  return { text, x: 70, y, endX: 520, size: 10, isBold: false, turn: 0, longest: text.length, ...others };
}

const markdownOf = (...pages: Line[][]) => blocksToMarkdown(blocksOf(pages)).split("\n\n");
const FULL = "a line that goes on to the right edge of the page and then";

describe("paragraphs", () => {
  it("go on while the lines are full and near, and end with a gap", () => {
    expect(
      markdownOf([
        line(700, FULL),
        line(686, FULL),
        line(672, "ends.", { endX: 100 }),
        line(644, FULL),
        line(630, "x"),
      ]),
    ).toEqual([`${FULL} ${FULL} ends.`, `${FULL} x`]);
  });

  it("begin with an indented line, as in Chinese documents without gaps", () => {
    const text = "年假：工作满一年不满十年的，每年五天；满十年的";
    expect(
      markdownOf([
        line(700, text, { x: 90 }),
        line(684, "，每年十天。", { endX: 130 }),
        line(668, text, { x: 90 }),
        line(652, "，没有例外。", { endX: 130 }),
      ]),
    ).toEqual([`${text}，每年十天。`, `${text}，没有例外。`]);
  });

  it("end with a sentence in a line that is not full", () => {
    expect(
      markdownOf([line(700, FULL), line(686, "Done.", { endX: 200 }), line(672, FULL), line(658, "Next")]),
    ).toEqual([`${FULL} Done.`, `${FULL} Next`]);
  });

  it("go on over the end of a page or a column, unless a sentence ended there", () => {
    expect(markdownOf([line(100, FULL)], [line(700, "goes on."), line(686, FULL)])[0]).toBe(
      `${FULL} goes on. ${FULL}`,
    );
    expect(markdownOf([line(100, "It ended.")], [line(700, FULL), line(686, FULL)])).toHaveLength(2);
    expect(
      markdownOf([line(100, FULL), line(700, "beside", { x: 300 }), line(686, FULL, { x: 300 })]),
    ).toEqual([`${FULL} beside ${FULL}`]);
  });

  it("join Chinese without a space, and words that a hyphen parted", () => {
    expect(
      markdownOf([
        line(700, "员工应当在入职后三个工"),
        line(686, "作日内完成 exam-"),
        line(672, "ples, in 2026"),
        line(658, "年"),
      ]),
    ).toEqual(["员工应当在入职后三个工作日内完成 examples, in 2026 年"]);
  });
});

describe("headings and items", () => {
  const body = [line(600, FULL), line(586, FULL), line(572, FULL)];

  it("larger type makes headings, the largest the first level; two lines of one are one", () => {
    expect(
      markdownOf([
        line(700, "Handbook of", { size: 24 }),
        line(672, "the company", { size: 24 }),
        line(640, "Leave", { size: 14 }),
        ...body,
      ]).slice(0, 2),
    ).toEqual(["# Handbook of the company", "## Leave"]);
  });

  it("a short bold line of the body's size is one too, a bold sentence is not", () => {
    const [heading, sentence] = [
      line(640, "Sick leave", { isBold: true, endX: 120 }),
      line(540, "Mind this.", { isBold: true }),
    ];
    expect(markdownOf([line(700, "Book", { size: 20 }), heading, ...body, sentence])).toEqual([
      "# Book",
      "## Sick leave",
      `${FULL} ${FULL} ${FULL}`,
      "Mind this.",
    ]);
  });

  it("bullets and numbers begin items; a clause of a contract begins a paragraph", () => {
    expect(
      markdownOf([
        ...body,
        line(558, "• one that is long enough to", { x: 80 }),
        line(544, "need a second line", { x: 92, endX: 200 }),
        line(530, "2) two", { x: 80, endX: 130 }),
        line(516, "第三条 甲方应当按期付款", { endX: 300 }),
        line(502, "（二）乙方", { endX: 150 }),
      ]).slice(1),
    ).toEqual([
      "- one that is long enough to need a second line\n2) two",
      "第三条 甲方应当按期付款",
      "（二）乙方",
    ]);
  });
});

describe("running heads", () => {
  const page = (number: number, ...texts: string[]) => [
    line(800, `Handbook, edition ${number}`),
    ...texts.map((text, index) => line(700 - index * 14, text)),
    line(30, `第 ${number} 页 共 4 页`),
  ];
  const left = (pages: Line[][]) => withoutRunningHeads(pages).map((lines) => lines.map(({ text }) => text));

  it("what stands at the same place of most pages goes, with the page's number", () => {
    const texts = ["one", "two", "three", "four"];
    expect(left(texts.map((text, index) => page(index + 1, text, "middle", "and", text)))).toEqual(
      texts.map((text) => [text, "middle", "and", text]),
    );
  });

  it("chapters that begin at the top of their pages stay, and so does all of a single page", () => {
    const chapters = [1, 2, 3].map((number) => [
      line(800, `Chapter ${number}`, { size: 18 }),
      ...["a", "b", "c", "d"].map((text, index) => line(700 - index * 14, text + number)),
    ]);
    expect(left(chapters).map(([first]) => first)).toEqual(["Chapter 1", "Chapter 2", "Chapter 3"]);
    expect(left([page(1, "only")])).toEqual([["Handbook, edition 1", "only", "第 1 页 共 4 页"]]);
  });

  it.each(["7", "- 7 -", "Page 7", "Page 7 of 12", "7 / 12", "第7页", "第 7 页 / 共 12 页"])(
    "%s is a page's number",
    (text) => {
      const pages = [1, 2].map(() => [
        line(700, "a"),
        line(690, "b"),
        line(680, "c"),
        line(670, "d"),
        line(30, text),
      ]);
      expect(left(pages)[0]).toEqual(["a", "b", "c", "d"]);
    },
  );
});
