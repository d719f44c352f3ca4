// The bench's arithmetic, its table and its callbacks: a missed aim and a figure that could not be taken must show.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";
import { openEvent } from "../../bench/baseline/event.ts";
import { makeCallbacks } from "../../bench/callbacks.ts";
import { type Call, throughput, timeEach } from "../../bench/client.ts";
import { untilCount } from "../../bench/fakes.ts";
import { type FigureDefinition, figureOf } from "../../bench/figure.ts";
import { markdownTable } from "../../bench/report.ts";
import { interleave, median, quantile } from "../../bench/statistics.ts";
import { FEISHU_TEST_APP } from "../../support/feishu-delivery.ts";

const base: FigureDefinition = {
  name: "first",
  title: "first token",
  against: "direct call",
  unit: "ms",
  comparison: "added",
  aim: { bound: "at most", value: 5 },
};

describe("statistics", () => {
  it("takes the middle, and the mean of the middle two", () => {
    expect([median([3, 1, 2]), median([4, 1, 3, 2])]).toEqual([2, 2.5]);
    expect(quantile([0, 10], 0.25)).toBe(2.5);
    expect(median([])).toBeNaN();
  });

  it("alternates both samples and forgets the warm-up", async () => {
    const order: string[] = [];
    const sample = (name: string) => async () => order.push(name);
    const pair = await interleave(2, 1, sample("A"), sample("B"));
    expect(order).toEqual(["A", "B", "A", "B", "A", "B"]);
    expect(pair).toEqual({ measured: [3, 5], baseline: [4, 6] });
  });
});

describe("figures", () => {
  it.each([
    ["added", "at most", 5, 6, 1, true],
    ["added", "at most", 5, 6.1, 1, false],
    ["ratio", "at least", 0.8, 8, 10, true],
    ["ratio", "at least", 0.8, 7, 10, false],
    ["alone", "at most", 200, 201, 9, false],
  ] as const)("%s, %s %d: %d beside %d is met: %s", (comparison, bound, value, ours, theirs, met) => {
    const figure = figureOf(
      { ...base, comparison, aim: { bound, value } },
      { measured: [ours], baseline: [theirs] },
    );
    expect(figure.met).toBe(met);
  });

  it("compares another quantile than the median where it is asked to", () => {
    const pair = { measured: [1, 2, 3, 104], baseline: [1, 2, 3, 4] };
    const { measured, baseline, compared } = figureOf({ ...base, aim: null }, pair, 1);
    expect({ measured, baseline, compared }).toEqual({ measured: 104, baseline: 4, compared: 100 });
  });

  it("meets no aim without samples", () => {
    expect(figureOf(base, { measured: [], baseline: [] }).met).toBe(false);
  });

  it("is held to nothing without an aim", () => {
    expect(figureOf({ ...base, aim: null }, { measured: [1], baseline: [1] }).met).toBeNull();
  });
});

describe("the table", () => {
  it("marks a missed aim and a figure that could not be taken", () => {
    const missed = figureOf(base, { measured: [9], baseline: [1] });
    expect(markdownTable([missed, { ...base, failure: "the Worker answered 500" }]).split("\n")).toEqual([
      "| figure | ours | baseline | compared | aim |  |",
      "| --- | --- | --- | --- | --- | --- |",
      "| first token | 9.00 ms | 1.00 ms (direct call) | +8.00 ms | ≤ 5 ms | **missed** |",
      "| first token | – | direct call | – | ≤ 5 ms | **not measured**: the Worker answered 500 |",
    ]);
  });

  it("writes a ratio without a unit", () => {
    const chunks = {
      ...base,
      unit: "chunks/s",
      comparison: "ratio",
      aim: { bound: "at least", value: 0.8 },
    } as const;
    const table = markdownTable([figureOf(chunks, { measured: [900], baseline: [1000] })]);
    expect(table).toContain("| 900 chunks/s | 1,000 chunks/s (direct call) | 0.90 × | ≥ 0.8 × | met |");
  });
});

