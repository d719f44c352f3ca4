// What a message costs: its own, its share of the conversation, its deletion; and the file that it is read from.
import { describe, expect, it } from "vitest";
import { KINDS, parseCosts, RESOURCES, readCosts, useOfMessage } from "../../../scripts/capacity/costs.ts";
import { LOAD, roundCosts, use } from "./loads.ts";

describe("the file of costs", () => {
  it("has every way of a message, and names as counted only what has a number", () => {
    const costs = readCosts();
    expect(Object.keys(costs.kinds)).toEqual([...KINDS]);
    for (const { counted, message, kept } of Object.values(costs.kinds)) {
      const numbers: Record<string, number | null> = { ...message, ...kept };
      expect(counted.filter((name) => typeof numbers[name] !== "number")).toEqual([]);
    }
    expect(costs.day.counted.filter((name) => costs.day.use[name as "kv_reads"] === null)).toEqual([]);
  });

  it("is refused, with the place, when something is missing, negative or not known", () => {
    const { signed: _, ...kinds } = roundCosts().kinds;
    expect(() => parseCosts({ ...roundCosts(), kinds })).toThrow(/costs\.json: kinds\.signed/);
    const negative = roundCosts();
    negative.kinds.web.message.kv_reads = -1;
    expect(() => parseCosts(negative)).toThrow(/kinds\.web\.message\.kv_reads/);
    const misnamed = roundCosts();
    misnamed.kinds.web.counted = ["kv_rights"];
    expect(() => parseCosts(misnamed)).toThrow(/kinds\.web\.counted\.0/);
    expect(() => parseCosts({ ...roundCosts(), more: 1 })).toThrow(/costs\.json: more/);
    expect(() => parseCosts(null)).toThrow(/the whole/);
    expect(parseCosts(roundCosts())).toEqual(roundCosts());
  });

  it("may leave out what nobody has counted, as null", () => {
    const costs = roundCosts();
    costs.kinds.web.message = use({ d1_rows_read: null });
    expect(useOfMessage(parseCosts(costs), LOAD, "d1_rows_read")).toBeNull();
  });
});

describe("a message", () => {
  it("bears its share of its conversation: the more messages, the smaller", () => {
    const costs = roundCosts();
    expect(useOfMessage(costs, { ...LOAD, turns: 1 }, "worker_requests")).toBe(6);
    expect(useOfMessage(costs, LOAD, "worker_requests")).toBe(2);
    expect(useOfMessage(costs, { ...LOAD, turns: 50 }, "worker_requests")).toBe(1.1);
  });

  it("costs its deletion only where something is deleted", () => {
    expect(useOfMessage(roundCosts(), LOAD, "d1_rows_written")).toBe(10);
    expect(useOfMessage(roundCosts(), { ...LOAD, keptDays: 0 }, "d1_rows_written")).toBe(0);
  });

  it("costs nothing of what it does not use", () => {
    const unused = RESOURCES.filter((name) => useOfMessage(roundCosts(), LOAD, name) === 0);
    expect(unused).toContain("r2_class_a");
    expect(unused).not.toContain("kv_writes");
  });
});
