// Pieces of text at their places → lines: what joins, what parts, which way they run; then what a page's furniture is.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Line, Lines, TextTooLong } from "../../../../../src/knowledge/reading/pdf/lines.ts";
import { combine, IDENTITY, type Matrix, matrixOf } from "../../../../../src/knowledge/reading/pdf/matrix.ts";
import { withoutRunningHeads } from "../../../../../src/knowledge/reading/pdf/running-heads.ts";

/** Text, place, and where it ends; size 10 and half of it for each letter unless told otherwise. */
interface Written {
  text: string;
  x: number;
  y: number;
  size?: number;
  width?: number;
  isBold?: boolean;
}

function linesOf(...pieces: Written[]): Line[] {
  const lines = new Lines();
  for (const { text, x, y, size = 10, width = text.length * size * 0.5, isBold = false } of pieces)
    lines.add({ text, start: [size, 0, 0, size, x, y], end: [x + width, y], isBold, isVertical: false });
  return lines.endPage();
}

const textsOf = (...pieces: Written[]) => linesOf(...pieces).map(({ text }) => text);
const row = (...pieces: [string, number][]) => textsOf(...pieces.map(([text, x]) => ({ text, x, y: 700 })));

describe("along a line", () => {
  it.each<[string, [string, number][], string[]]>([
    [
      "pieces that touch",
      [
        ["ab", 0],
        ["cd", 10],
      ],
      ["abcd"],
    ],
    [
      "a hair's breadth is no space",
      [
        ["ab", 0],
        ["cd", 11.5],
      ],
      ["abcd"],
    ],
    [
      "a gap is one",
      [
        ["ab", 0],
        ["cd", 12],
      ],
      ["ab cd"],
    ],
    [
      "a space that is written is not doubled",
      [
        ["ab ", 0],
        ["cd", 20],
      ],
      ["ab cd"],
    ],
    [
      "a space that begins a piece is not doubled",
      [
        ["ab", 0],
        [" cd", 15],
      ],
      ["ab cd"],
    ],
    [
      "a wide gap parts columns",
      [
        ["ab", 0],
        ["cd", 30],
      ],
      ["ab | cd"],
    ],
    [
      "behind an item's sign it does not",
      [
        ["•", 0],
        ["cd", 30],
      ],
      ["• cd"],
    ],
    [
      "nor behind its number",
      [
        ["1.", 0],
        ["cd", 40],
      ],
      ["1. cd"],
    ],
    [
      "nor behind a chapter's",
      [
        ["2.1.3", 0],
        ["cd", 60],
      ],
      ["2.1.3 cd"],
    ],
    [
      "a letter overlapping the one before",
      [
        ["ab", 0],
        ["cd", 4],
      ],
      ["abcd"],
    ],
    [
      "far back is another line",
      [
        ["ab", 100],
        ["cd", 0],
      ],
      ["ab", "cd"],
    ],
    [
      "type that is made bold by writing it twice",
      [
        ["ab", 0],
        ["ab", 0.5],
        ["cd", 10],
      ],
      ["abcd"],
    ],
    [
      "the same word again further on",
      [
        ["ab", 0],
        ["ab", 12],
      ],
      ["ab ab"],
    ],
    [
      "Chinese beside Chinese, with a little between",
      [
        ["年假", 0],
        ["工作", 15],
      ],
      ["年假工作"],
    ],
    [
      "Chinese beside Chinese, with a letter's gap",
      [
        ["年假", 0],
        ["工作", 19],
      ],
      ["年假 工作"],
    ],
    [
      "Chinese beside English",
      [
        ["年假", 0],
        ["ab", 12],
      ],
      ["年假ab"],
    ],
    [
      "Chinese beside English, with a space's gap",
      [
        ["年假", 0],
        ["ab", 14],
      ],
      ["年假 ab"],
    ],
    [
      "blank pieces are no line",
      [
        [" ", 0],
        ["  ", 100],
      ],
      [],
    ],
  ])("%s", (_, pieces, texts) => {
    expect(row(...pieces)).toEqual(texts);
  });

  it.each<[string, Written[], string[]]>([
    [
      "a raised note stays",
      [
        { text: "ten", x: 0, y: 700 },
        { text: "2", x: 15, y: 704, size: 6 },
      ],
      ["ten2"],
    ],
    [
      "a lowered one too",
      [
        { text: "H", x: 0, y: 700 },
        { text: "2", x: 5, y: 697, size: 6 },
      ],
      ["H2"],
    ],
    [
      "a line of the same size a little lower is another",
      [
        { text: "ab", x: 0, y: 700 },
        { text: "cd", x: 10, y: 696 },
      ],
      ["ab", "cd"],
    ],
    [
      "a larger word on the line",
      [
        { text: "ab", x: 0, y: 700, size: 20 },
        { text: "cd", x: 20, y: 700 },
      ],
      ["abcd"],
    ],
    [
      "text of no size",
      [
        { text: "ab", x: 0, y: 700, size: 0 },
        { text: "cd", x: 0, y: 600 },
      ],
      ["cd"],
    ],
  ])("%s", (_, pieces, texts) => {
    expect(textsOf(...pieces)).toEqual(texts);
  });

  it("the line has the size and place of its longest piece, and is bold only as a whole", () => {
    const [line] = linesOf(
      { text: "A", x: 0, y: 700, size: 24, isBold: true },
      { text: "long piece of text", x: 12, y: 699, size: 10, isBold: true },
      { text: " ", x: 102, y: 699, size: 10 },
    );
    expect(line).toMatchObject({ size: 10, y: 699, x: 0, endX: 107, isBold: true });
    expect(linesOf({ text: "a", x: 0, y: 7, isBold: true }, { text: "b", x: 5, y: 7 })[0]?.isBold).toBe(
      false,
    );
  });
});

