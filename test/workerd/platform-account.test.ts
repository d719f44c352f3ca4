// What all conversations share of one platform's app: the ledger of calls, the pace, values that are asked for once, held events.
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { CallResult } from "../../src/channels/channel.ts";
import { Ledger } from "../../src/platform/ledger.ts";
import { Pacer } from "../../src/platform/pacer.ts";
import { SharedValue } from "../../src/platform/shared-value.ts";
import { WaitingRoom } from "../../src/platform/waiting-room.ts";
import { fresh } from "./support.ts";

const NOVEMBER = Date.parse("2026-11-25T12:00:00Z");

async function inObject(test: (storage: DurableObjectStorage) => Promise<void> | void): Promise<void> {
  const stub = env.CONVERSATIONS.getByName(fresh("account"));
  await runInDurableObject(stub, async (_, state) => {
    await test(state.storage);
    await state.storage.deleteAll();
  });
}

describe("the ledger", () => {
  it("counts by month and operation, and another instance goes on counting", async () => {
    await inObject((storage) => {
      let now = NOVEMBER;
      const first = new Ledger(storage.sql, () => now, null);
      for (const operation of ["token", "message.reply", "message.reply"]) first.count(operation);
      first.lines();
      const second = new Ledger(storage.sql, () => now, null);
      second.count("message.reply");
      now = Date.parse("2026-12-01T00:00:00Z");
      second.count("card.text");
      expect(second.lines()).toEqual([
        { month: "2026-12", operation: "card.text", calls: 1 },
        { month: "2026-11", operation: "message.reply", calls: 3 },
        { month: "2026-11", operation: "token", calls: 1 },
      ]);
    });
  });

  it("warns once at each threshold, slackens the pace of cards and then stops it; a new month begins at nothing", async () => {
    await inObject((storage) => {
      let now = NOVEMBER;
      const ledger = new Ledger(storage.sql, () => now, 20);
      const warnings: (number | null)[] = [];
      const slowdowns: (number | null)[] = [];
      for (let call = 0; call < 20; call += 1) {
        warnings.push(ledger.count("message.reply"));
        slowdowns.push(ledger.slowdown());
      }
      expect(warnings.filter((percent) => percent !== null)).toEqual([50, 80, 95]);
      expect([slowdowns[8], slowdowns[9], slowdowns[15], slowdowns[18]]).toEqual([1, 2, 4, null]);
      // What is written down counts after a restart.
      ledger.lines();
      expect(new Ledger(storage.sql, () => now, 20).slowdown()).toBeNull();
      now += 30 * 24 * 3_600_000;
      expect(ledger.slowdown()).toBe(1);
    });
  });

  it("keeps a year of months", async () => {
    await inObject((storage) => {
      let now = NOVEMBER;
      const ledger = new Ledger(storage.sql, () => now, null);
      for (let month = 0; month < 20; month += 1) {
        ledger.count("token");
        now += 31 * 24 * 3_600_000;
      }
      const months = new Set(ledger.lines().map((line) => line.month));
      expect(months.size).toBeLessThanOrEqual(13);
      expect(months.size).toBeGreaterThanOrEqual(12);
    });
  });
});

describe("the pacer", () => {
  it("spaces calls of one name out and lets others pass", () => {
    const pacer = new Pacer();
    const pauses = [
      pacer.reserve("a", 50, 0),
      pacer.reserve("a", 50, 0),
      pacer.reserve("b", 50, 0),
      pacer.reserve("a", 50, 10),
    ];
    expect(pauses).toEqual([0, 50, 0, 90]);
    expect(pacer.reserve("a", 50, 1_000)).toBe(0);
  });

  it("forgets names that are free, not those that wait", () => {
    const pacer = new Pacer();
    for (let name = 0; name < 1_000; name += 1) pacer.reserve(`chat ${name}`, 10, 0);
    pacer.reserve("busy", 1_000, 100);
    for (let name = 0; name < 1_000; name += 1) pacer.reserve(`other ${name}`, 10, 100);
    expect(pacer.reserve("busy", 1_000, 100)).toBe(1_000);
  });
});

describe("a shared value", () => {
  const answer = (value: string, lifeMs = 1_000): CallResult<{ value: string; lifeMs: number }> => ({
    ok: true,
    value: { value, lifeMs },
  });

  it("is asked for once, however many want it at once, and again when its life is over", async () => {
    await inObject(async (storage) => {
      let now = 0;
      let asked = 0;
      const value = new SharedValue(
        storage,
        "token",
        () => now,
        async () => answer(`t-${++asked}`),
      );
      const got = await Promise.all(Array.from({ length: 20 }, () => value.get()));
      expect(new Set(got.map((one) => one.ok && one.value))).toEqual(new Set(["t-1"]));
      now = 999;
      expect(await value.get()).toMatchObject({ value: "t-1" });
      now = 1_000;
      expect(await value.get()).toMatchObject({ value: "t-2" });
      // Another instance of the object finds it.
      const after = new SharedValue(
        storage,
        "token",
        () => now,
        async () => answer("never"),
      );
      expect(await after.get()).toMatchObject({ value: "t-2" });
    });
  });

  it("is dropped only if it is the very value that was refused: a newer one stays, and one that was got just now", async () => {
    await inObject(async (storage) => {
      let now = 0;
      let asked = 0;
      const value = new SharedValue(
        storage,
        "token",
        () => now,
        async () => answer(`t-${++asked}`),
      );
      await value.get();
      value.drop("t-1");
      expect(value.known()).toBe("t-1");
      now = 1_000;
      value.drop("t-0");
      expect(value.known()).toBe("t-1");
      value.drop("t-1");
      expect(value.known()).toBeNull();
      expect(await value.get()).toMatchObject({ value: "t-2" });
      value.drop("t-1");
      expect(value.known()).toBe("t-2");
    });
  });

  it("that is refused is not asked for by everybody at once again", async () => {
    await inObject(async (storage) => {
      let now = 0;
      let asked = 0;
      const error = { kind: "refused", code: "10014", message: "no", pauseMs: null } as const;
      const value = new SharedValue<string>(
        storage,
        "token",
        () => now,
        async () => {
          asked += 1;
          return { ok: false, error };
        },
      );
      for (let time = 0; time < 5; time += 1) expect(await value.get()).toEqual({ ok: false, error });
      expect(asked).toBe(1);
      now = 60_000;
      await value.get();
      expect(asked).toBe(2);
    });
  });
});

describe("the waiting room", () => {
  it("keeps events in their order, for eight hours", async () => {
    await inObject((storage) => {
      const room = new WaitingRoom(storage.sql);
      for (const name of ["a", "b"]) room.add({ name }, `request ${name}`, 0);
      room.add({ name: "c" }, "request c", 3_600_000);
      expect(room.first()).toMatchObject({ event: { name: "a" }, requestId: "request a" });
      room.remove(room.first()?.id ?? 0);
      expect(room.first()?.event).toEqual({ name: "b" });
      expect(room.giveUp(8 * 3_600_000 + 1)).toBe(1);
      expect([room.first()?.event, room.size()]).toEqual([{ name: "c" }, 1]);
    });
  });
});
