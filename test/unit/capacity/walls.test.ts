// The walls: where each stands, in which order, and how many deployments go around them.
import { describe, expect, it } from "vitest";
import { KINDS, readCosts } from "../../../scripts/capacity/costs.ts";
import { busiestRate, dayOfBusiestRate, HOUR_SHARES, PEAK } from "../../../scripts/capacity/day-curve.ts";
import { EFFECTS, WALL_WORDS } from "../../../scripts/capacity/wall-words.ts";
import { deploymentsFor, fitsFree, fullAfter, wallsOf } from "../../../scripts/capacity/walls.ts";
import { LOAD, roundCosts } from "./loads.ts";

const at = (walls: ReturnType<typeof wallsOf>) =>
  Object.fromEntries(walls.map(({ id, messages }) => [id, messages]));

describe("with round costs", () => {
  it("the free plan's sums of a day stand where they are used up", () => {
    expect(at(wallsOf(roundCosts(), LOAD, "free"))).toMatchObject({
      kv_writes: 100,
      durable_rows_written: 20_000,
      // (100,000 − 1,000) / 2
      worker_requests: 49_500,
      // 100,000 / 10, for deleting alone.
      d1_rows_written: 10_000,
    });
  });

  it("what is kept and what is deleted stand where arrival and deletion are in balance", () => {
    expect(at(wallsOf(roundCosts(), LOAD, "free"))).toMatchObject({
      // 500 MB / (1,000 bytes × 30)
      d1_size: 0.5e9 / 30_000,
      search_size: 0.5e9 / 15_000,
      object_size: 5e9 / 300_000,
      deletion_rows: 3_000,
    });
    expect(at(wallsOf(roundCosts(), LOAD, "paid"))).toMatchObject({
      d1_size: 10e9 / 30_000,
      deletion_rows: 100_000,
      // 144,000 conversations a day, half of it, five messages each.
      list_walk: 360_000,
    });
  });

  it("the paid plan has no sums of a day and no end of objects", () => {
    const ids = wallsOf(roundCosts(), LOAD, "paid").map(({ id }) => id);
    for (const id of ["kv_writes", "durable_rows_written", "worker_requests", "object_size"])
      expect(ids).not.toContain(id);
  });

  it("longer conversations are fewer to the same wall, and none is met sooner by its messages", () => {
    const walls = wallsOf(roundCosts(), { ...LOAD, turns: 10 }, "free");
    const kv = walls.find(({ id }) => id === "kv_writes");
    expect([kv?.messages, kv?.conversations]).toEqual([100, 10]);
  });

  it("without an end of keeping no day's load is balanced: the database is full after so many messages in all", () => {
    const ids = wallsOf(roundCosts(), { ...LOAD, keptDays: 0 }, "free").map(({ id }) => id);
    for (const id of ["d1_size", "object_size", "deletion_rows", "list_walk"]) expect(ids).not.toContain(id);
    expect(fullAfter(roundCosts(), LOAD, "free")).toBe(500_000);
    expect(fullAfter(roundCosts(), LOAD, "paid")).toBe(10_000_000);
  });

  it("nobody needs the paid plan for what nobody notices", () => {
    expect(fitsFree(roundCosts(), { ...LOAD, conversations: 400 })).toBe(true);
    // KV is met at 20 conversations, D1's rows at 2,000.
    expect(fitsFree(roundCosts(), { ...LOAD, conversations: 1_999 })).toBe(true);
    expect(fitsFree(roundCosts(), { ...LOAD, conversations: 2_001 })).toBe(false);
  });

  it("more deployments go around the nearest wall that they move", () => {
    expect(deploymentsFor(roundCosts(), { ...LOAD, conversations: 20_000 })).toBe(1);
    expect(deploymentsFor(roundCosts(), { ...LOAD, conversations: 20_001 })).toBe(2);
    expect(deploymentsFor(roundCosts(), { ...LOAD, conversations: 1_000_000 })).toBe(50);
    // A platform's month is not moved by them.
    expect(deploymentsFor(roundCosts(), { ...LOAD, kind: "feishu", conversations: 20_000 })).toBe(1);
  });
});

describe.each(KINDS)("by %s, as it was counted", (kind) => {
  it.each(["free", "paid"] as const)("the walls of the %s plan come nearest first", (plan) => {
    const walls = wallsOf(readCosts(), { ...LOAD, kind }, plan);
    expect(walls.length).toBeGreaterThanOrEqual(3);
    const messages = walls.map((wall) => wall.messages);
    expect(messages).toEqual(messages.toSorted((one, other) => one - other));
    expect(new Set(walls.map(({ id }) => id)).size).toBe(walls.length);
    for (const wall of walls) expect(wall.messages / wall.conversations).toBeCloseTo(LOAD.turns, 9);
  });
});

it("calls of a platform's month come before all others in a platform's chats", () => {
  for (const kind of ["feishu", "dingtalk"] as const)
    for (const plan of ["free", "paid"] as const)
      expect(wallsOf(readCosts(), { ...LOAD, kind }, plan)[0]?.id).toBe("platform_month");
  expect(wallsOf(readCosts(), LOAD, "free").map(({ id }) => id)).not.toContain("platform_month");
});

it("every wall says in both languages what it is, what happens and what to do", () => {
  for (const { name, effect, happens, remedy } of Object.values(WALL_WORDS)) {
    expect(EFFECTS[effect].en).toBeTruthy();
    for (const said of [name, happens, remedy]) {
      expect(said.en).toBeTruthy();
      expect(said.zh).toMatch(/[\u4e00-\u9fff]/);
      expect(said.en).not.toMatch(/[\u4e00-\u9fff]/);
    }
  }
});

it("a day's hours are a whole day, and a rate of the busiest leads back to its day", () => {
  expect(HOUR_SHARES).toHaveLength(24);
  expect(HOUR_SHARES.reduce((sum, share) => sum + share, 0)).toBeCloseTo(100, 9);
  expect(PEAK).toBe(3);
  expect(busiestRate(86_400)).toBe(3);
  expect(dayOfBusiestRate(busiestRate(12_345))).toBeCloseTo(12_345, 9);
});
