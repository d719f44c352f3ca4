// How a long answer is cut into messages: each fits, nothing is lost, code and tables stay whole, and what was sent stays.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openAfter, scanLines } from "../../../../src/core/markdown/blocks.ts";
import { jsonLength, utf8Length } from "../../../../src/core/markdown/bytes.ts";
import { cutMarkdown, emptyCutMemory } from "../../../../src/core/markdown/cut.ts";
import { lowerHeadings } from "../../../../src/core/markdown/headings.ts";
import { mendStrong } from "../../../../src/core/markdown/strong.ts";
import { tablesToCode } from "../../../../src/core/markdown/tables.ts";
import { answer, anyText, HOSTILE, SEED } from "./texts.ts";

const within = (limit: number) => (piece: string) => piece.length <= limit;
const cut = (text: string, limit: number) => cutMarkdown(text, within(limit));

const measures = [
  (text: string) => text.length,
  utf8Length,
  jsonLength,
  (text: string) => Array.from(text).length,
];
const limits = fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 20, max: 200 }));

const spaceless = (text: string) => text.replace(/\s+/g, "");

/** The first unit of `text` that does not occur in `whole` in this order; empty when all do. */
function missingFrom(whole: string, text: string): string {
  let at = 0;
  for (const unit of spaceless(text).split("")) {
    const found = whole.indexOf(unit, at);
    if (found === -1) return unit;
    at = found + 1;
  }
  return "";
}

function endsInCode(piece: string): boolean {
  const last = [...scanLines(piece)].at(-1);
  return last !== undefined && openAfter(last).fence !== null;
}

describe("a piece", () => {
  it("fits, however the platform counts, unless one character is too much already", () => {
    fc.assert(
      fc.property(anyText, limits, fc.constantFrom(...measures), (text, limit, measure) => {
        for (const piece of cutMarkdown(text, (part) => measure(part) <= limit))
          expect(measure(piece) <= limit || Array.from(piece).length === 1).toBe(true);
      }),
      { ...SEED, numRuns: 600 },
    );
  });

  it("is never blank, and has no blank line at either end", () => {
    fc.assert(
      fc.property(anyText, limits, (text, limit) => {
        for (const piece of cut(text, limit)) {
          expect(piece.trim()).not.toBe("");
          expect(piece).not.toMatch(/^[ \t]*\r?\n|\n[ \t]*$/);
        }
      }),
      { ...SEED, numRuns: 500 },
    );
  });

  it("closes the code that it opens, if only the fence's lines have room", () => {
    fc.assert(
      fc.property(answer, fc.integer({ min: 80, max: 300 }), (text, limit) => {
        expect(cut(text, limit).filter(endsInCode)).toEqual([]);
      }),
      { ...SEED, numRuns: 800 },
    );
  });

  it("never holds half a character", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 80 }), limits, (text, limit) => {
        for (const piece of cut(text, limit)) expect(piece.isWellFormed()).toBe(true);
      }),
      { ...SEED, numRuns: 300 },
    );
  });
});

describe("all pieces", () => {
  it("hold all that the text holds, in its order", () => {
    fc.assert(
      fc.property(anyText, limits, (text, limit) => {
        expect(missingFrom(cut(text, limit).join(""), text)).toBe("");
      }),
      { ...SEED, numRuns: 600 },
    );
  });

  it("hold nothing else where no code and no table is cut", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("词", "word ", "。", "\n", "\n\n", "👍")),
        limits,
        (parts, limit) => {
          const text = parts.join("");
          expect(spaceless(cut(text, limit).join(""))).toBe(spaceless(text));
        },
      ),
      { ...SEED, numRuns: 500 },
    );
  });

  it("are one that is the text itself when it fits", () => {
    fc.assert(
      fc.property(answer, (text) => {
        const pieces = cut(text, text.length + 1);
        expect(pieces.length).toBe(text.trim() === "" ? 0 : 1);
        for (const piece of pieces) expect(text).toContain(piece);
      }),
      SEED,
    );
  });

  it("of an empty or blank text are none", () => {
    for (const text of ["", " ", "\n", " \r\n\t\n  ", "\u3000\n"]) expect(cut(text, 10)).toEqual([]);
  });

  it("are single characters where nothing fits", () => {
    expect(cutMarkdown("a 选👍\n", () => false)).toEqual(["a", "选", "👍"]);
  });
});

