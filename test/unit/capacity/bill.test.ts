// The bill: use less what is included, times the price, worked out by hand beside it.
import { expect, it } from "vitest";
import { billOf } from "../../../scripts/capacity/bill.ts";
import { storedBytes } from "../../../scripts/capacity/stored.ts";
import { LOAD, roundCosts } from "./loads.ts";

const lineOf = (bill: ReturnType<typeof billOf>, name: string) =>
  bill.use.find(({ resource }) => resource === name)?.dollars;

it("counts what is above the included sum, at its price a million", () => {
  const bill = billOf(roundCosts(), { ...LOAD, conversations: 100_000 });
  // 10 × 500,000 × 30 = 150 million, less one, at $5.
  expect(lineOf(bill, "kv_writes")).toBe(745);
  // (2 × 500,000 + 1,000) × 30 = 30.03 million, less ten, at $0.30.
  expect(lineOf(bill, "worker_requests")).toBeCloseTo(6.009, 9);
  // 5 × 500,000 × 30 = 75 million, less fifty, at $1.
  expect(lineOf(bill, "durable_rows_written")).toBe(25);
  expect(lineOf(bill, "log_lines")).toBe(0);
});

it("counts objects' time as gigabytes of 128 MB", () => {
  const costs = roundCosts();
  costs.kinds.web.message.durable_milliseconds = 10_000;
  // 10 s × 0.128 GB × 500,000 × 30 = 19.2 million GB-s, less 0.4, at $12.50.
  const bill = billOf(costs, { ...LOAD, conversations: 100_000 });
  expect(lineOf(bill, "durable_milliseconds")).toBeCloseTo(235, 6);
});

it("counts what lies there, backups once for every night that they are kept", () => {
  const stored = storedBytes(roundCosts(), LOAD);
  // 5,000 messages a day, kept for 30 days.
  expect(stored).toMatchObject({ main: 150e6, search: 75e6, d1: 225e6, objects: 1.5e9, r2: 30 * 15e6 });
  const { stores } = billOf(roundCosts(), { ...LOAD, conversations: 100_000 });
  expect(stores.map(({ store, gigabytes }) => [store, gigabytes])).toEqual([
    ["d1", 22.5],
    ["objects", 150],
    ["r2", 45],
  ]);
  expect(stores.map(({ dollars }) => dollars)).toEqual([17.5 * 0.75, 145 * 0.2, 35 * 0.015]);
});

it("is nothing where the free plan does, and the plan with all lines where not", () => {
  expect(billOf(roundCosts(), { ...LOAD, conversations: 10 }).total).toBe(0);
  const bill = billOf(roundCosts(), { ...LOAD, conversations: 100_000 });
  const lines = [...bill.use, ...bill.stores].reduce((sum, { dollars }) => sum + dollars, 0);
  expect(bill.above).toBeCloseTo(lines, 9);
  expect(bill.total).toBeCloseTo(5 + lines, 9);
});

it("counts what each deployment does whatever is said, and what is included only once", () => {
  const load = { ...LOAD, conversations: 1_000_000 };
  const [one, ten] = [1, 10].map(
    (count) => lineOf(billOf(roundCosts(), load, count), "worker_requests") ?? 0,
  );
  // Nine thousand requests a day more.
  expect((ten ?? 0) - (one ?? 0)).toBeCloseTo((9 * 1_000 * 30 * 0.3) / 1e6, 9);
});

it("names what is not in it because nobody has counted it", () => {
  const costs = roundCosts();
  costs.kinds.web.message.d1_rows_read = null;
  const bill = billOf(costs, LOAD);
  expect(bill.uncounted).toEqual(["d1_rows_read"]);
  expect(bill.use.map(({ resource }) => resource)).not.toContain("d1_rows_read");
});
