// Deleting with a way back: what is hidden, when the server hears of it, and what a page that broke leaves to the next one.
import { describe, expect, test } from "vitest";
import { Deletions, undoTime } from "../../../src/web/chat/deletions.ts";
import { offline, RequestFailed } from "../../../src/web/chat/failure.ts";

const session = (id: string) => ({ session_id: id, title: id, updated_at: "", pinned: false });
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

function play() {
  const world = { now: 0, stored: "", answer: (): Promise<void> => Promise.resolve() };
  const calls: [string, boolean][] = [];
  const open = () =>
    new Deletions({
      forget(id, leaving) {
        calls.push([id, leaving]);
        return world.answer();
      },
      now: () => world.now,
      read: () => world.stored,
      write(value) {
        world.stored = value;
      },
    });
  const pass = (page: Deletions, milliseconds: number, held = false) => {
    world.now += milliseconds;
    page.tick(milliseconds, held);
  };
  return { world, calls, open, pass };
}

const hidden = (page: Deletions) => [...page.store.read().hidden];
const refusal = (kind: "missing" | "refused" | "key") => async () => {
  throw new RequestFailed({ ...offline, kind });
};

describe("a deletion", () => {
  test("hides at once, is sent once when its time is over, and stays hidden", async () => {
    const { world, calls, open, pass } = play();
    const page = open();
    page.remove(session("a"));
    expect(hidden(page)).toEqual(["a"]);
    pass(page, undoTime - 1);
    expect(calls).toEqual([]);
    pass(page, 1);
    pass(page, 1);
    await settled();
    expect(calls).toEqual([["a", false]]);
    expect([hidden(page), page.store.read().undoable, world.stored]).toEqual([["a"], [], ""]);
  });

  test("is taken back together with those just before it, and nothing is sent", async () => {
    const { world, calls, open, pass } = play();
    const page = open();
    page.remove(session("a"));
    pass(page, undoTime - 1);
    page.remove(session("b"));
    pass(page, undoTime - 1);
    expect(page.undo().map(({ session_id }) => session_id)).toEqual(["a", "b"]);
    pass(page, undoTime * 4);
    await settled();
    expect([calls, hidden(page), world.stored]).toEqual([[], [], ""]);
  });

  test("waits as long as somebody is about to take it back, and no other page takes it for forgotten", () => {
    const { calls, open, pass } = play();
    const page = open();
    page.remove(session("a"));
    for (let beat = 0; beat < 100; beat += 1) pass(page, 1000, true);
    const other = open();
    other.tick(1000, false);
    expect([calls, hidden(other)]).toEqual([[], ["a"]]);
    expect(page.undo()).toHaveLength(1);
    other.look();
    expect(hidden(other)).toEqual([]);
  });

  test("goes out with the page", () => {
    const { calls, open } = play();
    const page = open();
    page.remove(session("a"));
    page.finish(true);
    expect(calls).toEqual([["a", true]]);
  });

  test("of a page that broke is hidden in the next one and sent by it", async () => {
    const { world, calls, open, pass } = play();
    open().remove(session("a"));
    const next = open();
    expect(hidden(next)).toEqual(["a"]);
    pass(next, 1000);
    expect(calls).toEqual([]);
    world.now += 20_000;
    pass(next, 1000);
    await settled();
    expect([calls, world.stored]).toEqual([[["a", false]], ""]);
  });
});

test.each([
  ["that nobody can be told is sent again later", "key", true, false],
  ["of one that is gone already is done", "missing", false, false],
  ["that is refused brings it back, and says so", "refused", false, true],
] as const)("a deletion %s", async (_name, kind, again, refused) => {
  const { world, calls, open, pass } = play();
  const page = open();
  world.answer = refusal(kind);
  page.remove(session("a"));
  page.finish(false);
  await settled();
  expect([page.store.read().refused, hidden(page).length]).toEqual([refused, refused ? 0 : 1]);
  pass(page, 60_000);
  await settled();
  expect(calls.length).toBe(again ? 2 : 1);
});

test("a browser that remembers nothing hides it all the same", async () => {
  const { world, calls, open, pass } = play();
  const page = open();
  page.remove(session("a"));
  world.stored = "";
  page.look();
  expect(hidden(page)).toEqual(["a"]);
  pass(page, undoTime);
  await settled();
  expect([calls, hidden(page)]).toEqual([[["a", false]], ["a"]]);
});

test.each(["", "{", "[1]", '[["a"]]', '{"a":1}', "null"])(
  "what is remembered may be damaged: %s",
  (stored) => {
    const { world, open, pass } = play();
    world.stored = stored;
    const page = open();
    pass(page, 60_000);
    expect(page.store.read().undoable).toEqual([]);
  },
);
