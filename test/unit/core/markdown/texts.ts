// Texts for the tests of Markdown: answers as models write them, scraps of marks in any order, and hostile ones.
import fc from "fast-check";
import { scanLines } from "../../../../src/core/markdown/blocks.ts";

export const SEED = { seed: 20260214 };

/** Tables that a reader of this Markdown sees. */
export function countTables(markdown: string): number {
  return [...scanLines(markdown)].filter(({ kind }) => kind === "header").length;
}

const word = fc.constantFrom(
  ..."Worker 部署 deploy 数据库 the a 配置。 请先登录， 完成！ done. 3.14 👍 👨‍👩‍👧‍👦 e\u0301 https://a.cn/x **重点** `code` [文档](https://a.cn) <b> 1 <at".split(
    " ",
  ),
);
const sentence = fc
  .array(fc.tuple(word, fc.constantFrom(" ", "", " ", "，")), { minLength: 1, maxLength: 12 })
  .map((parts) => parts.map(([text, gap]) => text + gap).join(""));
const paragraph = fc.array(sentence, { minLength: 1, maxLength: 3 }).map((lines) => lines.join("\n"));

const codeLine = fc.oneof(
  fc.constantFrom(
    "",
    "const a = 1;",
    "# comment",
    "    if (a < b) return;",
    "| a | b |",
    "|---|---|",
    "![x](http://x)",
    "**注意：**请",
    "Title",
    "=====",
    "// 很长的一行注释，没有空格也没有句号",
    "<at id=all></at> &lt;",
  ),
  fc.string({ unit: fc.constantFrom("x", " ", "中", "👍"), maxLength: 30 }),
);
const marker = fc.constantFrom("```", "~~~", "````");
const fenceLines = fc
  .tuple(marker, fc.constantFrom("", "js", "python", "ts title=a"), fc.array(codeLine, { maxLength: 8 }))
  .map(([mark, info, lines]) => [mark + info, ...lines, mark]);

const indented = (lines: string[], first: string, rest: string) =>
  lines.map((line, index) => (line === "" && rest.trim() === "" ? "" : (index === 0 ? first : rest) + line));

export const fence = fenceLines.map((lines) => lines.join("\n"));
const listedFence = fenceLines.map((lines) => ["1. 步骤", ...indented(lines, "   ", "   ")].join("\n"));
const markedFence = fenceLines.map((lines) => indented(lines, "- ", "  ").join("\n"));
const quotedFence = fenceLines.map((lines) => indented(lines, "> ", "> ").join("\n"));

const cell = fc.constantFrom("a", "北京", "1.5 万", "`x|y`", "a \\| b", "", "**粗**", "long words in a cell");
export const table = fc
  .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 6 }))
  .chain(([columns, rows]) =>
    fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), {
      minLength: rows + 1,
      maxLength: rows + 1,
    }),
  )
  .map(([header = [], ...rows]) =>
    [header, header.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n"),
  );

const list = fc
  .array(fc.tuple(fc.constantFrom("- ", "  - ", "    - ", "1. ", "* "), sentence), {
    minLength: 1,
    maxLength: 6,
  })
  .map((items) => items.map(([mark, text]) => mark + text).join("\n"));

const block = fc.oneof(
  paragraph,
  fence,
  listedFence,
  markedFence,
  quotedFence,
  table,
  list,
  sentence.map((text) => `## ${text}`),
  sentence.map((text) => `> ${text}\n> ${text}`),
  fc.constantFrom("---", "标题\n===", "\n\n"),
);

/** An answer of ordinary blocks; its fences are closed. */
export const answer = fc
  .tuple(fc.array(block, { maxLength: 8 }), fc.constantFrom("\n", "\r\n"))
  .map(([blocks, end]) => blocks.join("\n\n").replaceAll("\n", end));

/** Marks, letters and line ends in any order, as no model would write them. */
export const scraps = fc
  .array(
    fc.constantFrom(
      ..."` `` ``` ~~~ ~~ ** * _ __ *** | || --- |--- : - 1. > # ## [ ] ( ) ![ ]( < > & \\ a b 中 文 。 ： “ ” （ ） 👍 \u0301 \u200d \ud83d \ude00 !".split(
        " ",
      ),
      " ",
      "  ",
      "\n",
      "\n",
      "\n\n",
      "\r\n",
      "\t",
      "    ",
      "- ",
      "> ",
      "```js\n",
      "\n```\n",
      "| a | b |\n|---|---|\n",
      "| 1 | 2 |\n",
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(""));

export const anyText = fc.oneof(answer, scraps, fc.string({ unit: "binary", maxLength: 60 }));

const filled = (unit: string, length = 100_000) => unit.repeat(Math.ceil(length / unit.length));

/** Each would take minutes where work grows with the square of the length. */
export const HOSTILE: [name: string, text: string][] = [
  ["one word without an end", filled("x", 1_000_000)],
  ["one Chinese run without an end", filled("文")],
  ["nothing but line ends", filled("\n")],
  ["nothing but spaces", filled(" ")],
  ["spaces before a letter", `${filled(" ")}x`],
  ["backticks", filled("`")],
  [
    "backtick runs of every length",
    Array.from({ length: 400 }, (_, index) => "`".repeat(index + 1)).join("a"),
  ],
  ["fences without an end", filled("```\n")],
  ["an open fence with one long line", `\`\`\`js\n${filled("x=1;")}`],
  ["an info string without an end", `~~~${filled("info ")}`],
  ["a fence mark without an end", filled("~")],
  ["stars", filled("*")],
  ["openers of emphasis", filled("**a ")],
  ["openers of every kind", filled("*a **b ***c __d _e ~~f ")],
  ["failing pairs in pairs", `${filled("（**", 60_000)}字${filled("，**字", 60_000)}`],
  ["opening brackets", filled("[")],
  ["images in images", `${filled("![", 100_000)}a${filled("](u)", 100_000)}`],
  ["links without an end", filled("[a](b")],
  ["targets in targets", `${filled("](a", 60_000)}${filled("](b)", 60_000)}`],
  ["titles without an end", filled('[a](b "')],
  ["titles in brackets", filled("[a](b (")],
  ["tags without an end", filled("<img ")],
  ["tags with open quotes", filled("<img src='")],
  ["addresses without an end", filled("<https://a")],
  ["mail addresses without an end", filled("<a@b.")],
  ["breaks without an end", filled("<br ")],
  ["entities without an end", filled("&amp")],
  ["backslashes", filled("\\")],
  ["quote marks", filled("> ")],
  ["list marks", filled("- ")],
  ["nested lists", Array.from({ length: 500 }, (_, depth) => `${" ".repeat(depth)}- a`).join("\n")],
  ["heading marks", `# ${filled("#")}x`],
  ["pipes", filled("|")],
  ["heads of tables", filled("|a|\n|-|\n")],
  [
    "a wide head over many rows",
    `${filled("|a", 50_000)}|\n${filled("|-", 50_000)}|\n${filled("|b|\n", 50_000)}`,
  ],
  ["one wide cell over many rows", `|${filled("x", 100_000)}|\n|-|\n${filled("|b|\n", 50_000)}`],
  ["dashes", filled("-")],
  ["dashes below a pipe", `a|b\n${filled("-|", 100_000)}`],
  ["definitions", `${filled("[a]: b\n", 100_000)}![${filled("[", 100_000)}`],
  ["sentence ends with brackets", filled(".)))")],
  ["accents", `a${filled("\u0301")}`],
  ["families", filled("👨‍👩‍👧‍👦")],
  ["halves of pairs", filled("\ud83d")],
  ["mentions", filled("<at")],
];
