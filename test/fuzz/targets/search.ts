// Words that are looked for, questions, passages and what cites them.
import { readFileSync } from "node:fs";
import { groundPrompt, quotePassages, sourcesOf } from "../../../src/core/grounding.ts";
import { quoteText } from "../../../src/core/quote.ts";
import { snippetOf } from "../../../src/core/snippet.ts";
import { indexTerms, matchAll, normalizeText } from "../../../src/core/terms.ts";
import { estimateTokens } from "../../../src/core/tokens.ts";
import { composeAnswer } from "../../../src/knowledge/answer.ts";
import { readInContext } from "../../../src/knowledge/follow-up.ts";
import { isGreeting } from "../../../src/knowledge/greeting.ts";
import { createLexicon } from "../../../src/knowledge/lexicon.ts";
import { createLibraryLoader } from "../../../src/knowledge/library-data.ts";
import { readQuestion } from "../../../src/knowledge/question.ts";
import { parseDocument, sectionsOf } from "../../../src/knowledge/sections.ts";
import { passageTerms } from "../../../src/knowledge/terms.ts";
import { textFixtures } from "../corpus.ts";
import { hold, holdSame } from "../hold.ts";
import { onText, type Target } from "../target.ts";

const data = (name: string) =>
  readFileSync(new URL(`../../../src/knowledge/data/${name}.txt`, import.meta.url), "utf8");
const lexicon = createLexicon({
  simplified: data("simplified"),
  synonyms: data("synonyms"),
  weakWords: data("weak-words"),
});

const WORDS = [
  "How many days of annual leave do interns get?",
  "那实习生呢？",
  "VPN 连不上怎么办",
  "你好",
  "選課系統 e-mail C++ 3.5",
  "\u0301".repeat(40),
];
const ODD = [
  "\u0301",
  "ｱﾞ",
  "选",
  "呢",
  "how many",
  '"',
  "AND",
  "NEAR(",
  "*",
  "-",
  "_",
  "\ud800",
  "İ",
  "ﬁ",
  "👩‍👩‍👧",
];

