// The answer without a model, word by word: whose document, which headings, one passage or two, and in whose language.
import { describe, expect, it } from "vitest";
import type { RetrievedPassage } from "../../../src/core/document.ts";
import { composeAnswer, composeIntroduction } from "../../../src/knowledge/answer.ts";

const passage = (text: string, more: Partial<RetrievedPassage> = {}): RetrievedPassage => ({
  document_id: "d",
  position: 0,
  title: "Leave",
  url: null,
  heading: "",
  text,
  language: "en",
  share: 1,
  score: 10,
  matched: [],
  lexical_rank: 1,
  vector_rank: null,
  chosen: true,
  left_out: null,
  ...more,
});

/** Without the note at its end. */
const saidOf = (passages: RetrievedPassage[], language: "en" | "zh" = "en") =>
  composeAnswer(passages, language).reply.split("\n\n---\n\n")[0];

describe("an answer from documents", () => {
  it.each<[string, RetrievedPassage[], string]>([
    ["one passage", [passage("Twelve days.")], "From “Leave”:\n\nTwelve days."],
    [
      "one with headings",
      [passage("Twelve days.", { heading: "Annual › Days" })],
      "From “Leave”:\n\n**Annual › Days**\n\nTwelve days.",
    ],
    [
      "two of one document",
      [passage("One."), passage("Two.", { position: 1 })],
      "From “Leave”:\n\nOne.\n\nTwo.",
    ],
    [
      "two of two documents of one title",
      [passage("One."), passage("Two.", { document_id: "e" })],
      "From “Leave”:\n\nOne.\n\nFrom “Leave”:\n\nTwo.",
    ],
    [
      "two of two documents",
      [passage("One."), passage("Two.", { document_id: "e", title: "Pay" })],
      "From “Leave”:\n\nOne.\n\nFrom “Pay”:\n\nTwo.",
    ],
    [
      "never more than two",
      [passage("One."), passage("Two."), passage("Three.")],
      "From “Leave”:\n\nOne.\n\nTwo.",
    ],
    [
      "a second one that fits three quarters as well",
      [passage("One."), passage("Two.", { score: 7.5 })],
      "From “Leave”:\n\nOne.\n\nTwo.",
    ],
    [
      "no second one that fits less well than that",
      [passage("One."), passage("Two.", { score: 7.49 })],
      "From “Leave”:\n\nOne.",
    ],
    [
      "no third one instead of a second that does not fit",
      [passage("One."), passage("Two.", { score: 1 }), passage("Three.")],
      "From “Leave”:\n\nOne.",
    ],
    [
      "no second one in another language",
      [passage("One."), passage("二。", { language: "zh" })],
      "From “Leave”:\n\nOne.",
    ],
    ["a table as it is", [passage("| a |\n| --- |\n| 1 |")], "From “Leave”:\n\n| a |\n| --- |\n| 1 |"],
  ])("quotes %s", (_, passages, said) => {
    expect(saidOf(passages)).toBe(said);
  });

  it.each([
    [700, 700, 2],
    [700, 701, 1],
    [1_400, 1, 1],
    [5_000, 0, 1],
  ])("of %i and %i characters shows %i", (one, other, count) => {
    expect(composeAnswer([passage("x".repeat(one)), passage("y".repeat(other))], "en").sources).toHaveLength(
      count,
    );
  });

  it.each<["en" | "zh", RegExp, RegExp]>([
    ["en", /^From “Leave”:/, /---\n\nNo model is connected, so this is quoted/],
    ["zh", /^摘自《Leave》：/, /---\n\n目前没有接入大模型，以上是文档原文/],
  ])("speaks the language of the question, %s, around the document's own words", (language, begin, end) => {
    const { reply } = composeAnswer([passage("Zwölf Tage.")], language);
    expect(reply).toMatch(begin);
    expect(reply).toMatch(end);
    expect(reply).toContain("Zwölf Tage.");
  });

  it("names what it quotes as sources, in their order and without numbers", () => {
    const second = passage("Two.", {
      title: "Pay",
      document_id: "e",
      url: "https://a.example",
      heading: "H",
    });
    expect(composeAnswer([passage("One."), second], "en").sources).toEqual([
      { title: "Leave", snippet: "One." },
      { title: "Pay › H", url: "https://a.example", snippet: "Two." },
    ]);
  });

  it.each<["en" | "zh", string]>([
    ["en", "No document that I hold answers this."],
    ["zh", "我的文档里没有能回答这个问题的内容。"],
  ])(
    "that is in no document says so in %s, and how to connect a model, but quotes nothing",
    (language, words) => {
      const { reply, sources, found } = composeAnswer([], language);
      expect(reply.startsWith(`${words}\n\n---\n\n`)).toBe(true);
      expect(reply).toMatch(/`MODEL_ENDPOINT`.*`MODEL_API_KEY`/);
      expect(reply).not.toMatch(/quoted|原文/);
      expect([sources, found]).toEqual([[], false]);
    },
  );

  it.each(["en", "zh"] as const)(
    "to a greeting in %s is the introduction and how to connect a model",
    (language) => {
      const { reply, sources, found } = composeIntroduction("I am here.", language);
      expect(reply.split("\n\n---\n\n")).toEqual(["I am here.", expect.stringContaining("`MODEL_API_KEY`")]);
      expect([sources, found]).toEqual([[], true]);
    },
  );
});
