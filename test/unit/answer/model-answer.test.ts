// What the model gets to read and to call, and which passages its answer is said to draw on.
import { describe, expect, it, vi } from "vitest";
import { ground } from "../../../src/answer/ground.ts";
import type { Question } from "../../../src/answer/make-answer.ts";
import { askModel } from "../../../src/answer/model-answer.ts";
import { searchTool } from "../../../src/answer/search-tool.ts";
import type { Assistant } from "../../../src/core/assistant.ts";
import type { Scope } from "../../../src/core/document.ts";
import type { QuotedPassage } from "../../../src/core/grounding.ts";
import { succeed } from "../../../src/core/result.ts";
import {
  assistant,
  breaks,
  type CompletionRequest,
  type Play,
  passage,
  play,
  question,
  says,
  tool,
} from "./played.ts";

vi.mock("../../../src/services.ts", () => ({ EMBEDDED_MODEL: "embedded" }));

const DAYS = passage("Twelve days.");
const TRAVEL = passage("Book early.");

async function askWith(given: Play, more: Partial<Question> = {}, words?: string) {
  const played = play(given);
  const pieces: string[] = [];
  const model = played.services.modelAt(null);
  if (model === null) throw new Error("no model is played");
  const stop = new AbortController().signal;
  const made = await askModel(
    played.services,
    model,
    question(words, more),
    (text) => pieces.push(text),
    stop,
  );
  return { ...played, made, pieces, toolNames: played.requests[0]?.tools?.map(({ name }) => name) ?? null };
}

const of = (more: Partial<Assistant>): Partial<Question> => ({ assistant: assistant(more) });
const systemOf = (request: CompletionRequest | undefined) => String(request?.messages[0]?.content);

describe("the documents", () => {
  it.each<[string, Partial<Question>, string | undefined, number]>([
    ["are searched for a question", {}, undefined, 1],
    ["with certain tags are searched too", of({ scope: { tags: ["hr"] } }), undefined, 1],
    ["are not searched when the model file wants none", of({ scope: "none" }), undefined, 0],
    [
      "are not searched where there are none",
      { holdings: { models: [], knowledge: { revision: 9, documents: 0 } } },
      undefined,
      0,
    ],
    ["are not searched for a bare image", {}, "", 0],
    ["are not searched for blanks", {}, " \n\t ", 0],
  ])("%s", async (_, more, words, searches) => {
    const asked = await askWith({ passages: [DAYS] }, more, words);
    expect(asked.searches).toHaveLength(searches);
    expect(systemOf(asked.requests[0]).includes("not instructions")).toBe(searches === 1);
    expect(JSON.stringify(asked.requests[0]?.messages.at(-1)).includes("Twelve days.")).toBe(searches === 1);
  });

  it("are searched for what is asked, with what was asked before, in the scope of the file, for five passages", async () => {
    const asked = { text: "And for interns?", before: ["How many days?"] };
    const { searches } = await askWith({}, { asked, ...of({ scope: { tags: ["hr"] } }) });
    expect(searches).toEqual([{ question: asked, scope: { tags: ["hr"] }, limit: 5 }]);
  });

  it("that hold nothing are told of as such, and the question stays as it was", async () => {
    const { requests } = await askWith({ passages: [] });
    expect(systemOf(requests[0])).toContain("hold nothing that fits");
    expect(requests[0]?.messages.at(-1)).toEqual({ role: "user", content: "How many days?" });
  });

  it("that cannot be searched cost the answer its documents and nothing more; the operator gets a line, the model is told", async () => {
    const cause = new Error("D1_ERROR: overloaded");
    const { made, lines, requests } = await askWith({
      passages: new Error("Failed query: secret words", { cause }),
    });
    expect(made).toMatchObject({ keep: false, passages: [], sources: [] });
    expect(lines).toEqual([
      ["error", "knowledge", "search_failed", { request_id: "r-1", error: "D1_ERROR: overloaded" }],
    ]);
    expect(systemOf(requests[0])).toContain("could not be searched");
  });

  it("are not searched again behind the result of a tool that a program brings", async () => {
    const { services, searches } = play({ passages: [DAYS] });
    const prompt = [
      { role: "user", content: "q" },
      { role: "tool", content: "result" },
    ];
    const grounded = await ground(services, question(), prompt);
    expect(grounded).toEqual({ messages: prompt, passages: [], searches: false, unsearched: false });
    expect(searches).toEqual([]);
  });
});

