// Page cursors: opaque, of one list only, and never an error.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeCursor, encodeCursor } from "../../../src/core/cursor.ts";

const SEED = { seed: 20260131 };
const value = fc.oneof(
  fc.string({ maxLength: 20, unit: fc.constantFrom("a", "/", "选", "🎉", "\ud83c", '"', "\0") }),
  fc.integer(),
);

describe("a cursor", () => {
  it("gives back what was put in, and fits into a query as it is", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 20 }), fc.array(value, { maxLength: 3 }), (list, values) => {
        const cursor = encodeCursor(list, values);
        expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/);
        expect(decodeCursor(list, cursor, values.length)).toEqual(values.map(String));
      }),
      SEED,
    );
  });

  it("of another list, or with more or fewer values, is none", () => {
    const cursor = encodeCursor("logs", ["a"]);
    expect(decodeCursor("logs", cursor, 1)).toEqual(["a"]);
    expect(decodeCursor("sessions", cursor, 1)).toBeNull();
    expect(decodeCursor("logs", cursor, 0)).toBeNull();
    expect(decodeCursor("logs", cursor, 2)).toBeNull();
  });

  it("made of anything else is none, and never an error", () => {
    const encoded = fc.jsonValue().map((json) => Buffer.from(JSON.stringify(json)).toString("base64url"));
    const nested = fc
      .anything()
      .map((item) => Buffer.from(JSON.stringify(["logs", [item]]) ?? "").toString("base64url"));
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String(), encoded, nested), (text) => {
        expect(decodeCursor("logs", text, 1)).toBeNull();
      }),
      { ...SEED, numRuns: 300 },
    );
    for (const item of ["null", "[1]", "{}", "true", "1e999"])
      expect(decodeCursor("logs", btoa(`["logs",${item}]`).replaceAll("=", ""), 1)).toBeNull();
  });

  it("of any length is refused before it is read", () => {
    expect(decodeCursor("logs", "W".repeat(10_000_000), 1)).toBeNull();
  });
});
