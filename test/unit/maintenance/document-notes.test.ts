// Notes of documents that are not in order: written before anything changes, due one by one, and gone when all is done.
import { beforeEach, describe, expect, it } from "vitest";
import { DocumentNotes } from "../../../src/maintenance/document-notes.ts";
import { PlayedStorage } from "./played.ts";

let storage: PlayedStorage;
let notes: DocumentNotes;
beforeEach(() => {
  storage = new PlayedStorage();
  notes = new DocumentNotes(storage.sql);
});

describe("a note", () => {
  it("is found by its id until it is removed, and says whether the document goes", () => {
    expect(notes.find("a")).toBeNull();
    notes.write("a", false, 100);
    notes.write("b", true, 200);
    expect([notes.find("a"), notes.find("b")]).toEqual([
      { id: "a", isGone: false, tries: 0 },
      { id: "b", isGone: true, tries: 0 },
    ]);
    notes.remove("a");
    notes.remove("never");
    expect([notes.find("a"), notes.nextDue()]).toEqual([null, 200]);
  });

  it("that is written again counts from the beginning: somebody sent the document anew", () => {
    notes.write("a", true, 100);
    notes.tried({ id: "a", isGone: true, tries: 0 }, 500);
    expect(notes.find("a")?.tries).toBe(1);
    notes.write("a", false, 900);
    expect([notes.find("a"), notes.nextDue()]).toEqual([{ id: "a", isGone: false, tries: 0 }, 900]);
  });

  it("is due from its moment on, the longest due first, and a try puts it off", () => {
    for (const [id, due] of [
      ["late", 300],
      ["early", 100],
      ["middle", 200],
    ] as const)
      notes.write(id, false, due);
    const dueAt = (now: number) => notes.due(now).map(({ id }) => id);
    expect([dueAt(99), dueAt(100), dueAt(250)]).toEqual([[], ["early"], ["early", "middle"]]);
    const [first] = notes.due(1_000);
    if (first !== undefined) notes.tried(first, 5_000);
    expect([dueAt(1_000), notes.nextDue()]).toEqual([["middle", "late"], 200]);
    expect(notes.due(5_000).at(-1)).toEqual({ id: "early", isGone: false, tries: 1 });
  });

  it("is one of fifty at most that are looked at in one go, and no id is lost for it", () => {
    for (let index = 0; index < 120; index += 1) notes.write(`d${index}`, false, index);
    const seen: string[] = [];
    for (let page = notes.due(1_000); page.length > 0; page = notes.due(1_000)) {
      expect(page.length).toBeLessThanOrEqual(50);
      for (const { id } of page) {
        seen.push(id);
        notes.remove(id);
      }
    }
    expect(seen).toEqual(Array.from({ length: 120 }, (_, index) => `d${index}`));
    expect(notes.nextDue()).toBeNull();
  });

  it.each(["it's", "名 字", "a\u0000b", "'; DROP TABLE notes; --"])(
    "of %j is a value and no command",
    (id) => {
      notes.write(id, true, 1);
      expect(notes.find(id)).toEqual({ id, isGone: true, tries: 0 });
      notes.remove(id);
      expect(notes.nextDue()).toBeNull();
    },
  );

  it("is still there for the next instance of the object", () => {
    notes.write("a", true, 7);
    expect(new DocumentNotes(storage.sql).due(7)).toEqual([{ id: "a", isGone: true, tries: 0 }]);
  });
});
