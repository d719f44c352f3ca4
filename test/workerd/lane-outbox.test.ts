// The lanes of a Durable Object and what waits there for D1: one at a time, in order, as long as it takes.
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { Lane } from "../../src/conversation/lane.ts";
import { Outbox, type RecordTask } from "../../src/conversation/outbox.ts";
import { OUTBOX_STATEMENT } from "../../src/conversation/tables.ts";
import type { Erasure, LogRow, TurnRecord } from "../../src/core/message.ts";
import { nextStep } from "../../src/core/step.ts";
import type { Rating } from "../../src/core/wire.ts";
import { Erasures } from "../../src/storage/erasures.ts";
import { Records } from "../../src/storage/records.ts";
import { Shares } from "../../src/storage/shares.ts";
import { fresh, quietTelemetry } from "./support.ts";

/** A lane over a list of numbers, whose work is ended by hand. */
function laneOver(waiting: number[]) {
  const log: string[] = [];
  const ends = new Map<number, (error?: Error) => void>();
  const lane = new Lane(
    () => nextStep(waiting[0] === undefined ? null : { id: waiting[0], dueAt: 0 }, 0),
    (id) => {
      log.push(`begin ${id}`);
      return new Promise((resolve, reject) => {
        ends.set(id, (error) => {
          waiting.shift();
          log.push(`end ${id}`);
          if (error === undefined) resolve();
          else reject(error);
        });
      });
    },
  );
  const end = async (id: number, error?: Error) => {
    await vi.waitFor(() => expect(ends.has(id)).toBe(true));
    ends.get(id)?.(error);
  };
  return { lane, log, end, waiting };
}

describe("a lane", () => {
  it("does one after another, however often it is started", async () => {
    const { lane, log, end } = laneOver([1, 2, 3]);
    const runs = [lane.run(), lane.run()];
    for (const id of [1, 2, 3]) {
      await end(id);
      runs.push(lane.run());
    }
    await Promise.all(runs);
    expect(log).toEqual(["begin 1", "end 1", "begin 2", "end 2", "begin 3", "end 3"]);
  });

  it("does what arrives while it works, and resolves only then", async () => {
    const { lane, log, end, waiting } = laneOver([1]);
    const run = lane.run().then(() => log.push("rest"));
    await vi.waitFor(() => expect(log).toEqual(["begin 1"]));
    waiting.push(2);
    await end(1);
    await end(2);
    await run;
    expect(log).toEqual(["begin 1", "end 1", "begin 2", "end 2", "rest"]);
  });

  it.each([0, 1, 2, 3, 4, 5, 6])(
    "leaves nothing that arrives %i moments after its last work",
    async (moments) => {
      const { lane, log, end, waiting } = laneOver([1]);
      const first = lane.run();
      await end(1);
      for (let moment = 0; moment < moments; moment += 1) await Promise.resolve();
      waiting.push(2);
      const second = lane.run();
      await end(2);
      await Promise.all([first, second]);
      expect(log).toEqual(["begin 1", "end 1", "begin 2", "end 2"]);
    },
  );

  it("tells everyone who waits when its work throws, and can be started again", async () => {
    const { lane, log, end } = laneOver([1, 2]);
    const runs = Promise.allSettled([lane.run(), lane.run()]);
    await end(1, new Error("broken"));
    expect((await runs).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    const again = lane.run();
    await end(2);
    await again;
    expect(log).toEqual(["begin 1", "end 1", "begin 2", "end 2"]);
  });

  it("does nothing before its time and nothing when there is nothing", async () => {
    const work = vi.fn(async () => undefined);
    for (const head of [{ id: 1, dueAt: 11 }, null]) await new Lane(() => nextStep(head, 10), work).run();
    expect(work).not.toHaveBeenCalled();
  });
});

type Call = { save: string[] } | { rate: [string, Rating | null] } | { erase: Erasure };

/** A database that writes down what it was told, and refuses what `refuses` says. */
class PlayedRecords extends Records {
  readonly calls: Call[] = [];
  refuses: (call: Call) => boolean = () => false;
  gate: Promise<void> | null = null;

  override index(): Promise<void> {
    return Promise.resolve();
  }

  override save(records: TurnRecord[]): Promise<void> {
    return this.#take({ save: records.map(({ row }) => row.id) });
  }

  override rate(id: string, rating: Rating | null): Promise<void> {
    return this.#take({ rate: [id, rating] });
  }

  override erase(target: Erasure): Promise<void> {
    return this.#take({ erase: target });
  }

  async #take(call: Call): Promise<void> {
    await this.gate;
    if (this.refuses(call)) throw new Error("D1_ERROR: it said no");
    this.calls.push(call);
  }
}

