// Work one after another: by its name, in the order in which it was asked for, whatever became of the one before.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Turns } from "../../../src/maintenance/turns.ts";
import { gate, settle } from "./played.ts";

describe("work of one name", () => {
  it("begins when the one before is over, and in the order in which it was asked for", async () => {
    const turns = new Turns();
    const [first, second] = [gate(), gate()];
    const said: string[] = [];
    const work = (name: string, passed: Promise<void>) => async () => {
      said.push(`${name} begins`);
      await passed;
      said.push(`${name} ends`);
      return name;
    };
    const all = [
      turns.run("a", work("one", first.passed)),
      turns.run("a", work("two", second.passed)),
      turns.run("a", work("three", Promise.resolve())),
    ];
    await settle();
    expect(said).toEqual(["one begins"]);
    second.open();
    await settle();
    expect(said).toEqual(["one begins"]);
    first.open();
    expect(await Promise.all(all)).toEqual(["one", "two", "three"]);
    expect(said).toEqual(["one", "two", "three"].flatMap((name) => [`${name} begins`, `${name} ends`]));
  });

  it("goes on behind one that failed, and its failure is for who asked for it alone", async () => {
    const turns = new Turns();
    const failed = turns.run("a", () => Promise.reject(new Error("broken")));
    const thrown = turns.run("a", () => {
      throw new Error("at once");
    });
    const well = turns.run("a", async () => "well");
    await expect(failed).rejects.toThrow("broken");
    await expect(thrown).rejects.toThrow("at once");
    expect(await well).toBe("well");
    expect(turns.isBusy("a")).toBe(false);
  });

  it("does not hold up work of another name", async () => {
    const turns = new Turns();
    const { passed, open } = gate();
    const held = turns.run("a", () => passed);
    expect(await turns.run("b", async () => "beside")).toBe("beside");
    expect([turns.isBusy("a"), turns.isBusy("b"), turns.isBusy("c")]).toEqual([true, false, false]);
    open();
    await held;
    expect(turns.isBusy("a")).toBe(false);
  });

  it("is under way until the last of it is over", async () => {
    const turns = new Turns();
    const [first, second] = [gate(), gate()];
    const one = turns.run("a", () => first.passed);
    const other = turns.run("a", () => second.passed);
    first.open();
    await one;
    await settle();
    expect(turns.isBusy("a")).toBe(true);
    second.open();
    await other;
    expect(turns.isBusy("a")).toBe(false);
  });

  it("may ask for a turn of another name within its own", async () => {
    const turns = new Turns();
    const nested = (name: string) => turns.run(name, () => turns.run("large", async () => name));
    expect(await Promise.all(["a", "b", "a"].map(nested))).toEqual(["a", "b", "a"]);
  });

  it("never overlaps, however much is asked for at once, and all of it is done once", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ name: fc.constantFrom("a", "b", "c"), steps: fc.nat(4), fails: fc.boolean() }), {
          maxLength: 20,
        }),
        async (asked) => {
          const turns = new Turns();
          const under = new Map<string, number>();
          const done: Record<string, number[]> = { a: [], b: [], c: [] };
          const all = asked.map(({ name, steps, fails }, place) =>
            turns.run(name, async () => {
              expect(under.get(name) ?? 0).toBe(0);
              under.set(name, 1);
              for (let step = 0; step < steps; step += 1) await Promise.resolve();
              under.set(name, 0);
              done[name]?.push(place);
              if (fails) throw new Error("on purpose");
            }),
          );
          const ends = await Promise.allSettled(all);
          expect(ends.map(({ status }) => status)).toEqual(
            asked.map(({ fails }) => (fails ? "rejected" : "fulfilled")),
          );
          for (const name of ["a", "b", "c"])
            expect(done[name]).toEqual(asked.flatMap((one, place) => (one.name === name ? [place] : [])));
        },
      ),
      { seed: 20260131, numRuns: 50 },
    );
  });
});
