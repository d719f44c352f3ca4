// A query of columns and conditions becomes a statement with its values bound, and none of them in its text.
import { and, eq, inArray, like, lt, or, sql } from "drizzle-orm";
import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { prepare } from "../../../src/storage/statement.ts";

const turns = sqliteTable("turns", {
  id: text("id").primaryKey(),
  userId: text("user_id"),
  count: integer("count"),
  cached: integer("cached", { mode: "boolean" }),
});

function prepared(query: Parameters<typeof prepare>[1]): [string, unknown[]] {
  const heard: [string, unknown[]] = ["", []];
  const database = {
    prepare: (statement: string) => {
      heard[0] = statement;
      return { bind: (...values: unknown[]) => void heard[1].push(...values) };
    },
  };
  prepare(database as unknown as D1Database, query);
  return heard;
}

it.each([
  [
    "a condition by its column's own name",
    sql`SELECT * FROM ${turns} WHERE ${eq(turns.userId, "u")}`,
    'SELECT * FROM "turns" WHERE "turns"."user_id" = ?',
    ["u"],
  ],
  [
    "values in the order of their places",
    sql`SELECT ${turns.id} FROM ${turns} WHERE ${and(eq(turns.id, "a"), lt(turns.count, 3))} LIMIT ${5}`,
    'SELECT "turns"."id" FROM "turns" WHERE ("turns"."id" = ? and "turns"."count" < ?) LIMIT ?',
    ["a", 3, 5],
  ],
  [
    "a list as so many places",
    sql`DELETE FROM ${turns} WHERE ${inArray(turns.id, ["a", "b", "c"])}`,
    'DELETE FROM "turns" WHERE "turns"."id" in (?, ?, ?)',
    ["a", "b", "c"],
  ],
  [
    "a switch as D1 keeps it",
    sql`SELECT 1 FROM ${turns} WHERE ${eq(turns.cached, true)}`,
    'SELECT 1 FROM "turns" WHERE "turns"."cached" = ?',
    [1],
  ],
  [
    "one of two conditions, in brackets",
    sql`SELECT 1 FROM ${turns} WHERE ${or(like(turns.id, "a%"), eq(turns.userId, "b"))} AND 1`,
    'SELECT 1 FROM "turns" WHERE ("turns"."id" like ? or "turns"."user_id" = ?) AND 1',
    ["a%", "b"],
  ],
  ["a condition that there is not", sql`SELECT 1 ${and(undefined)}`, "SELECT 1 ", []],
])("%s", (_, query, statement, values) => {
  expect(prepared(query)).toEqual([statement, values]);
});

it("no value, whatever it holds, has a say in the text of the statement", () => {
  const [plain] = prepared(sql`SELECT 1 FROM ${turns} WHERE ${eq(turns.userId, "x")}`);
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("'", '"', "?", ";", "--", "\\", "\0", "选") }), (value) => {
      expect(prepared(sql`SELECT 1 FROM ${turns} WHERE ${eq(turns.userId, value)}`)).toEqual([
        plain,
        [value],
      ]);
    }),
    { seed: 20260131 },
  );
});
