// Tables as spreadsheets, exports and hands write them: what is understood stays whole, what is not says its line.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCsv } from "../../../../src/knowledge/reading/csv.ts";

type Pair = [string, string];

function read(text: string): Pair[] | string {
  const reading = readCsv(text);
  if (!reading.ok)
    return "message" in reading.failure ? String(reading.failure.message) : reading.failure.kind;
  const { content } = reading.value;
  return content.kind === "entries"
    ? content.entries.map(({ question, answer }) => [question, answer])
    : "text";
}

describe("columns by their names", () => {
  it.each([
    "question",
    "Questions",
    "Q",
    "FAQ",
    "query",
    "Prompt",
    "问题",
    "問題",
    "标准问",
    "标准问题",
    "提问",
    "問",
    "问句",
  ])("%s is the question's", (name) => {
    expect(read(`id,answer,${name}\n7,yes,why`)).toEqual([["why", "yes"]]);
  });

  it.each([
    "answer",
    "ANSWERS",
    "a",
    "Reply",
    "response",
    "答案",
    "答",
    "标准答案",
    "回答",
    "回复",
    "答复",
    "回覆",
    "解答",
  ])("%s is the answer's", (name) => {
    expect(read(`问题,类别,${name}\nwhy,general,yes`)).toEqual([["why", "yes"]]);
  });

  it.each<[string, string, Pair[]]>([
    ["white space around a name is none of it", " question , answer \nwhy,yes", [["why", "yes"]]],
    ["a name in quotes", '"Question","Answer"\nwhy,yes', [["why", "yes"]]],
    [
      "only one of the names: the first row is one of the table",
      "question,text\nwhy,yes",
      [
        ["question", "text"],
        ["why", "yes"],
      ],
    ],
    [
      "a word that only contains a name",
      "my question,my answer\nwhy,yes",
      [
        ["my question", "my answer"],
        ["why", "yes"],
      ],
    ],
    ["of two columns of one name the first counts", "q,a,a\nwhy,yes,no", [["why", "yes"]]],
    ["without names all behind the first is the answer", "why,yes,,always", [["why", "yes\nalways"]]],
  ])("%s", (_, text, pairs) => {
    expect(read(text)).toEqual(pairs);
  });
});

describe("how cells are written", () => {
  it.each<[string, string, Pair[]]>([
    ["a last line without an end", "q,a\nwhy,yes", [["why", "yes"]]],
    ["lines of nothing between rows", "q,a\n\n\nwhy,yes\n\n", [["why", "yes"]]],
    ["rows of separators only", "q,a\n,\nwhy,yes\n,", [["why", "yes"]]],
    ["quotes around all", '"q","a"\n"why","yes"\n', [["why", "yes"]]],
    ["quotes within quotes", 'q,a\n"""why""","say ""yes"""', [['"why"', 'say "yes"']]],
    ["an empty cell in quotes", 'q,a,b\nwhy,yes,""', [["why", "yes"]]],
    ["separators and lines within quotes", 'q,a\n"a,b;c\td","1\n\n2"', [["a,b;c\td", "1\n\n2"]]],
    ["a quote within a bare cell", 'q,a\n5" pipe,the 5" one', [['5" pipe', 'the 5" one']]],
    ["spaces behind a closing quote", 'q,a\n"why"  ,"yes"  \n', [["why", "yes"]]],
    ["commas in a table of semicolons", "q;a\nred, green;yes, both", [["red, green", "yes, both"]]],
    ["semicolons in a table of tabs", "q\ta\nred; green\tyes; both", [["red; green", "yes; both"]]],
    [
      "separators in the quoted names of the first row",
      '"q, or; what","a"\nwhy,yes',
      [
        ["q, or; what", "a"],
        ["why", "yes"],
      ],
    ],
    [
      "Chinese commas are text",
      "问题,答案\n病假，怎么请？,找主管，谢谢",
      [["病假，怎么请？", "找主管，谢谢"]],
    ],
    ["formulas are text", "q,a\n=1+1,@SUM(A1)", [["=1+1", "@SUM(A1)"]]],
    ["names of objects' own", "q,a\n__proto__,constructor", [["__proto__", "constructor"]]],
  ])("%s", (_, text, pairs) => {
    expect(read(text)).toEqual(pairs);
  });

  it.each<[string, string, RegExp]>([
    ["more cells than the first row", "q,a\nwhy,yes,no", /^Line 2 has 3 columns, the first row 2\./],
    [
      "fewer, behind cells of several lines",
      'q,a\n"a\nb\nc",x\nalone',
      /^Line 5 has 1 columns, the first row 2\./,
    ],
    ["fewer, behind empty lines", "q,a\n\n\nalone", /^Line 4 has 1 columns/],
    ["no question", "q,a\nwhy,yes\n,no", /^Line 3 has no question\./],
    ["no answer in its column", "q,a,b\nwhy,,yes", /^Line 2 has no answer\./],
    ["a quote that closes too soon", 'q,a\n"why" not,yes', /^Line 2 has text behind a closing quote/],
    [
      "a quote that never closes, far down",
      'q,a\nwhy,yes\nwhy,"yes\n\n',
      /^Line 3 has text behind a closing quote, or a quote/,
    ],
    ["a single column with a name", "question\nwhy", /^Line 1 has 1 columns: two are needed/],
    ["names without a row", "question,answer\n\n", /no question in the table/],
    ["only line ends", "\n\n", /no row in the table/],
  ])("%s: refused, with the line that an editor shows", (_, text, message) => {
    expect(read(text)).toMatch(message);
  });

  it("20 000 rows are read, and one more is too many", () => {
    expect(read("why,yes\n".repeat(20_000))).toHaveLength(20_000);
    expect(read("why,yes\n".repeat(20_001))).toMatch(/more than 20 000 rows/);
  });

  it.each(['"', '""', '"a', ",", ",\n", '"\n', "a,", '"",', "\t;,"])(
    "a hundred thousand times %j comes to an end",
    (sign) => {
      // Were a character looked at again for each that follows, the suite's limit of seconds would end it.
      expect(read(sign.repeat(100_000))).toEqual(expect.anything());
    },
  );
});

describe("any table that is written by the rules", () => {
  const cell = fc.stringMatching(/^[ab年,;"\n\t|' ]{0,8}[a年]$/).map((text) => text.trim());
  const rows = fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 });
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

  it.each([",", ";", "\t"])("comes back cell by cell, separated by %j", (separator) => {
    fc.assert(
      fc.property(rows, (pairs) => {
        const lines = [["question", "answer"], ...pairs].map((cells) => cells.map(quoted).join(separator));
        expect(read(lines.join("\n"))).toEqual(pairs);
      }),
      { numRuns: 150, seed: 20270308 },
    );
  });

  it("needs quotes only where there are signs of its own", () => {
    const bare = (text: string) => (/[",\n]/.test(text) ? quoted(text) : text);
    fc.assert(
      fc.property(rows, (pairs) => {
        const lines = pairs.map((cells) => cells.map(bare).join(","));
        expect(read(`question,answer\n${lines.join("\n")}\n`)).toEqual(pairs);
      }),
      { numRuns: 150, seed: 20270309 },
    );
  });
});
