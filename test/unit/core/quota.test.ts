// Allowances of platform calls: whose month it is, when to slow down, when to warn.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { billingMonth, slowdownAt, warningReached } from "../../../src/core/quota.ts";

describe("the month of a call", () => {
  it.each([
    ["2026-11-30T15:59:59.999Z", "2026-11"],
    ["2026-11-30T16:00:00.000Z", "2026-12"],
    ["2026-12-31T16:00:00.000Z", "2027-01"],
    ["2028-02-29T12:00:00.000Z", "2028-02"],
  ])("at %s is %s, as the clock in Beijing says", (time, month) => {
    expect(billingMonth(Date.parse(time))).toBe(month);
  });
});

describe("unfinished answers", () => {
  it.each([
    [0, 1],
    [4_999, 1],
    [5_000, 2],
    [7_999, 2],
    [8_000, 4],
    [9_499, 4],
    [9_500, null],
    [20_000, null],
  ])("after %i of 10,000 calls are shown %s times more rarely", (used, slowdown) => {
    expect(slowdownAt(used, 10_000)).toBe(slowdown);
  });

  it("are shown at full pace where no allowance is configured", () => {
    expect(slowdownAt(1_000_000, null)).toBe(1);
  });
});

describe("a warning", () => {
  it.each([
    [49, 50, 50],
    [50, 51, null],
    [79, 80, 80],
    [94, 95, 95],
    [0, 100, 95],
    [95, 96, null],
  ])("from %i to %i of 100 calls is %s", (before, used, percent) => {
    expect(warningReached(before, used, 100)).toBe(percent);
  });

  it("comes never without an allowance", () => {
    expect(warningReached(0, 1_000_000, null)).toBeNull();
  });

  it("comes exactly once at each threshold, whatever the allowance", () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 5_000 }), (allowance) => {
        const warnings: number[] = [];
        for (let used = 1; used <= allowance; used += 1) {
          const percent = warningReached(used - 1, used, allowance);
          if (percent !== null) warnings.push(percent);
        }
        // Of a tiny allowance one call may reach two thresholds: then the higher one is told.
        expect(warnings.at(-1)).toBe(95);
        expect(warnings).toEqual([...new Set(warnings)].sort((a, b) => a - b));
        if (allowance >= 10) expect(warnings).toEqual([50, 80, 95]);
      }),
      { numRuns: 50 },
    );
  });
});
