// What people read and keep in the browser: answers as Markdown, files of conversations, texts with their words marked.
import { highlight as highlightCode } from "../../../src/web/chat/code/highlighter.ts";
import { safeAddress } from "../../../src/web/chat/markdown/address.ts";
import {
  blocksOf,
  emptyDocument,
  growDocument,
  readDocument,
} from "../../../src/web/chat/markdown/document.ts";
import { firstPart, partCost } from "../../../src/web/chat/markdown/first-part.ts";
import type { Block, Inline } from "../../../src/web/chat/markdown/node.ts";
import { joinFiles, splitFiles } from "../../../src/web/chat/text-files.ts";
import { readText } from "../../../src/web/chat/text-reading.ts";
import {
  fileNameOf,
  readFile,
  Unreadable,
  writeFile,
} from "../../../src/web/chat/transfer/conversation-file.ts";
import { highlight } from "../../../src/web/console/pages/knowledge/highlight.ts";
import { compareLines } from "../../../src/web/console/pages/models/line-difference.ts";
import { textFixtures } from "../corpus.ts";
import { hold, holdSame } from "../hold.ts";
import { choiceOf, onText, type Target } from "../target.ts";

const FILE =
  '{"title":"T","messages":[{"role":"user","content":"q","timestamp":"2026-01-01T00:00:00Z"},{"role":"assistant","content":"a","model":"m","sources":[{"title":"t","url":"https://a.example/"}]}]}';
const MARKDOWN = [
  "**注意：**请 $a_1$ 和 $5\n\n$$\nx\n$$\n\n- [x] a\n  1. b\n\n| a | b |\n|:-:|--:|\n| `c` | d |\n\n```js\nlet a;\n```\n[l](javascript:1) ![i](https://a.example)\n\n[r]: https://a.example\n\n[r] <b>x</b> &copy; 3~5 ~~z~~",
  "1. a\n\n2. b\n\n> q\n> > r\n\n***\n# h\nT\n===\n\\[y\\] \\(z\\) https://a.example/路径",
];
const MARKS = [
  "**",
  "*",
  "~~",
  "$",
  "$$",
  "\\[",
  "\\(",
  "`",
  "```",
  "\n\n",
  "- ",
  "1. ",
  "> ",
  "| a |\n|---|\n",
  "[a]: b\n",
  "[a]",
  "](",
  "<b>",
  "<!--",
  "&amp;",
  "注意：",
  "https://",
  "- [ ] ",
  "    ",
  "\t",
  "\r\n",
];
const NAMES = { user: "Question", assistant: "Answer" };

