// An answer cut into cards: each small enough in the request's own bytes, none changed by what comes later.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { finishedCard, fitsCard, streamingCard } from "../../../../src/channels/feishu/card.ts";
import {
  cardMarkdown,
  plainCardMarkdown,
  plainText,
  streamMarkdown,
} from "../../../../src/channels/feishu/render.ts";
import { cardBytes } from "../../../../src/channels/feishu/size.ts";
import { FakePlatform, Notebook, ORIGIN, partOf, refusal } from "./platform.ts";

const { sender } = new FakePlatform().channel();
const TABLE = "| 名称 | 值 |\n| --- | --- |\n| a\\|b | “2” |\n";

const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

/** Answers with all that makes JSON longer than the text: quotes, line ends, backslashes, tables, headings, mentions. */
const block = fc.oneof(
  fc.string({
    unit: fc.constantFrom("选", "a", '"', "\\", "\n", "🌍", "<at ", "\t"),
    minLength: 500,
    maxLength: 3_000,
  }),
  fc.constantFrom(
    `${TABLE}\n`.repeat(30),
    '```json\n{"a":"\\n"}\n```\n'.repeat(60),
    "# 标题\n\n".repeat(300),
  ),
);
const answer = fc.array(block, { minLength: 5, maxLength: 20 }).map((blocks) => blocks.join("\n\n"));

