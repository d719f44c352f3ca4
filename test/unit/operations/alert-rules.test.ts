// The borders of the alert rules.
import { describe, expect, it } from "vitest";
import { judge, type Observations } from "../../../src/operations/alerts/rules.ts";

const NOW = Date.UTC(2026, 10, 25, 12);
const MINUTE = Math.floor(NOW / 60_000);
const HOUR_MS = 3_600_000;
const LIMITS = { firstTokenMs: 20_000, databaseBytes: 1_000 };

const CALM: Observations = {
  modelOutcomes: [true],
  requestMinutes: [],
  firstTokensMs: [],
  deadLetters: 0,
  stuck: 0,
  quotas: [],
  databases: [{ name: "main", bytes: 10 }],
  lastBackup: { at: null },
};

function held(seen: Partial<Observations>): string[] {
  return judge({ ...CALM, ...seen }, LIMITS, NOW).findings.map(
    ({ rule, subject, step }) => `${rule}${subject === null ? "" : ` ${subject} ${step}`}`,
  );
}

const requests = (count: number, errors: number, ago = 1) => [
  { minute: MINUTE - ago, requests: count, errors },
];

describe("a rule", () => {
  it.each<[string, Partial<Observations>, string[]]>([
    ["holds nothing when all is well", {}, []],
    ["model: three failures", { modelOutcomes: [false, false, false] }, ["model_failing"]],
    ["model: a success among the last three", { modelOutcomes: [false, false, true] }, []],
    ["model: two calls in all", { modelOutcomes: [false, false] }, []],
    ["model: none is connected", { modelOutcomes: [] }, []],
    ["errors: one in ten exactly is not more", { requestMinutes: requests(20, 2) }, []],
    ["errors: more than one in ten", { requestMinutes: requests(20, 3) }, ["errors"]],
    ["errors: of nineteen", { requestMinutes: requests(19, 19) }, []],
    [
      "errors: over shards and minutes",
      { requestMinutes: [...requests(10, 1), ...requests(10, 2, 4)] },
      ["errors"],
    ],
    ["errors: longer ago", { requestMinutes: requests(100, 100, 5) }, []],
    ["slow: nine answers", { firstTokensMs: Array(9).fill(99_000) }, []],
    ["slow: a median at the limit", { firstTokensMs: Array(10).fill(20_000) }, []],
    ["slow: above it", { firstTokensMs: [...Array(4).fill(1), ...Array(6).fill(20_001)] }, ["slow"]],
    ["slow: half of them are quick", { firstTokensMs: [...Array(5).fill(1), ...Array(5).fill(30_000)] }, []],
    ["dead letters", { deadLetters: 1 }, ["dead_letters"]],
    ["stuck", { stuck: 1 }, ["stuck"]],
    ["quota: below", { quotas: [{ platform: "feishu", used: 499, allowance: 1_000 }] }, []],
    ["quota: half", { quotas: [{ platform: "feishu", used: 500, allowance: 1_000 }] }, ["quota feishu 50"]],
    [
      "quota: beyond all",
      { quotas: [{ platform: "dingtalk", used: 9_999, allowance: 1_000 }] },
      ["quota dingtalk 95"],
    ],
    ["database: near its size", { databases: [{ name: "main", bytes: 800 }] }, ["database main 80"]],
    ["database: almost full", { databases: [{ name: "search", bytes: 950 }] }, ["database search 95"]],
    ["database: away", { databases: [{ name: "main", bytes: null }] }, ["database main away 0"]],
    ["backup: 26 hours", { lastBackup: { at: NOW - 26 * HOUR_MS } }, []],
    ["backup: longer", { lastBackup: { at: NOW - 26 * HOUR_MS - 1 } }, ["backup"]],
  ])("%s", (_, seen, expected) => {
    expect(held(seen)).toEqual(expected);
  });

  it("of which nothing could be learnt is unknown, not over", () => {
    const { findings, unknown } = judge(
      { ...CALM, stuck: null, quotas: null, lastBackup: null },
      LIMITS,
      NOW,
    );
    expect(findings).toEqual([]);
    expect(unknown).toEqual([{ rule: "stuck" }, { rule: "quota" }, { rule: "backup" }]);
    const away = judge({ ...CALM, databases: [{ name: "main", bytes: null }] }, LIMITS, NOW);
    expect(away.unknown).toEqual([{ rule: "database", subject: "main" }]);
  });
});
