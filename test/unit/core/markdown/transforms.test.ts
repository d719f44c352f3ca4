// What all changes to Markdown have in common: code is as it was, any text is taken, and the work grows with its length only.
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { scanLines } from "../../../../src/core/markdown/blocks.ts";
import { jsonLength, utf8Length } from "../../../../src/core/markdown/bytes.ts";
import { escapeAngles } from "../../../../src/core/markdown/escape.ts";
import { lowerHeadings } from "../../../../src/core/markdown/headings.ts";
import { imagesToLinks } from "../../../../src/core/markdown/images.ts";
import { hardLineBreaks } from "../../../../src/core/markdown/line-breaks.ts";
import { neutraliseMentions } from "../../../../src/core/markdown/mentions.ts";
import { toPlainText } from "../../../../src/core/markdown/plain.ts";
import { mendStrong } from "../../../../src/core/markdown/strong.ts";
import { tablesToCode, tablesToLists } from "../../../../src/core/markdown/tables.ts";
import { answer, anyText, countTables, HOSTILE, SEED } from "./texts.ts";

type Change = (markdown: string) => string;

const CHANGES: [string, Change][] = [
  ["images", (text) => imagesToLinks(text, "图片")],
  ["headings", lowerHeadings],
  ["strong", mendStrong],
  ["tables as lists", tablesToLists],
  ["all tables kept", (text) => tablesToCode(text, 1000)],
  ["angles", escapeAngles],
  ["line breaks", hardLineBreaks],
];
const OTHERS: [string, Change][] = [
  ["tables as code", (text) => tablesToCode(text, 0)],
  ["plain text", toPlainText],
  ["mentions", neutraliseMentions],
];

const codeOf = (text: string) =>
  [...scanLines(text)].filter(({ fence }) => fence !== null).map((line) => line.text);

describe.each(CHANGES)("%s", (_name, change) => {
  it("leave code as it is, fences included", () => {
    fc.assert(
      fc.property(answer, (text) => {
        expect(codeOf(change(text))).toEqual(codeOf(text));
      }),
      { ...SEED, numRuns: 200 },
    );
  });

  it("leave code as it is while it is open", () => {
    fc.assert(
      fc.property(answer, (text) => {
        // A line without an end may still become another one's underline.
        const open = `${text}\n\n\`\`\`js\n# a < b **注意：**请\n![x](y)`;
        expect(codeOf(change(open))).toEqual(codeOf(open));
      }),
      { ...SEED, numRuns: 50 },
    );
  });

  it("leave plain words as they are", () => {
    for (const text of ["", "\n", "普通的一句话。", "Plain words, and more.\n\nAnother paragraph.\r\n"])
      expect(change(text)).toBe(text);
  });
});

test.each(CHANGES.filter(([name]) => !["headings", "angles"].includes(name)))(
  "%s done twice are done once",
  (_name, change) => {
    fc.assert(
      fc.property(answer, (text) => {
        expect(change(change(text))).toBe(change(text));
      }),
      { ...SEED, numRuns: 200 },
    );
  },
);

test.each([...CHANGES, ...OTHERS])("%s take any text, and end it as it ended", (_name, change) => {
  fc.assert(
    fc.property(anyText, (text) => {
      const changed = change(text);
      if (text.isWellFormed()) expect(changed.isWellFormed()).toBe(true);
      if (text.trim() === "") expect(changed).toBe(text);
    }),
    { ...SEED, numRuns: 300 },
  );
});

// Where the work grew with the square of the length, one of these would outlast the test's time.
test.each([...CHANGES, ...OTHERS])("%s take hostile texts", (_name, change) => {
  for (const [name, text] of HOSTILE) {
    const changed = change(text);
    expect(changed.length, name).toBeLessThan(12 * text.length + 100);
  }
});

describe("one after another", () => {
  const source = [
    "# 部署 <Worker>",
    "**注意：**请先登录，\n再运行 `npm i <name>`：",
    "```sh\n# 安装\nnpm i <name> && echo **完：**了\n```",
    "| 参数 | 说明 |\n|---|---|\n| `a|b` | 见[文档](https://a.cn) |",
    "![架构图](https://a.cn/x.png) <at id=all></at>",
  ].join("\n\n");

  it("make what a card of Feishu shows", () => {
    const linked = imagesToLinks(lowerHeadings(source), "图片");
    expect(neutraliseMentions(mendStrong(tablesToCode(linked, 0)))).toBe(
      [
        "#### 部署 <Worker>",
        "**注意**：请先登录，\n再运行 `npm i <name>`：",
        "```sh\n# 安装\nnpm i <name> && echo **完：**了\n```",
        "```\n参数 | 说明\n-----|----------------------\na|b  | 见文档 (https://a.cn)\n```",
        "[架构图](https://a.cn/x.png) <\u200bat id=all><\u200b/at>",
      ].join("\n\n"),
    );
  });

  it("make what a message of DingTalk shows", () => {
    const listed = tablesToLists(imagesToLinks(source, "图片"));
    expect(hardLineBreaks(escapeAngles(mendStrong(listed)))).toBe(
      [
        "# 部署 &lt;Worker>",
        "**注意**：请先登录，  \n再运行 `npm i <name>`：",
        "```sh\n# 安装\nnpm i <name> && echo **完：**了\n```",
        "参数：说明",
        "- **`a|b`**：见[文档](https://a.cn)",
        "[架构图](https://a.cn/x.png) &lt;at id=all>&lt;/at>",
      ].join("\n\n"),
    );
  });

  it("make what a plain message shows", () => {
    expect(toPlainText(imagesToLinks(source, "图片"))).toBe(
      [
        "部署 <Worker>",
        "注意：请先登录，\n再运行 npm i <name>：",
        "# 安装\nnpm i <name> && echo **完：**了",
        "参数 | 说明\na|b | 见文档 (https://a.cn)",
        "架构图 (https://a.cn/x.png) <at id=all></at>",
      ].join("\n\n"),
    );
  });
});

test("measures and counts take hostile texts", () => {
  for (const [name, text] of HOSTILE) {
    expect(jsonLength(text), name).toBeGreaterThan(utf8Length(text));
    expect(countTables(text), name).toBeLessThanOrEqual(text.length / 4);
  }
});
