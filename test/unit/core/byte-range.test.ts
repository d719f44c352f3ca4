// One range of bytes out of a file.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseRange } from "../../../src/core/byte-range.ts";

describe("a range of ten bytes", () => {
  it.each<[string | undefined, [number, number]]>([
    ["bytes=0-9", [0, 10]],
    ["bytes=0-0", [0, 1]],
    ["bytes=9-9", [9, 1]],
    ["bytes=3-", [3, 7]],
    ["bytes=3-100", [3, 7]],
    ["bytes=3-99999999999999999999999999", [3, 7]],
    ["bytes=-4", [6, 4]],
    ["bytes=-100", [0, 10]],
    [" Bytes=003-04 ", [3, 2]],
  ])("%s is cut out", (header, [offset, length]) => {
    expect(parseRange(header, 10)).toEqual({ offset, length });
  });

  it.each(["bytes=10-", "bytes=10-12", "bytes=99999999999999999999-", "bytes=-0"])(
    "%s is not there",
    (header) => {
      expect(parseRange(header, 10)).toBe("unsatisfiable");
    },
  );

  it.each([
    undefined,
    "",
    "bytes",
    "bytes=",
    "bytes=-",
    "bytes=5-3",
    "bytes=1-2,4-5",
    "bytes=1-2,",
    "bytes=a-b",
    "bytes=1-2 3",
    "bytes= 1-2",
    "bytes=+1-2",
    "bytes=1.5-2",
    "bytes=0x1-2",
    "bytes=1--2",
    "items=1-2",
    "1-2",
  ])("%s asks for the whole", (header) => {
    expect(parseRange(header, 10)).toBe("whole");
  });

  it("of nothing is not there, and its last bytes are the whole of it", () => {
    expect(parseRange("bytes=0-", 0)).toBe("unsatisfiable");
    expect(parseRange("bytes=-5", 0)).toBe("whole");
  });

  it("lies within the file, whatever the header says", () => {
    const sign = fc.constantFrom(..."0123456789--==,bytes ");
    const any = fc.string({ unit: sign, maxLength: 30 });
    const close = fc.tuple(fc.nat(40), fc.nat(40)).map(([first, last]) => `bytes=${first}-${last}`);
    fc.assert(
      fc.property(
        fc.oneof(
          close,
          any,
          any.map((text) => `bytes=${text}`),
        ),
        fc.nat(40),
        (header, size) => {
          const range = parseRange(header, size);
          if (typeof range === "string") return;
          expect(range.offset).toBeGreaterThanOrEqual(0);
          expect(range.length).toBeGreaterThan(0);
          expect(range.offset + range.length).toBeLessThanOrEqual(size);
        },
      ),
      { seed: 20260131, numRuns: 1_000 },
    );
  });
});
