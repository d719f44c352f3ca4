// Vectors in a real SQLite: the nearest are those that an exact comparison finds, within the documents that count.
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import type { Scope } from "../../../src/core/document.ts";
import { cosine, quantize } from "../../../src/core/vectors.ts";
import { VectorPages } from "../../../src/maintenance/vector-pages.ts";
import { VectorQueue, type Wanting } from "../../../src/maintenance/vector-queue.ts";
import { PlayedStorage, recordOf } from "./played.ts";

let storage: PlayedStorage;
let pages: VectorPages;
beforeEach(() => {
  storage = new PlayedStorage();
  pages = new VectorPages(storage.sql);
});

const found = (vector: number[], limit = 10, scope: Scope = "all") =>
  pages.nearest(vector, limit, scope).map(({ documentId, position }) => `${documentId}/${position}`);

/** A direction in a plane, as a vector of eight numbers. */
const at = (degrees: number) => {
  const [x, y] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  return [x, y, x, y, x, y, x, y];
};

describe("the nearest passages", () => {
  it("come nearest first, with their place in their document and the cosine", () => {
    pages.add("a", 0, [], [at(80), at(10)]);
    pages.add("a", 2, [], [at(45)]);
    pages.add("b", 0, [], [at(0)]);
    const near = pages.nearest(at(0), 10, "all");
    expect(near.map(({ documentId, position }) => [documentId, position])).toEqual([
      ["b", 0],
      ["a", 1],
      ["a", 2],
      ["a", 0],
    ]);
    const cosines = [1, Math.cos(Math.PI / 18), Math.SQRT1_2, Math.cos((80 * Math.PI) / 180)];
    near.forEach(({ similarity }, place) => void expect(similarity).toBeCloseTo(cosines[place] ?? 0, 1));
  });

  it.each<[string, Scope, string[]]>([
    ["all", "all", ["hr/0", "it/0", "plain/0"]],
    ["none", "none", []],
    ["one tag", { tags: ["hr"] }, ["hr/0"]],
    ["either of two tags", { tags: ["hr", "it"] }, ["hr/0", "it/0"]],
    ["a tag that no document has", { tags: ["legal"] }, []],
    ["no tag at all", { tags: [] }, []],
    ["a part of a tag", { tags: ["h"] }, []],
  ])("are those of the documents that count: %s", (_, scope, expected) => {
    pages.add("hr", 0, ["hr", "people"], [at(1)]);
    pages.add("it", 0, ["it"], [at(2)]);
    pages.add("plain", 0, [], [at(3)]);
    expect(found(at(0), 10, scope)).toEqual(expected);
  });

  it.each([
    [0, 0],
    [1, 1],
    [3, 3],
    [99, 5],
  ])("are at most as many as are asked for: of five, %i are %i", (limit, count) => {
    pages.add("a", 0, [], [0, 10, 20, 30, 40].map(at));
    expect(found(at(0), limit)).toHaveLength(count);
  });

  it("are none where there is nothing, and everything is at right angles to nothing", () => {
    expect(found(at(0))).toEqual([]);
    pages.add("a", 0, [], [at(0), Array(8).fill(0)]);
    expect(pages.nearest(Array(8).fill(0), 10, "all").map(({ similarity }) => similarity)).toEqual([0, 0]);
  });

  it("go with their document, and come back with a new one of its name", () => {
    pages.add("a", 0, [], [at(0)]);
    pages.add("b", 0, [], [at(5)]);
    expect(found(at(0))).toEqual(["a/0", "b/0"]);
    pages.remove("a");
    expect([found(at(0)), pages.count()]).toEqual([["b/0"], 1]);
    pages.add("a", 0, [], [at(1), at(2)]);
    expect([found(at(0)), pages.count()]).toEqual([["a/0", "a/1", "b/0"], 3]);
    pages.clear();
    expect([found(at(0)), pages.count()]).toEqual([[], 0]);
  });

  it("are the same for an instance that was there all along and for one that wakes up", () => {
    expect(found(at(0))).toEqual([]);
    for (let index = 0; index < 20; index += 1)
      pages.add(`d${index}`, index * 3, [`t${index % 2}`], [at(index * 9), at(index * 9 + 4)]);
    pages.remove("d7");
    const before = pages.nearest(at(33), 12, { tags: ["t1"] });
    expect(before).toHaveLength(12);
    pages = new VectorPages(storage.sql);
    expect(pages.nearest(at(33), 12, { tags: ["t1"] })).toEqual(before);
  });

  it.each([1, 2, 31, 32, 33, 64, 100])("are found at a dimension of %i", (dimension) => {
    const unit = (place: number) =>
      Array.from({ length: dimension }, (_, index) => (index === place ? 1 : -0.1));
    const places = [0, dimension >> 1, dimension - 1];
    places.forEach((place, index) => void pages.add(`d${index}`, 0, [], [unit(place)]));
    const [nearest] = pages.nearest(unit(dimension - 1), 1, "all");
    expect(nearest?.similarity).toBeCloseTo(1, 2);
  });

  it("are exactly those of a comparison with each, as long as there are not too many", () => {
    const numbers = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 40, maxLength: 40 });
    fc.assert(
      fc.property(fc.array(numbers, { minLength: 1, maxLength: 60 }), numbers, (vectors, asked) => {
        pages.clear();
        vectors.forEach((vector, index) => void pages.add(`d${index}`, 0, [], [vector]));
        const exact = vectors
          .map((vector) => cosine(quantize(asked), quantize(vector)))
          .sort((one, other) => other - one)
          .slice(0, 5);
        expect(pages.nearest(asked, 5, "all").map(({ similarity }) => similarity)).toEqual(exact);
      }),
      { seed: 20260131, numRuns: 40 },
    );
  });

  it("are found among thousands that lie farther off, by reading no more than some hundreds exactly", () => {
    let random = 7;
    const noise = () => {
      random = (random * 48_271) % 2_147_483_647;
      return random / 2_147_483_647 - 0.5;
    };
    const one = Array.from({ length: 96 }, noise);
    for (let page = 0; page < 40; page += 1)
      pages.add(
        `d${page}`,
        0,
        [],
        Array.from({ length: 100 }, () => Array.from({ length: 96 }, noise)),
      );
    pages.add("needle", 4, [], [one.map((value) => value + noise() * 0.2)]);
    let reads = 0;
    const { exec } = storage.sql;
    storage.sql.exec = ((query: string, ...values: never[]) => {
      if (query.includes("substr(codes")) reads += 1;
      return exec(query, ...values);
    }) as typeof exec;
    expect(found(one, 1)).toEqual(["needle/4"]);
    expect(reads).toBeLessThanOrEqual(256);
  });
});

