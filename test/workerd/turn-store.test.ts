// The turns of a conversation and their images, in the real SQLite of a Durable Object.
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { acceptMessage } from "../../src/conversation/accept.ts";
import type { ImageStore } from "../../src/conversation/image-store.ts";
import { makeTables } from "../../src/conversation/tables.ts";
import { TurnStore } from "../../src/conversation/turn-store.ts";
import type { IncomingMessage } from "../../src/core/message.ts";
import { message, outcome } from "./conversation-support.ts";
import { fresh } from "./support.ts";

/** Turns in an object of their own. */
function withTurns(test: (turns: TurnStore, sql: SqlStorage) => void): Promise<void> {
  return runInDurableObject(env.CONVERSATIONS.getByName(fresh("turns")), (_, { storage }) => {
    makeTables(storage);
    test(new TurnStore(storage.sql), storage.sql);
  });
}

const FAILED = outcome({
  status: "failed",
  reply: "half",
  error: { message: "no", type: "upstream_error", code: "model_cut", param: null },
});

function accept(turns: TurnStore, incoming: IncomingMessage, now = 0) {
  const accepted = acceptMessage(turns, incoming, "chat/shared", now, () => "arrival");
  if (!accepted.ok) throw new Error(accepted.failure.kind);
  return accepted.value;
}

/** Accepted and at once answered. Its seq. */
function answered(turns: TurnStore, incoming: IncomingMessage, end = outcome()): number {
  const { seq } = accept(turns, incoming).turn;
  turns.beginRun(seq);
  turns.finish(seq, end, `log ${incoming.messageId}`, 1);
  if (incoming.images.length > 0) turns.images.prune(seq);
  return seq;
}

const LETTERS = "abcdefghij";
const image = (length: number, offset = 0) =>
  `data:image/png;base64,${LETTERS.slice(offset).padEnd(length, LETTERS)}`;

