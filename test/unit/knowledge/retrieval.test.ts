// From candidates to what is quoted: which passages are chosen, why the others are not, and what the index is asked for.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { NearPassage, Scope } from "../../../src/core/document.ts";
import { createLexicon } from "../../../src/knowledge/lexicon.ts";
import type { Candidate } from "../../../src/knowledge/relevance.ts";
import { retrievePassages } from "../../../src/knowledge/retrieval.ts";

const lexicon = createLexicon({ simplified: "報报 銷销", synonyms: "leave, holiday", weakWords: "many" });

function candidate(text: string, more: Partial<Candidate> = {}): Candidate {
  return { documentId: "d", title: "", url: null, heading: "", text, language: "en", position: 0, ...more };
}

interface Asked {
  statement: "counts" | "candidates" | "places";
  /** The list that was bound. */
  list: Record<string, unknown>[];
}

/** An index that has these passages for any words, and those at certain places. */
function indexOf(candidates: Candidate[], elsewhere: Candidate[] = [], count = 1) {
  const asked: Asked[] = [];
  const database = {
    prepare: (sql: string) => ({
      bind: (json: string) => ({
        all: async () => {
          const list = JSON.parse(json) as Record<string, unknown>[];
          const statement = sql.includes("min(rowid)")
            ? "counts"
            : sql.includes("lookup")
              ? "candidates"
              : "places";
          asked.push({ statement, list });
          const counted = list.map(({ key }) => ({
            key,
            found: JSON.stringify([count, 5]),
            first: 1,
            last: 2_000,
          }));
          const at = elsewhere.filter(({ documentId, position }) =>
            list.some((place) => place.documentId === documentId && place.position === position),
          );
          return { results: { counts: counted, candidates, places: at }[statement] };
        },
      }),
    }),
  };
  return { asked, database: database as unknown as D1Database };
}

interface Wish {
  text?: string;
  before?: string[];
  scope?: Scope;
  limit?: number;
  near?: NearPassage[];
  languageFactor?: number;
}

function retrieve(database: D1Database, { text = "travel expenses", before = [], ...more }: Wish = {}) {
  return retrievePassages(database, lexicon, {
    question: { text, before },
    scope: "all",
    origin: "document",
    limit: 2,
    languageFactor: 1,
    near: [],
    ...more,
  });
}

const near = (position: number, similarity = 0.9): NearPassage => ({ documentId: "n", position, similarity });
const whole = (position: number, text = `travel expenses ${position}`) => candidate(text, { position });

