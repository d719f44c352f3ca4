// Unexpected errors: what may be logged of them, and which are likely to pass.
import { describe, expect, it } from "vitest";
import { faultMessage, isPassingFault } from "../../../src/core/fault.ts";

const database = new Error("D1_ERROR: no such table: t", { cause: new Error("no such table: t") });
const wrapped = new Error("Failed query: select 1\nparams: what a person wrote", { cause: database });

describe("a fault", () => {
  it("is logged without the query that wraps it", () => {
    expect(faultMessage(wrapped)).toBe("no such table: t");
    expect(faultMessage(new Error("plain"))).toBe("plain");
    expect(faultMessage("text")).toBe("text");
    expect(faultMessage(new Error("x".repeat(10_000)))).toHaveLength(500);
  });

  it("passes when the database or an object says so, however deep it is wrapped", () => {
    for (const error of [
      database,
      wrapped,
      Object.assign(new Error("a"), { retryable: true }),
      Object.assign(new Error("a"), { overloaded: true }),
    ])
      expect(isPassingFault(error)).toBe(true);
    for (const error of [
      new Error("a"),
      "D1_ERROR",
      null,
      undefined,
      Object.assign(new Error("a"), { retryable: false }),
    ])
      expect(isPassingFault(error)).toBe(false);
  });

  it("that is its own cause ends all the same", () => {
    const ring = new Error("ring");
    ring.cause = ring;
    expect(faultMessage(ring)).toBe("ring");
    expect(isPassingFault(ring)).toBe(false);
  });
});
