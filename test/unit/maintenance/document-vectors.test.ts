// Vectors made behind the index: in batches, over failures and stops, and never of a document that is no longer so.
import { beforeEach, describe, expect, it } from "vitest";
import { fail, succeed } from "../../../src/core/result.ts";
import { DocumentVectors } from "../../../src/maintenance/document-vectors.ts";
import type { Embeddings } from "../../../src/model/embeddings.ts";
import { PlayedServices, PlayedStorage, recordOf } from "./played.ts";

let storage: PlayedStorage;
let played: PlayedServices;
let vectors: DocumentVectors;
/** The texts of each call. */
let asked: string[][];

/** Texts become vectors of two numbers and more, by the first letter. */
function embed(text: string, dimension = 2): number[] {
  const letter = (text.split("\n")[1] ?? "").charCodeAt(0) - 96;
  return Array.from({ length: dimension }, (_, index) => (index === 0 ? 1 : letter / 26));
}

function connect(model: string, more: Partial<Embeddings> = {}, dimension = 2): void {
  played.embeddings = {
    model,
    embed: async (texts) => {
      asked.push(texts);
      return succeed(texts.map((text) => embed(text, dimension)));
    },
    ...more,
  };
}

function wakeUp(): void {
  vectors = new DocumentVectors(storage.storage, played.services);
}

beforeEach(() => {
  storage = new PlayedStorage();
  played = new PlayedServices();
  asked = [];
  connect("m-1");
  wakeUp();
});

const many = (count: number, letter = "a") =>
  Array.from({ length: count }, (_, index) => `${letter}${index}`);
const place = (id: string, texts: string[], tags: string[] = []) => {
  const record = played.place(id, texts, { tags });
  vectors.changed(record);
  return record;
};
const near = (text: string, scope: Parameters<DocumentVectors["nearest"]>[3] = "all", model = "m-1") =>
  vectors
    .nearest(model, embed(`\n${text}`), 50, scope)
    .map(({ documentId, position }) => `${documentId}/${position}`);
const state = () => {
  const { done, wanted } = vectors.state() ?? {};
  return [done, wanted];
};

/** Until there is nothing left to do; pauses pass at once. */
async function run(): Promise<void> {
  for (let alarms = 0; vectors.dueAt() !== null; alarms += 1) {
    expect(alarms).toBeLessThan(50);
    played.now = Math.max(played.now, vectors.dueAt() ?? 0);
    await vectors.advance();
  }
}

describe("without an endpoint for embeddings", () => {
  it("nothing is wanted, due or found, and a document that changes leaves no trace", async () => {
    storage = new PlayedStorage();
    played.embeddings = null;
    wakeUp();
    place("a", ["a", "b"]);
    expect([vectors.dueAt(), vectors.state(), near("a")]).toEqual([null, null, []]);
    await vectors.advance();
    expect([asked, played.calls]).toEqual([[], []]);
  });

  it("documents that were there before are walked through when one is connected later", async () => {
    storage = new PlayedStorage();
    played.embeddings = null;
    wakeUp();
    for (let index = 0; index < 230; index += 1) place(`d${index}`, ["a"]);
    connect("m-1");
    wakeUp();
    await run();
    expect([state(), asked.flat().length]).toEqual([[230, 230], 230]);
  });

  it("what was made stays for the day on which it is connected again", async () => {
    place("a", ["a"]);
    await run();
    played.embeddings = null;
    wakeUp();
    expect([vectors.dueAt(), vectors.state()]).toEqual([null, null]);
    place("b", ["b"]);
    connect("m-1");
    wakeUp();
    await run();
    expect([near("a"), asked.flat()]).toEqual([
      ["a/0", "b/0"],
      ["Title of a\na", "Title of b\nb"],
    ]);
  });
});

describe("the passages of a document", () => {
  it("are told with title and text, and found by what they say", async () => {
    place("a", ["alpha", "zulu"], ["x"]);
    place("b", ["mike"]);
    await run();
    expect(asked).toEqual([["Title of a\nalpha", "Title of a\nzulu", "Title of b\nmike"]]);
    expect([near("zebra"), near("any", { tags: ["x"] })]).toEqual([
      ["a/1", "b/0", "a/0"],
      ["a/0", "a/1"],
    ]);
  });

  it.each([
    ["x".repeat(5_000), 2_000],
    [`${"x".repeat(1_988)}😀${"y".repeat(50)}`, 2_000],
  ])("are cut to what endpoints read, with no half of a character", async (text, length) => {
    place("a", [text]);
    await run();
    const [[sent = ""] = []] = asked;
    expect([sent.length, sent.isWellFormed(), sent.includes("yyyyyyyyyyyyy")]).toEqual([length, true, false]);
  });

  it.each([
    [[1], [1]],
    [[64], [64]],
    [[65], [64, 1]],
    [
      [30, 30, 30],
      [64, 26],
    ],
    [[150], [64, 64, 22]],
    [Array(70).fill(1), [16, 16, 16, 16, 6]],
  ])("of documents with %j are sent in calls of %j", async (counts, calls) => {
    counts.forEach((count: number, index: number) => void place(`d${index}`, many(count)));
    await run();
    expect(asked.map(({ length }) => length)).toEqual(calls);
    const all = counts.reduce((sum: number, count: number) => sum + count, 0);
    expect(state()).toEqual([all, all]);
  });

  it("are no more than two calls in one go, and the next go takes up there", async () => {
    await vectors.advance();
    place("a", many(64 * 9 + 5));
    await vectors.advance();
    expect([asked.length, state()]).toEqual([2, [128, 581]]);
    wakeUp();
    for (let go = 2; go <= 5; go += 1) await vectors.advance();
    expect([asked.length, state(), vectors.dueAt()]).toEqual([10, [581, 581], null]);
    expect(new Set(asked.flat()).size).toBe(581);
  });

  it("are counted as done when there are fewer of them than its record says", async () => {
    played.place("a", ["a", "b"]);
    vectors.changed(recordOf("a", { passages: 5 }));
    place("b", ["c"]);
    await run();
    expect([state(), near("a")]).toEqual([
      [3, 3],
      ["a/0", "a/1", "b/0"],
    ]);
  });

  it("go with it, whether their vectors are made or wanted", async () => {
    place("a", ["a"]);
    await run();
    place("b", ["b"]);
    vectors.removed("a");
    vectors.removed("b");
    expect([near("a"), state(), vectors.dueAt()]).toEqual([[], [0, 0], null]);
  });
});

