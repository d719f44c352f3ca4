// The simulation against what is known of queues, and against limits that can be worked out.
import { describe, expect, it } from "vitest";
import { readCosts } from "../../../scripts/capacity/costs.ts";
import { allowanceOf, callsAt, simulateAllowance } from "../../../scripts/capacity/simulation/allowance.ts";
import { cardsAt } from "../../../scripts/capacity/simulation/cards.ts";
import { conversationAt, simulateConversation } from "../../../scripts/capacity/simulation/conversation.ts";
import { EventList } from "../../../scripts/capacity/simulation/event-list.ts";
import { kneeOf, pointOf } from "../../../scripts/capacity/simulation/knee.ts";
import { serve } from "../../../scripts/capacity/simulation/queue.ts";
import { arrivals, exponential, lognormal, seeded } from "../../../scripts/capacity/simulation/random.ts";
import { simulateDeletion, simulateWalk } from "../../../scripts/capacity/simulation/retention.ts";
import { roundCosts } from "./loads.ts";

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const DAY = 86_400;

describe("random numbers", () => {
  it("are the same for the same seed, and others for another", () => {
    const take = (seed: number) => Array.from({ length: 5 }, seeded(seed));
    expect(take(1)).toEqual(take(1));
    expect(take(1)).not.toEqual(take(2));
    for (const value of take(3)) expect(value).toBeGreaterThanOrEqual(0);
  });

  it("have the means that were asked for", () => {
    const random = seeded(7);
    const many = (draw: () => number) => mean(Array.from({ length: 200_000 }, draw));
    expect(many(random)).toBeCloseTo(0.5, 2);
    expect(many(() => exponential(random, 4)) / 4).toBeCloseTo(1, 1);
    expect(many(() => lognormal(random, 8, 0.5)) / 8).toBeCloseTo(1, 1);
  });

  it("make arrivals as often as asked, whose count scatters as Poisson's does", () => {
    const random = seeded(11);
    const counts = Array.from({ length: 4_000 }, () => arrivals(random, 2, 10).length);
    const average = mean(counts);
    expect(average / 20).toBeCloseTo(1, 1);
    const variance = mean(counts.map((count) => (count - average) ** 2));
    expect(variance / average).toBeCloseTo(1, 1);
  });
});

describe("a queue", () => {
  it("serves one after another, in their order", () => {
    expect(serve([0, 1, 10], () => 3)).toEqual({ waited: [0, 2, 0], stayed: [3, 5, 3] });
  });

  it.each([0.3, 0.5, 0.8])("waits as M/M/1 does at a use of %s", (load) => {
    const random = seeded(5);
    const { waited } = serve(arrivals(random, load, 1_000_000), () => exponential(random, 1));
    expect(mean(waited) / (load / (1 - load))).toBeGreaterThan(0.95);
    expect(mean(waited) / (load / (1 - load))).toBeLessThan(1.05);
  });

  it("waits half as long when all take the same time (M/D/1)", () => {
    const { waited } = serve(arrivals(seeded(6), 0.8, 500_000), () => 1);
    expect(mean(waited) / (0.8 / (2 * 0.2))).toBeGreaterThan(0.95);
    expect(mean(waited) / (0.8 / (2 * 0.2))).toBeLessThan(1.05);
  });

  it("grows without end when more comes than goes", () => {
    const { waited } = serve(arrivals(seeded(8), 2, 1_000), () => 1);
    expect(waited.at(-1)).toBeGreaterThan(800);
  });
});

describe("the knee", () => {
  const point = (load: number, p99: number) => ({ load, median: p99 / 2, p99 });

  it("is the first load that takes more than twice as long and at least ten seconds more", () => {
    expect(kneeOf([point(1, 20), point(2, 39), point(3, 41), point(4, 90)])).toBe(3);
    expect(kneeOf([point(1, 0.01), point(2, 9), point(3, 10), point(4, 10.1)])).toBe(4);
  });

  it("is none where nothing bends", () => {
    expect(kneeOf([point(1, 20), point(2, 25)])).toBeNull();
    expect(kneeOf([])).toBeNull();
  });

  it("reads half and 99 of 100 off what was measured", () => {
    expect(
      pointOf(
        7,
        Array.from({ length: 100 }, (_, index) => 100 - index),
      ),
    ).toEqual({
      load: 7,
      median: 51,
      p99: 100,
    });
  });
});

