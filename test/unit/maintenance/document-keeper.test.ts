// The keeper of documents as the platform sees it: what is stored before an answer goes out, and what its alarm brings to an end.
import { beforeEach, describe, expect, it, vi } from "vitest";
import { FailureError } from "../../../src/core/error.ts";
import { fail, succeed } from "../../../src/core/result.ts";
import { DocumentKeeper } from "../../../src/maintenance/document-keeper.ts";
import { gate, offerOf, PlayedServices, PlayedStorage } from "./played.ts";

const current = vi.hoisted(() => ({ services: {} as unknown }));
vi.mock("../../../src/services.ts", () => ({ servicesOf: () => current.services }));
vi.mock("cloudflare:workers", () => ({
  DurableObject: class {
    readonly ctx: unknown;
    constructor(ctx: unknown) {
      this.ctx = ctx;
    }
  },
}));

const GRACE_MS = 30_000;

let storage: PlayedStorage;
let played: PlayedServices;
let keeper: DocumentKeeper;

function wakeUp(): void {
  current.services = played.services;
  const context = { storage: storage.storage } as unknown as DurableObjectState;
  keeper = new DocumentKeeper(context, {} as ConstructorParameters<typeof DocumentKeeper>[1]);
}

beforeEach(() => {
  storage = new PlayedStorage();
  played = new PlayedServices();
  wakeUp();
});

/** Lets the clock go on to the alarm and rings it; false: none is set. */
async function ring(): Promise<boolean> {
  const { alarmAt } = storage;
  if (alarmAt === null) return false;
  played.now = Math.max(played.now, alarmAt);
  storage.alarmAt = null;
  await keeper.alarm();
  return true;
}

async function ringAll(): Promise<number> {
  let rings = 0;
  while (await ring()) {
    rings += 1;
    expect(rings).toBeLessThan(60);
  }
  return rings;
}

const events = () => played.lines.map(([, , event]) => event);
const openNotes = () => storage.sql.exec("SELECT id, tries FROM notes ORDER BY id").toArray();

describe("a change", () => {
  it("sets an alarm before anything changes, for the case that it is stopped; nothing is left for it then", async () => {
    played.before = (call) => {
      if (call.startsWith("put")) expect(storage.alarmAt).toBe(played.now + GRACE_MS);
    };
    expect(await keeper.put("a", offerOf("text"))).toMatchObject({ ok: true, value: { became: "created" } });
    expect(await ringAll()).toBe(1);
    expect([openNotes(), events()]).toEqual([[], []]);
  });

  it("that was stopped is finished by the alarm, of an object that wakes up too", async () => {
    played.before = (call) => {
      if (call === "save a") throw new Error("stopped");
    };
    await expect(keeper.put("a", offerOf("text"))).rejects.toThrow("stopped");
    expect([played.index.size, openNotes()]).toEqual([0, [{ id: "a", tries: 0 }]]);
    played.before = () => undefined;
    storage.alarmAt = null;
    wakeUp();
    expect(storage.alarmAt).toBe(played.now + GRACE_MS);
    await ring();
    expect([played.index.get("a")?.texts, openNotes()]).toEqual([["text"], []]);
  });

  it("that fails for a reason which its sender may know comes back as that, and not as a throw", async () => {
    const failure = { kind: "unavailable", code: "storage_busy", message: "Try again." } as const;
    played.before = (call) => {
      if (call.startsWith("put")) throw new FailureError(failure);
    };
    expect(await keeper.put("a", offerOf("text"))).toEqual({ ok: false, failure });
    expect(await keeper.remove("none", {})).toMatchObject({ failure: { code: "document_not_found" } });
  });

  it("to which nothing was to be done sets no alarm", async () => {
    await keeper.put("a", offerOf("bad"));
    await keeper.remove("a", {});
    expect(storage.alarmAt).toBeNull();
  });

  it("takes the document away, all of it", async () => {
    await keeper.put("a", offerOf("text"));
    expect(await keeper.remove("a", {})).toEqual({ ok: true, value: null });
    expect([played.index.size, played.originals.size]).toEqual([0, 0]);
    expect(await keeper.state()).toMatchObject({ documents: 0, passages: 0 });
  });
});