describe("turned text", () => {
  const write = (lines: Lines, text: string, [a, b, c, d]: number[], x: number, y: number) =>
    lines.add({
      text,
      start: [a!, b!, c!, d!, x, y],
      end: [x + a! * text.length * 0.5, y + b! * text.length * 0.5],
      isBold: false,
      isVertical: false,
    });

  it.each([
    ["upright", [10, 0, 0, 10], 0],
    ["to the left", [0, 10, -10, 0], 1],
    ["upside down", [-10, 0, 0, -10], 2],
    ["to the right", [0, -10, 10, 0], 3],
    ["a little aslant, as a scanner has it", [9.99, 0.3, -0.3, 9.99], 0],
  ])("%s: one line", (_, matrix, turn) => {
    const lines = new Lines();
    const [a = 0, b = 0] = matrix;
    write(lines, "ab", matrix, 300, 400);
    write(lines, "cd", matrix, 300 + a * 1.3, 400 + b * 1.3);
    expect(lines.endPage()).toMatchObject([{ text: "ab cd", turn, size: expect.closeTo(10, 1) }]);
  });

  it("a watermark across the page is left out", () => {
    const lines = new Lines();
    write(lines, "DRAFT", [7, 7, -7, 7], 100, 100);
    expect(lines.endPage()).toEqual([]);
  });

  it("what is turned against the rest comes last", () => {
    const lines = new Lines();
    write(lines, "margin", [0, 10, -10, 0], 20, 300);
    for (const [index, text] of ["one", "two"].entries())
      write(lines, text, [10, 0, 0, 10], 72, 700 - index * 14);
    expect(lines.endPage().map(({ text }) => text)).toEqual(["one", "two", "margin"]);
  });

  it("vertical Chinese is one line from above", () => {
    const lines = new Lines();
    for (const [index, text] of ["年假", "工作"].entries())
      lines.add({
        text,
        start: [10, 0, 0, 10, 500, 700 - index * 20],
        end: [500, 680 - index * 20],
        isBold: false,
        isVertical: true,
      });
    expect(lines.endPage()).toMatchObject([{ text: "年假工作", turn: 3 }]);
  });
});

describe("the order of lines", () => {
  it.each<[string, [string, number, number][], string[]]>([
    [
      "two columns, one after the other, stay so",
      [
        ["a", 0, 700],
        ["b", 0, 686],
        ["c", 0, 672],
        ["d", 300, 700],
        ["e", 300, 686],
        ["f", 300, 672],
      ],
      ["a", "b", "c", "d", "e", "f"],
    ],
    [
      "from below: turned around",
      [
        ["d", 0, 600],
        ["c", 0, 620],
        ["b", 0, 640],
        ["a", 0, 660],
      ],
      ["a", "b", "c", "d"],
    ],
    [
      "to and fro: from above, rows joined",
      [
        ["c", 0, 600],
        ["a", 0, 700],
        ["d", 200, 600],
        ["b", 200, 700],
        ["e", 0, 500],
      ],
      ["a | b", "c | d", "e"],
    ],
    [
      "three lines are left as they are",
      [
        ["c", 0, 600],
        ["b", 0, 620],
        ["a", 0, 640],
      ],
      ["c", "b", "a"],
    ],
  ])("%s", (_, places, texts) => {
    expect(textsOf(...places.map(([text, x, y]) => ({ text, x, y })))).toEqual(texts);
  });

  it("no text is lost, wherever it stands", () => {
    const place = fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 }));
    fc.assert(
      fc.property(fc.array(place, { maxLength: 30 }), (places) => {
        const pieces = places.map(([x, y], index) => ({ text: `w${index};`, x: x * 10, y: y * 10 }));
        const words =
          textsOf(...pieces)
            .join(" ")
            .match(/w\d+;/g) ?? [];
        expect(words.toSorted()).toEqual(pieces.map(({ text }) => text).toSorted());
      }),
      { numRuns: 200, seed: 20270322 },
    );
  });

  it("a page begins anew, and text without end is refused", () => {
    const lines = new Lines();
    const add = (text: string) =>
      lines.add({ text, start: [10, 0, 0, 10, 0, 700], end: [9, 700], isBold: false, isVertical: false });
    add("a");
    expect(lines.endPage()).toHaveLength(1);
    add("a");
    expect(lines.endPage()).toHaveLength(1);
    add("x".repeat(3_999_000));
    expect(() => add("y".repeat(2000))).toThrow(TextTooLong);
  });
});

