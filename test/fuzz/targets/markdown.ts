// Answers on their way to a chat: cut and rewritten, and nothing of them is lost, too long or torn.

import * as dingtalk from "../../../src/channels/dingtalk/render.ts";
import { splitMarkdown } from "../../../src/channels/dingtalk/size.ts";
import { finishedCard, fitsCard, streamingCard } from "../../../src/channels/feishu/card.ts";
import * as feishu from "../../../src/channels/feishu/render.ts";
import { cardBytes } from "../../../src/channels/feishu/size.ts";
import { openAfter, scanLines } from "../../../src/core/markdown/blocks.ts";
import { jsonLength, utf8Length } from "../../../src/core/markdown/bytes.ts";
import { cutMarkdown, emptyCutMemory } from "../../../src/core/markdown/cut.ts";
import { scanInline } from "../../../src/core/markdown/inline.ts";
import { referencesIn } from "../../../src/core/markdown/references.ts";
import { columnsWide } from "../../../src/core/markdown/width.ts";
import { textFixtures } from "../corpus.ts";
import { hold, holdSame } from "../hold.ts";
import { choiceOf, onText, type Target } from "../target.ts";

const SEEDS = [
  '# 标题\n\n**注意：**请先登录 `code` [link](https://a.example "t")\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n```js\nlet a;\n```\n\n> quote\n> - item\n',
  '![图](https://a.example/a.png) <img src="https://a.example/b.png"> <https://a.example/> <a@b.example>\n\n[a]: https://a.example/\n[x][a] ![y][a]',
  "<at id=all></at> @all ~~gone~~ 3~5 天 ***both*** __u__\n\n1. a\n   ```\n   b\n   ```\n2. c",
  "- > ```\n- > x\n\n> | a |\n> | - |\n> | b |\n\nTitle\n===\n\n---\n",
  "第一句。第二句！“引用”—— e.g. this. And that? 👩‍👩‍👧 \u0301",
];
const TOKENS = [
  ...[
    "**",
    "*",
    "_",
    "~~",
    "```\n",
    "~~~",
    "> ",
    "- ",
    "1. ",
    "# ",
    "| a | b |\n| - | - |\n",
    "|",
    "\n---\n",
    "===",
    "[x][a]",
    "\n[a]: https://a.example/\n",
  ],
  ...[
    "![",
    "](",
    ")",
    "<img src='",
    "<at id=all>",
    "<br>",
    "&lt;",
    "\\",
    "：",
    "。",
    "👍",
    "\ud83d",
    "    ",
    "\t",
    "\r\n",
    "https://a.example/",
    "<https://",
    "“",
  ],
];
const seeds = () => [...SEEDS, ...textFixtures("handbook", ".md", 8)];