describe("documents that want vectors", () => {
  let queue: VectorQueue;
  beforeEach(() => {
    queue = new VectorQueue(storage.sql);
  });
  const ids = () => queue.first(100).map(({ documentId }) => documentId);
  const add = (id: string, passages: number) => queue.add(recordOf(id, { passages, tags: [`t-${id}`] }));
  const first = () => queue.first(1)[0] as Wanting;

  it("stand in the order in which they changed; one that changes again goes to the end, under another stamp", () => {
    for (const id of ["a", "b", "c"]) add(id, 3);
    const { stamp } = first();
    add("a", 5);
    expect([ids(), queue.has(stamp)]).toEqual([["b", "c", "a"], false]);
    expect(queue.first(100).at(-1)).toMatchObject({ documentId: "a", passages: 5, start: 0, tags: ["t-a"] });
    expect(queue.first(2)).toHaveLength(2);
  });

  it("do not stand there without passages, or any more without", () => {
    add("a", 3);
    add("a", 0);
    add("b", 0);
    expect([ids(), queue.left()]).toEqual([[], 0]);
  });

  it.each([
    [1, ["a", "b"], 6],
    [3, ["a", "b"], 4],
    [4, ["b"], 3],
    [9, ["b"], 3],
  ])("have what is left counted: at passage %i of 4, %j with %i", (reached, left, count) => {
    add("a", 4);
    add("b", 3);
    queue.reached(first(), reached);
    expect([ids(), queue.left()]).toEqual([left, count]);
  });

  it("lose nothing to what was reached of an earlier version of theirs", () => {
    add("a", 4);
    const earlier = first();
    add("a", 4);
    queue.reached(earlier, 4);
    queue.reached(earlier, 2);
    expect([ids(), queue.left()]).toEqual([["a"], 4]);
  });

  it("never get the stamp of one that is gone: its vectors may still be on their way", () => {
    add("a", 1);
    const { stamp } = first();
    queue.clear();
    add("b", 1);
    expect(first().stamp).toBeGreaterThan(stamp);
  });
});