describe("of the candidates", () => {
  it.each<[string, Candidate[], number, (string | null)[]]>([
    [
      "the best fitting ones are chosen, up to the limit",
      [whole(0), whole(1), whole(2)],
      2,
      [null, null, "surplus"],
    ],
    ["none is chosen of which nobody wants any", [whole(0)], 0, ["surplus"]],
    [
      "one that shares a word but does not speak of it is unfit",
      [whole(0), candidate("travel", { position: 1 })],
      5,
      [null, "unfit"],
    ],
    [
      "the same text a second time is repeated, wherever it stands",
      [whole(0, "travel expenses"), candidate("travel expenses", { documentId: "e" })],
      5,
      [null, "repeated"],
    ],
    [
      "a repeated one takes no place from the next",
      [whole(0, "travel expenses"), whole(1, "travel expenses"), whole(2, "expenses of travel and more")],
      2,
      [null, "repeated", null],
    ],
    [
      "the same text behind the limit is still called repeated",
      [whole(0, "travel expenses"), whole(1, "travel expenses")],
      1,
      [null, "repeated"],
    ],
    ["nothing is made of nothing", [], 5, []],
  ])("%s", async (_, candidates, limit, reasons) => {
    const { passages, candidates: judged } = await retrieve(indexOf(candidates).database, { limit });
    expect(judged.map(({ left_out }) => left_out)).toEqual(reasons);
    expect(passages).toEqual(judged.filter(({ left_out }) => left_out === null));
    expect(judged.every(({ chosen, left_out }) => chosen === (left_out === null))).toBe(true);
  });

  it("each is told with its place, its words and its document", async () => {
    const found = candidate("Travel expenses are paid.", {
      documentId: "doc",
      title: "Travel",
      url: "https://a.example",
      heading: "Pay",
      position: 3,
    });
    const { passages, looked_for } = await retrieve(indexOf([found]).database);
    expect(passages[0]).toMatchObject({
      document_id: "doc",
      position: 3,
      title: "Travel",
      url: "https://a.example",
      heading: "Pay",
      text: "Travel expenses are paid.",
      language: "en",
      share: 1,
      lexical_rank: 1,
      vector_rank: null,
    });
    expect(passages[0]?.matched).toHaveLength(2);
    expect(looked_for).toEqual(expect.arrayContaining(["travel"]));
  });

  it("one in the question's language goes before one that is as good", async () => {
    const passages = [
      candidate("报销 travel", { language: "zh" }),
      candidate("报销 travel ", { position: 1 }),
    ];
    const first = async (text: string) =>
      (await retrieve(indexOf(passages).database, { text, languageFactor: 3 })).candidates[0]?.language;
    expect(await first("报销 travel")).toBe("zh");
    expect(await first("please travel 报销 how now and then")).toBe("en");
  });

  it("whatever they are, no more are chosen than wanted, none twice, and none that does not fit", async () => {
    const texts = fc.array(
      fc.constantFrom("travel expenses", "travel", "expenses of travel", "nothing", ""),
      { maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(texts, fc.nat(4), async (all, limit) => {
        const { database } = indexOf(all.map((text, position) => candidate(text, { position })));
        const { passages, candidates } = await retrieve(database, { limit });
        expect(candidates).toHaveLength(all.length);
        expect(passages.length).toBeLessThanOrEqual(limit);
        expect(new Set(passages.map(({ text }) => text)).size).toBe(passages.length);
        const fitting = new Set(
          candidates.filter(({ left_out }) => left_out !== "unfit").map(({ text }) => text),
        );
        expect(passages).toHaveLength(Math.min(limit, fitting.size));
      }),
      { seed: 20260131, numRuns: 60 },
    );
  });
});

describe("the index", () => {
  it.each<[Scope]>([["none"], [{ tags: [] }]])("is not asked for words in the scope %j", async (scope) => {
    const { asked, database } = indexOf([whole(0)]);
    expect((await retrieve(database, { scope })).passages).toEqual([]);
    expect(asked).toEqual([]);
  });

  it.each<[string, Wish]>([
    ["nothing", { text: "" }],
    ["signs only", { text: "?! …" }],
  ])("is not asked about %s", async (_, wish) => {
    const { asked, database } = indexOf([whole(0)]);
    expect((await retrieve(database, wish)).looked_for).toEqual([]);
    expect(asked).toEqual([]);
  });

  it("is not asked for passages when it knows none of the words", async () => {
    const { asked, database } = indexOf([whole(0)], [], 0);
    expect((await retrieve(database)).candidates).toEqual([]);
    expect(asked.map(({ statement }) => statement)).toEqual(["counts"]);
  });

  it("is asked within the tags, each of them quoted", async () => {
    const { asked, database } = indexOf([]);
    await retrieve(database, { scope: { tags: ["hr", 'x" OR "y'] } });
    for (const { list } of asked)
      for (const { match } of list)
        expect(String(match).match(/"/g)?.length ?? 0).toSatisfy((count: number) => count % 2 === 0);
    const [counts] = asked;
    expect(counts?.list.every(({ match }) => / OR /.test(String(match)))).toBe(true);
  });

  it("is asked for what says the same, and for what was asked before where the question leads on from it", async () => {
    const keysOf = async (wish: Wish) => {
      const { asked, database } = indexOf([]);
      await retrieve(database, wish);
      return asked[0]?.list.map(({ key }) => key);
    };
    expect(await keysOf({ text: "holiday rules" })).toEqual(expect.arrayContaining(["holiday", "leav"]));
    expect(await keysOf({ text: "and for interns?", before: ["travel expenses"] })).toEqual(
      expect.arrayContaining(["intern", "travel"]),
    );
    expect(
      await keysOf({ text: "How are laptops replaced here?", before: ["travel expenses"] }),
    ).not.toContain("travel");
    expect(await keysOf({ text: "報銷" })).toEqual(await keysOf({ text: "报销" }));
  });
});

describe("passages that are near by their meaning", () => {
  const meant = candidate("Trips are paid by the company.", { documentId: "n", position: 4 });

  it("are fetched by their places, and chosen without a word of the question", async () => {
    const { asked, database } = indexOf([], [meant], 0);
    const { passages } = await retrieve(database, { near: [near(4)] });
    expect(passages).toMatchObject([
      { document_id: "n", position: 4, lexical_rank: null, vector_rank: 1, matched: [] },
    ]);
    expect(asked.at(-1)).toEqual({ statement: "places", list: [near(4)] });
  });

  it("are not fetched again when their words were found, and have both places", async () => {
    const both = { ...meant, text: "travel expenses" };
    const { asked, database } = indexOf([both], [both]);
    const { passages } = await retrieve(database, { near: [near(4)] });
    expect(passages).toMatchObject([{ lexical_rank: 1, vector_rank: 1 }]);
    expect(asked.map(({ statement }) => statement)).toEqual(["counts", "candidates"]);
  });

  it("that are gone from the index by then are no passages", async () => {
    expect((await retrieve(indexOf([], [], 0).database, { near: [near(9)] })).candidates).toEqual([]);
  });

  it("but too far stay out, and are told as unfit", async () => {
    const { candidates } = await retrieve(indexOf([], [meant], 0).database, { near: [near(4, 0.3)] });
    expect(candidates).toMatchObject([{ chosen: false, left_out: "unfit", vector_rank: 1 }]);
  });
});
