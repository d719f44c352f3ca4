// The bench's arithmetic and its table: a missed aim and a figure that could not be taken must show.
import { describe, expect, it } from "vitest";
import { type FigureDefinition, figureOf } from "../../bench/figure.ts";
import { markdownTable } from "../../bench/report.ts";
import { interleave, median, quantile } from "../../bench/statistics.ts";

const base: FigureDefinition = {
  name: "first",
  title: "first token",
  against: "direct call",
  unit: "ms",
  comparison: "added",
  aim: { bound: "at most", value: 5 },
};

describe("statistics", () => {
  it("takes the middle, and the mean of the middle two", () => {
    expect([median([3, 1, 2]), median([4, 1, 3, 2])]).toEqual([2, 2.5]);
    expect(quantile([0, 10], 0.25)).toBe(2.5);
    expect(median([])).toBeNaN();
  });

  it("alternates both samples and forgets the warm-up", async () => {
    const order: string[] = [];
    const sample = (name: string) => async () => order.push(name);
    const pair = await interleave(2, 1, sample("A"), sample("B"));
    expect(order).toEqual(["A", "B", "A", "B", "A", "B"]);
    expect(pair).toEqual({ measured: [3, 5], baseline: [4, 6] });
  });
});

describe("figures", () => {
  it.each([
    ["added", "at most", 5, 6, 1, true],
    ["added", "at most", 5, 6.1, 1, false],
    ["ratio", "at least", 0.8, 8, 10, true],
    ["ratio", "at least", 0.8, 7, 10, false],
    ["alone", "at most", 200, 201, 9, false],
  ] as const)("%s, %s %d: %d beside %d is met: %s", (comparison, bound, value, ours, theirs, met) => {
    const figure = figureOf(
      { ...base, comparison, aim: { bound, value } },
      { measured: [ours], baseline: [theirs] },
    );
    expect(figure.met).toBe(met);
  });

  it("meets no aim without samples", () => {
    expect(figureOf(base, { measured: [], baseline: [] }).met).toBe(false);
  });

  it("is held to nothing without an aim", () => {
    expect(figureOf({ ...base, aim: null }, { measured: [1], baseline: [1] }).met).toBeNull();
  });
});

describe("the table", () => {
  it("marks a missed aim and a figure that could not be taken", () => {
    const missed = figureOf(base, { measured: [9], baseline: [1] });
    expect(markdownTable([missed, { ...base, failure: "the Worker answered 500" }]).split("\n")).toEqual([
      "| figure | ours | baseline | compared | aim |  |",
      "| --- | --- | --- | --- | --- | --- |",
      "| first token | 9.00 ms | 1.00 ms (direct call) | +8.00 ms | ≤ 5 ms | **missed** |",
      "| first token | – | direct call | – | ≤ 5 ms | **not measured**: the Worker answered 500 |",
    ]);
  });

  it("writes a ratio without a unit", () => {
    const chunks = {
      ...base,
      unit: "chunks/s",
      comparison: "ratio",
      aim: { bound: "at least", value: 0.8 },
    } as const;
    const table = markdownTable([figureOf(chunks, { measured: [900], baseline: [1000] })]);
    expect(table).toContain("| 900 chunks/s | 1,000 chunks/s (direct call) | 0.90 × | ≥ 0.8 × | met |");
  });
});
