// Pauses between tries, and what a Retry-After asks for.
import { describe, expect, it } from "vitest";
import { askedPauseMs, backoffMs, MODEL_BACKOFF, RECORD_BACKOFF } from "../../../src/core/backoff.ts";

const NOW = Date.parse("2026-11-22T08:00:00Z");
const asked = (headers: Record<string, string>) => askedPauseMs(new Headers(headers), NOW);

describe("a pause", () => {
  it("doubles from failure to failure, up to the longest", () => {
    const pauses = [1, 2, 3, 4, 5, 6, 1000].map((failures) => backoffMs(MODEL_BACKOFF, failures, 0.5));
    expect(pauses).toEqual([500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
    expect(backoffMs(RECORD_BACKOFF, 1e9, 0.5)).toBe(600_000);
  });

  it("differs by a fifth to either side", () => {
    expect(backoffMs(MODEL_BACKOFF, 1, 0)).toBe(400);
    expect(backoffMs(MODEL_BACKOFF, 1, 0.999_999)).toBe(600);
  });

  it("is what the other side asked for, but no longer than the longest and never negative", () => {
    expect(backoffMs(MODEL_BACKOFF, 3, 0.5, 0)).toBe(0);
    expect(backoffMs(MODEL_BACKOFF, 1, 0.5, 1234)).toBe(1234);
    expect(backoffMs(MODEL_BACKOFF, 1, 0.5, 60_000)).toBe(10_000);
    expect(backoffMs(MODEL_BACKOFF, 1, 0.5, -5)).toBe(0);
  });
});

describe("Retry-After", () => {
  it.each<[Record<string, string>, number | null]>([
    [{}, null],
    [{ "retry-after": "2" }, 2000],
    [{ "retry-after": " 0.5 " }, 500],
    [{ "retry-after": "soon" }, null],
    [{ "retry-after": "Sun, 22 Nov 2026 08:00:07 GMT" }, 7000],
    [{ "retry-after": "Sun, 22 Nov 2026 07:00:00 GMT" }, 0],
    [{ "retry-after-ms": "250", "retry-after": "9" }, 250],
    [{ "retry-after-ms": "never", "retry-after": "9" }, 9000],
  ])("%j is %s ms", (headers, expected) => expect(asked(headers)).toBe(expected));
});