describe("what the model may call", () => {
  const OTHERS = [tool("current_time"), tool("crm_find")];

  it.each<[Assistant["tools"], Scope, string[] | null, unknown[]]>([
    [false, "all", null, []],
    [true, "all", ["search_documents", "current_time", "crm_find"], [{ isGroup: false, wanted: true }]],
    [true, "none", ["current_time", "crm_find"], [{ isGroup: false, wanted: true }]],
    [["current_time"], "all", ["current_time", "crm_find"], [{ isGroup: false, wanted: ["current_time"] }]],
    [
      ["search_documents"],
      "all",
      ["search_documents", "current_time", "crm_find"],
      [{ isGroup: false, wanted: ["search_documents"] }],
    ],
    [
      ["search_documents"],
      "none",
      ["current_time", "crm_find"],
      [{ isGroup: false, wanted: ["search_documents"] }],
    ],
  ])("with tools of %j and documents of %j is %j", async (tools, scope, names, wishes) => {
    const asked = await askWith({ tools: OTHERS }, of({ tools, scope }));
    expect(asked.toolNames).toEqual(names);
    expect(asked.wishes).toEqual(wishes);
  });

  it("is chosen for a group where many people read", async () => {
    expect((await askWith({}, { ...of({ tools: true }), isGroup: true })).wishes).toEqual([
      { isGroup: true, wanted: true },
    ]);
  });

  it("is not named at all when there is nothing: some endpoints refuse an empty list", async () => {
    const { requests } = await askWith({}, { ...of({ tools: ["crm"] }) });
    expect(requests[0]).not.toHaveProperty("tools");
  });

  it("is no search of documents where there are none", async () => {
    const holdings = { models: [], knowledge: { revision: 0, documents: 0 } };
    expect((await askWith({ tools: OTHERS }, { ...of({ tools: true }), holdings })).toolNames).toEqual([
      "current_time",
      "crm_find",
    ]);
  });

  it("is the search also when the index was away before: it may be back", async () => {
    const { toolNames } = await askWith({ passages: new Error("away") }, of({ tools: true }));
    expect(toolNames).toEqual(["search_documents"]);
  });

  it.each([null, 5_000])("within %s milliseconds, when the file says so", async (timeoutMs) => {
    const { requests } = await askWith({}, of({ timeoutMs }));
    expect(requests[0]?.timeoutMs ?? null).toBe(timeoutMs);
  });
});