function turn(id: string, reply = "answer"): RecordTask {
  const row: LogRow = {
    id,
    session_id: "s",
    user_input: "question",
    bot_response: reply,
    timestamp: "2026-03-01T12:00:00.000Z",
    channel: "api",
    user_id: "key:a",
    user_name: null,
    model: "m",
    model_version: null,
    status: "ok",
    cached: false,
    prompt_tokens: 1,
    completion_tokens: 2,
    latency_ms: 3,
    first_token_ms: 4,
    rating: null,
    request_id: "r",
    error: null,
  };
  return { kind: "turn", record: { row, conversation: null } };
}

const rating = (id: string): RecordTask => ({ kind: "rating", id, rating: "up" });
const erasure = (userId: string): RecordTask => ({ kind: "erase", target: { userId } });
const turnIds = (first: number, count: number) =>
  Array.from({ length: count }, (_, index) => `t${String(first + index).padStart(3, "0")}`);

/** `drain` delivers until nothing is due at `now`. */
type Desk = { outbox: Outbox; records: PlayedRecords; drain(now: number): Promise<void> };

/** An outbox in the real SQLite of an object of its own. */
function atDesk(test: (desk: Desk, sql: SqlStorage) => Promise<void>): Promise<void> {
  const stub = env.CONVERSATIONS.getByName(fresh("outbox"));
  return runInDurableObject(stub, async (_, { storage }) => {
    storage.sql.exec(OUTBOX_STATEMENT);
    const records = new PlayedRecords(env.DB, env.SEARCH, new Erasures(env.FILES));
    const outbox = new Outbox(storage.sql, {
      records,
      shares: new Shares(env.DB),
      telemetry: quietTelemetry(),
    });
    const drain = (now: number) =>
      new Lane(
        () => nextStep(outbox.head(), now),
        () => outbox.deliver(() => now),
      ).run();
    await test({ outbox, records, drain }, storage.sql);
  });
}

function quiet() {
  return vi.spyOn(console, "warn").mockImplementation(() => undefined);
}