describe("a text that grows", () => {
  it("keeps all its pieces but the last", () => {
    fc.assert(
      fc.property(anyText, anyText, limits, fc.constantFrom(...measures), (text, more, limit, measure) => {
        const fits = (piece: string) => measure(piece) <= limit;
        const before = cutMarkdown(text, fits).slice(0, -1);
        expect(cutMarkdown(text + more, fits).slice(0, before.length)).toEqual(before);
      }),
      { ...SEED, numRuns: 800 },
    );
  });

  it("keeps them at every unit that it grows by", () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 4, max: 60 }), (text, limit) => {
        let before: string[] = [];
        for (let length = 0; length <= text.length; length += 1) {
          const pieces = cut(text.slice(0, length), limit);
          expect(pieces.slice(0, before.length)).toEqual(before);
          before = pieces.slice(0, -1);
        }
      }),
      { ...SEED, numRuns: 60 },
    );
  });

  it("is cut the same with a memory of what was cut before, and each piece only once", () => {
    fc.assert(
      fc.property(
        anyText,
        fc.integer({ min: 4, max: 60 }),
        fc.integer({ min: 1, max: 9 }),
        (text, limit, step) => {
          const memory = emptyCutMemory();
          for (let length = 0; length <= text.length; length += step) {
            const grown = text.slice(0, length);
            expect(cutMarkdown(grown, within(limit), memory)).toEqual(cut(grown, limit));
          }
        },
      ),
      { ...SEED, numRuns: 80 },
    );
    const long = "word ".repeat(20_000);
    const memory = emptyCutMemory();
    let tries = 0;
    const counted = (piece: string) => {
      tries += 1;
      return piece.length <= 1_000;
    };
    cutMarkdown(long, counted, memory);
    const first = tries;
    cutMarkdown(`${long}and`, counted, memory);
    expect(tries - first).toBeLessThan(first / 20);
  });

  it("that turned into another text is cut from its start again", () => {
    const memory = emptyCutMemory();
    cutMarkdown("a b c d e f g h", within(3), memory);
    expect(cutMarkdown("x y z u v w", within(3), memory)).toEqual(cut("x y z u v w", 3));
  });

  it("leaves code open in its last piece, so that what is shown only grows", () => {
    expect(cut("```js\nlet a = 1;\nlet b", 40)).toEqual(["```js\nlet a = 1;\nlet b"]);
  });
});

