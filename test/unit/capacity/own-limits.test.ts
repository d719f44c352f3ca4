// Limits that stand in the program, as the arithmetic knows them.
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import {
  DELETION_ROWS,
  FILE_DAYS,
  LOG_SHARDS,
  PLATFORMS,
  SLOWDOWNS,
  WALKED_A_MINUTE,
} from "../../../scripts/capacity/own-limits.ts";
import { parseConfig } from "../../../src/config/config.ts";
import { slowdownAt } from "../../../src/core/quota.ts";

/** A constant of a file, or the first number behind some words of it. */
function numberIn(path: string, words: RegExp): number {
  const [, digits = ""] = new RegExp(`${words.source}\\D*?([\\d_]+)`).exec(readFileSync(path, "utf8")) ?? [];
  expect([path, words.source, digits]).not.toContain("");
  return Number(digits.replaceAll("_", ""));
}

it("what retention may do in a day and a minute", () => {
  const budget = "src/maintenance/write-budget.ts";
  expect(DELETION_ROWS).toEqual({
    free: numberIn(budget, /FREE_ROWS =/),
    paid: numberIn(budget, /PAID_ROWS =/),
  });
  expect(WALKED_A_MINUTE).toBe(numberIn("src/maintenance/upkeep.ts", /CONVERSATIONS =/));
});

it("among how many objects log lines are divided, and how long files are kept", () => {
  expect(LOG_SHARDS).toBe(numberIn("src/services.ts", /LOG_SHARDS =/));
  const { operations } = parseConfig({}).config;
  expect([operations.logMaxHistoryDays, operations.backupKeepDays]).toEqual([FILE_DAYS, FILE_DAYS]);
});

it.each(["feishu", "dingtalk"] as const)("the pace that is kept for %s", (platform) => {
  const { operationMs, showEveryMs } = PLATFORMS[platform];
  expect(operationMs).toBe(numberIn("src/platform/account.ts", new RegExp(`${platform}: \\{ operationMs:`)));
  expect(showEveryMs).toBe(numberIn(`src/channels/${platform}/${platform}.ts`, /SHOW_EVERY_MS =/));
});

it("from which shares of a month on cards are updated more rarely", () => {
  const percents = Array.from({ length: 100 }, (_, percent) => percent);
  const ours = percents.map((percent) => SLOWDOWNS.findLast(({ from }) => percent >= 100 * from)?.by);
  expect(ours).toEqual(percents.map((percent) => slowdownAt(percent, 100)));
});
