// Tables where a client shows a few of them, or none.
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { scanLines } from "../../../../src/core/markdown/blocks.ts";
import { tablesToCode, tablesToLists } from "../../../../src/core/markdown/tables.ts";
import { columnsWide } from "../../../../src/core/markdown/width.ts";
import { answer, countTables, SEED, scraps, table } from "./texts.ts";

const CITIES = "| 城市 | 人口（万） |\n| --- | ---: |\n| 北京 | 2189 |\n| 上海 | 2487 |";
const FRUIT = "| Name | Price | Stock |\n|:--|:-:|--:|\n| Apple | 3 | 50 |\n| Pear | 4 |  |";

describe("counting", () => {
  test.each([
    ["", 0],
    [CITIES, 1],
    [`${CITIES}\n\n${FRUIT}`, 2],
    [`${CITIES}\n${FRUIT}`, 1],
    [`\`\`\`\n${CITIES}\n\`\`\`\n\n${FRUIT}`, 1],
    ["a | b\n--- | ---\n1 | 2", 1],
    ["| a |\n|---|", 1],
    ["> | a |\n> |---|\n\n- | b |\n  |---|", 2],
    ["a | b\nwords", 0],
    ["| a | b |\n|---|", 0],
    ["标题\n---", 0],
  ])("%j holds %d", (text, count) => {
    expect(countTables(text)).toBe(count);
    expect(countTables(text.replaceAll("\n", "\r\n"))).toBe(count);
  });
});

