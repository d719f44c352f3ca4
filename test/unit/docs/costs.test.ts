// What a month costs: every amount on the page follows from the figures beside it.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

/** Answers a day, one column each. */
const SIZES = [100, 10_000, 1_000_000];
const DAYS = 30;
/** The paid plan itself, which the smallest size does not need. */
const PLAN = 5;

const number = (cell: string) => Number(cell.replace(/[^\d.]/g, ""));
const cells = (row: string) =>
  row
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());

describe.each(["docs/deployment.md", "docs/deployment.zh-CN.md"])("%s", (path) => {
  const rows = readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => /^\|.*\$/.test(line))
    .map(cells);
  const used = rows.filter((row) => row.length === 8);
  const operations = used.filter(([, each = ""]) => /^[\d.]+$/.test(each));
  const stored = used.filter(([, each = ""]) => each.endsWith("KB"));

  /** The amount of a row for each size, before it is rounded. */
  const costOf = ([, each = "", besides = "", included = "", price = ""]: string[]) =>
    SIZES.map((size, index) => {
      const quantity = each.endsWith("KB")
        ? (number(each) * size * number(besides.split(",")[index] ?? "")) / 1_000_000
        : (number(each) * size + number(besides)) * DAYS;
      const above = Math.max(0, quantity - number(included));
      return (above * number(price)) / (each.endsWith("KB") ? 1 : 1_000_000);
    });

  it("computes each amount from use, days, what is included and its price", () => {
    expect([operations.length, stored.length]).toEqual([10, 2]);
    for (const row of used) expect([row[0], ...row.slice(5)]).toEqual([row[0], ...costOf(row).map(dollars)]);
  });

  it("adds them up, with the plan where one is needed", () => {
    const sums = SIZES.map((_, size) => used.reduce((sum, row) => sum + (costOf(row)[size] ?? 0), 0));
    const totals = rows.findLast((row) => row.length === 3)?.map(number);
    expect(totals).toEqual(sums.map((sum) => (sum === 0 ? 0 : Math.round(sum + PLAN))));
  });
});

/** Cents only where they are worth a look. */
function dollars(amount: number): string {
  return `$${amount === 0 || amount >= 10 ? Math.round(amount) : amount.toFixed(2)}`;
}
