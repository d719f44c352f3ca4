// What people see of an answer's Markdown, and how much of it goes into one part: rows 36 and 37.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  cardMarkdown,
  growingCardMarkdown,
  messageMarkdown,
  plainText,
  titleOf,
} from "../../../../src/channels/dingtalk/render.ts";
import { splitMarkdown } from "../../../../src/channels/dingtalk/size.ts";
import { FakePlatform, GROUP, LATE, Notebook, partOf } from "./platform.ts";

const TABLE = "| 名称 | 价格 |\n| --- | --- |\n| 苹果 | 5 |";
const SEED = { seed: 20260301 };
const bytesOf = (value: unknown) =>
  new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value)).length;

describe("a message", () => {
  it("has no tables, which show as rubble, and no HTML, which vanishes (row 37)", () => {
    const text = messageMarkdown(`${TABLE}\n\nuse <b>bold</b> and \`<i>\``);
    expect(text).not.toContain("| --- |");
    expect(text).toMatch(/苹果.*5/);
    expect(text).toContain("&lt;b>");
    expect(text).toContain("`<i>`");
  });

  it("takes no tag with a colon for an address (row 37)", () => {
    expect(messageMarkdown("<soap:Envelope> and <xs:element>")).toBe(
      "&lt;soap:Envelope> and &lt;xs:element>",
    );
    expect(messageMarkdown("<https://a.cn/>")).toBe("[https://a.cn/](https://a.cn/)");
  });

  it("keeps words directly below a table apart from its last item", () => {
    expect(messageMarkdown(`${TABLE}\n以上。`)).toBe("名称：价格\n\n- **苹果**：5\n\n以上。");
  });

  it("keeps single line ends, which some clients swallow (row 37)", () => {
    expect(messageMarkdown("one\ntwo")).toMatch(/^one {2,}\ntwo$/);
  });

  it("fetches no image from anywhere, and is bold where Chinese is bold", () => {
    expect(messageMarkdown("![图](https://example.com/a.png)")).toBe("[图](https://example.com/a.png)");
    expect(messageMarkdown("看图 ![](https://example.com/a.png)")).toBe(
      "看图 [图片](https://example.com/a.png)",
    );
    expect(messageMarkdown("Look: ![](https://example.com/a.png)")).toBe(
      "Look: [image](https://example.com/a.png)",
    );
    expect(messageMarkdown("**注意：**请先登录")).toBe("**注意**：请先登录");
  });
});

describe("a card", () => {
  it("draws tables, each with a blank line before it, or it would stay text", () => {
    expect(cardMarkdown(`prices:\n${TABLE}\n\nend`)).toBe(`prices:\n\n${TABLE}\n\nend`);
    for (const fine of [TABLE, `a\n\n${TABLE}`, `\`\`\`\na\n${TABLE}\n\`\`\``])
      expect(cardMarkdown(fine)).toBe(fine);
  });

  it("keeps words directly below a table out of it", () => {
    expect(cardMarkdown(`${TABLE}\nthat is all`)).toBe(`${TABLE}\n\nthat is all`);
  });

  it("while it grows, holds back a row that is being written", () => {
    expect(growingCardMarkdown("a\n| b")).toBe("a");
    expect(growingCardMarkdown("a\n| b |\n")).toBe("a\n| b |\n");
    expect(growingCardMarkdown("| b")).toBe("");
    expect(growingCardMarkdown("a | b")).toBe("a | b");
  });
});

describe("plain text", () => {
  it("is never empty: the platform refuses a message without text", () => {
    expect(plainText("# Hi **you**")).toBe("Hi you");
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, unit: fc.constantFrom("*", "_", "#", "`", "-", "\n", "a", ">") }),
        (text) => {
          if (text.trim() !== "") expect(plainText(text).trim()).not.toBe("");
        },
      ),
      { ...SEED, numRuns: 300 },
    );
  });
});

describe("the title in the list of chats", () => {
  it.each([
    ["# 标题\n\n正文", "标题"],
    ["\n\n**Hello** [you](https://example.com)", /^Hello you/],
    ["- 第一点\n- 第二点", "第一点"],
    ["> quoted", "quoted"],
    ["---\n\nafter a rule", "after a rule"],
    ["x".repeat(100), `${"x".repeat(40)}…`],
    [`${"字".repeat(39)}😀`, /^字{39}.?…$/u],
    ["***", "…"],
    ["", "…"],
  ])("is the first words, and never empty: %j", (markdown, expected) => {
    expect(titleOf(markdown)).toEqual(
      typeof expected === "string" ? expected : expect.stringMatching(expected),
    );
    expect(titleOf(markdown).isWellFormed()).toBe(true);
  });
});

