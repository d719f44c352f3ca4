// The index made anew from the originals: page by page, over stops, and with what it comes across on the way.
import { beforeEach, describe, expect, it } from "vitest";
import { DocumentNotes } from "../../../src/maintenance/document-notes.ts";
import { DocumentRebuild } from "../../../src/maintenance/document-rebuild.ts";
import { DocumentWriter } from "../../../src/maintenance/document-writer.ts";
import { Turns } from "../../../src/maintenance/turns.ts";
import { PlayedServices, PlayedStorage, recordOf } from "./played.ts";

let storage: PlayedStorage;
let played: PlayedServices;
let rebuild: DocumentRebuild;

/** The object, as it wakes up over what is on its disk. */
function wakeUp(): DocumentRebuild {
  const notes = new DocumentNotes(storage.sql);
  const nobody = { changed: () => undefined, removed: () => undefined };
  const writer = new DocumentWriter(played.services, notes, new Turns(), nobody, () => undefined);
  rebuild = new DocumentRebuild(storage.storage, played.services, writer);
  return rebuild;
}

beforeEach(() => {
  storage = new PlayedStorage();
  played = new PlayedServices();
  wakeUp();
});

const name = (index: number) => `d${String(index).padStart(2, "0")}`;

function fill(count: number): void {
  for (let index = 0; index < count; index += 1) played.place(name(index), [`text ${index}`]);
}

/** How many alarms it took. */
async function run(): Promise<number> {
  let alarms = 0;
  while (rebuild.isRunning) {
    await rebuild.advance();
    alarms += 1;
    expect(alarms).toBeLessThan(100);
  }
  return alarms;
}

const saved = () => played.calls.filter((call) => call.startsWith("save"));

describe("a rebuild", () => {
  it("that nobody asked for does nothing, and says so", async () => {
    fill(1);
    await rebuild.advance();
    expect(rebuild.state()).toEqual({
      running: false,
      done: 0,
      failed: 0,
      started_at: null,
      finished_at: null,
    });
    expect(played.calls).toEqual([]);
  });

  it.each([
    [0, 2, 0],
    [1, 2, 1],
    [10, 8, 4],
    [11, 8, 4],
    [25, 18, 9],
  ])(
    "of %i documents takes %i alarms, makes each anew once and tells %i times",
    async (count, alarms, told) => {
      fill(count);
      played.now = Date.UTC(2026, 0, 31);
      rebuild.start();
      played.now += 60_000;
      expect(await run()).toBe(alarms);
      expect(saved()).toEqual(Array.from({ length: count }, (_, index) => `save ${name(index)}`));
      expect(played.calls.filter((call) => call.startsWith("announce"))).toHaveLength(told);
      expect(rebuild.state()).toEqual({
        running: false,
        done: count,
        failed: 0,
        started_at: "2026-01-31T00:00:00.000Z",
        finished_at: "2026-01-31T00:01:00.000Z",
      });
    },
  );

  it("counts what can no longer be read, leaves it as it was, and goes on", async () => {
    fill(3);
    played.originals.get(`knowledge/${name(1)}/document`)!.bytes = new TextEncoder().encode("bad");
    rebuild.start();
    await run();
    expect(rebuild.state()).toMatchObject({ done: 2, failed: 1 });
    expect(played.index.get(name(1))?.texts).toEqual(["text 1"]);
  });

  it("lets go of what has no original, and only of that", async () => {
    fill(12);
    for (const index of [0, 5, 11]) played.originals.delete(`knowledge/${name(index)}/document`);
    played.index.set("stray", { record: recordOf("stray"), texts: ["x"] });
    rebuild.start();
    await run();
    expect([...played.index.keys()].sort()).toEqual([1, 2, 3, 4, 6, 7, 8, 9, 10].map(name));
  });

  it("brings back what the index had lost", async () => {
    fill(3);
    played.index.clear();
    rebuild.start();
    await run();
    expect([...played.index.keys()]).toEqual([name(0), name(1), name(2)]);
    expect(played.holdings.knowledge.documents).toBe(3);
  });

  it("goes on behind a stop where it was, and starts no second time while it runs", async () => {
    fill(25);
    rebuild.start();
    await rebuild.advance();
    expect(saved()).toHaveLength(3);
    wakeUp();
    expect(rebuild.isRunning).toBe(true);
    rebuild.start();
    await run();
    expect(saved()).toHaveLength(25);
  });

  it("repeats the page at which it failed, and counts it once", async () => {
    fill(4);
    rebuild.start();
    let failures = 1;
    played.before = (call) => {
      if (call === `save ${name(2)}` && failures-- > 0) throw new Error("D1 is away");
    };
    await expect(rebuild.advance()).rejects.toThrow("D1 is away");
    await run();
    expect(rebuild.state()).toMatchObject({ done: 4, failed: 0, running: false });
  });

  it("may be asked for again when it is done, and counts from the beginning", async () => {
    fill(2);
    rebuild.start();
    await run();
    rebuild.start();
    expect(rebuild.state()).toMatchObject({ running: true, done: 0, finished_at: null });
    await run();
    expect([rebuild.state().done, saved().length]).toEqual([2, 4]);
  });
});

describe("another format of the index", () => {
  it("begins a rebuild once, and is the known one when that is done", async () => {
    fill(1);
    rebuild.followFormat();
    expect(rebuild.isRunning).toBe(false);
    played.format = "2";
    wakeUp().followFormat();
    expect(rebuild.isRunning).toBe(true);
    await run();
    wakeUp().followFormat();
    expect([rebuild.isRunning, saved().length]).toEqual([false, 1]);
  });

  it("is not taken for known when the rebuild was stopped on its way", async () => {
    fill(11);
    played.format = "2";
    wakeUp().followFormat();
    await rebuild.advance();
    wakeUp();
    expect(storage.kv.get("format")).toBe("1");
    await run();
    expect(storage.kv.get("format")).toBe("2");
  });
});