describe("an answer", () => {
  it("is cut so that every request stays within 30 KB, in whatever form it goes", async () => {
    await fc.assert(
      fc.asyncProperty(answer, async (markdown) => {
        for (const piece of sender.split(markdown)) {
          const refused = Array.from({ length: 3 }, () => refusal(230099));
          const platform = new FakePlatform().script("message.reply", ...refused);
          await platform
            .channel()
            .sender.send(ORIGIN, partOf(piece), new Notebook().progress, () => undefined);
          expect(platform.calls.length).toBe(4);
          for (const { body } of platform.calls) expect(bytesOf(body)).toBeLessThanOrEqual(30_000);
          const data = JSON.stringify(finishedCard(cardMarkdown(piece)));
          expect(bytesOf(data)).toBeLessThanOrEqual(28_000);
          expect(bytesOf({ content: streamMarkdown(piece), sequence: 1 })).toBeLessThanOrEqual(30_000);
          expect(piece.length).toBeLessThanOrEqual(30_000);
        }
      }),
      { seed: 20260205, numRuns: 8 },
    );
  });

  it("that grows keeps the cards that are full", () => {
    const markdown = Array.from(
      { length: 3_000 },
      (_, index) => `第 ${index} 段：“引用”\n\n${index % 9 ? "" : TABLE}`,
    ).join("\n");
    let before: string[] = [];
    for (let length = 0; length <= markdown.length; length += 5_003) {
      const pieces = sender.split(markdown.slice(0, length));
      expect(pieces.slice(0, Math.max(0, before.length - 1))).toEqual(before.slice(0, -1));
      before = pieces;
    }
    expect(before.length).toBeGreaterThan(2);
  });

  it("that grows keeps them also where it shrinks in the rendering: data of an image, the head of a table, a link", () => {
    const data = `![chart](data:image/png;base64,${"iVBORw0KGgo".repeat(3_000)})`;
    const head = `| a | b |\n| ${"-".repeat(20_000)} | - |\n| 1 | 2 |`;
    const link = `[a](https://example.com/${"x".repeat(26_500)} "title") and more`;
    for (const long of [data, head, link]) {
      const markdown = `${"Words. ".repeat(800)}\n\n${long}\n\n${"More words. ".repeat(300)}`;
      const ends = [0.5, 0.9, 0.99, 1, 1.001, 1.01].map((share) => Math.ceil((5_602 + long.length) * share));
      let before: string[] = [];
      for (const end of [...ends, markdown.length]) {
        const pieces = sender.split(markdown.slice(0, end));
        expect(pieces.slice(0, Math.max(0, before.length - 1))).toEqual(before.slice(0, -1));
        before = pieces;
      }
      expect(before.length).toBeGreaterThan(1);
    }
  });

  it("of a hundred kilobytes is cut in a moment", () => {
    const markdown = `${'一段"文字"。\n'.repeat(8_000)}`;
    const started = performance.now();
    expect(sender.split(markdown).length).toBeGreaterThan(4);
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it("that is short is one card, and an empty one is none", () => {
    expect(sender.split("Hello")).toEqual(["Hello"]);
    expect(sender.split("")).toEqual([]);
  });
});

describe("a card", () => {
  it("is measured in bytes of its JSON inside the request, not in characters", () => {
    expect(fitsCard("a".repeat(27_000))).toBe(true);
    expect(fitsCard("选".repeat(10_000))).toBe(false);
    expect(fitsCard('"'.repeat(8_000))).toBe(false);
    expect(fitsCard("\n".repeat(12_000))).toBe(false);
  });

  it("never takes less room when its text grows, or what was cut before would have to be cut anew", () => {
    const unit = fc.constantFrom(
      "a",
      "选",
      "🌍",
      '"',
      "\\",
      "\n",
      "|",
      "-",
      "#",
      "*",
      " ",
      "<at",
      "<img",
      "![",
      "](",
      ")",
      "`",
      "=",
    );
    const text = fc.array(unit, { maxLength: 80 });
    fc.assert(
      fc.property(text, fc.nat(80), (units, length) => {
        const shorter = cardBytes(units.slice(0, length).join(""));
        expect(cardBytes(units.join(""))).toBeGreaterThanOrEqual(shorter);
      }),
      { seed: 20260206, numRuns: 2_000 },
    );
  });

  it("is never larger than was judged, tables as code and headings lowered included", () => {
    const line = fc.constantFrom(
      "# 标题",
      "- **“重点”**内容",
      "| a | b |",
      "| --- | --- |",
      "| 一个很长的单元格，里面有不少字 | x |",
      "|x|",
      "",
      "Title\n===",
      "![](https://e.com/a.png)",
      '<img src="https://e.com/b.png">',
      "<at id=all></at>",
      "```\ncode\n```",
      "> # quoted",
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 60 }), (lines) => {
        const markdown = lines.join("\n");
        const bound = cardBytes(markdown);
        for (const render of [streamMarkdown, cardMarkdown, plainCardMarkdown])
          expect(Buffer.byteLength(JSON.stringify(JSON.stringify(render(markdown))))).toBeLessThanOrEqual(
            bound,
          );
      }),
      { seed: 20260207, numRuns: 1_000 },
    );
  });

  it("has a summary for the list of chats, on one line and short", () => {
    const summaryOf = (markdown: string) =>
      (finishedCard(markdown).config as { summary: { content: string } }).summary.content;
    expect(summaryOf("## Title\n\n**Bold** and `code`")).toBe("Title Bold and code");
    expect(summaryOf("长".repeat(500)).length).toBeLessThanOrEqual(61);
    expect(summaryOf("🌍".repeat(500)).isWellFormed()).toBe(true);
    expect(streamingCard("")).toMatchObject({
      config: { streaming_mode: true, summary: { content: expect.any(String) } },
    });
  });
});

describe("rendering", () => {
  it("while an answer grows never takes back what was shown of whole lines", () => {
    const lines = [
      "# 标题",
      "",
      "**“重点”**内容",
      "",
      ...TABLE.split("\n"),
      "```js",
      "let a;",
      "```",
      "- ![x](https://e.com/i.png)",
      "",
    ];
    let before = "";
    for (let count = 1; count <= lines.length; count += 1) {
      const shown = streamMarkdown(`${lines.slice(0, count).join("\n")}\n`);
      expect(shown.startsWith(before)).toBe(true);
      before = shown;
    }
  });

  it("lets no mention of a model's making reach anybody, in any form", () => {
    const evil = '<at id=all></at> <at user_id="all">x</at> `<at id=all>`\n\n```\n<at id=all></at>\n```';
    for (const render of [streamMarkdown, cardMarkdown, plainCardMarkdown, plainText])
      expect(render(evil)).not.toMatch(/<at\b/i);
  });
});