export const searchTargets: Target[] = [
  {
    name: "search-words",
    covers: ["src/core/terms.ts", "src/knowledge/terms.ts", "src/core/tokens.ts"],
    seeds: () => WORDS,
    tokens: ODD,
    check: onText((text) => {
      const expression = matchAll(text);
      const phrase = '"(?:[^"]|"")+"(?: \\*)?';
      hold(
        expression === null || new RegExp(`^${phrase}(?: AND ${phrase})*$`, "u").test(expression),
        "phrases and AND, nothing else",
      );
      hold((expression ?? "").isWellFormed() && !(expression ?? "").includes("\0"), "a query can hold it");
      const terms = indexTerms(text, 1_000);
      hold(terms.length <= 1_000 && terms.isWellFormed(), "no longer than asked for");
      hold(normalizeText(text).isWellFormed(), "plain and whole");
      passageTerms(text, lexicon.simplify);
      hold(estimateTokens(text) >= 0 && estimateTokens(text) <= 4 * text.length + 4, "tokens are counted");
    }),
  },
  {
    name: "question",
    covers: [
      "src/knowledge/question.ts",
      "src/knowledge/follow-up.ts",
      "src/knowledge/greeting.ts",
      "src/knowledge/stem.ts",
    ],
    seeds: () => WORDS,
    tokens: [...ODD, "and ", "it", "那", "什么时候"],
    check: onText((text) => {
      const question = readQuestion(text, lexicon);
      hold(question.words.length <= 32 && question.minor.length <= 8, "as many words as are looked for");
      hold(
        question.wordUnits.length === question.words.length &&
          question.runUnits.length === question.runs.length,
        "a unit each",
      );
      const before = text.split("\n").slice(0, 3);
      const { own, earlier } = readInContext({ text, before }, lexicon);
      holdSame(own, question, "its own words");
      if (earlier !== null)
        hold(
          earlier.words.every((word) => !own.words.includes(word)),
          "the earlier ones add only",
        );
      isGreeting(text);
    }),
  },
  {
    name: "sections",
    covers: ["src/knowledge/sections.ts"],
    seeds: () => [
      ...textFixtures("handbook/en", ".md", 6),
      ...textFixtures("handbook/zh", ".md", 6),
      "# a\n\n## b\n\n```js\nx\n```\n\n| a |\n| - |\n| b |",
    ],
    tokens: ["# ", "## ", "###### ", "```", "~~~", "\n\n", "| a | b |\n| - | - |\n", "。", ". ", " #"],
    check: onText((text) => {
      const { title, sections } = parseDocument(text);
      hold(title.length <= 400, "a title is short");
      for (const section of sections) {
        hold(section.text.trim() !== "", "no passage is empty");
        hold(section.text.length <= 4_000 && section.heading.length <= 3_000, "no passage is long");
      }
      // Headings over nothing are left out, and those of a cut fence come again.
      const isPlain = !/^\s{0,3}(?:#|```|~~~)/m.test(text);
      const lost = isPlain ? missingFrom(sections.map((section) => section.text).join(""), text) : "";
      hold(lost === "", `every sign stands somewhere: ${JSON.stringify(lost)} does not`);
      for (const part of sectionsOf({
        kind: "entries",
        entries: [{ question: text.slice(0, 300), answer: text }],
      }))
        hold(part.text.trim() !== "", "no entry is empty");
    }),
  },
  {
    name: "citations",
    covers: ["src/core/grounding.ts", "src/core/snippet.ts", "src/core/quote.ts", "src/knowledge/answer.ts"],
    seeds: () => [
      "Twelve days [1][2, 3] and 【4】.",
      "[^1] [1](https://a.example)",
      "```\ncode\n```\n- **item** [a](b)",
      "[1, 2，3、4]",
    ],
    tokens: ["[1]", "【", "】", "[^", ", ", "](", "`", "*", "|", "[", "![", "> "],
    check: onText((text) => {
      const passages = [1, 2, 3, 4].map((number) => ({
        title: `T${number}`,
        heading: text.slice(0, 40),
        text,
        url: null,
      }));
      const sources = sourcesOf(text, passages);
      const numbers = sources.map(({ number }) => number ?? 0);
      hold(
        numbers.every((number) => number >= 0 && number <= 4) && sources.length <= 4,
        "only what there is",
      );
      holdSame(
        [...new Set(numbers)].sort(),
        numbers.some((number) => number === 0) ? [0] : numbers,
        "each once, in order",
      );
      const snippet = snippetOf(text);
      hold([...snippet].length <= 200 && snippet.isWellFormed(), "a snippet is short and whole");
      for (const line of quoteText(text).split("\n")) hold(line.startsWith(">"), "each line is quoted");
      hold(
        quotePassages(passages)
          .split("\n")
          .every((line) => line === "" || /^(?:>|\[\d\] )/.test(line)),
        "a passage says nothing unquoted",
      );
      groundPrompt([{ role: "user", content: text }], passages);
      const found = {
        document_id: "d",
        position: 0,
        title: "t",
        url: null,
        heading: "h",
        text,
        language: "en" as const,
      };
      const rest = {
        score: 1,
        share: 1,
        matched: [],
        lexical_rank: 1,
        vector_rank: null,
        chosen: true,
        left_out: null,
      };
      hold(
        composeAnswer([{ ...found, ...rest }], "en").reply.isWellFormed() || !text.isWellFormed(),
        "an answer of documents is whole",
      );
    }),
  },
  {
    name: "library-data",
    covers: ["src/knowledge/library-data.ts", "src/knowledge/lexicon.ts"],
    seeds: () => [
      '{"help":[{"id":"a","language":"en","text":"# a"}],"simplified":"選选","synonyms":"vpn,virtual private network\\n年假,休假","weakWords":"the 的"}',
    ],
    tokens: [",", "\\n", "選选", " ", "(", "[", "*", "\\\\"],
    async check(input) {
      const load = createLibraryLoader({ fetch: async () => new Response(input) });
      const library = await load().catch(() => null);
      // Our own file: a broken one is an error, but words of any kind are words.
      if (library === null) return;
      library.lexicon.simplify("選課");
      "年假怎么请".match(library.lexicon.chineseWords);
      library.lexicon.sameAs(["vpn"]);
    },
  },
];

/** The first sign of `text`, white space aside, of which `whole` has fewer; empty: none. */
function missingFrom(whole: string, text: string): string {
  const counts = new Map<string, number>();
  for (const sign of whole) counts.set(sign, (counts.get(sign) ?? 0) + 1);
  for (const sign of text) {
    if (/\s/.test(sign)) continue;
    const left = (counts.get(sign) ?? 0) - 1;
    if (left < 0) return sign;
    counts.set(sign, left);
  }
  return "";
}
