// Limits of time on a call.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Watchdog } from "../../../src/model/watchdog.ts";

const LIMITS = { timeoutMs: 10_000, silenceMs: 1_000 };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("a watchdog", () => {
  it("ends a try that falls silent, and lets another begin", () => {
    const watchdog = new Watchdog(LIMITS, new AbortController().signal);
    const signal = watchdog.begin();
    vi.advanceTimersByTime(999);
    expect(signal.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect([signal.aborted, watchdog.reason, watchdog.signal.aborted]).toEqual([true, "silent", false]);
    expect([watchdog.begin().aborted, watchdog.reason]).toEqual([false, null]);
  });

  it("counts silence from the last piece, and not while it rests", () => {
    const watchdog = new Watchdog(LIMITS, new AbortController().signal);
    const signal = watchdog.begin();
    for (let pieces = 0; pieces < 5; pieces += 1) {
      vi.advanceTimersByTime(900);
      watchdog.touch();
    }
    watchdog.rest();
    vi.advanceTimersByTime(5_000);
    expect([signal.aborted, watchdog.reason]).toEqual([false, null]);
  });

  it("ends everything when the time for all tries is over", () => {
    const watchdog = new Watchdog(LIMITS, new AbortController().signal);
    watchdog.begin();
    watchdog.rest();
    vi.advanceTimersByTime(10_000);
    expect([watchdog.signal.aborted, watchdog.reason]).toEqual([true, "timeout"]);
    expect([watchdog.begin().aborted, watchdog.reason]).toEqual([true, "timeout"]);
  });

  it("ends everything when it is stopped, before or after it began", () => {
    const stop = new AbortController();
    const watchdog = new Watchdog(LIMITS, stop.signal);
    const signal = watchdog.begin();
    stop.abort();
    expect([signal.aborted, watchdog.signal.aborted, watchdog.reason]).toEqual([true, true, "stopped"]);
    const late = new Watchdog(LIMITS, stop.signal);
    expect([late.begin().aborted, late.reason]).toEqual([true, "stopped"]);
  });

  it("leaves no timer and no listener behind", () => {
    const stop = new AbortController();
    const watchdog = new Watchdog(LIMITS, stop.signal);
    watchdog.begin();
    watchdog.end();
    expect(vi.getTimerCount()).toBe(0);
    stop.abort();
    expect(watchdog.reason).toBeNull();
  });
});
