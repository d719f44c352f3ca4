// The operator's documents in a real D1: written whole or not at all, found by words, tags, context and meaning.
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";
import type { DocumentRecord, NearPassage, Scope, Section } from "../../src/core/document.ts";
import {
  findDocument,
  listDocuments,
  passagesOf,
  removeDocument,
  saveDocument,
  sweepDocuments,
} from "../../src/knowledge/document-index.ts";
import { createLibrary } from "../../src/knowledge/library.ts";
import { createLibraryLoader } from "../../src/knowledge/library-data.ts";

const database = env.SEARCH;
const load = createLibraryLoader(env.ASSETS);
const { simplify } = (await load()).lexicon;

beforeEach(async () => {
  await database.batch(
    ["passage_terms", "passages", "documents"].map((table) => database.prepare(`DELETE FROM ${table}`)),
  );
});

type Facts = Partial<Omit<DocumentRecord, "passages">>;

function save(id: string, sections: (string | Section)[], more: Facts = {}, into = database) {
  const record: Omit<DocumentRecord, "passages"> = {
    id,
    title: id,
    format: "markdown",
    language: "en",
    tags: [],
    url: null,
    bytes: 1,
    sha256: id,
    updated_at: "2026-11-01T00:00:00.000Z",
    ...more,
  };
  const cut = sections.map((one) => (typeof one === "string" ? { heading: "", text: one } : one));
  return saveDocument(into, record, cut, simplify);
}

interface Ask {
  before?: string[];
  scope?: Scope;
  limit?: number;
  near?: NearPassage[];
}

function search(text: string, { before = [], scope = "all", limit = 5, near }: Ask = {}) {
  return createLibrary(database, load).retrieve({ text, before }, scope, limit, near);
}
const found = async (text: string, ask: Ask = {}) =>
  (await search(text, ask)).passages.map(({ document_id, position }) => `${document_id}/${position}`);

async function rows(): Promise<number[]> {
  const tables = ["documents", "passages", "passage_terms"];
  const counts = tables.map((table) => database.prepare(`SELECT count(*) AS total FROM ${table}`));
  return (await database.batch<{ total: number }>(counts)).map(({ results }) => results[0]?.total ?? -1);
}

