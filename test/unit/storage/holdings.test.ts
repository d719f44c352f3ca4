// The one object that is read before each answer: changed by many at once, and never half.
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FailureError } from "../../../src/core/error.ts";
import { type Holdings, NO_HOLDINGS } from "../../../src/core/holdings.ts";
import { HoldingsStore } from "../../../src/storage/holdings.ts";
import { MemoryBucket } from "../../support/memory-bucket.ts";

const KEY = "catalogue.json";
const TOO_FAST = new Error("put: Reduce your concurrent request rate for the same object. (10058)");

let memory: MemoryBucket;
let store: HoldingsStore;

beforeEach(() => {
  vi.useFakeTimers();
  memory = new MemoryBucket();
  store = new HoldingsStore(memory.bucket, Date.now);
});
afterEach(() => void vi.useRealTimers());

const raise = (holdings: Holdings): Holdings => ({
  ...holdings,
  knowledge: { ...holdings.knowledge, revision: holdings.knowledge.revision + 1 },
});

/** Lets the pauses between tries pass, and says how it ended. */
async function settled<T>(work: Promise<T>): Promise<T | string> {
  const outcome = work.catch((error: unknown) =>
    error instanceof FailureError ? `refused ${"code" in error.failure && error.failure.code}` : `${error}`,
  );
  await vi.runAllTimersAsync();
  return outcome;
}

/** Puts somebody else's change in front of each of the first `times` writes. */
function beFaster(times: number): void {
  let left = times;
  memory.before = ({ method }) => {
    if (method !== "put" || left === 0) return;
    left -= 1;
    const now = JSON.parse(memory.textOf(KEY) ?? JSON.stringify(NO_HOLDINGS)) as Holdings;
    memory.place(KEY, JSON.stringify({ ...now, models: [...now.models, { name: `other-${left}` }] }));
  };
}

describe("what answers may draw on", () => {
  it("is not made older by a look that began before a change and ended behind it", async () => {
    const get = memory.bucket.get.bind(memory.bucket);
    let arrive = () => {};
    const late = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    const slow = vi.spyOn(memory.bucket, "get").mockImplementationOnce((async (key: string) => {
      const found = await get(key);
      await late;
      return found;
    }) as never);
    const look = store.read();
    const changed = await store.change(raise);
    arrive();
    await look;
    expect(slow).toHaveBeenCalled();
    expect(await store.readRecent()).toEqual(changed);
  });

  it("is nothing where nobody wrote anything, and a look writes nothing", async () => {
    expect(await store.read()).toEqual(NO_HOLDINGS);
    expect(memory.keys()).toEqual([]);
  });

  it.each([
    ["no JSON", "{"],
    ["a list", "[]"],
    ["nothing", ""],
    ["null", "null"],
    ["without models", '{"knowledge":{"revision":1,"documents":1}}'],
    ["without knowledge", '{"models":[]}'],
    ["with models of another shape", '{"models":{},"knowledge":{}}'],
    ["with knowledge of another shape", '{"models":[],"knowledge":[]}'],
  ])("is not taken for empty when its object is %s: it would be written over", async (_, text) => {
    memory.place(KEY, text);
    expect(await settled(store.read())).toBe(`Error: ${KEY} in the bucket cannot be read`);
    expect(await settled(store.change(raise))).toBe(`Error: ${KEY} in the bucket cannot be read`);
    expect(memory.textOf(KEY)).toBe(text);
  });
});