describe("parts of a long answer", () => {
  const chinese = Array.from({ length: 700 }, (_, line) => `第 ${line} 行，说的是一些话。`).join("\n");

  it("lose nothing, and each fits every road in bytes, not in characters (row 36)", async () => {
    const parts = splitMarkdown(chinese, false);
    expect(parts.length).toBeGreaterThan(1);
    for (const line of [0, 350, 699]) expect(parts.join("\n")).toContain(`第 ${line} 行`);
    await expectToFit(parts);
    await expectToFit(splitMarkdown(chinese, true));
  });

  it("are smaller where there is a card to take them", () => {
    const parts = splitMarkdown(chinese, true);
    expect(parts.length).toBeGreaterThan(splitMarkdown(chinese, false).length);
    for (const part of parts) expect(bytesOf(cardMarkdown(part))).toBeLessThanOrEqual(8_000);
  });

  it("count what is escaped on the way: quotes, backslashes, control characters and angle brackets", async () => {
    for (const unit of ['"\\', "<b>", "\u0007\u0001", '\t"', "&lt;"]) {
      const text = Array.from({ length: 300 }, () => `${unit.repeat(60)}.`).join("\n\n");
      await expectToFit(splitMarkdown(text, false));
    }
  });

  it("count what a table grows to as a list, and as text", async () => {
    for (const hasCards of [false, true]) await expectToFit(splitMarkdown(wideTable(), hasCards));
    const rows = Array.from({ length: 900 }, (_, row) => `| r${row} | a | b |`).join("\n");
    const table = `| a quite long header | another quite long header | and one more |\n| - | - | - |\n${rows}`;
    for (const hasCards of [false, true]) await expectToFit(splitMarkdown(table, hasCards));
  });

  it("count what is said twice: an address in angle brackets, and one that links name", async () => {
    const address = `https://example.com/${"path/".repeat(150)}`;
    const angled = Array.from({ length: 30 }, (_, index) => `<${address}${index}>`).join("\n\n");
    const links = Array.from({ length: 400 }, (_, index) => `[word ${index}][1]`).join(" ");
    for (const text of [angled, `[1]: ${address}\n\n${links}`])
      for (const hasCards of [false, true]) await expectToFit(splitMarkdown(text, hasCards));
  });

  it("never change while the text grows, but for the last one", () => {
    for (const hasCards of [false, true]) {
      const full = splitMarkdown(chinese, hasCards);
      for (let length = 500; length < chinese.length; length += 1_777) {
        const parts = splitMarkdown(chinese.slice(0, length), hasCards);
        expect(full.slice(0, parts.length - 1)).toEqual(parts.slice(0, -1));
      }
    }
  });

  it("never change where the text shrinks in the rendering: an image's data, the head of a table", () => {
    const data = `![chart](data:image/png;base64,${"iVBORw0KGgo".repeat(1_500)})`;
    const head = `| a | b |\n| ${"-".repeat(9_000)} | - |\n| 1 | 2 |`;
    for (const long of [data, head])
      for (const hasCards of [false, true]) {
        const text = `${"Words. ".repeat(300)}\n\n${long}\n\n${"More words. ".repeat(300)}`;
        const full = splitMarkdown(text, hasCards);
        for (let length = 1_000; length < text.length; length += 331) {
          const parts = splitMarkdown(text.slice(0, length), hasCards);
          expect(full.slice(0, parts.length - 1)).toEqual(parts.slice(0, -1));
        }
      }
  });

  it("are none of an empty text", () => {
    expect(splitMarkdown("", false)).toEqual([]);
    expect(splitMarkdown("  \n\n ", true)).toEqual([]);
  });

  it("fit whatever is in them", async () => {
    const piece = fc.constantFrom(
      "字",
      "a ",
      "\n",
      "\n\n",
      '"',
      "\\",
      "<",
      "```\n",
      "| a | b |\n| - | - |\n",
      "**x：**",
      "😀",
      "# ",
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { minLength: 1, maxLength: 40 }),
        fc.boolean(),
        async (pieces, hasCards) => {
          const parts = splitMarkdown(pieces.join("").repeat(150), hasCards);
          if (hasCards)
            for (const part of parts) expect(bytesOf(cardMarkdown(part))).toBeLessThanOrEqual(8_000);
          await expectToFit(parts);
        },
      ),
      { ...SEED, numRuns: 25 },
    );
  });
});

/** Short as a table and long as a list, which says eight titles in each item. */
function wideTable(): string {
  const titles = Array.from({ length: 8 }, (_, column) => `a rather long title of column ${column}`);
  const rows = Array.from({ length: 200 }, (_, row) => `| ${row} | 1 | 2 | 3 | 4 | 5 | 6 | 7 |`);
  return [`| ${titles.join(" | ")} |`, `|${" - |".repeat(8)}`, ...rows].join("\n");
}

/** Each part, on each road, as it really leaves. */
async function expectToFit(parts: string[]): Promise<void> {
  for (const [index, markdown] of parts.entries()) {
    const platform = new FakePlatform();
    const { sender } = platform.channel();
    for (const [origin, form] of [
      [GROUP, null],
      [GROUP, "session-text"],
      [{ ...GROUP, ...LATE }, "markdown"],
      [{ ...GROUP, ...LATE }, "text"],
    ] as const) {
      const { progress, note } = new Notebook({ form });
      await sender.send(origin, partOf(markdown, { index }), progress, note);
    }
    const [session, sessionText, ...api] = platform.calls;
    for (const call of [session, sessionText]) expect(bytesOf(call?.body)).toBeLessThanOrEqual(15_000);
    expect(api.map(({ operation }) => operation)).toEqual(["group.send", "group.send"]);
    for (const { body } of api) expect(bytesOf(String(body.msgParam))).toBeLessThanOrEqual(14_000);
  }
}