/** Ends every call after so many. */
function stoppedAfter(calls: number): D1Database {
  let left = calls;
  return new Proxy(database, {
    get(target, name) {
      if (name === "prepare" || name === "batch") left -= 1;
      if (left < 0) throw new Error("stopped");
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

describe("writing", () => {
  test("a document of a million characters goes in, is found to its last passage, and goes again", async () => {
    const sections = Array.from(
      { length: 1_300 },
      (_, index) => `第${index}条 ${"内容与说明".repeat(152)} k${index}z`,
    );
    expect(await save("long", sections)).toBe(1_300);
    expect(await found("k1299z")).toEqual(["long/1299"]);
    await save("long", ["short now"]);
    expect(await found("k1299z")).toEqual([]);
    expect(await passagesOf(database, "long")).toEqual([{ heading: "", text: "short now" }]);
    expect(await rows()).toEqual([1, 1, 1]);
    expect(await removeDocument(database, "long")).toBe(true);
    expect(await removeDocument(database, "long")).toBe(false);
    expect(await rows()).toEqual([0, 0, 0]);
  });

  test("a stop at any call leaves the old document or the new one, and what is left behind is swept", async () => {
    await save("a", ["an old zebra"]);
    let stops = 0;
    for (let calls = 0; ; calls += 1) {
      const done = await save("a", ["a new flamingo"], {}, stoppedAfter(calls)).catch(() => null);
      const seen = [await found("zebra"), await found("flamingo")];
      expect([
        [["a/0"], []],
        [[], ["a/0"]],
      ]).toContainEqual(seen);
      if (done !== null) break;
      stops += 1;
      await save("a", ["an old zebra"]);
    }
    expect(stops).toBeGreaterThan(3);
    await sweepDocuments(database, Date.parse("2026-11-02T00:00:00.000Z"));
    expect(await rows()).toEqual([1, 1, 1]);
    expect(await findDocument(database, "a")).toMatchObject({ id: "a", passages: 1 });
  });

  test("documents are listed in pages, by words of title or id and by tag", async () => {
    await save("b-travel", ["x"], { title: "差旅 Travel", tags: ["hr", "all"] });
    await save("a-leave", ["x"], { tags: ["hr"] });
    await save("c-price", ["x"], { tags: ["sales"] });
    const ids = async (query: { after?: string; limit?: number; q?: string; tag?: string }) =>
      (await listDocuments(database, { after: null, limit: 9, ...query })).map(({ id }) => id);
    expect(await ids({ limit: 2 })).toEqual(["a-leave", "b-travel"]);
    expect(await ids({ after: "b-travel" })).toEqual(["c-price"]);
    expect(await ids({ q: "TRAVEL" })).toEqual(["b-travel"]);
    expect(await ids({ q: "差旅" })).toEqual(["b-travel"]);
    expect(await ids({ q: "%" })).toEqual([]);
    expect(await ids({ tag: "hr" })).toEqual(["a-leave", "b-travel"]);
  });
});

describe("finding", () => {
  test("in both languages, whatever the script, width or form of a word", async () => {
    await save("leave", ["每年有 12 天年假，病假另计。"], { language: "zh", title: "假期" });
    await save("vpn", ["連線前請先更新設定，錯誤碼 E-412 表示版本過舊。"], {
      language: "zh",
      title: "VPN 連線",
    });
    await save("codes", ["Error TM-2011 means that the sensor isn't registered. Approvals take 3 days."]);
    await save("guest", ["The Wi-Fi of the guests has its password on the badge."]);
    expect(await found("年假")).toEqual(["leave/0"]);
    expect(await found("病假多少天？")).toEqual(["leave/0"]);
    expect(await found("ＶＰＮ连线的设定")).toEqual(["vpn/0"]);
    expect(await found("E412")).toEqual(["vpn/0"]);
    expect(await found("what is TM 2011")).toEqual(["codes/0"]);
    expect(await found("who approves, and how many days")).toEqual(["codes/0"]);
    expect(await found("guest wifi")).toEqual(["guest/0"]);
    expect(await found("How many days of vacation?", { limit: 1 })).toEqual(["leave/0"]);
  });

  test("nothing where nothing speaks of it, and the candidates say why", async () => {
    await save("leave", ["Twelve days of annual leave."]);
    const { passages, candidates, looked_for } = await search("annual rainfall in Patagonia");
    expect(passages).toEqual([]);
    expect(looked_for).toEqual(["annual", "rainfall", "patagonia"]);
    expect(candidates).toMatchObject([
      { document_id: "leave", left_out: "unfit", matched: [{ term: "annual" }] },
    ]);
  });

  test("a text that stands in two documents is shown once", async () => {
    await save("a", ["The walrus eats clams."]);
    await save("b", ["The walrus eats clams."]);
    const { passages, candidates } = await search("walrus clams");
    expect(passages).toHaveLength(1);
    expect(candidates.map(({ left_out }) => left_out)).toEqual([null, "repeated"]);
  });

  test("only in what a scope lets in, even where that is little among much", async () => {
    const many = Array.from({ length: 1_500 }, (_, index) => `Walrus number ${index} likes clams.`);
    await save("many", many, { tags: ["zoo"] });
    await save("few", ["The walrus of the office."], { tags: ["office", "内部，资料"] });
    const firstOf = async (scope: Scope) => (await search("walrus", { scope })).passages[0]?.document_id;
    expect(await firstOf({ tags: ["office"] })).toBe("few");
    expect(await firstOf({ tags: ["内部，资料"] })).toBe("few");
    expect(await firstOf({ tags: ["zoo", "none"] })).toBe("many");
    const empty: Scope[] = ["none", { tags: [] }, { tags: ["offic"] }];
    for (const scope of empty) expect(await found("walrus", { scope })).toEqual([]);
    await save("few", ["The walrus of the office."], { tags: [] });
    expect(await found("walrus", { scope: { tags: ["office"] } })).toEqual([]);
  });

  test("words that stand nearly everywhere still find where they stand together", async () => {
    const many = Array.from(
      { length: 2_600 },
      (_, index) => `${index % 2 === 0 ? "walrus" : "penguin"} ${index}`,
    );
    await save("many", many);
    await save("both", ["The walrus met the penguin."]);
    expect((await found("walrus penguin"))[0]).toBe("both/0");
  });

  test("a follow-up is read with what was asked before", async () => {
    await save("leave", [
      { heading: "Annual leave", text: "Employees have 25 days, interns 10 days." },
      { heading: "Sick leave", text: "Up to six weeks are paid." },
    ]);
    await save("badge", ["Interns wear a green badge."]);
    expect(
      (await found("and for interns?", { before: ["How many days of annual leave are there?"] }))[0],
    ).toBe("leave/0");
    expect((await found("那病假呢？", { before: ["年假有几天？", "hello"] }))[0]).toBe("leave/1");
  });

  test("by meaning too: what is near joins, what is far does not, and an unknown place is nothing", async () => {
    await save("leave", ["Twelve days of annual leave."]);
    await save("sea", ["The ocean is deep.", "Ships sail."]);
    const near = [
      { documentId: "sea", position: 1, similarity: 0.82 },
      { documentId: "sea", position: 0, similarity: 0.3 },
      { documentId: "gone", position: 0, similarity: 0.9 },
    ];
    expect(await found("annual leave", { near: [] })).toEqual(["leave/0"]);
    const { passages, candidates } = await search("maritime traffic", { near });
    expect(passages).toMatchObject([{ document_id: "sea", position: 1, vector_rank: 1, lexical_rank: null }]);
    expect(candidates.map(({ position, left_out }) => [position, left_out])).toEqual([
      [1, null],
      [0, "unfit"],
    ]);
    expect((await found("annual leave", { near }))[0]).toBeDefined();
  });
});

test("without a model the operator's documents answer first, and the help what they don't", async () => {
  await save("leave", [{ heading: "Annual leave", text: "Everybody has 25 days a year." }], {
    title: "Handbook",
  });
  const answer = (text: string) => createLibrary(database, load).answer({ text, before: [] }, "all");
  const own = await answer("How many days of annual leave do I have?");
  expect(own.reply).toContain("25 days a year");
  expect(own.sources).toMatchObject([{ title: "Handbook › Annual leave" }]);
  expect((await answer("How do I connect a model?")).sources[0]?.title).toContain("Connecting a model");
});