describe("a border", () => {
  it.each([
    [
      "between blocks",
      "第一段。还有一句。\n\n第二段很长很长\n第三行",
      16,
      ["第一段。还有一句。", "第二段很长很长\n第三行"],
    ],
    [
      "before code",
      "Some words here:\n```js\nlet a = 1;\n```",
      30,
      ["Some words here:", "```js\nlet a = 1;\n```"],
    ],
    ["behind code", "```\nabc\n```\nwords that go on", 20, ["```\nabc\n```", "words that go on"]],
    ["at a line's end", "one line\nanother line\nlast", 22, ["one line\nanother line", "last"]],
    [
      "behind a sentence",
      "他说：“好的。”然后离开了这里去吃饭",
      10,
      ["他说：“好的。”", "然后离开了这里去吃饭"],
    ],
    [
      "behind an English one",
      "It works. Version 3.14 is out now",
      17,
      ["It works.", "Version 3.14 is", "out now"],
    ],
    ["at a space", "alpha beta gamma delta", 12, ["alpha beta", "gamma delta"]],
    ["between characters", "没有标点的一长串文字", 4, ["没有标点", "的一长串", "文字"]],
    ["between whole emoji", "👨‍👩‍👧‍👦👨‍👩‍👧‍👦👍🏽👍🏽", 16, ["👨‍👩‍👧‍👦", "👨‍👩‍👧‍👦👍🏽", "👍🏽"]],
    ["where no mark begins", "we write in C # and in D too", 14, ["we write in", "C # and in D", "too"]],
    [
      "not behind a heading",
      "words that go on\n\n# Title\n\nmore words",
      28,
      ["words that go on", "# Title\n\nmore words"],
    ],
  ] as [string, string, number, string[]][])("is %s", (_name, text, limit, pieces) => {
    expect(cut(text, limit)).toEqual(pieces);
  });

  it("is where a new item begins rather than a deeper one, whose spaces would mean code at the top", () => {
    const text = "- one\n    - deep\n- two\n    - deep\n    - deeper";
    expect(cut(text, 32)).toEqual(["- one\n    - deep", "- two\n    - deep\n    - deeper"]);
  });

  it("takes no notice of how lines end", () => {
    expect(cut("one\r\n\r\ntwo\r\nthree", 6)).toEqual(["one", "two", "three"]);
  });
});

describe("code that is cut", () => {
  it("is closed and opened again as it was", () => {
    expect(cut("```js\nlet a = 1;\nlet b = 2;\nlet c = 3;\n```\n完", 34)).toEqual([
      "```js\nlet a = 1;\nlet b = 2;\n```",
      "```js\nlet c = 3;\n```\n完",
    ]);
  });

  it("keeps its indentation in a list, and its marks in a quote", () => {
    expect(cut("1. 运行\n   ~~~sh\n   npm i\n   npm start\n   ~~~", 34)).toEqual([
      "1. 运行\n   ~~~sh\n   npm i\n   ~~~",
      "   ~~~sh\n   npm start\n   ~~~",
    ]);
    expect(cut("> ```\n> first\n> second\n> ```\n", 24)).toEqual([
      "> ```\n> first\n> ```",
      "> ```\n> second\n> ```",
    ]);
  });

  it("may be cut in a long line, in a quote too", () => {
    expect(cut(`> \`\`\`\n> ${"x".repeat(20)}\n> \`\`\``, 26)).toEqual([
      `> \`\`\`\n> ${"x".repeat(12)}\n> \`\`\``,
      `> \`\`\`\n> ${"x".repeat(8)}\n> \`\`\``,
    ]);
  });

  it("leaves no empty code behind when only its closing line is left", () => {
    for (let limit = 20; limit < 40; limit += 1)
      for (const piece of cut("```js\nlet a = 1;\nlet b = 2;\n```\nwords behind it", limit))
        expect(piece).not.toMatch(/^```js\n```/);
  });

  it("is shorter fences' business only where a longer one encloses them", () => {
    expect(cut("````md\n```\ncode\n```\nwords of the outer one\n````", 38)).toEqual([
      "````md\n```\ncode\n```\n````",
      "````md\nwords of the outer one\n````",
    ]);
  });

  it("goes on without its info string where that is too long to be repeated", () => {
    const pieces = cut(`~~~${"i".repeat(60)}\n${"x\n".repeat(40)}~~~`, 40);
    expect(pieces.every((piece) => piece.startsWith("~~~") && piece.endsWith("\n~~~"))).toBe(true);
    expect(pieces.filter((piece) => piece.startsWith("~~~i"))).toHaveLength(1);
  });
});

