// What a lane does next, and when the alarm rings.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextStep, wakeAt } from "../../../src/core/step.ts";

const head = fc.record({ id: fc.nat(), dueAt: fc.nat() });

describe("a lane", () => {
  it("rests when nothing waits", () => {
    expect(nextStep(null, 0)).toEqual({ do: "rest" });
  });

  it("works when its first row is due, from that very millisecond on, and sleeps until then", () => {
    fc.assert(
      fc.property(head, fc.nat(), (row, now) => {
        const step = nextStep(row, now);
        if (now >= row.dueAt) expect(step).toEqual({ do: "work", id: row.id });
        else expect(step).toEqual({ do: "sleep", until: row.dueAt });
      }),
      {
        seed: 20260131,
        examples: [
          [{ id: 1, dueAt: 5 }, 5],
          [{ id: 1, dueAt: 5 }, 4],
        ],
      },
    );
  });
});

describe("the alarm", () => {
  it("rings for the earliest first row, or not at all when every lane rests", () => {
    expect(wakeAt([])).toBeNull();
    expect(wakeAt([null, null])).toBeNull();
    expect(wakeAt([{ id: 1, dueAt: 0 }, null])).toBe(0);
    expect(wakeAt([{ id: 1, dueAt: 9 }, null, { id: 2, dueAt: 7 }])).toBe(7);
  });

  it("never rings after a lane has something to do", () => {
    fc.assert(
      fc.property(fc.array(fc.option(head)), (heads) => {
        const wake = wakeAt(heads);
        for (const row of heads) if (row !== null) expect(wake).toBeLessThanOrEqual(row.dueAt);
      }),
      { seed: 20260131 },
    );
  });
});
