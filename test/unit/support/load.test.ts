// The load's arithmetic: when messages come, who sends them, which rate holds, what a minute's row says.
import { describe, expect, it } from "vitest";
import { Chats } from "../../load/chats.ts";
import { Ledger } from "../../load/ledger.ts";
import { answerOf, idIn, KINDS, type Message } from "../../load/message.ts";
import { minuteTable, type Reading } from "../../load/minutes.ts";
import { CHAOS_RATE, readOptions } from "../../load/options.ts";
import { flawOf, nextRate, rateToHold, type Step } from "../../load/ramp.ts";
import { judgeMemory } from "../../load/readings.ts";
import { type Arrival, arrivals, directivesOf } from "../../load/schedule.ts";
import { seededRandom } from "../../support/fake-platform/random.ts";

function take(count: number, seed: number, illShare = 0, kinds: Message["kind"][] = [...KINDS]): Arrival[] {
  const all = arrivals(seededRandom(seed), 10, { kinds, illShare });
  return Array.from({ length: count }, () => all.next().value);
}

describe("the schedule", () => {
  it("is the same for the same seed, and another for another", () => {
    expect(take(50, 1)).toEqual(take(50, 1));
    expect(take(50, 2)).not.toEqual(take(50, 1));
  });

  it("brings so many messages a second, unevenly, in every kind", () => {
    const all = take(3_000, 7);
    expect((all.at(-1)?.at ?? 0) / 1000 / 300).toBeCloseTo(1, 1);
    const gaps = all.slice(1).map(({ at }, index) => at - (all[index]?.at ?? 0));
    expect(Math.min(...gaps)).toBeLessThan(10);
    expect(Math.max(...gaps)).toBeGreaterThan(400);
    const shares = KINDS.map((kind) => all.filter((arrival) => arrival.kind === kind).length / all.length);
    for (const [index, share] of [0.35, 0.25, 0.2, 0.15, 0.05].entries())
      expect(shares[index]).toBeCloseTo(share, 1);
  });

  it("comes in the kinds that were asked for alone", () => {
    expect(new Set(take(100, 1, 0, ["feishu", "signed"]).map(({ kind }) => kind))).toEqual(
      new Set(["feishu", "signed"]),
    );
  });

  it("makes the model ill for the share that was asked for, and changes nothing else by it", () => {
    const [well, ill] = [take(1_000, 3), take(1_000, 3, 0.2)];
    expect(well.every(({ traits }) => traits.illness === null)).toBe(true);
    const struck = ill.filter(({ traits }) => traits.illness !== null);
    expect(struck.length / ill.length).toBeCloseTo(0.19, 1);
    const strip = ({ at, kind, traits }: Arrival) => ({ at, kind, ...traits, illness: null });
    expect(ill.map(strip)).toEqual(well.map(strip));
    expect(directivesOf(struck[0]!.traits)).toContain(struck[0]!.traits.illness!.directive);
  });

  it("repeats some, breaks some off, and asks some of what many ask, but no platform's", () => {
    const all = take(2_000, 5);
    for (const isSo of [
      ({ traits }: Arrival) => traits.copies > 1,
      ({ traits }: Arrival) => traits.againAfterMs !== null,
      ({ traits }: Arrival) => traits.breaks,
      ({ traits }: Arrival) => traits.leaves,
      ({ traits }: Arrival) => traits.common !== null,
    ])
      expect(all.filter(isSo).length).toBeGreaterThan(20);
    const common = all.filter(({ traits }) => traits.common !== null);
    expect(new Set(common.map(({ kind }) => kind))).toEqual(new Set(["web", "completion"]));
  });
});

it("an answer is found again by the words at its beginning, also while it grows", () => {
  const answer = answerOf("feishu12", 30);
  expect(idIn(answer)).toBe("feishu12");
  expect(idIn(answer.slice(0, 40))).toBe("feishu12");
  expect(idIn("Sorry, I could not answer this.")).toBeNull();
});

describe("the people", () => {
  const always = () => 0.999;

  it("go on in a chat that is free, and open another while it is not", () => {
    const chats = new Chats();
    const first = chats.next("web", always);
    expect(chats.next("web", always)).not.toBe(first);
    Object.assign(first, { unacknowledged: 0, waiting: 0 });
    expect(chats.next("web", always)).toBe(first);
    expect(first.sent).toBe(2);
  });

  it("never share a chat between kinds", () => {
    const chats = new Chats();
    const first = chats.next("feishu", always);
    first.unacknowledged = 0;
    expect(chats.next("dingtalk", always)).not.toBe(first);
  });

  it("ask before they have their answer where they are impatient, but never before the acknowledgement", () => {
    const chats = new Chats();
    const draws = [0.999, 0, 0, 0.999, 0, 0].values();
    const impatient = () => draws.next().value ?? 0;
    const first = chats.next("feishu", always);
    expect(chats.next("feishu", impatient)).not.toBe(first);
    Object.assign(first, { unacknowledged: 0, waiting: 1 });
    expect(chats.next("feishu", impatient)).toBe(first);
  });

  it("are silent after twenty messages", () => {
    const chats = new Chats();
    const first = chats.next("web", always);
    for (let count = 1; count < 20; count += 1) {
      first.unacknowledged = 0;
      expect(chats.next("web", always)).toBe(first);
    }
    first.unacknowledged = 0;
    expect(chats.next("web", always)).not.toBe(first);
  });
});