describe("a table that is cut", () => {
  const head = "| 城市 | 人口 |\n| --- | --- |\n";

  it("repeats its head", () => {
    expect(cut(`${head}| 北京 | 2189 |\n| 上海 | 2487 |\n| 广州 | 1868 |`, 54)).toEqual([
      `${head}| 北京 | 2189 |\n| 上海 | 2487 |`,
      `${head}| 广州 | 1868 |`,
    ]);
  });

  it("keeps its head together with a row", () => {
    const words = `${"说明".repeat(13)}如下。`;
    expect(cut(`${words}\n${head}| 北京 | 2189 |`, 56)).toEqual([words, `${head}| 北京 | 2189 |`]);
  });

  it("repeats nothing where the head has no room, and nothing behind its end", () => {
    const rows = "| 1 | 2 |\n".repeat(6);
    const wide = `| ${"a".repeat(30)} | b |\n|---|---|\n`;
    expect(
      cut(wide + rows, 50)
        .slice(1)
        .join("\n"),
    ).not.toContain("aaa");
    expect(cut(`${head}| 北京 | 2189 |\n\n后面的文字是另外一段，和表没有关系`, 42)).toEqual([
      `${head}| 北京 | 2189 |`,
      "后面的文字是另外一段，和表没有关系",
    ]);
  });
});

describe("words directly below a table", () => {
  const table = "| 城市 | 人口 |\n| --- | --- |\n| 北京 | 2189 |";

  it("are no row of it, and are cut off without its head", () => {
    expect(cut(`${table}\n后面的文字是另外一段，和表没有关系`, 42)).toEqual([
      table,
      "后面的文字是另外一段，和表没有关系",
    ]);
  });

  it("stay where they are while they grow, even when a pipe comes at last", () => {
    const text = `${table}\n| 上海 | 2487 |\n后面的文字 | 也是一行\n和表没有关系。然后还有一些话。\n\n完`;
    for (const limit of [20, 42, 60]) {
      const full = cut(text, limit);
      for (let length = 1; length < text.length; length += 1) {
        const part = cut(text.slice(0, length), limit);
        expect(full.slice(0, part.length - 1)).toEqual(part.slice(0, -1));
      }
    }
  });
});

describe("a measure of what is made from the text", () => {
  const rendered = (piece: string) => jsonLength(mendStrong(tablesToCode(lowerHeadings(piece), 0)));

  it("is kept to as well", () => {
    fc.assert(
      fc.property(answer, fc.integer({ min: 120, max: 400 }), (text, limit) => {
        for (const piece of cutMarkdown(text, (part) => rendered(part) <= limit))
          expect(rendered(piece) <= limit || Array.from(piece).length === 1).toBe(true);
      }),
      { ...SEED, numRuns: 200 },
    );
  });

  it("may go down as the text goes on: still all fits, nothing is lost, and it ends", () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 40 }), fc.nat(1000), (text, limit, salt) => {
        const fits = (piece: string) => piece.length <= limit && (piece.length * 7919 + salt) % 5 > 0;
        const pieces = cutMarkdown(text, fits);
        for (const piece of pieces) expect(fits(piece) || Array.from(piece).length === 1).toBe(true);
        expect(missingFrom(pieces.join(""), text)).toBe("");
      }),
      { ...SEED, numRuns: 500 },
    );
  });
});

describe("the work", () => {
  it("asks whether a piece fits only some dozens of times, however long it is", () => {
    for (const limit of [100, 10_000]) {
      let asked = 0;
      const pieces = cutMarkdown("字词句。".repeat(50_000), (piece) => {
        asked += 1;
        return piece.length <= limit;
      });
      expect(asked / pieces.length).toBeLessThan(4 * Math.log2(limit));
    }
  });

  it("ends soon for hostile texts, and loses none of them", () => {
    for (const [name, text] of HOSTILE) {
      for (const limit of [100, 4000]) {
        let read = 0;
        const pieces = cutMarkdown(text, (piece) => {
          read += piece.length;
          return piece.length <= limit;
        });
        expect(pieces.every(within(limit)), name).toBe(true);
        expect(missingFrom(pieces.join(""), text), name).toBe("");
        expect(read / text.length, name).toBeLessThan(400);
      }
    }
  }, 60_000);
});
