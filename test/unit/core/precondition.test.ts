// What a request demands of a file, and whether the file is so.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Conditions, isSameVersion, judge } from "../../../src/core/precondition.ts";

const FILE = { etag: '"abc-1"' };

describe("a file that is there", () => {
  it.each<[Conditions, "met" | "unmet" | "unchanged"]>([
    [{}, "met"],
    [{ ifMatch: '"abc-1"' }, "met"],
    [{ ifMatch: "abc-1" }, "met"],
    [{ ifMatch: "*" }, "met"],
    [{ ifMatch: '"x", "abc-1"' }, "met"],
    [{ ifMatch: '"x,y" ,"abc-1"' }, "met"],
    [{ ifMatch: 'W/"abc-1"' }, "unmet"],
    [{ ifMatch: '"abc"' }, "unmet"],
    [{ ifMatch: '"x, abc-1"' }, "unmet"],
    [{ ifMatch: "" }, "unmet"],
    [{ ifNoneMatch: '"abc-1"' }, "unchanged"],
    [{ ifNoneMatch: 'W/"abc-1"' }, "unchanged"],
    [{ ifNoneMatch: "*" }, "unchanged"],
    [{ ifNoneMatch: '"x",W/"abc-1"' }, "unchanged"],
    [{ ifNoneMatch: '"x"' }, "met"],
    [{ ifNoneMatch: "" }, "met"],
    [{ ifMatch: '"x"', ifNoneMatch: '"abc-1"' }, "unmet"],
    [{ ifMatch: '"abc-1"', ifNoneMatch: '"abc-1"' }, "unchanged"],
  ])("%o is %s", (conditions, verdict) => {
    expect(judge(conditions, FILE)).toBe(verdict);
  });

  it("is never confused by what stands in a header", () => {
    const header = fc.string({ unit: fc.constantFrom(...'Wabc-1/", *'), maxLength: 12 });
    fc.assert(
      fc.property(header, (text) => {
        const listed = text.trim() === "*" || text.includes("abc-1");
        if (!listed) {
          expect(judge({ ifMatch: text }, FILE)).toBe("unmet");
          expect(judge({ ifNoneMatch: text }, FILE)).toBe("met");
        }
      }),
      { seed: 20260131, numRuns: 500 },
    );
  });
});

it("a file that is not there matches nothing", () => {
  const absent = (conditions: Conditions) => judge(conditions, null);
  expect(absent({})).toBe("met");
  expect(absent({ ifNoneMatch: "*" })).toBe("met");
  expect(absent({ ifNoneMatch: '"abc-1"' })).toBe("met");
  expect(absent({ ifMatch: "*" })).toBe("unmet");
  expect(absent({ ifMatch: '"abc-1"' })).toBe("unmet");
});

it("a range is cut from the version that If-Range names, and from no other", () => {
  expect(isSameVersion(undefined, FILE.etag)).toBe(true);
  expect(isSameVersion('"abc-1"', FILE.etag)).toBe(true);
  for (const other of ['"abc"', 'W/"abc-1"', "Wed, 25 Nov 2026 10:00:00 GMT", ""])
    expect(isSameVersion(other, FILE.etag)).toBe(false);
});