describe("callbacks", () => {
  const KEY = FEISHU_TEST_APP.encryptKey;
  const requestOf = ({ headers = {}, body }: Call) =>
    new Request("http://localhost/webhooks/feishu", { method: "POST", headers, body: String(body) });

  it("are another message each, of so many people in turn", async () => {
    const calls = await makeCallbacks(5, 2, "[[first:2000]]");
    const messages = await Promise.all(calls.map((call) => openEvent(requestOf(call), KEY)));
    const [first, second] = messages.map((message) => message?.chat_id);
    expect(messages.map((message) => message?.chat_id)).toEqual([first, second, first, second, first]);
    expect(first).not.toBe(second);
    expect(new Set(messages.map((message) => message?.message_id)).size).toBe(5);
    expect(new Set(messages.map((message) => message?.content)).size).toBe(5);
    expect(messages[0]?.content).toContain("[[first:2000]]");
  });

  it("are opened by the bare Worker only as they were signed", async () => {
    const [call] = await makeCallbacks(1, 1);
    const longer = { ...call!, body: `${call!.body} ` };
    expect(await openEvent(requestOf(longer), KEY)).toBeNull();
    expect(await openEvent(requestOf(call!), `${KEY}s`)).toBeNull();
    expect(await openEvent(requestOf({ ...call!, headers: {} }), KEY)).toBeNull();
    expect(await openEvent(requestOf(call!), KEY)).not.toBeNull();
  });
});

describe("the client", () => {
  let server: Server | null = null;
  afterEach(() => server?.close());

  /** Answers after a moment, and keeps what came and how much of it at once. */
  async function startServer() {
    const seen = { bodies: [] as string[], now: 0, most: 0 };
    server = createServer(async (request, response) => {
      seen.now += 1;
      seen.most = Math.max(seen.most, seen.now);
      seen.bodies.push(await text(request));
      setTimeout(() => {
        seen.now -= 1;
        response.writeHead(request.url === "/refused" ? 401 : 200).end("{}");
      }, 20);
    });
    await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
    return { seen, base: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  }

  it("sends each call once, so many at once, and a text as it stands", async () => {
    const { seen, base: url } = await startServer();
    const calls = Array.from({ length: 10 }, (_, index) => ({ path: "/", body: `{"n" :${index}}` }));
    const times = await timeEach(url, calls, 4);
    expect(seen.bodies.toSorted()).toEqual(calls.map(({ body }) => body));
    expect(seen.most).toBe(4);
    expect(times).toHaveLength(10);
    expect(Math.min(...times)).toBeGreaterThan(15);
  });

  it("sends anything but a text as JSON", async () => {
    const { seen, base: url } = await startServer();
    await timeEach(url, [{ path: "/", body: { text: "é" } }, { path: "/" }], 1);
    expect(seen.bodies).toEqual(['{"text":"é"}', ""]);
  });

  it("counts calls a second over all connections", async () => {
    const { base: url } = await startServer();
    const calls = Array.from({ length: 8 }, () => ({ path: "/" }));
    const [alone, together] = [await throughput(url, calls, 1), await throughput(url, calls, 8)];
    expect(alone).toBeLessThan(50);
    expect(together).toBeGreaterThan(alone);
  });

  it("takes no refusal for a sample", async () => {
    const { base: url } = await startServer();
    await expect(timeEach(url, [{ path: "/refused" }], 1)).rejects.toThrow("/refused answered 401");
  });
});

describe("waiting for answers in the background", () => {
  /** Sees these numbers one after another, the last one for ever. */
  const looks =
    (...counts: number[]) =>
    async () =>
      (counts.length > 1 ? counts.shift() : counts[0]) ?? 0;

  it("ends when there are enough, and goes on while more come", async () => {
    await expect(untilCount(3, looks(0, 1, 2, 5), "answers", 0)).resolves.toBeUndefined();
    await expect(untilCount(0, looks(0), "answers", 0)).resolves.toBeUndefined();
  });

  it("says how many there were when no more come", async () => {
    await expect(untilCount(3, looks(0, 2), "answers", 0)).rejects.toThrow("2 of 3 answers, and no more");
  });
});