it("events happen in the order of their times, those too that others bring about", () => {
  const events = new EventList();
  const seen: number[] = [];
  const random = seeded(9);
  for (let count = 0; count < 500; count += 1)
    events.add(random(), (now) => {
      seen.push(now);
      if (now < 1) events.add(now + 1, (later) => seen.push(later));
    });
  events.runAll();
  expect(seen).toHaveLength(1_000);
  expect(seen).toEqual(seen.toSorted((one, other) => one - other));
});

describe("a busy conversation", () => {
  it("hardly waits at one message in two minutes, and ever longer from seven a minute on", () => {
    expect(conversationAt(0.5, 1).median).toBeLessThan(9);
    expect(conversationAt(10, 1).median).toBeGreaterThan(300);
    const { points, knee } = simulateConversation(1);
    const tails = points.map(({ p99 }) => p99);
    expect(tails).toEqual(tails.toSorted((one, other) => one - other));
    // Eight seconds an answer: 7.5 a minute are all that it can do, and waiting begins well before.
    expect(knee).toBeGreaterThan(1);
    expect(knee).toBeLessThan(7.5);
  });
});

describe("growing cards", () => {
  it("end as soon as the answer does when nobody else writes, with as many calls as were counted at most", () => {
    const { point, calls } = cardsAt("feishu", 1_000, 1);
    expect(point.p99).toBeLessThan(11);
    expect(calls).toBeGreaterThan(10);
    expect(calls).toBeLessThanOrEqual(readCosts().kinds.feishu.message.platform_calls ?? 0);
  });

  it("take fewer calls when many grow at once: the latest text wins", () => {
    expect(cardsAt("dingtalk", 200_000, 1).calls).toBeLessThan(cardsAt("dingtalk", 1_000, 1).calls);
  });

  it("end later where a platform takes fewer calls a second", () => {
    const [feishu, dingtalk] = (["feishu", "dingtalk"] as const).map(
      (name) => cardsAt(name, 200_000, 1).point.p99,
    );
    expect(dingtalk).toBeGreaterThan(2 * (feishu ?? 0));
  });
});

describe("retention", () => {
  const deletion = { plan: "paid", keptDays: 30, turns: 5, rows: 10 } as const;

  it("deletes in time as long as a day's rows are enough, and falls behind above that", () => {
    const { points, knee } = simulateDeletion(deletion);
    const ageAt = (load: number) => points.find((point) => point.load === load)?.p99;
    // A million rows a day are a hundred thousand messages: 20,000 conversations.
    expect(ageAt(20_000)).toBe(30 * DAY);
    expect(knee).toBe(25_000);
    // Four in five go; of 365 days' messages those of the first 0.8 × 335.
    expect((ageAt(25_000) ?? 0) / DAY).toBeCloseTo(365 - 0.8 * 335, 6);
    expect(ageAt(150_000)).toBeGreaterThan(300 * DAY);
  });

  it("walks through the list in rounds that grow with it", () => {
    const { points } = simulateWalk(30);
    const ageAt = (load: number) => (points.find((point) => point.load === load)?.p99 ?? 0) / DAY;
    expect(ageAt(1_000)).toBeLessThanOrEqual(31);
    // A round takes c × 30 / (144,000 − c) days once it is steady.
    expect(Math.abs(ageAt(20_000) - 30 - (20_000 * 30) / 124_000)).toBeLessThan(1);
    expect(ageAt(150_000)).toBeGreaterThan(100);
  });
});

describe("a platform's month", () => {
  it("lasts longer the more rarely cards are updated", () => {
    const costs = roundCosts();
    // Twenty calls, three of which are no updates.
    expect([1, 2, 4, null].map((slowdown) => callsAt(costs, "feishu", slowdown))).toEqual([
      20, 11.5, 7.25, 1,
    ]);
    const answers = 5_000 / 20 + 3_000 / 11.5 + 1_500 / 7.25 + 500;
    expect(allowanceOf(costs, "feishu")).toBeCloseTo(answers, 6);
  });

  it("is used up on the day on which its last answer leaves", () => {
    const { points, knee } = simulateAllowance(roundCosts(), "feishu");
    // Some 1,218 answers: 40 a day and no more.
    expect(points.find(({ load }) => load === 40)?.withCards).toBeNull();
    expect(points.find(({ load }) => load === 50)?.withCards).toBe(25);
    expect(knee).toBe(50);
    expect(points.find(({ load }) => load === 333)?.withoutCards).toBeNull();
    expect(points.find(({ load }) => load === 500)?.withoutCards).toBe(21);
  });
});