describe("images", () => {
  const parts = (sql: SqlStorage) => sql.exec<{ n: number }>("SELECT count(*) AS n FROM image_parts").one().n;

  it.each([1, 999_978, 999_979, 2_500_000])(
    "of %i characters come back as they were, several in their order",
    (length) =>
      withTurns(({ images }, sql) => {
        const all = [image(length), "https://example.com/a.png", image(length, 3)];
        images.write(7, all);
        images.write(8, ["https://example.com/other.png"]);
        expect(images.read(7)).toEqual(all);
        expect(images.read(9)).toEqual([]);
        expect(parts(sql)).toBe(2 * Math.ceil((all[0]?.length ?? 0) / 1_000_000) + 2);
      }),
  );

  it("of the newest four turns stay, whatever number each has", () =>
    withTurns(({ images }) => {
      for (let seq = 1; seq <= 6; seq += 1) images.write(seq, [`a${seq}`, `b${seq}`]);
      images.prune(6);
      expect([1, 2, 3, 6].map((seq) => images.read(seq))).toEqual([[], [], ["a3", "b3"], ["a6", "b6"]]);
      images.prune(6);
      expect(images.read(3)).toEqual(["a3", "b3"]);
    }));

  it("of turns that still wait are not counted, and stay", () =>
    withTurns(({ images }) => {
      for (let seq = 1; seq <= 9; seq += 1) images.write(seq, [`i${seq}`]);
      images.prune(1);
      const left = (store: ImageStore) =>
        [1, 2, 3, 4, 5, 6, 7, 8, 9].filter((seq) => store.read(seq).length > 0);
      expect(left(images)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
      images.prune(6);
      expect(left(images)).toEqual([3, 4, 5, 6, 7, 8, 9]);
    }));

  it("go along at most four in number, and with whole turns", () =>
    withTurns((turns) => {
      answered(turns, message("old", { images: ["o1"] }));
      answered(turns, message("three", { images: ["t1", "t2", "t3"] }));
      answered(turns, message("two", { images: ["w1", "w2"] }));
      const last = answered(turns, message("one", { images: ["n1"] }));
      expect([...turns.past.before(last + 1)].map(({ images }) => images)).toEqual([
        ["n1"],
        ["w1", "w2"],
        [],
        ["o1"],
      ]);
    }));
});

describe("a page of history", () => {
  /** All pages with this limit, put together in the order of time. */
  function paged(turns: TurnStore, limit: number): { sizes: number[]; ids: string[] } {
    const sizes: number[] = [];
    const ids: string[] = [];
    for (let position: number | null = null, more = true; more; more = position !== null) {
      const page = turns.page(limit, position);
      sizes.push(page.messages.length);
      ids.unshift(...page.messages.map(({ message_id, role }) => `${message_id} ${role}`));
      position = page.next;
    }
    return { sizes, ids };
  }

  it("of any size: together they are everything once, in the order of time, all but the oldest full", () =>
    withTurns((turns) => {
      const ids: string[] = [];
      for (let number = 0; number < 9; number += 1) {
        const end = [outcome(), FAILED, outcome({ status: "stopped" })][number % 3];
        answered(turns, message(`m${number}`), end);
        if (number === 4) turns.erased.erase("nobody", 0);
        ids.push(`m${number} user`, `m${number} assistant`);
      }
      for (const waiting of ["w1", "w2", "w3"]) {
        accept(turns, message(waiting));
        ids.push(`${waiting} user`);
      }
      for (let limit = 1; limit <= ids.length + 2; limit += 1) {
        const { sizes, ids: seen } = paged(turns, limit);
        expect([limit, seen]).toEqual([limit, ids]);
        expect(sizes.slice(0, -1).every((size) => size === limit)).toBe(true);
        expect(sizes).toHaveLength(Math.ceil(ids.length / limit));
      }
    }));

  it("goes on where it was when turns of the page before were erased", () =>
    withTurns((turns) => {
      for (const id of ["a", "b", "c"])
        answered(turns, message(id, { owner: id === "b" ? "key:bob" : "key:ada" }));
      const { next } = turns.page(3, null);
      turns.erased.erase("key:bob", 0);
      expect(turns.page(3, next).messages.map(({ message_id }) => message_id)).toEqual(["a", "a"]);
    }));
});

describe("a failed turn asked again", () => {
  it("goes to the end with its images, and is pending with nothing of its failure", () =>
    withTurns((turns) => {
      const incoming = message("m1", { images: ["one", "two"] });
      answered(turns, incoming, FAILED);
      answered(turns, message("m2"));
      const { turn, duplicate } = accept(turns, { ...incoming, requestId: "again" }, 9);
      expect(duplicate).toBe(true);
      expect(turn).toMatchObject({ state: "pending", error: null, request_id: "again", received_at: 9 });
      expect(turns.images.read(turn.seq)).toEqual(["one", "two"]);
      expect(turns.page(9, null).messages.map(({ message_id }) => message_id)).toEqual(["m2", "m2", "m1"]);
      expect(turns.pendingHead()?.id).toBe(turn.seq);
    }));

  it("takes the images that came again when its own were let go meanwhile", () =>
    withTurns((turns) => {
      const incoming = message("m1", { images: ["mine"] });
      answered(turns, incoming, FAILED);
      for (const id of ["a", "b", "c", "d"]) answered(turns, message(id, { images: [id] }));
      const { turn } = accept(turns, incoming);
      expect(turns.images.read(turn.seq)).toEqual(["mine"]);
    }));

  it("may fail as often as it likes: only a crash counts as one", () =>
    withTurns((turns) => {
      for (let round = 0; round < 12; round += 1) answered(turns, message("m1"), FAILED);
      const { turn } = accept(turns, message("m1"));
      expect(turn.runs).toBe(12);
      expect(turn.runs - turn.runs_before).toBe(0);
    }));

  it("never shares its number with a later turn, not even when it was erased", () =>
    withTurns((turns) => {
      answered(turns, message("m1", { owner: "key:bob" }));
      answered(turns, message("m2"), FAILED);
      const again = accept(turns, message("m2")).turn.seq;
      turns.erased.erase("key:ada", 0);
      expect(accept(turns, message("m3", { owner: "key:bob" })).turn.seq).toBeGreaterThan(again);
    }));

  it("stands behind every turn that ever was, erased ones too", () =>
    withTurns((turns) => {
      answered(turns, message("m1"), FAILED);
      const erased = accept(turns, message("m2", { owner: "key:bob" })).turn.seq;
      turns.erased.erase("key:bob", 0);
      expect(accept(turns, message("m1")).turn.seq).toBeGreaterThan(erased);
    }));
});

describe("erasing one person from a shared conversation", () => {
  it("leaves the others' turns, and makes the next speaker its owner and titles it anew", () =>
    withTurns((turns, sql) => {
      answered(turns, message("a1", { images: ["secret"] }));
      answered(turns, message("b1", { owner: "key:bob", text: "  Bob's words\nmore", images: ["bobs"] }));
      answered(turns, message("a2"));
      turns.erased.erase("key:ada", 0);
      expect(turns.conversation()).toMatchObject({ owner: "key:bob", title: "Bob's words" });
      expect(turns.page(9, null).messages.map(({ message_id }) => message_id)).toEqual(["b1", "b1"]);
      expect(sql.exec("SELECT data FROM image_parts").toArray()).toEqual([{ data: "bobs" }]);
    }));

  it("who does not own it changes neither owner nor title", () =>
    withTurns((turns) => {
      answered(turns, message("a1"));
      answered(turns, message("b1", { owner: "key:bob" }));
      turns.erased.erase("key:bob", 0);
      expect(turns.conversation()).toMatchObject({ owner: "key:ada", title: "text of a1" });
    }));

  it("who was the last to speak there takes the conversation with it", () =>
    withTurns((turns) => {
      answered(turns, message("a1"));
      turns.erased.erase("key:ada", 0);
      expect(turns.conversation()).toBeNull();
      expect(accept(turns, message("a1", { owner: "key:bob" }))).toMatchObject({ duplicate: false });
      expect(turns.conversation()).toMatchObject({ owner: "key:bob" });
    }));
});

describe("a finished turn", () => {
  it("stays as it is: a second end changes nothing", () =>
    withTurns((turns) => {
      const seq = answered(turns, message("m1"));
      const before = turns.bySeq(seq);
      expect(turns.finish(seq, FAILED, "other", 99)).toBe(false);
      turns.beginRun(seq);
      expect(turns.bySeq(seq)).toEqual(before);
    }));

  it("is rated when it was answered or stopped; failed, waiting and unknown ones are not", () =>
    withTurns((turns) => {
      answered(turns, message("ok"));
      answered(turns, message("stopped"), outcome({ status: "stopped" }));
      answered(turns, message("failed"), FAILED);
      accept(turns, message("waiting"));
      const ids = ["ok", "stopped", "failed", "waiting", "unknown"];
      expect(ids.map((id) => turns.rate(id, "up"))).toEqual(["log ok", "log stopped", null, null, null]);
    }));
});
