// Two rankings become one: by words and by meaning, and what fits by either.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { NearPassage } from "../../../src/core/document.ts";
import { fuse, placeOf } from "../../../src/knowledge/fusion.ts";
import { LEAST_SHARE, type RankedPassage } from "../../../src/knowledge/relevance.ts";

/** A passage that holds words of the question; `position` tells them apart. */
function ranked(
  position: number,
  share: number,
  score = 10 - position,
  more: Partial<RankedPassage> = {},
): RankedPassage {
  return {
    documentId: "d",
    position,
    title: "t",
    url: null,
    heading: "",
    text: `text ${position}`,
    language: "en",
    share,
    score,
    matched: [{ term: "word", weight: 1 }],
    ...more,
  };
}

const wordless = (position: number) => ranked(position, 0, 0, { matched: [] });
const near = (position: number, similarity: number): NearPassage => ({
  documentId: "d",
  position,
  similarity,
});
const places = (passages: { position: number }[]) => passages.map(({ position }) => position);

describe("without nearness", () => {
  it("the ranking by words stays as it was, with its scores, and no place by meaning", () => {
    const fused = fuse([ranked(0, 1), ranked(1, 0.9), ranked(2, 0.8)], []);
    expect(places(fused)).toEqual([0, 1, 2]);
    expect(fused.map(({ score, lexicalRank, vectorRank }) => [score, lexicalRank, vectorRank])).toEqual([
      [10, 1, null],
      [9, 2, null],
      [8, 3, null],
    ]);
  });

  it("what covers too little of the question comes behind all that fits, however high its score", () => {
    const fused = fuse([ranked(0, LEAST_SHARE - 0.01, 99), ranked(1, LEAST_SHARE, 1)], []);
    expect(fused.map(({ position, fits }) => [position, fits])).toEqual([
      [1, true],
      [0, false],
    ]);
  });

  it("nothing is nothing", () => {
    expect(fuse([], [])).toEqual([]);
    expect(fuse([], [near(1, 0.9)])).toEqual([]);
  });
});

describe("a passage without enough words of the question", () => {
  it.each<[string, NearPassage[], boolean]>([
    ["fits when it is the nearest and near enough", [near(0, 0.5)], true],
    ["does not fit when it is the nearest and far", [near(0, 0.49)], false],
    ["fits when it is nearly as near as the nearest", [near(9, 0.8), near(0, 0.71)], true],
    ["does not fit when others are much nearer", [near(9, 0.8), near(0, 0.69)], false],
    ["does not fit when it is near the nearest, but both are far", [near(9, 0.52), near(0, 0.45)], false],
    ["does not fit when nobody found it near", [near(9, 0.9)], false],
    [
      "does not fit when another document has the same place",
      [{ ...near(0, 0.9), documentId: "other" }],
      false,
    ],
  ])("%s", (_, nearest, fits) => {
    expect(fuse([wordless(0)], nearest)[0]?.fits).toBe(fits);
  });

  it("has no place among those found by words, and those behind it do not lose one", () => {
    const fused = fuse([ranked(0, 1), wordless(1), ranked(2, 1)], [near(1, 0.9)]);
    const rankOf = new Map(fused.map(({ position, lexicalRank }) => [position, lexicalRank]));
    expect([rankOf.get(0), rankOf.get(1), rankOf.get(2)]).toEqual([1, null, 2]);
  });
});

describe("with nearness", () => {
  it.each<[string, RankedPassage[], NearPassage[], number[]]>([
    ["what is first by both is first", [ranked(0, 1), ranked(1, 1)], [near(0, 0.9), near(1, 0.8)], [0, 1]],
    [
      "what is found by both goes before what is first by words alone",
      [ranked(0, 1), ranked(1, 1)],
      [near(1, 0.9)],
      [1, 0],
    ],
    [
      "what is near and wordless goes behind what is also found by words",
      [ranked(0, 1), wordless(1)],
      [near(1, 0.9), near(0, 0.85)],
      [0, 1],
    ],
    [
      "second by words and first by meaning is as good as the other way round: the order stays",
      [ranked(0, 1), ranked(1, 1)],
      [near(1, 0.9), near(0, 0.89)],
      [0, 1],
    ],
    [
      "what fits goes before what does not, whatever their places",
      [ranked(0, 0.1), ranked(1, 1)],
      [near(5, 0.9), near(0, 0.5)],
      [1, 0],
    ],
  ])("%s", (_, byWords, byMeaning, order) => {
    expect(places(fuse(byWords, byMeaning))).toEqual(order);
  });

  it("the score says the places and no longer the words", () => {
    const [first] = fuse([ranked(0, 1, 1_000)], [near(0, 0.9)]);
    expect(first?.score).toBeCloseTo(2 / 61, 10);
  });

  it("every passage comes out once with its places, the fitting ones first and each part by its score", () => {
    const passages = fc.uniqueArray(
      fc.record({
        position: fc.nat(30),
        share: fc.double({ min: 0, max: 1, noNaN: true }),
        found: fc.boolean(),
      }),
      { selector: ({ position }) => position },
    );
    const nearby = fc.uniqueArray(
      fc.record({ position: fc.nat(30), similarity: fc.double({ min: -1, max: 1, noNaN: true }) }),
      { selector: ({ position }) => position },
    );
    fc.assert(
      fc.property(passages, nearby, (byWords, byMeaning) => {
        const rankedOnes = byWords.map(({ position, share, found }) =>
          found ? ranked(position, share) : wordless(position),
        );
        const nearest = byMeaning
          .map(({ position, similarity }) => near(position, similarity))
          .sort((a, b) => b.similarity - a.similarity);
        const fused = fuse(rankedOnes, nearest);
        expect(places(fused).toSorted()).toEqual(places(rankedOnes).toSorted());
        for (const [index, passage] of fused.entries()) {
          const at = nearest.findIndex(({ position }) => position === passage.position);
          expect(passage.vectorRank).toBe(at === -1 ? null : at + 1);
          const before = fused[index - 1];
          if (before === undefined) continue;
          expect(Number(before.fits)).toBeGreaterThanOrEqual(Number(passage.fits));
          if (before.fits === passage.fits) expect(before.score).toBeGreaterThanOrEqual(passage.score);
        }
        const ranks = fused.flatMap(({ lexicalRank }) => lexicalRank ?? []).toSorted((a, b) => a - b);
        expect(ranks).toEqual(ranks.map((_, index) => index + 1));
      }),
      { seed: 20260131 },
    );
  });
});

it.each([
  [{ documentId: "a", position: 1 }, { documentId: "a", position: 1 }, true],
  [{ documentId: "a", position: 1 }, { documentId: "a", position: 11 }, false],
  [{ documentId: "a1", position: 1 }, { documentId: "a", position: 11 }, false],
  [{ documentId: 'a",1', position: 1 }, { documentId: "a", position: 1 }, false],
])("%j and %j are one place: %s", (one, other, same) => {
  expect(placeOf(one) === placeOf(other)).toBe(same);
});