describe("a change", () => {
  it("is there for the next reader, and its writer gets what was written", async () => {
    const changed = await settled(store.change(raise));
    expect(changed).toEqual({ models: [], knowledge: { revision: 1, documents: 0 } });
    expect(await new HoldingsStore(memory.bucket, Date.now).read()).toEqual(changed);
    expect(memory.objects.get(KEY)?.httpMetadata.contentType).toBe("application/json");
  });

  it("that gives back what it got writes nothing", async () => {
    expect(await settled(store.change((holdings) => holdings))).toEqual(NO_HOLDINGS);
    expect(memory.countOf("put")).toBe(0);
  });

  it("that throws changes nothing, and its error comes through", async () => {
    memory.place(KEY, JSON.stringify(NO_HOLDINGS));
    const refusing = store.change(() => {
      throw new Error("not so");
    });
    expect(await settled(refusing)).toBe("Error: not so");
    expect(memory.textOf(KEY)).toBe(JSON.stringify(NO_HOLDINGS));
  });

  it.each([1, 2, 7])(
    "is made again upon what %i others wrote in the meantime, and loses none of it",
    async (others) => {
      beFaster(others);
      const seen: number[] = [];
      const changed = await settled(
        store.change((holdings) => {
          seen.push(holdings.models.length);
          return raise(holdings);
        }),
      );
      expect(seen).toEqual(Array.from({ length: others + 1 }, (_, index) => index));
      expect(changed).toMatchObject({ knowledge: { revision: 1 } });
      const kept = JSON.parse(memory.textOf(KEY) ?? "") as Holdings;
      expect([kept.models.length, kept.knowledge.revision]).toEqual([others, 1]);
    },
  );

  it("gives up behind eight who were faster, says to try again, and has changed nothing", async () => {
    beFaster(99);
    expect(await settled(store.change(raise))).toBe("refused try_again");
    expect(memory.countOf("put")).toBe(8);
    expect((JSON.parse(memory.textOf(KEY) ?? "") as Holdings).knowledge.revision).toBe(0);
  });

  it("of an object that somebody else makes first is made upon that one", async () => {
    beFaster(1);
    await settled(store.change(raise));
    expect(JSON.parse(memory.textOf(KEY) ?? "")).toEqual({
      models: [{ name: "other-0" }],
      knowledge: { revision: 1, documents: 0 },
    });
  });

  it("waits longer and longer when R2 wants fewer writes, and takes that for no failure", async () => {
    let refused = 0;
    const times: number[] = [];
    memory.before = ({ method }) => {
      if (method !== "put") return;
      times.push(Date.now());
      refused += 1;
      if (refused <= 4) throw TOO_FAST;
    };
    expect(await settled(store.change(raise))).toMatchObject({ knowledge: { revision: 1 } });
    const pauses = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(pauses).toHaveLength(4);
    for (const [index, pause] of pauses.entries()) {
      expect(pause).toBeGreaterThanOrEqual(80 * 2 ** index);
      expect(pause).toBeLessThanOrEqual(120 * 2 ** index);
    }
  });

  it.each([
    ["put", "R2 is away. (10001)"],
    ["put", "network lost"],
    ["get", "R2 is away. (10001)"],
  ] as const)("is given up at once when a %s fails for another reason: %s", async (method, message) => {
    memory.before = (call) => {
      if (call.method === method) throw new Error(message);
    };
    expect(await settled(store.change(raise))).toBe(`Error: ${message}`);
    expect(memory.countOf(method)).toBe(1);
    expect(memory.keys()).toEqual([]);
  });

  it("of several stores at once happens once each, whoever waits for whom", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.nat(3), { maxLength: 6 }), { minLength: 1, maxLength: 5 }),
        async (delays) => {
          const shared = new MemoryBucket();
          const waits = delays.flat();
          shared.before = async () => {
            for (let left = waits.shift() ?? 0; left > 0; left -= 1) await Promise.resolve();
          };
          const stores = delays.map(() => new HoldingsStore(shared.bucket, Date.now));
          const outcomes = await settled(Promise.all(stores.map((one) => one.change(raise))));
          expect(outcomes).toHaveLength(delays.length);
          const kept = JSON.parse(shared.textOf(KEY) ?? "") as Holdings;
          expect(kept.knowledge.revision).toBe(delays.length);
        },
      ),
      { seed: 20260131, numRuns: 40 },
    );
  });
});
