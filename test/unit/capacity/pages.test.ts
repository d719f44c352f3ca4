// The pages and the chart are what the program prints, and both languages say the same numbers.
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { chart } from "../../../scripts/capacity/chart.ts";
import { readCosts } from "../../../scripts/capacity/costs.ts";
import { ASSUMED, blocksOf, CHART, filled, PAGES } from "../../../scripts/capacity/pages.ts";
import { type Queue, simulateQueues } from "../../../scripts/capacity/simulation/queues.ts";

const LANGUAGES = ["en", "zh"] as const;
const costs = readCosts();
let queues: Queue[];

// Some seconds of simulation, once.
beforeAll(() => {
  queues = simulateQueues(costs, ASSUMED);
});

/** Numbers in the cells that begin with one, and in the lines of a queue; words may hold others. */
function numbersOf(block: string): string[] {
  const cells = block
    .split("\n")
    .flatMap((line) => (line.startsWith("|") ? line.split("|") : line.split(/ {2,}/)));
  return cells.flatMap((cell) => /^\s*(?:每天 )?([~$]?[\d,.]+)/.exec(cell)?.[1] ?? []);
}

describe.each(LANGUAGES)("the page in %s", (language) => {
  it("is what `npm run capacity -- --write-docs` writes", () => {
    const page = readFileSync(PAGES[language], "utf8");
    expect(page).toBe(filled(page, blocksOf(costs, queues, language)));
  });
});

it("the chart is what the program draws", () => {
  expect(readFileSync(CHART, "utf8")).toBe(chart(costs, ASSUMED));
});

it("both languages have the same parts with the same numbers", () => {
  const [english, chinese] = LANGUAGES.map((language) => blocksOf(costs, queues, language));
  expect([...(chinese?.keys() ?? [])]).toEqual([...(english?.keys() ?? [])]);
  const numbers = (blocks = new Map<string, string>()) =>
    [...blocks]
      .filter(([name]) => name !== "full" && name !== "counted")
      .map(([name, block]) => [name, numbersOf(block)]);
  expect(numbers(chinese)).toEqual(numbers(english));
  expect(numbers(english).flatMap(([, found]) => found).length).toBeGreaterThan(300);
});

it("every queue shows its knee", () => {
  const english = blocksOf(costs, queues, "en");
  for (const { id, points, knee } of queues) {
    expect([id, points.some(({ load }) => load === knee)]).toEqual([id, true]);
    expect(english.get(`queue ${id}`)?.match(/← knee/g)).toHaveLength(1);
  }
});

describe("filling a page", () => {
  const blocks = new Map([["sizes", "| new |"]]);
  const page = "before\n<!-- capacity: sizes -->\nold\nold\n<!-- end -->\nbehind\n";

  it("replaces what stands between the two comments and nothing else, and may be done again", () => {
    const once = filled(page, blocks);
    expect(once).toBe("before\n<!-- capacity: sizes -->\n\n| new |\n\n<!-- end -->\nbehind\n");
    expect(filled(once, blocks)).toBe(once);
    expect(filled("<!-- capacity: sizes -->\n<!-- end -->", blocks)).toContain("| new |");
  });

  it("says which part has no place, and which place has no part", () => {
    expect(() => filled("nothing", blocks)).toThrow("no place for sizes");
    expect(() => filled(page, new Map())).toThrow("called “sizes”");
  });

  it("takes a dollar sign as it stands", () => {
    expect(filled(page, new Map([["sizes", "$1 $& $$"]]))).toContain("\n$1 $& $$\n");
  });
});
