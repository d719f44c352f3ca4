// What an erasure leaves behind: fingerprints that know the rows that were erased, and no others.
import { describe, expect, it } from "vitest";
import { sha256Hex } from "../../../src/core/identifier.ts";
import type { Erasure } from "../../../src/core/message.ts";
import { parseTombstone, type RowSubject, Tombstones, tombstoneOf } from "../../../src/core/tombstone.ts";

const NOW = "2026-11-25T12:00:00.000Z";
const row: RowSubject = {
  session: "s1",
  user: "u1",
  object: "chat/s1",
  channel: "web",
  time: "2026-11-01T00:00:00.000Z",
};

async function means(target: Erasure, subject: Partial<RowSubject> = {}): Promise<boolean> {
  const tombstone = await tombstoneOf(target, NOW);
  // By way of its text, as it lies in R2.
  const read = parseTombstone(JSON.stringify(tombstone));
  return new Tombstones(read === null ? [] : [read]).mean({ ...row, ...subject });
}

describe("a tombstone", () => {
  it("holds no name", async () => {
    const target = { sessionId: "s1", userId: "u1", objectName: "chat/s1" };
    const text = JSON.stringify(await tombstoneOf(target, NOW));
    expect(JSON.parse(text)).toEqual({
      session: await sha256Hex("s1"),
      user: await sha256Hex("u1"),
      object: await sha256Hex("chat/s1"),
      until: NOW,
    });
    expect(await tombstoneOf({ channels: ["web"] }, NOW)).toBeNull();
  });

  it.each<[string, Erasure, Partial<RowSubject>, boolean]>([
    ["a session", { sessionId: "s1" }, {}, true],
    ["another session", { sessionId: "s2" }, {}, false],
    ["a person", { userId: "u1" }, { session: "s9" }, true],
    ["another person", { userId: "u2" }, {}, false],
    ["a person of whom the row says nothing", { userId: "u1" }, { user: null }, false],
    ["a person in a session", { sessionId: "s1", userId: "u1" }, {}, true],
    ["somebody else in the session", { sessionId: "s1", userId: "u2" }, {}, false],
    ["the person in another session", { sessionId: "s2", userId: "u1" }, {}, false],
    ["channels, of this one", { sessionId: "s1", channels: ["web", "api"] }, {}, true],
    ["channels, of another one", { sessionId: "s1", channels: ["feishu"] }, {}, false],
    [
      "channels, where the table knows none",
      { sessionId: "s1", channels: ["feishu"] },
      { channel: null },
      true,
    ],
    ["an object", { sessionId: "s1", objectName: "chat/s1" }, {}, true],
    ["another object", { sessionId: "s1", objectName: "feishu/s1" }, {}, false],
    ["an object, where the table knows none", { sessionId: "s1", objectName: "x" }, { object: null }, true],
    ["the last moment", { sessionId: "s1", until: row.time }, {}, true],
    ["what was said before", { sessionId: "s1", until: "2026-10-31T23:59:59.999Z" }, {}, false],
    ["what is said after the wish", { userId: "u1" }, { time: "2026-11-25T12:00:00.001Z" }, false],
  ])("means %s", async (_, target, subject, expected) => {
    expect(await means(target, subject)).toBe(expected);
  });

  it.each(["", "{", "[]", "{}", '{"until":"x"}', '{"session":"x"}', '{"session":1,"until":"x"}'])(
    "is not %j",
    (text) => expect(parseTombstone(text)).toBeNull(),
  );
});

it("many tombstones are each asked", async () => {
  const targets = Array.from(
    { length: 50 },
    (_, index): Erasure => ({ sessionId: `s${index}`, userId: "u7" }),
  );
  const made = await Promise.all([...targets, { userId: "u8" }].map((target) => tombstoneOf(target, NOW)));
  const all = new Tombstones(made.filter((tombstone) => tombstone !== null));
  expect(await all.mean({ ...row, session: "s33", user: "u7" })).toBe(true);
  expect(await all.mean({ ...row, session: "s50", user: "u7" })).toBe(false);
  expect(await all.mean({ ...row, session: "s50", user: "u8" })).toBe(true);
  expect(await new Tombstones([]).mean(row)).toBe(false);
});
