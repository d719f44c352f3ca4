// What an answer costs in SQLite: a fixed number of rows, whatever its length.
import { runInDurableObject } from "cloudflare:test";
import { expect, it, vi } from "vitest";
import { conversationOf, fresh, say } from "./support.ts";

/** Counted: the turn with its two indexes and its sequence (4), its run, its end, the outbox row and its removal. */
const ROWS_PER_ANSWER = 8;

it.each(["short", "[[chunks:2000]]"])("an answer (%s) writes the same few rows", async (text) => {
  const session_id = fresh("writes");
  await say("before", { session_id });
  const stub = conversationOf(session_id);
  const atRest = () => runInDurableObject(stub, (_, { storage }) => storage.getAlarm());
  await vi.waitFor(async () => expect(await atRest()).toBeNull());
  const cursors: SqlStorageCursor<Record<string, SqlStorageValue>>[] = [];
  await runInDurableObject(stub, (_, { storage: { sql } }) => {
    const execute: SqlStorage["exec"] = sql.exec.bind(sql);
    sql.exec = (query, ...bindings) => {
      const cursor = execute<Record<string, SqlStorageValue>>(query, ...bindings);
      // Reads are left alone: asking them for their rows written would read them.
      if (!query.trimStart().startsWith("SELECT")) cursors.push(cursor);
      return cursor as never;
    };
  });
  await say(text, { session_id });
  await vi.waitFor(async () => expect(await atRest()).toBeNull());
  expect(cursors.reduce((rows, cursor) => rows + cursor.rowsWritten, 0)).toBe(ROWS_PER_ANSWER);
});
