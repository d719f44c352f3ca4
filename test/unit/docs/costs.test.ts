// What a month costs: every amount on the page follows from the figures beside it, as far as those are printed.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

/** Conversations a day, one column each, of so many messages. */
const SIZES = [100, 10_000, 1_000_000];
const TURNS = 5;
const DAYS = 30;
/** The paid plan itself, which the smallest size does not need. */
const PLAN = 5;

const BYTES: Record<string, number> = { B: 1, KB: 1e3, MB: 1e6, GB: 1e9 };

const number = (cell: string) => Number(cell.replace(/[^\d.]/g, ""));
const cells = (row: string) =>
  row
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());

describe.each(["docs/capacity.md", "docs/capacity.zh-CN.md"])("%s", (path) => {
  const page = readFileSync(path, "utf8");
  const blockOf = (name: string) =>
    (new RegExp(`<!-- capacity: ${name} -->([\\s\\S]*?)<!-- end -->`).exec(page)?.[1] ?? "")
      .split("\n")
      .filter((line) => line.startsWith("|") && !line.includes("---"))
      .slice(1)
      .map(cells);
  const operations = blockOf("bill");
  const stored = blockOf("stores");
  const deployments = (blockOf("sizes").find(([name]) => /^(?:deployments|部署数)$/.test(name ?? "")) ?? [])
    .slice(1)
    .map(number);

  /** The amount of a line for each size, before it is rounded. */
  const costOf = ([, each = "", besides = "", included = "", price = ""]: string[]) =>
    SIZES.map((size, index) => {
      const messages = size * TURNS;
      const unit = BYTES[/[KMG]?B$/.exec(each)?.[0] ?? ""];
      const quantity =
        unit === undefined
          ? (number(each) * messages + number(besides) * (deployments[index] ?? 0)) * DAYS
          : (number(each) * unit * messages * number(besides)) / 1e9;
      const above = Math.max(0, quantity - number(included));
      return unit === undefined ? (above * number(price)) / 1e6 : above * number(price);
    });

  /** What is printed beside an amount has three digits. */
  const isNear = (printed: string, amount: number) =>
    Math.abs(number(printed) - amount) <= 0.5 + 0.01 * amount;

  it("computes each amount from use, days, what is included and its price", () => {
    expect(operations.length).toBeGreaterThanOrEqual(10);
    expect(stored).toHaveLength(3);
    expect(deployments).toHaveLength(SIZES.length);
    const wrong = [...operations, ...stored].flatMap((row) =>
      costOf(row).flatMap((amount, index) =>
        isNear(row[5 + index] ?? "", amount) ? [] : [`${row[0]}: ${row[5 + index]}, not ${amount}`],
      ),
    );
    expect(wrong).toEqual([]);
  });

  it("adds them up, with the plan where one is needed", () => {
    const lines = [...operations, ...stored];
    const sums = SIZES.map((_, size) => lines.reduce((sum, row) => sum + (costOf(row)[size] ?? 0), 0));
    const totals = blockOf("total")[0] ?? [];
    expect(totals).toHaveLength(SIZES.length);
    expect(number(totals[0] ?? "")).toBe(sums[0]);
    for (const [index, sum] of sums.entries())
      if (sum > 0)
        expect([totals[index], isNear(totals[index] ?? "", sum + PLAN)]).toEqual([totals[index], true]);
  });
});