describe("a table as code", () => {
  it("has its columns in line, Chinese in two columns each", () => {
    expect(tablesToCode(CITIES, 0)).toBe(
      ["```", "城市 | 人口（万）", "-----|-----------", "北京 | 2189", "上海 | 2487", "```"].join("\n"),
    );
    expect(tablesToCode(`${FRUIT}\n`, 0)).toBe(
      [
        "```",
        "Name  | Price | Stock",
        "------|-------|------",
        "Apple | 3     | 50",
        "Pear  | 4     |",
        "```",
        "",
      ].join("\n"),
    );
  });

  it("is only what comes after the first ones", () => {
    const text = `一\n\n${CITIES}\n\n二\n\n${FRUIT}\n\n三`;
    expect(tablesToCode(text, 2)).toBe(text);
    expect(tablesToCode(text, 1)).toContain(CITIES);
    expect(tablesToCode(text, 1)).toContain("Apple | 3     | 50");
    expect(countTables(tablesToCode(text, 1))).toBe(1);
    expect(countTables(tablesToCode(text, 0))).toBe(0);
  });

  it("has cells as plain text, and a fence longer than theirs", () => {
    const text = "| **名** | [链接](http://a.cn) |\n|---|---|\n| ```` x ```` | a \\| `b|c` |\n| a<br>b |";
    expect(tablesToCode(text, 0)).toBe(
      ["```", "名  | 链接 (http://a.cn)", "----|-------------------", "x   | a | b|c", "a b", "```"].join(
        "\n",
      ),
    );
    expect(tablesToCode("| \\`\\`\\`\\` |\n|---|", 0)).toMatch(/^`{5}\n````\n----\n`{5}$/);
  });

  it("stays in its list or quote", () => {
    expect(tablesToCode("- | a |\n  |---|\n  | b |\n- c", 0)).toBe("- ```\n  a\n  ---\n  b\n  ```\n- c");
    expect(tablesToCode("> | a |\n> |---|\n> | b |", 0)).toBe("> ```\n> a\n> ---\n> b\n> ```");
  });

  it("keeps cells that have no column, and fills no column for one long cell", () => {
    expect(tablesToCode("| a |\n|---|\n| 1 | 2 | 3 |", 0)).toContain("1   | 2 | 3");
    const long = `| a | b |\n|---|---|\n| ${"x".repeat(500)} | y |\n| z | y |`;
    expect(tablesToCode(long, 0)).toContain(`z${" ".repeat(39)} | y`);
  });

  it("holds all the words of the table", () => {
    const words = (text: string): string[] => text.match(/[\p{L}\p{N}]+/gu) ?? [];
    fc.assert(
      fc.property(table, (text) => {
        expect(words(tablesToCode(text, 0))).toEqual(words(text));
        // Only the first title is left out where each item says the others.
        const listed = words(tablesToLists(text));
        const rows = text.split("\n").slice(2).join("\n");
        expect(words(rows).filter((word) => !listed.includes(word))).toEqual([]);
      }),
      SEED,
    );
  });

  it("has lines whose pipes stand below each other", () => {
    const cells = fc.array(fc.constantFrom("a", "北京", "wide cell", "あ", "한국", "👍", "e\u0301", "Ａ"), {
      minLength: 3,
      maxLength: 3,
    });
    fc.assert(
      fc.property(fc.array(cells, { minLength: 2, maxLength: 5 }), ([header = [], ...rows]) => {
        const text = [header, ["--", "--", "--"], ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
        const lines = tablesToCode(text, 0).split("\n").slice(1, -1);
        const columns = lines.map((line) => columnsWide(line.slice(0, line.indexOf("|"))));
        expect(new Set(columns).size).toBe(1);
      }),
      SEED,
    );
  });
});

describe("words directly below a table", () => {
  const rowsOf = (text: string) => [...scanLines(text)].filter(({ kind }) => kind === "row").length;

  it("end it where its rows begin with a pipe, and are a row of it where they do not", () => {
    expect(rowsOf(`${CITIES}\n以上是两座城市。`)).toBe(2);
    expect(rowsOf(`${CITIES}\n以上是两座城市。\n| 广州 | 1873 |`)).toBe(2);
    expect(rowsOf(`${CITIES}\n广州 | 1873`)).toBe(3);
    expect(rowsOf("a | b\n--- | ---\n1 | 2\n3")).toBe(2);
  });

  it("stay words, with a blank line between, or a list would take them for its own", () => {
    const text = `${CITIES}\n以上。\n再见。`;
    expect(tablesToLists(text)).toMatch(/- \*\*上海\*\*：2487\n\n以上。\n再见。$/);
    expect(tablesToCode(text, 0)).toMatch(/```\n\n以上。\n再见。$/);
    expect(tablesToCode(text, 1)).toBe(text);
    expect(tablesToLists("> | a | b |\n> |---|---|\n> | 1 | 2 |\n> end")).toBe(
      "> a: b\n>\n> - **1**: 2\n>\n> end",
    );
    expect(tablesToLists("| a | b |\n|---|---|\n| 1 | 2 |\n- c")).toBe("a: b\n\n- **1**: 2\n- c");
  });
});

describe("a table as a list", () => {
  it("of two columns says one and the other, below their titles", () => {
    expect(tablesToLists(CITIES)).toBe("城市：人口（万）\n\n- **北京**：2189\n- **上海**：2487");
    expect(tablesToLists("| Key | Value |\n|---|---|\n| a | 1 |\n")).toBe("Key: Value\n\n- **a**: 1\n");
  });

  it("of more columns names each cell", () => {
    expect(tablesToLists(FRUIT)).toBe("- **Apple**: Price = 3, Stock = 50\n- **Pear**: Price = 4");
    expect(tablesToLists("| 型号 | 价格 | 库存 |\n|---|---|---|\n| 甲 | 3 元 | 有 |")).toBe(
      "- **甲**：价格 = 3 元，库存 = 有",
    );
  });

  it("of one column is a list", () => {
    expect(tablesToLists("| 步骤 |\n|---|\n| 安装 |\n| 启动 |")).toBe("步骤\n\n- 安装\n- 启动");
  });

  test.each([
    ["| a | b |\n|---|---|", "a: b"],
    ["| a | b |\n|---|---|\n|  | 1 |", "a: b\n\n- 1"],
    ["| a | b |\n|---|---|\n| 1 |  |", "a: b\n\n- **1**"],
    ["|  |  |\n|---|---|\n| 1 | 2 |", "- **1**: 2"],
    ["| a |  | c |\n|---|---|---|\n| 1 | 2 | 3 |", "- **1**: 2, c = 3"],
    ["| a | b |\n|---|---|\n| **粗** | 1 |", "a：b\n\n- **粗**：1"],
    ["| a | b |\n|---|---|\n| 名： | 1 |", "a：b\n\n- **名**：1"],
    ["| a | b |\n|---|---|\n| `x|y` | p \\| q |", "a: b\n\n- **`x|y`**: p | q"],
    ["| a | b |\n|---|---|\n| ` | ` |", "a: b\n\n- **`**: `"],
    ["| a | b |\n|---|---|\n| 1 | 2<br>3<BR/>4 |", "a: b\n\n- **1**: 2 3 4"],
    ["| a | b |\n|---|---|\n| 1 | 2 | 3 |", "a: b\n\n- **1**: 2, 3"],
    ["看表：\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |", "看表：\n\n甲：乙\n\n- **1**：2"],
    ["> | a | b |\n> |---|---|\n> | 1 | 2 |\n词", "> a：b\n>\n> - **1**：2\n词".replaceAll("：", ": ")],
  ])("%j is %j", (text, expected) => {
    expect(tablesToLists(text)).toBe(expected);
  });

  it("leaves no table, and whatever is none", () => {
    fc.assert(
      fc.property(fc.oneof(answer, scraps), (text) => {
        const listed = tablesToLists(text);
        const others = [...scanLines(text)].filter((line) => line.table === null);
        if (countTables(text) === 0) expect(listed).toBe(text);
        else for (const line of others) expect(listed).toContain(line.text);
      }),
      SEED,
    );
    fc.assert(
      fc.property(answer, (text) => {
        expect(countTables(tablesToLists(text))).toBe(0);
        expect(tablesToLists(tablesToLists(text))).toBe(tablesToLists(text));
      }),
      SEED,
    );
  });
});