export const pageTextTargets: Target[] = [
  {
    name: "page-markdown",
    covers: ["src/web/chat/markdown/"],
    seeds: () => [...MARKDOWN, ...textFixtures("handbook", ".md", 4)],
    tokens: MARKS,
    mostBytes: 16_384,
    check: onText((text) => {
      const whole = blocksOf(readDocument(text));
      for (const address of addressesIn(whole))
        hold(/^(?:https?|mailto):/.test(address), "no address but a safe one");
      let grown = emptyDocument;
      let frozen: readonly Block[] = [];
      for (const share of [0.2, 0.4, 0.6, 0.8, 1]) {
        grown = growDocument(grown, text.slice(0, Math.ceil(text.length * share)));
        hold(
          frozen.every((block, index) => grown.frozen[index] === block),
          "what is frozen stays",
        );
        frozen = grown.frozen;
      }
      hold(grown.source === text, "the whole text was read");
      const part = firstPart(text, partCost);
      hold(text.startsWith(part) && (part !== "" || text === ""), "a beginning");
      const address = safeAddress(text);
      if (address !== null) hold(/^(?:https?|mailto):/.test(address), "a safe address");
    }),
  },
  {
    name: "page-file",
    covers: ["src/web/chat/transfer/"],
    seeds: () => [
      FILE,
      writeFile(readFile("a.json", FILE), "markdown", NAMES),
      "<!-- message user - -->\n**Q**\n\nq\n",
    ],
    tokens: [
      "<!-- message user -->\n",
      "<!-- message assistant 2026-01-01T00:00:00Z m -->\n",
      "<!-- sources -->",
      "<!-- \\message",
      "# ",
      "%E9",
      '"role":"user"',
      '"timestamp":',
      "+275761-01-01",
      "\ufeff",
    ],
    check: onText((text) => {
      for (const name of ["a.json", "a.md", text.slice(0, 40)]) {
        let file: ReturnType<typeof readFile>;
        try {
          file = readFile(name, text);
        } catch (error) {
          hold(error instanceof Unreadable, `a declared error, not ${String(error)}`);
          continue;
        }
        hold(
          file.title !== "" && file.title.length <= 200 && !/[\r\n]/.test(file.title),
          "a title of one line",
        );
        holdSame(readFile("b.json", writeFile(file, "json", NAMES)), file, "as JSON it is the same");
        const again = readFile("b.md", writeFile(file, "markdown", NAMES));
        const said = (messages: typeof file.messages) =>
          messages.map(({ role, content }) => [role, content.replace(/\r\n?/g, "\n")]);
        holdSame(said(again.messages), said(file.messages), "as Markdown it says the same");
      }
      const stored = fileNameOf(text, "markdown");
      hold(
        Buffer.byteLength(stored) <= 255 && !/[\\/:*?"<>|]/.test(stored) && stored.isWellFormed(),
        "every system takes the name",
      );
    }),
  },
  {
    name: "page-text-files",
    covers: ["src/web/chat/text-files.ts", "src/web/chat/text-reading.ts"],
    seeds: () => [
      "words",
      joinFiles("w", [
        { name: "a.md", text: "```\nx\n```" },
        { name: "b", text: "" },
      ]),
      "`````\n",
    ],
    tokens: ["```", "````", '```txt title="a"\n', "\n```", "\n\n", '"'],
    check(input) {
      const text = readText(input);
      const message = text ?? Buffer.from(input).toString("latin1");
      const split = splitFiles(message);
      hold(split.words.length <= message.length, "no more words than there are");
      if (text === null) return;
      const files = [
        { name: "a.txt", text },
        { name: "b", text: "x" },
      ];
      holdSame(splitFiles(joinFiles("w", files)).files, files, "what was joined is split again");
    },
  },
  {
    name: "page-highlight",
    covers: [
      "src/web/console/pages/knowledge/highlight.ts",
      "src/web/console/pages/models/line-difference.ts",
      "src/web/chat/code/highlighter.ts",
    ],
    seeds: () => [
      "How many articles start",
      "let a = `x`; // c",
      "SELECT * FROM a WHERE b = 'c'",
      "<a b='c'>&amp;</a>",
      "a\nb\nc",
    ],
    tokens: ["art", "İ", "ing", "`", "${", "/*", "*/", "'", '"', "\\", "<", "\n"],
    mostBytes: 4_096,
    check: onText((text) => {
      const terms = ["art", text.slice(0, 3), "İ"];
      holdSame(
        highlight(text, terms)
          .map((stretch) => stretch.text)
          .join(""),
        text,
        "nothing is lost",
      );
      const language =
        ["javascript", "sql", "xml", "python", "yaml", "bash", "php", "rust"][choiceOf(text, 8)] ?? "json";
      holdSame(
        highlightCode(text, language)
          .map((piece) => piece.text)
          .join(""),
        text,
        `${language}: nothing is lost`,
      );
      const [before, after] = [text.split("\n"), text.split("\n").reverse()];
      const lines = compareLines(before, after);
      holdSame(
        lines.filter(({ kind }) => kind !== "added").map((line) => line.text),
        before,
        "all that was there",
      );
      holdSame(
        lines.filter(({ kind }) => kind !== "removed").map((line) => line.text),
        after,
        "all that is there",
      );
    }),
  },
];

function addressesIn(blocks: readonly Block[]): string[] {
  const found: string[] = [];
  const inline = (nodes: readonly Inline[]): void => {
    for (const node of nodes) {
      if ("href" in node && node.href !== null) found.push(node.href);
      if ("children" in node) inline(node.children);
    }
  };
  const block = (nodes: readonly Block[]): void => {
    for (const node of nodes) {
      if (node.kind === "quote") block(node.children);
      else if (node.kind === "list") for (const item of node.items) block(item.children);
      else if (node.kind === "table")
        for (const cell of [node.header, ...node.rows].flat()) inline(cell.children);
      else if ("children" in node) inline(node.children);
    }
  };
  block(blocks);
  return found;
}