describe("page furniture", () => {
  const line = (text: string, y: number, size = 10): Line => ({
    text,
    y,
    size,
    x: 70,
    endX: 500,
    isBold: false,
    turn: 0,
    longest: text.length,
  });
  const pages = (count: number, extra: (page: number) => Line[]) =>
    Array.from({ length: count }, (_, page) => [
      ...["one", "two", "three", "four", "five", "six"].map((text, index) =>
        line(`${text} of page ${"abcdefgh"[page]}`, 600 - index * 14),
      ),
      ...extra(page + 1),
    ]);
  const left = (count: number, extra: (page: number) => Line[]) =>
    withoutRunningHeads(pages(count, extra)).map((lines) => lines.length - 6);

  it.each<[string, number, (page: number) => Line[], number[]]>([
    ["a head of every page goes", 4, () => [line("Handbook", 800)], [0, 0, 0, 0]],
    ["one that counts goes", 4, (page) => [line(`Handbook 2026 · ${page}`, 800)], [0, 0, 0, 0]],
    [
      "one of every second page goes",
      6,
      (page) => (page % 2 ? [line("Handbook", 800)] : []),
      [0, 0, 0, 0, 0, 0],
    ],
    ["one of two pages stays", 6, (page) => (page < 3 ? [line("Handbook", 800)] : []), [1, 1, 0, 0, 0, 0]],
    ["one at another place each time stays", 4, (page) => [line("Handbook", 700 + page * 20)], [1, 1, 1, 1]],
    ["two of two pages stay: too few to tell", 2, () => [line("Handbook", 800)], [1, 1]],
    ["a page number of two pages goes", 2, (page) => [line(`${page}`, 20)], [0, 0]],
    ["a page number in large type stays", 2, (page) => [line(`${page}`, 20, 30)], [1, 1]],
    ["a large title of every page stays", 4, () => [line("Part", 800, 20)], [1, 1, 1, 1]],
    [
      "two lines of head and two of foot go",
      4,
      (page) => [line("A", 800), line("B", 790), line("C", 30), line(`${page}/4`, 20)],
      [0, 0, 0, 0],
    ],
    [
      "the third line of a head stays",
      4,
      () => [line("A", 800), line("B", 790), line("C", 780)],
      [1, 1, 1, 1],
    ],
    ["a year at the end is a number like a page's", 2, () => [line("2026", 20)], [0, 0]],
    ["an amount is none", 2, () => [line("12 days", 20)], [1, 1]],
    ["five digits are none", 2, () => [line("12345", 20)], [1, 1]],
  ])("%s", (_, count, extra, kept) => {
    expect(left(count, extra)).toEqual(kept);
  });
});

describe("transformations", () => {
  const matrix = fc.tuple(
    ...Array.from({ length: 6 }, () => fc.integer({ min: -9, max: 9 })),
  ) as fc.Arbitrary<Matrix>;

  it("one after the other, whichever two are taken together first", () => {
    fc.assert(
      fc.property(matrix, matrix, matrix, (one, two, three) => {
        // Zero has two signs, which are one place.
        const plain = (result: Matrix) => result.map((number) => number + 0);
        expect(plain(combine(combine(one, two), three))).toEqual(plain(combine(one, combine(two, three))));
        expect(combine(one, IDENTITY)).toEqual(one);
        expect(combine(IDENTITY, one)).toEqual(one);
      }),
      { numRuns: 100, seed: 20270323 },
    );
  });

  it.each<[unknown[], Matrix]>([
    [[], [0, 0, 0, 0, 0, 0]],
    [
      [1, 2],
      [1, 2, 0, 0, 0, 0],
    ],
    [
      ["1", null, Number.NaN, Number.POSITIVE_INFINITY, 5, {}],
      [0, 0, 0, 0, 5, 0],
    ],
    [
      [1, 2, 3, 4, 5, 6, 7],
      [1, 2, 3, 4, 5, 6],
    ],
  ])("of %j is %j", (values, expected) => {
    expect(matrixOf(values)).toEqual(expected);
  });
});
