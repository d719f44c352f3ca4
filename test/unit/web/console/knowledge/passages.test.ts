// What a question finds, as it is listed: numbers, what is left out, and the words by which it was found.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { highlight } from "../../../../../src/web/console/pages/knowledge/highlight.ts";
import { isBusy, lookedAt } from "../../../../../src/web/console/pages/knowledge/index-progress.ts";
import {
  passagesShown,
  questionsIn,
  SHOWN_LEFT_OUT,
} from "../../../../../src/web/console/pages/knowledge/passages.ts";
import type { IndexState, RetrievedPassage } from "../../../../../src/web/console/pages/knowledge/wire.ts";

/** `+`: given to an answer; `-`: left out. */
function candidates(signs: string): RetrievedPassage[] {
  return [...signs].map((sign, position) => ({
    document_id: "d",
    position,
    title: "T",
    heading: "",
    text: "",
    share: 0.5,
    matched: [],
    lexical_rank: position + 1,
    vector_rank: null,
    chosen: sign === "+",
    left_out: sign === "+" ? null : "unfit",
  }));
}

describe("the passages that a question finds", () => {
  const listed = (signs: string, all: boolean) => {
    const { shown, hidden } = passagesShown(candidates(signs), all);
    const numbers = shown.map(({ passage, number }) => (passage.chosen ? String(number) : "-"));
    return `${numbers.join("")}|${hidden}`;
  };

  test.each([
    ["", "|0"],
    ["+", "1|0"],
    ["-", "-|0"],
    ["++-+", "12-3|0"],
    ["-+-+-", "-1-2-|0"],
    ["-----", "-----|0"],
    ["------", "-----|1"],
    ["------------", "-----|7"],
    ["+-----", "1-----|0"],
    ["+------", "1-----|1"],
    ["+++++----------", "12345-----|5"],
    ["+---------+-------", "1---------2-----|2"],
    ["----------+", "----------1|0"],
  ])("of %j are listed as %s", (signs, list) => {
    expect(listed(signs, false)).toBe(list);
  });

  test.each([
    ["", "|0"],
    ["------------", "------------|0"],
    ["+++++----------", "12345----------|0"],
    ["+---------+-------", "1---------2-------|0"],
  ])("of %j are all listed as %s once they are wished for", (signs, list) => {
    expect(listed(signs, true)).toBe(list);
  });

  test("never hide one that an answer is given, and number those as an answer cites them", () => {
    const signs = fc.string({ unit: fc.constantFrom("+", "-"), maxLength: 40 });
    fc.assert(
      fc.property(signs, (text) => {
        const all = candidates(text);
        const { shown, hidden } = passagesShown(all, false);
        expect(shown.map(({ passage }) => passage)).toEqual(all.slice(0, shown.length));
        expect(shown.length + hidden).toBe(all.length);
        const cited = shown.filter(({ passage }) => passage.chosen).map(({ number }) => number);
        expect(cited).toEqual(all.filter(({ chosen }) => chosen).map((_, index) => index + 1));
        const behind = shown.length - 1 - shown.findLastIndex(({ passage }) => passage.chosen);
        expect(behind).toBeLessThanOrEqual(SHOWN_LEFT_OUT);
      }),
    );
  });
});

test.each<[string, string[]]>([
  ["", []],
  [" \n\t\n", []],
  ["And for interns?", ["And for interns?"]],
  ["latest\nbefore it", ["latest", "before it"]],
  ["\nlatest\n\nbefore it\n", ["latest", "before it"]],
  ["那实习生呢？\n年假有几天？", ["那实习生呢？", "年假有几天？"]],
])("the questions asked before in %j are %j, the latest first", (text, questions) => {
  expect(questionsIn(text)).toEqual(questions);
});