describe("a document that changes while its vectors are made", () => {
  const meanwhile = (change: () => void) => {
    let changes = 1;
    connect("m-1", {
      embed: async (texts) => {
        asked.push(texts);
        if (changes-- > 0) change();
        return succeed(texts.map((text) => embed(text)));
      },
    });
  };

  it("gets those of its new text, and none of the old", async () => {
    meanwhile(() => void place("a", ["zulu"]));
    place("a", ["alpha", "bravo"]);
    place("b", ["mike"]);
    await run();
    expect([near("zebra"), state()]).toEqual([
      ["a/0", "b/0"],
      [2, 2],
    ]);
    expect(asked.at(-1)).toEqual(["Title of a\nzulu"]);
  });

  it("leaves none behind when it is removed", async () => {
    meanwhile(() => vectors.removed("a"));
    place("a", ["alpha"]);
    place("b", ["mike"]);
    await run();
    expect([near("alpha"), state()]).toEqual([["b/0"], [1, 1]]);
  });
});

describe("an endpoint that fails", () => {
  const busy = { kind: "upstream", reason: "rate_limited", message: "The model is busy." } as const;

  it("is left alone for longer and longer, up to ten minutes, and what it said is told", async () => {
    connect("m-1", { embed: async () => fail(busy) });
    place("a", ["a"]);
    const pauses: number[] = [];
    for (let tries = 0; tries < 12; tries += 1) {
      played.now = Math.max(played.now, vectors.dueAt() ?? 0);
      await vectors.advance();
      pauses.push((vectors.dueAt() ?? 0) - played.now);
    }
    for (const [tries, pause] of pauses.entries()) {
      const doubled = Math.min(2_000 * 2 ** tries, 600_000);
      expect(pause).toBeGreaterThanOrEqual(doubled * 0.8);
      expect(pause).toBeLessThanOrEqual(doubled * 1.2);
    }
    expect(vectors.state()).toMatchObject({ done: 0, wanted: 1, last_error: "The model is busy." });
    expect(played.lines).toHaveLength(12);
    expect(played.lines.at(-1)).toEqual([
      "warn",
      "knowledge",
      "vectors_postponed",
      { failures: 12, error: "The model is busy." },
    ]);
  });

  it("is not asked before its pause is over, and forgiven when it works again", async () => {
    let failures = 2;
    connect("m-1", {
      embed: async (texts) => {
        asked.push(texts);
        return failures-- > 0 ? fail(busy) : succeed(texts.map((text) => embed(text)));
      },
    });
    place("a", ["a"]);
    await vectors.advance();
    await vectors.advance();
    expect(asked).toHaveLength(1);
    await run();
    expect([asked.length, state(), vectors.state()?.last_error]).toEqual([3, [1, 1], null]);
  });
});

describe("vectors of another kind", () => {
  it("are made anew when the model is another, and until then nothing is found by them", async () => {
    place("a", ["a"]);
    await run();
    connect("m-2");
    wakeUp();
    expect([near("a", "all", "m-1"), near("a", "all", "m-2")]).toEqual([[], []]);
    await run();
    expect([near("a", "all", "m-2"), near("a", "all", "m-1"), asked.length]).toEqual([["a/0"], [], 2]);
  });

  it("are not made anew by an object that only wakes up", async () => {
    place("a", ["a"]);
    await run();
    for (let wakes = 0; wakes < 3; wakes += 1) {
      wakeUp();
      await run();
    }
    expect([asked.length, near("a")]).toEqual([1, ["a/0"]]);
  });

  it("are made anew when the endpoint's have another length all at once", async () => {
    place("a", ["a"]);
    place("b", ["b"]);
    await run();
    connect("m-1", {}, 5);
    place("c", ["c"]);
    await run();
    expect(state()).toEqual([3, 3]);
    expect(near("a")).toEqual([]);
    const wide = vectors.nearest("m-1", embed("\na", 5), 9, "all");
    expect(wide.map(({ documentId }) => documentId).sort()).toEqual(["a", "b", "c"]);
  });

  it.each([
    ["another model", "m-9", [1, 0]],
    ["a shorter vector", "m-1", [1]],
    ["a longer vector", "m-1", [1, 0, 0]],
  ])("answer no question of %s", async (_, model, vector) => {
    place("a", ["a"]);
    await run();
    expect(vectors.nearest(model, vector, 5, "all")).toEqual([]);
  });
});