describe("an outbox", () => {
  it("brings turns in batches, ratings and erasures between them in their order", () =>
    atDesk(async ({ outbox, records, drain }) => {
      const tasks = [
        turn("t1"),
        turn("t2"),
        rating("t1"),
        turn("t3"),
        erasure("u"),
        erasure("v"),
        turn("t4"),
      ];
      for (const task of tasks) outbox.add(task, 5);
      await drain(5);
      expect(records.calls).toEqual([
        { save: ["t1", "t2"] },
        { rate: ["t1", "up"] },
        { save: ["t3"] },
        { erase: { userId: "u" } },
        { erase: { userId: "v" } },
        { save: ["t4"] },
      ]);
      expect(outbox.head()).toBeNull();
    }));

  it("takes many turns at a time, but no more than a hundred", () =>
    atDesk(async ({ outbox, records, drain }) => {
      for (const id of turnIds(0, 250)) outbox.add(turn(id), 0);
      await drain(0);
      const batches = records.calls.map((call) => ("save" in call ? call.save : []));
      expect(batches.flat()).toEqual(turnIds(0, 250));
      expect(Math.max(...batches.map(({ length }) => length))).toBeLessThanOrEqual(100);
      expect(batches.length).toBeLessThanOrEqual(25);
    }));

  it.each([
    ["x", 450_000],
    ["选", 150_000],
    ["\n", 225_000],
  ])("takes no more at a time than D1 takes, in bytes of JSON (%j)", (character, count) =>
    atDesk(async ({ outbox, records, drain }) => {
      for (const id of ["t1", "t2", "t3"]) outbox.add(turn(id, character.repeat(count)), 0);
      await drain(0);
      expect(records.calls).toEqual([{ save: ["t1", "t2"] }, { save: ["t3"] }]);
    }),
  );

  it("takes a row larger than a batch alone, not never", () =>
    atDesk(async ({ outbox, records, drain }) => {
      for (const id of ["one", "two"]) outbox.add(turn(id, "x".repeat(1_200_000)), 0);
      await drain(0);
      expect(records.calls).toEqual([{ save: ["one"] }, { save: ["two"] }]);
    }));

  it("keeps what comes while a batch is on its way", () =>
    atDesk(async ({ outbox, records, drain }) => {
      const gate = Promise.withResolvers<void>();
      records.gate = gate.promise;
      outbox.add(turn("t1"), 0);
      const drained = drain(0);
      await Promise.resolve();
      for (const task of [turn("t2"), rating("t1")]) outbox.add(task, 0);
      gate.resolve();
      await drained;
      expect(records.calls).toEqual([{ save: ["t1"] }, { save: ["t2"] }, { rate: ["t1", "up"] }]);
    }));

  it("loses and reorders nothing when its database fails; after a failure the first row goes alone", () =>
    atDesk(async ({ outbox, records, drain }) => {
      const warned = quiet();
      for (const task of [turn("t1"), turn("t2"), erasure("u"), turn("t3")]) outbox.add(task, 0);
      records.refuses = () => true;
      await drain(0);
      expect(records.calls).toEqual([]);
      expect(outbox.head()?.dueAt).toBeGreaterThanOrEqual(800);
      records.refuses = () => false;
      await drain(outbox.head()?.dueAt ?? 0);
      expect(records.calls).toEqual([
        { save: ["t1"] },
        { save: ["t2"] },
        { erase: { userId: "u" } },
        { save: ["t3"] },
      ]);
      expect(warned).toHaveBeenCalledTimes(1);
      warned.mockRestore();
    }));

  it("lets nothing pass a row that fails, and does nothing before its pause is over", () =>
    atDesk(async ({ outbox, records, drain }) => {
      const warned = quiet();
      outbox.add(turn("poison"), 0);
      records.refuses = (call) => "save" in call && call.save.includes("poison");
      await drain(0);
      outbox.add(erasure("u"), 1);
      const due = outbox.head()?.dueAt ?? 0;
      await drain(due - 1);
      expect(warned).toHaveBeenCalledTimes(1);
      await drain(due);
      expect(warned).toHaveBeenCalledTimes(2);
      expect(records.calls).toEqual([]);
      warned.mockRestore();
    }));

  it("pauses longer after each failure, ten minutes and a fifth at most, and says so without a word of the row", () =>
    atDesk(async ({ outbox, records, drain }) => {
      const warned = quiet();
      records.refuses = () => true;
      outbox.add(turn("t1", "private words"), 0);
      const pauses: number[] = [];
      for (let now = 0, failure = 0; failure < 14; failure += 1) {
        await drain(now);
        const due = outbox.head()?.dueAt ?? 0;
        pauses.push(due - now);
        now = due;
      }
      for (const [index, pause] of pauses.entries()) {
        const middle = Math.min(1_000 * 2 ** index, 600_000);
        expect(pause).toBeGreaterThanOrEqual(0.8 * middle);
        expect(pause).toBeLessThanOrEqual(1.2 * middle);
      }
      const lines = JSON.stringify(warned.mock.calls);
      expect(lines).toContain("record_postponed");
      expect(lines).not.toMatch(/private words|question|key:a/);
      warned.mockRestore();
    }));
});
