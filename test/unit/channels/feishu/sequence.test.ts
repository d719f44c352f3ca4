// The numbers of a card's calls: each above all before it, whatever was lost in between.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Sequences } from "../../../../src/channels/feishu/sequence.ts";

const OPENED = 1_760_000_000_000;

describe("the numbers of a card's calls", () => {
  it("begin at 1, because 0 fails, and rise with every call", () => {
    const sequences = new Sequences();
    const numbers = [0, 0, 0, 10, 10].map((ms) => sequences.next("c", OPENED, OPENED + ms));
    expect(numbers).toEqual([1, 2, 3, 4, 5]);
  });

  it("go on above all that went out before a crash, without a counter that was kept", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 250, max: 5_000 }), { minLength: 1, maxLength: 60 }),
        (pauses) => {
          let now = OPENED;
          const before = new Sequences();
          const numbers = pauses.map((pause) => {
            now += pause;
            return before.next("c", OPENED, now);
          });
          now += 250;
          const after = new Sequences();
          expect(after.next("c", OPENED, now)).toBeGreaterThan(Math.max(...numbers));
        },
      ),
      { seed: 20260204 },
    );
  });

  it("jump when the platform says that one was too low, and rise on from there", () => {
    const sequences = new Sequences();
    expect(sequences.next("c", OPENED, OPENED)).toBe(1);
    sequences.jump("c");
    expect(sequences.next("c", OPENED, OPENED)).toBe(101);
    expect(sequences.next("c", OPENED, OPENED)).toBe(102);
  });

  it("are counted for each card by itself, and fit the platform's 32 bits for as long as a card lives", () => {
    const sequences = new Sequences();
    sequences.next("a", OPENED, OPENED);
    expect(sequences.next("b", OPENED, OPENED)).toBe(1);
    expect(sequences.next("a", OPENED, OPENED + 14 * 24 * 3_600_000)).toBeLessThan(2 ** 31);
  });

  it("are whole and positive when clocks disagree, and cost no memory for ever", () => {
    const sequences = new Sequences();
    expect(sequences.next("c", OPENED, OPENED - 5_000)).toBe(1);
    for (let card = 0; card < 2_000; card += 1) sequences.next(`card ${card}`, OPENED, OPENED);
    expect(sequences.next("card 1999", OPENED, OPENED)).toBe(2);
    expect(sequences.next("c", OPENED, OPENED)).toBe(1);
    sequences.forget("card 1999");
    expect(sequences.next("card 1999", OPENED, OPENED)).toBe(1);
  });
});
