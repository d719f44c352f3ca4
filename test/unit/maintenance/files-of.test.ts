// How waiting lines become files: by day, and by size.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { filesOf } from "../../../src/maintenance/files-of.ts";

const line = (timestamp: string, filler = "") => JSON.stringify({ timestamp, filler });

describe("lines become files", () => {
  it("of one day each, and of no more bytes than allowed", () => {
    const long = "x".repeat(600);
    const lines = [
      line("2026-01-03T23:59:59.990Z", long),
      line("2026-01-03T23:59:59.999Z", long),
      line("2026-01-04T00:00:00.000Z", long),
    ];
    expect(filesOf(lines.join("\n"), 1024)).toEqual([[lines[0]], [lines[1]], [lines[2]]]);
    expect(filesOf(lines.join("\n"), 10_000)).toEqual([[lines[0], lines[1]], [lines[2]]]);
  });

  it("without losing or moving one; more lines behind them change no file but the last", () => {
    const lines = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 900 })), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(lines, fc.integer({ min: 0, max: 40 }), (days, cut) => {
        const all = days.map(([day, length]) =>
          line(`2026-01-0${day + 1}T00:00:00.000Z`, "y".repeat(length)),
        );
        const files = filesOf(all.map((one) => `${one}\n`).join(""), 1_024);
        expect(files.flat()).toEqual(all);
        const before = filesOf(all.slice(0, cut).join("\n"), 1_024);
        expect(files.slice(0, Math.max(0, before.length - 1))).toEqual(before.slice(0, -1));
      }),
    );
  });
});