describe("the words by which a passage was found", () => {
  /** What is found stands between brackets. */
  const marked = (text: string, terms: readonly string[]) =>
    highlight(text, terms)
      .map((stretch) => (stretch.found ? `[${stretch.text}]` : stretch.text))
      .join("");

  test.each<[string, string[], string]>([
    ["leave", ["leave"], "[leave]"],
    ["Leave is leave.", ["leave"], "[Leave] is [leave]."],
    ["LEAVE", ["leave"], "[LEAVE]"],
    ["leave", ["LEAVE"], "[leave]"],
    ["leaves", ["leav"], "[leaves]"],
    ["leaving early", ["leav"], "[leaving] early"],
    ["expenses", ["expens"], "[expenses]"],
    ["employment", ["employ"], "[employment]"],
    ["employability", ["employ"], "employability"],
    ["sleave", ["leave"], "sleave"],
    ["day-to-day", ["day"], "[day]-to-[day]"],
    ["day_off", ["day"], "[day]_off"],
    ["a 2026 plan", ["2026"], "a [2026] plan"],
    ["a 12026 plan", ["2026"], "a 12026 plan"],
    ["v2.3 and v2", ["v2"], "[v2].3 and [v2]"],
    ["年假有五天", ["年假"], "[年假]有五天"],
    ["未休年假，年假作废", ["年假"], "未休[年假]，[年假]作废"],
    ["年假有五天", ["年", "假"], "[年假]有五天"],
    ["年假有五天", ["年假", "假有"], "[年假有]五天"],
    ["哈哈哈", ["哈哈"], "[哈哈哈]"],
    ["OA系统", ["oa"], "[OA]系统"],
    ["用OA报销", ["oa", "报销"], "用[OA报销]"],
    ["a b", ["a b"], "[a b]"],
    ["nothing", ["else"], "nothing"],
    ["nothing", [], "nothing"],
    ["nothing", [""], "nothing"],
    ["a.*b", [".*"], "a[.*]b"],
    ["[x]", ["x"], "[[x]]"],
    ["line one\nline two", ["line"], "[line] one\n[line] two"],
    ["overtime and time", ["time"], "overtime and [time]"],
    ["art start article artisans", ["art"], "[art] start [article] artisans"],
  ])("in %j, looked for %j, are %s", (text, terms, found) => {
    expect(marked(text, terms)).toBe(found);
  });

  test("are whole stretches: no two of one kind stand side by side, and none is empty", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b", " ", "年", "假", "A"), maxLength: 30 });
    fc.assert(
      fc.property(letters, fc.array(letters, { maxLength: 4 }), (text, terms) => {
        const stretches = highlight(text, terms);
        expect(stretches.map((stretch) => stretch.text).join("")).toBe(text);
        expect(stretches.every((stretch) => stretch.text !== "")).toBe(true);
        expect(stretches.every(({ found }, index) => found !== stretches[index + 1]?.found)).toBe(true);
      }),
    );
  });

  test("are found in a long passage without going through it again and again", () => {
    const text = "a".repeat(20_000);
    expect(highlight(text, ["a", "aa", "aaa"])).toEqual([{ text, found: false }]);
    expect(highlight("年".repeat(20_000), ["年", "年年"])).toEqual([
      { text: "年".repeat(20_000), found: true },
    ]);
  });
});

describe("the index of the documents", () => {
  const rebuild: IndexState["rebuild"] = {
    running: false,
    done: 0,
    failed: 0,
    started_at: null,
    finished_at: null,
  };
  const vectors = (done: number, wanted: number) => ({
    model: "m",
    done,
    wanted,
    left_out: 0,
    last_error: null,
  });

  test.each<[string, Pick<IndexState, "vectors" | "rebuild">, boolean]>([
    ["without meanings", { vectors: null, rebuild }, false],
    ["with all meanings", { vectors: vectors(4, 4), rebuild }, false],
    ["without any passage", { vectors: vectors(0, 0), rebuild }, false],
    ["with some of its meanings", { vectors: vectors(3, 4), rebuild }, true],
    ["with none of its meanings yet", { vectors: vectors(0, 4), rebuild }, true],
    ["with meanings of passages that are gone", { vectors: vectors(5, 4), rebuild }, false],
    ["that is made anew", { vectors: null, rebuild: { ...rebuild, running: true } }, true],
    [
      "that is made anew beside its meanings",
      { vectors: vectors(4, 4), rebuild: { ...rebuild, running: true } },
      true,
    ],
    ["that was made anew", { vectors: null, rebuild: { ...rebuild, done: 4, failed: 1 } }, false],
  ])("%s is worth another look: %s", (_what, state, busy) => {
    expect(isBusy(state)).toBe(busy);
  });

  test("has been through what it could read and what it could not", () => {
    expect(lookedAt({ ...rebuild, done: 4, failed: 1 })).toBe(5);
  });
});