describe("the sources of an answer", () => {
  it.each<[string, string[], number[] | "uncited"]>([
    ["are those that it cites", ["It is twelve [1]."], [1]],
    ["are found also where a piece ends in the middle of a citation", ["Twelve [", "2", "]."], [2]],
    ["are all that it was given where it cites none", ["Twelve."], "uncited"],
    ["are all that it was given where it cites what is not there", ["Twelve [9]."], "uncited"],
  ])("%s", async (_, pieces, numbers) => {
    const { made } = await askWith({ model: says(pieces), passages: [DAYS, TRAVEL] });
    const sources = "sources" in made ? made.sources : [];
    expect(sources.map(({ number }) => number)).toEqual(
      numbers === "uncited" ? [undefined, undefined] : numbers,
    );
  });

  it("are none of a failure: it says nothing", async () => {
    const { made } = await askWith({ model: breaks(["Twelve [1]"]), passages: [DAYS] });
    expect(made).toEqual({ failure: { kind: "upstream", reason: "cut", message: "The model broke off." } });
  });

  it("may be what the model itself searched for, numbered behind what it had", async () => {
    const model: Play["model"] = async (request, onText) => {
      const told = await request.tools?.[0]?.run({ query: "travel" }, new AbortController().signal);
      onText(`Book early [2]. ${told?.split("\n")[0]}`);
      return succeed({
        model: "m-1",
        usage: null,
        truncated: false,
        fromFallback: false,
        tools: [{ name: "search_documents", ok: true, ms: 1 }],
      });
    };
    const played = play({ model });
    const rounds = [[DAYS], [DAYS, TRAVEL]];
    played.services.retrieve = async () => {
      const passages = rounds.shift() ?? [];
      return { looked_for: [], passages, candidates: passages };
    };
    const heard: string[] = [];
    const service = played.services.modelAt(null);
    const made = await askModel(
      played.services,
      service!,
      question("q", of({ tools: true })),
      (text) => heard.push(text),
      new AbortController().signal,
    );
    expect(heard.join("")).toBe("Book early [2]. [2] Title of Book early.");
    expect(made).toMatchObject({
      sources: [{ number: 2, snippet: "Book early." }],
      passages: [DAYS, TRAVEL],
      keep: false,
    });
  });
});

describe("the search that a model calls", () => {
  const run = async (
    args: unknown,
    found: Partial<QuotedPassage>[] | Error,
    known: QuotedPassage[] = [],
    scope: Scope = "all",
  ) => {
    const played = play({ passages: found });
    const told = await searchTool(played.services, scope, known).run(args, new AbortController().signal);
    return { told, known, searches: played.searches };
  };

  it.each([[null], ["travel"], [{}], [{ query: 5 }], [{ query: "" }], [{ query: " \n" }], [["travel"]]])(
    "with %j searches nothing and says what to send",
    async (args) => {
      const { told, searches } = await run(args, [DAYS]);
      expect(told).toBe("Say in `query` what to look for.");
      expect(searches).toEqual([]);
    },
  );

  it("looks for its own words alone, in the scope of the file, for four passages", async () => {
    const { searches } = await run({ query: "  travel rules " }, [], [], { tags: ["hr"] });
    expect(searches).toEqual([
      { question: { text: "travel rules", before: [] }, scope: { tags: ["hr"] }, limit: 4 },
    ]);
  });

  it("with a very long query looks for its beginning, and for no half of a character", async () => {
    const { searches } = await run({ query: `${"x".repeat(399)}😀 and more` }, []);
    const text = searches[0]?.question.text ?? "";
    expect([text.length, text.isWellFormed()]).toEqual([400, true]);
  });

  it.each<[string, QuotedPassage[], QuotedPassage[], string, number]>([
    ["nothing", [], [DAYS], "The documents hold nothing that fits.", 1],
    ["only what is known", [DAYS], [DAYS], "Nothing but the passages that you have already.", 1],
    ["something new", [TRAVEL], [DAYS], "[2] Title of Book early.\n> Book early.", 2],
    ["some known and some new", [DAYS, TRAVEL], [DAYS], "[2] Title of Book early.\n> Book early.", 2],
    ["the first of all", [DAYS], [], "[1] Title of Twelve days.\n> Twelve days.", 1],
  ])("and finds %s", async (_, found, before, words, count) => {
    const { told, known } = await run({ query: "x" }, found, [...before]);
    expect([told, known.length]).toEqual([words, count]);
  });

  it("leaves an error to its caller, who tells the model that it failed, and keeps the numbers", async () => {
    const known = [DAYS];
    await expect(run({ query: "x" }, new Error("away"), known)).rejects.toThrow("away");
    expect(known).toHaveLength(1);
  });

  it("twice in an answer goes on counting", async () => {
    const known: QuotedPassage[] = [];
    await run({ query: "a" }, [DAYS], known);
    expect((await run({ query: "b" }, [TRAVEL, passage("Third.")], known)).told).toMatch(
      /^\[2\] .*\n.*\n\n\[3\] /,
    );
  });
});
