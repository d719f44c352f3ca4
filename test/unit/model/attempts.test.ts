// How often which endpoint is asked.
import { describe, expect, it } from "vitest";
import { type AttemptOutcome, pauseFor, tryEndpoints } from "../../../src/model/attempts.ts";
import { type AttemptFailure, upstreamFailure } from "../../../src/model/failure.ts";

const endpoint = (name: string) => ({ baseUrl: `https://${name}.example/v1`, apiKey: "k", model: name });
const [first, second] = [endpoint("first"), endpoint("second")];
const failing = (again: AttemptFailure["again"], pauseMs: number | null = null): AttemptOutcome<string> => ({
  ok: false,
  ...upstreamFailure("unreachable", again, pauseMs),
});

async function run(outcomes: AttemptOutcome<string>[], endpoints = [first, second]) {
  const asked: string[] = [];
  const pauses: number[] = [];
  const stop = new AbortController();
  const result = await tryEndpoints(
    endpoints,
    async ({ model }) => {
      asked.push(model);
      return outcomes.shift() ?? failing("same");
    },
    async (milliseconds) => void pauses.push(milliseconds),
    stop.signal,
  );
  return { result, asked, pauses };
}

describe("a call is tried", () => {
  it("once when it succeeds", async () => {
    const { result, asked } = await run([{ ok: true, value: "yes" }]);
    expect([result, asked]).toEqual([{ ok: true, value: "yes" }, ["first"]]);
  });

  it("three times at each endpoint, with two growing pauses and none before the fallback", async () => {
    const { result, asked, pauses } = await run([]);
    expect(asked).toEqual(["first", "first", "first", "second", "second", "second"]);
    expect(result.ok).toBe(false);
    expect(pauses).toHaveLength(4);
    expect(pauses[1]).toBeGreaterThan(pauses[0] ?? 0);
  });

  it("after the pause that was asked for, up to ten seconds", async () => {
    expect((await run([failing("same", 30), failing("same", 99_000)])).pauses.slice(0, 2)).toEqual([
      30, 10_000,
    ]);
  });

  it("at the fallback at once when the first can't help", async () => {
    const { asked, pauses } = await run([failing("fallback"), { ok: true, value: "yes" }]);
    expect([asked, pauses]).toEqual([["first", "second"], []]);
  });

  it("never again when the request is at fault", async () => {
    expect((await run([failing("never")])).asked).toEqual(["first"]);
  });

  it("no more once it was stopped, be it in a pause", async () => {
    const stop = new AbortController();
    let asked = 0;
    const attempt = async () => {
      asked += 1;
      return failing("same");
    };
    const pause = async () => stop.abort();
    expect((await tryEndpoints([first, second], attempt, pause, stop.signal)).ok).toBe(false);
    expect(asked).toBe(1);
  });

  it("not at all without an endpoint", async () => {
    expect((await run([], [])).result).toEqual({ ok: false, failure: { kind: "internal" } });
  });
});

describe("a pause", () => {
  it("ends with its time, or at once when it is stopped before or during it", async () => {
    const stop = new AbortController();
    await pauseFor(1, stop.signal);
    const long = pauseFor(60_000, stop.signal);
    stop.abort();
    await long;
    await pauseFor(60_000, stop.signal);
  });
});