describe("what was left open", () => {
  async function leaveOpen(id: string): Promise<void> {
    played.before = (call) => {
      if (call === `save ${id}`) throw new Error("D1 is away");
    };
    await keeper.put(id, offerOf("text")).catch(() => undefined);
  }

  it("is tried again with growing pauses, told of each time, and given up after a day's tries with a word on what to do", async () => {
    await leaveOpen("a");
    const pauses: number[] = [];
    while (openNotes().length > 0) {
      const before = played.now;
      await ring();
      pauses.push(played.now - before);
      expect(pauses.length).toBeLessThan(60);
    }
    expect(events().filter((event) => event === "document_postponed")).toHaveLength(24);
    expect(played.lines.at(-1)).toEqual([
      "warn",
      "knowledge",
      "document_given_up",
      { failures: 24, error: expect.stringContaining("send it again") },
    ]);
    expect(pauses[2]).toBeGreaterThan(pauses[1] ?? 0);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(720_000);
    const hours = pauses.reduce((sum, pause) => sum + pause, 0) / 3_600_000;
    expect(hours).toBeGreaterThan(1);
  });

  it("is never given up where it is a deletion, and is done as soon as that can be", async () => {
    await keeper.put("a", offerOf("text"));
    played.before = (call) => {
      if (call.startsWith("delete") || call.startsWith("remove")) throw new Error("R2 is away");
    };
    await keeper.remove("a", {}).catch(() => undefined);
    for (let time = 0; time < 40; time += 1) await ring();
    expect(openNotes()).toMatchObject([{ id: "a", tries: 40 }]);
    expect(events()).not.toContain("document_given_up");
    played.before = () => undefined;
    await ring();
    expect([openNotes(), played.index.size, played.originals.size]).toEqual([[], 0, 0]);
  });

  it("does not hold up another document's end", async () => {
    await leaveOpen("a");
    const still = played.before;
    await keeper.put("b", offerOf("text b"));
    await ring();
    played.before = still;
    expect([...played.index.keys()]).toEqual(["b"]);
    expect(openNotes()).toMatchObject([{ id: "a" }]);
  });

  it("is left to whoever is at work on it, however long that takes", async () => {
    const { passed, open } = gate();
    played.before = (call) => (call === "save a" ? passed : undefined);
    const slow = keeper.put("a", offerOf("text"));
    await vi.waitFor(() => expect(openNotes()).toHaveLength(1));
    for (let rings = 0; rings < 3; rings += 1) await ring();
    expect(played.calls.filter((call) => call === "save a")).toEqual([]);
    expect(storage.alarmAt).toBe(played.now + GRACE_MS);
    open();
    expect((await slow).ok).toBe(true);
    expect(openNotes()).toEqual([]);
  });

  it("is swept up an hour later, once", async () => {
    await leaveOpen("a");
    played.before = () => undefined;
    await ring();
    const begun = played.now;
    played.calls = [];
    await ringAll();
    expect(played.calls.filter((call) => call === "sweep").length).toBeGreaterThan(0);
    expect(played.now - begun).toBeGreaterThanOrEqual(3_600_000);
    expect([storage.kv.get("sweep_at"), storage.alarmAt]).toEqual([undefined, null]);
  });
});

describe("the alarm", () => {
  it("never throws, however the rest fails, and rings again behind growing pauses", async () => {
    played.before = (call) => {
      if (call === "sweep") throw new Error("D1 is away");
    };
    await keeper.put("a", offerOf("text"));
    const pauses: number[] = [];
    for (let rings = 0; rings < 4; rings += 1) {
      await ring();
      pauses.push((storage.alarmAt ?? 0) - played.now);
    }
    pauses.forEach((pause, failures) => {
      expect(pause).toBeGreaterThanOrEqual(1_000 * 2 ** failures * 0.8);
      expect(pause).toBeLessThanOrEqual(1_000 * 2 ** failures * 1.2);
    });
    expect(events()).toEqual(Array(4).fill("upkeep_failed"));
    played.before = () => undefined;
    expect(await ringAll()).toBe(1);
  });

  it("keeps ringing while an index is made anew, and no longer", async () => {
    for (let index = 0; index < 25; index += 1)
      played.place(`d${String(index).padStart(2, "0")}`, ["a", "b"]);
    expect(await keeper.rebuild()).toMatchObject({
      documents: 25,
      passages: 50,
      vectors: null,
      rebuild: { running: true, done: 0 },
    });
    expect(storage.alarmAt).toBe(played.now);
    wakeUp();
    await ringAll();
    expect((await keeper.state()).rebuild).toMatchObject({ running: false, done: 25, failed: 0 });
  });

  it("begins a rebuild by itself when the index has another format, and only then", async () => {
    played.place("a", ["text"]);
    keeper.followFormat();
    expect(storage.alarmAt).toBeNull();
    played.format = "2";
    wakeUp();
    keeper.followFormat();
    await ringAll();
    expect(played.calls).toContain("save a");
  });

  it("is never put off by something that is due later", async () => {
    const { passed, open } = gate();
    played.before = (call) => (call === "save b" ? passed : undefined);
    await keeper.put("a", offerOf("text"));
    const first = storage.alarmAt;
    played.now += 10_000;
    const second = keeper.put("b", offerOf("text b"));
    await vi.waitFor(() => expect(openNotes()).toHaveLength(1));
    expect(storage.alarmAt).toBe(first);
    open();
    await second;
  });
});

it("vectors are made behind the answer, and found by the model that made them", async () => {
  let isBusy = true;
  played.embeddings = {
    model: "m",
    embed: async (texts) =>
      isBusy
        ? fail({ kind: "upstream", reason: "rate_limited", message: "busy" })
        : succeed(texts.map((text) => [1, text.length])),
  };
  wakeUp();
  await keeper.put("a", offerOf("one\nlonger", { tags: ["x"] }));
  expect((await keeper.state()).vectors).toMatchObject({ model: "m", done: 0, wanted: 2 });
  await ring();
  expect((await keeper.state()).vectors).toMatchObject({ done: 0, last_error: "busy" });
  isBusy = false;
  await ringAll();
  expect((await keeper.state()).vectors).toMatchObject({ done: 2, wanted: 2, left_out: 0, last_error: null });
  expect(keeper.nearest("m", [1, 20], 1, { tags: ["x"] })).toMatchObject([{ documentId: "a" }]);
  expect(keeper.nearest("m", [1, 20], 1, { tags: ["y"] })).toEqual([]);
  await keeper.remove("a", {});
  expect(keeper.nearest("m", [1, 20], 1, "all")).toEqual([]);
});