describe("the ramp", () => {
  const step = (change: Partial<Step> = {}): Step => ({
    rate: 10,
    acknowledgement99: 300,
    added50: 100,
    backlog: 8,
    failed: 0,
    ...change,
  });

  it.each([
    [{ failed: 1 }, "1 failed"],
    [{ acknowledgement99: 1_001 }, "1 in 100 acknowledgements took over 1001 ms"],
    [{ backlog: 31 }, "31 were waiting at its end"],
    [{ added50: 1_200 }, "half of the answers took 1200 ms more than the model"],
    [{}, null],
  ])("a step with %o: %s", (change, flaw) => {
    expect(flawOf(step(change))).toBe(flaw);
  });

  it("goes on by two fifths until a step does not hold", () => {
    expect(nextRate([])).toBe(5);
    expect(nextRate([step()])).toBe(14);
    expect(nextRate([step(), step({ rate: 14, failed: 2 })])).toBeNull();
  });

  it("takes three fifths of the last that held, and a part of the first where none did", () => {
    expect(rateToHold([step(), step({ rate: 14 }), step({ rate: 20, backlog: 500 })])).toBe(8.4);
    expect(rateToHold([step({ rate: 5, failed: 1 })])).toBe(1.5);
  });
});

describe("the minutes", () => {
  const message = (id: string, kind: Message["kind"]): Message => {
    return { id, kind, chat: kind, position: 0, text: "", answer: `Answer ${id} begins`, fate: "answer" };
  };

  it("counts each message in the minute in which it was sent, and its end where it ended", () => {
    const ledger = new Ledger();
    const [first, second] = [
      ledger.sent(message("web1", "web"), 1_000),
      ledger.sent(message("feishu2", "feishu"), 59_000),
    ];
    ledger.answered(first, first.message.answer, 2_000);
    ledger.acknowledged(second, 59_030);
    ledger.fault("GET /health 503", 61_000);
    const readings: Reading[] = [{ at: 1_000, backlog: 3, memory: 200, cpu: 0.5 }];
    const table = minuteTable({
      ledger,
      readings,
      kills: [{ at: 70_000, upAt: 72_000 }],
      begunAt: 0,
      endedAt: 120_000,
    });
    const [header, one, two] = table.split("\n").map((line) => line.trim().split(/\s{2,}/));
    const cell = (row: string[] | undefined, name: string) => row?.[header?.indexOf(name) ?? -1];
    expect([cell(one, "web"), cell(one, "feishu"), cell(two, "web")]).toEqual(["1", "1", "0"]);
    expect([cell(one, "answered"), cell(one, "lost"), cell(two, "lost")]).toEqual(["1", "1", "0"]);
    expect([cell(one, "acknowledged ms"), cell(one, "answer ms")]).toEqual(["30 / 30", "1000 / 1000"]);
    expect([cell(one, "backlog"), cell(one, "memory MiB"), cell(one, "CPU")]).toEqual(["3", "200", "0.50"]);
    expect([cell(one, "faults"), cell(two, "faults"), cell(two, "kills")]).toEqual(["0", "1", "1"]);
  });

  it("compares the memory behind the warm-up with that of the end, and not in a short run", () => {
    const at = (seconds: number, memory: number): Reading => {
      return { at: seconds * 1000, backlog: 0, memory, cpu: null };
    };
    const readings = [
      at(10, 900),
      at(70, 200),
      at(80, 220),
      at(90, 210),
      at(150, 500),
      at(250, 300),
      at(290, 320),
    ];
    expect(judgeMemory(readings, 0, 300_000)).toEqual({ before: 210, after: 310 });
    expect(judgeMemory(readings, 0, 179_000)).toEqual({ before: null, after: null });
  });
});

describe("the command line", () => {
  it("has its defaults", () => {
    expect(readOptions([])).toEqual({
      minutes: 5,
      rate: null,
      chaos: false,
      killEverySeconds: 20,
      seed: 1,
      kinds: KINDS,
      json: null,
    });
    expect(CHAOS_RATE).toBeGreaterThan(0);
  });

  it("takes what is said", () => {
    const args = "--minutes 0.5 --rate 12 --chaos --kill-every 8 --seed 4 --only feishu,web --json out.json";
    expect(readOptions(args.split(" "))).toEqual({
      minutes: 0.5,
      rate: 12,
      chaos: true,
      killEverySeconds: 8,
      seed: 4,
      kinds: ["web", "feishu"],
      json: "out.json",
    });
  });

  it.each([
    [["--minutes", "soon"], "minutes takes a number above 0."],
    [["--rate", "0"], "rate takes a number above 0."],
    [["--only", "telegram"], /^There is no telegram; there are web, /],
    [["--speed"], /Unknown option/],
  ])("%o is refused", (args, words) => {
    expect(readOptions(args)).toMatch(words);
  });
});