export const markdownTargets: Target[] = [
  {
    name: "markdown-cut",
    covers: ["src/core/markdown/"],
    seeds,
    tokens: TOKENS,
    check: onText((text) => {
      const limit = 20 + choiceOf(text, 400);
      for (const measure of [utf8Length, jsonLength]) {
        const pieces = cutMarkdown(text, (piece) => measure(piece) <= limit);
        for (const piece of pieces) {
          hold(measure(piece) <= limit || [...piece].length === 1, `a piece fits ${limit}`);
          hold(
            piece.trim() !== "" && (piece.isWellFormed() || !text.isWellFormed()),
            "no piece is blank or torn",
          );
        }
        const lost = missingFrom(pieces.join(""), text);
        hold(lost === "", `every sign stands in a piece: ${JSON.stringify(lost)} does not`);
      }
    }),
  },
  {
    name: "markdown-grow",
    covers: ["src/core/markdown/", "src/channels/feishu/size.ts", "src/channels/dingtalk/size.ts"],
    seeds,
    tokens: TOKENS,
    mostBytes: 8_192,
    check: onText((text) => {
      // Repeated until it takes more than one part.
      const times = Math.min(20, Math.ceil(24_000 / Math.max(text.length, 1)));
      const whole = `${text}\n\n`.repeat(times);
      for (const fits of [fitsCard, (piece: string) => utf8Length(piece) <= 700]) {
        const [memory, ends] = [emptyCutMemory(), [0.45, 0.8, 1]];
        let before: string[] = [];
        for (const share of ends) {
          const pieces = cutMarkdown(whole.slice(0, Math.ceil(whole.length * share)), fits, memory);
          holdSame(
            pieces.slice(0, Math.max(0, before.length - 1)),
            before.slice(0, -1),
            "full parts stay as they were",
          );
          before = pieces;
        }
        holdSame(cutMarkdown(whole, fits), before, "cut at once it is the same");
      }
    }),
  },
  {
    name: "feishu-markdown",
    covers: [
      "src/channels/feishu/render.ts",
      "src/channels/feishu/size.ts",
      "src/channels/feishu/card.ts",
      "src/core/markdown/",
    ],
    seeds,
    tokens: TOKENS,
    check: onText((text) => {
      const bound = cardBytes(text);
      for (const render of [
        feishu.streamMarkdown,
        feishu.plainStreamMarkdown,
        feishu.cardMarkdown,
        feishu.plainCardMarkdown,
      ]) {
        const shown = render(text);
        hold(
          Buffer.byteLength(JSON.stringify(JSON.stringify(shown))) <= bound,
          `${render.name}: no larger than was judged`,
        );
        hold(!/<\/?at\b/i.test(shown), `${render.name}: calls nobody`);
      }
      hold(!/<\/?at\b/i.test(feishu.plainText(text)), "plain text calls nobody");
      if (fitsCard(text))
        hold(
          Buffer.byteLength(JSON.stringify(finishedCard(feishu.cardMarkdown(text)))) <= 28_000,
          "a card fits",
        );
      streamingCard(text);
    }),
  },
  {
    name: "dingtalk-markdown",
    covers: ["src/channels/dingtalk/render.ts", "src/channels/dingtalk/size.ts", "src/core/markdown/"],
    seeds,
    tokens: TOKENS,
    check: onText((text) => {
      for (const hasCards of [true, false])
        for (const part of splitMarkdown(text, hasCards)) {
          hold(dingtalk.plainText(part) !== "", "a message is never empty");
          const title = dingtalk.titleOf(part);
          const param = JSON.stringify({ title, text: dingtalk.messageMarkdown(part) });
          hold(Buffer.byteLength(param) <= 15_000, "a message fits");
          hold(
            Buffer.byteLength(JSON.stringify({ content: dingtalk.plainText(part) })) <= 15_000,
            "plain text fits",
          );
          hold(title !== "" && title.length <= 41 && title.isWellFormed(), "a title is short and whole");
          if (hasCards) hold(Buffer.byteLength(dingtalk.cardMarkdown(part)) <= 8_000, "a card fits");
        }
      dingtalk.growingCardMarkdown(text);
    }),
  },
  {
    name: "markdown-scan",
    covers: ["src/core/markdown/"],
    seeds,
    tokens: TOKENS,
    check: onText((text) => {
      let at = 0;
      let last = null;
      for (const line of scanLines(text)) {
        hold(line.start === at && line.next >= line.end && line.end >= line.start, "line after line");
        at = line.next;
        last = line;
      }
      hold(at === text.length, "to the end");
      if (last !== null) openAfter(last);
      const inline = scanInline(text, referencesIn(text));
      hold(typeof inline === "object", "words are read");
      hold(columnsWide(text) >= 0 && columnsWide(text) <= 2 * text.length, "at most two columns a sign");
      hold(utf8Length(text) === Buffer.byteLength(text), "bytes are counted");
      hold(jsonLength(text) === Buffer.byteLength(JSON.stringify(text)), "bytes as JSON are counted");
    }),
  },
];

/** The first sign of `text`, white space and the marks of fences aside, that does not occur in `whole` in this order; empty: all do. */
function missingFrom(whole: string, text: string): string {
  let at = 0;
  for (const unit of text) {
    if (/[\s`~]/.test(unit)) continue;
    const found = whole.indexOf(unit, at);
    if (found === -1) return unit;
    at = found + unit.length;
  }
  return "";
}
