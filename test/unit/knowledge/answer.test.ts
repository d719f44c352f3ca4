// What is shown when no model is connected: quotes, sources, greetings.
import { describe, expect, test } from "vitest";
import type { RetrievedPassage } from "../../../src/core/document.ts";
import { snippetOf } from "../../../src/core/snippet.ts";
import { composeAnswer, composeIntroduction } from "../../../src/knowledge/answer.ts";
import { isGreeting } from "../../../src/knowledge/greeting.ts";

const passage = (text: string, more: Partial<RetrievedPassage> = {}): RetrievedPassage => ({
  document_id: "d",
  position: 0,
  title: "Title",
  url: null,
  heading: "Heading",
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

describe("composeAnswer", () => {
  test("quotes the best passage under its title, and ends by saying that no model is connected", () => {
    const answer = composeAnswer([passage("The `text`.")], "en");
    expect(answer.reply).toMatch(
      /^From “Title”:\n\n\*\*Heading\*\*\n\nThe `text`\.\n\n---\n\nNo model is connected/,
    );
    expect(answer).toMatchObject({
      found: true,
      sources: [{ title: "Title › Heading", snippet: "The text ." }],
    });
  });

  test("adds a second one that fits nearly as well, without saying the title twice", () => {
    const { reply, sources } = composeAnswer(
      [passage("One."), passage("Two.", { heading: "Other", score: 9 })],
      "en",
    );
    expect(reply.match(/From “Title”/g)).toHaveLength(1);
    expect(reply).toContain("**Other**\n\nTwo.");
    expect(sources).toHaveLength(2);
  });

  test.each([
    ["fits much less", { score: 5 }],
    ["is in the other language", { language: "zh" as const }],
    ["makes the answer too long", { text: "x".repeat(1400) }],
  ])("leaves out a second one that %s", (_name, more) => {
    expect(composeAnswer([passage("One."), passage("Two.", more)], "en").sources).toHaveLength(1);
  });

  test("says in the asked language that no document answers, and how to connect a model", () => {
    for (const language of ["en", "zh"] as const) {
      const answer = composeAnswer([], language);
      expect(answer).toMatchObject({ found: false, sources: [] });
      expect(answer.reply).toContain("`MODEL_API_KEY`");
    }
    expect(composeAnswer([], "zh").reply).toContain("文档里没有");
  });

  test("a source carries its address when there is one, and no empty heading", () => {
    const { sources } = composeAnswer([passage("One.", { url: "https://example.com/a", heading: "" })], "en");
    expect(sources).toEqual([{ title: "Title", url: "https://example.com/a", snippet: "One." }]);
  });

  test("an introduction has no sources", () => {
    expect(composeIntroduction("I am here.", "en")).toMatchObject({ found: true, sources: [] });
  });
});

describe("snippetOf", () => {
  test("is plain text of at most 200 characters", () => {
    const snippet = snippetOf(
      "| a | b |\n| --- | --- |\n| `x` | [link](https://e.com) |\n\n```sh\nnpm start\n```\n\n1. **bold**",
    );
    expect(snippet).toBe("a b x link npm start bold");
    expect(snippetOf("字".repeat(500))).toHaveLength(200);
    expect(snippetOf("😀".repeat(500)).isWellFormed()).toBe(true);
  });

  test("keeps the names of settings", () => {
    expect(snippetOf("set `MODEL_API_KEY`")).toBe("set MODEL_API_KEY");
  });
});

describe("isGreeting", () => {
  test.each([
    "hi",
    "Hello!",
    "hey there",
    "Good morning",
    "你好",
    "您好！",
    "你好呀",
    "早上好",
    "hello 你好",
    "who are you?",
    "What can you do?",
    "你是谁",
    "你能做什么？",
    "/help",
    "帮助",
    "介绍一下你自己",
  ])("%j asks for an introduction", (message) => {
    expect(isGreeting(message)).toBe(true);
  });

  test.each([
    "",
    "   ",
    "hi, how do I deploy?",
    "你好，怎么部署",
    "help me with DingTalk",
    "highlight",
    "早餐",
    `hi${" ".repeat(100_000)}`,
    "在吗在吗在吗在吗，钉钉",
  ])("%j does not", (message) => {
    expect(isGreeting(message)).toBe(false);
  });
});
