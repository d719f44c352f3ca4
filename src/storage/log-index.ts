// The full-text index over finished turns, in the D1 bound as SEARCH. Raw SQL: drizzle knows no virtual tables.

import { timeOf } from "../core/identifier.ts";
import type { Erasure, LogFilter, LogRow } from "../core/message.ts";
import { indexTerms } from "../core/terms.ts";

/**
 * rowid = milliseconds × 2^20 + the next free number of that millisecond: unique, and in the order of time.
 * A row that is there already keeps its rowid, so writing twice changes nothing.
 */
const INSERT_ENTRIES = `INSERT INTO log_entries (rowid, id, session_id, user_id, channel, status, timestamp)
SELECT coalesce((SELECT max(e.rowid) + 1 FROM log_entries e WHERE e.rowid >= slot AND e.rowid < slot + 1048576), slot) + place,
  id, session_id, user_id, channel, status, timestamp
FROM (SELECT CAST(value ->> 'at' AS INTEGER) * 1048576 AS slot,
  row_number() OVER (PARTITION BY value ->> 'at' ORDER BY key) - 1 AS place,
  value ->> 'id' AS id, value ->> 'session_id' AS session_id, value ->> 'user_id' AS user_id,
  value ->> 'channel' AS channel, value ->> 'status' AS status, value ->> 'timestamp' AS timestamp
  FROM json_each(?1))
WHERE true ON CONFLICT (id) DO NOTHING`;

const INSERT_TERMS = `INSERT OR REPLACE INTO log_terms (rowid, owner, terms)
SELECT e.rowid, value ->> 'owner', value ->> 'terms' FROM json_each(?1) JOIN log_entries e ON e.id = value ->> 'id'`;

/** JSON of one statement's rows, in UTF-16 units: terms of Chinese are ASCII and three-byte characters, and D1 takes two megabytes. */
const LONGEST_ROWS = 600_000;

/** Safe to repeat. Two statements for many rows: a Worker on the free plan has fifty queries a call. */
export async function indexRows(database: D1Database, rows: LogRow[]): Promise<void> {
  let batch: string[] = [];
  let length = 0;
  const write = async () => {
    const json = `[${batch.join(",")}]`;
    batch = [];
    length = 0;
    await database.batch([
      database.prepare(INSERT_ENTRIES).bind(json),
      database.prepare(INSERT_TERMS).bind(json),
    ]);
  };
  for (const row of rows) {
    const entry = JSON.stringify(indexEntry(row));
    if (batch.length > 0 && length + entry.length > LONGEST_ROWS) await write();
    batch.push(entry);
    length += entry.length;
  }
  if (batch.length > 0) await write();
}

function indexEntry({
  id,
  session_id,
  user_id,
  channel,
  status,
  timestamp,
  user_input,
  bot_response,
}: LogRow) {
  const terms = indexTerms([user_input, bot_response].map(beginningOf).join("\n"));
  const facts = { id, session_id, user_id, channel, status, timestamp };
  return { ...facts, at: Date.parse(timestamp), owner: ownerToken(user_id), terms };
}

/** Characters of a text that are indexed. Chinese pairs take seven bytes a character, and D1 takes two megabytes a value. */
const INDEXED_LENGTH = 100_000;

function beginningOf(text: string): string {
  return text.slice(0, INDEXED_LENGTH).toWellFormed();
}

/** Where a row stood that is erased by now: paging goes on from its moment. */
const POSITION = "coalesce((SELECT rowid FROM log_entries WHERE id = ?), CAST(? AS INTEGER) * 1048576)";

/** Ids of matching rows, newest first. `match` is an FTS5 expression from core/terms; `before` the id of the last row seen. */
export async function searchIds(
  database: D1Database,
  match: string,
  filter: LogFilter,
  before: string | null,
  limit: number,
): Promise<string[]> {
  const conditions: [string, string | number | undefined][] = [
    ["e.session_id = ?", filter.sessionId],
    ["e.user_id = ?", filter.userId],
    ["e.channel = ?", filter.channel],
    ["e.status = ?", filter.status],
    ["t.rowid >= CAST(? AS INTEGER) * 1048576", filter.from && Date.parse(filter.from)],
    ["t.rowid < CAST(? AS INTEGER) * 1048576", filter.to && Date.parse(filter.to)],
  ];
  const used = conditions.filter(([, value]) => value !== undefined);
  const page: [string, (string | number)[]] =
    before === null ? ["true", []] : [`t.rowid < ${POSITION}`, [before, timeOf(before) ?? 0]];
  const where = ["t.log_terms MATCH ?", ...used.map(([sql]) => sql), page[0]].join(" AND ");
  const { results } = await database
    .prepare(
      `SELECT e.id FROM log_terms t JOIN log_entries e ON e.rowid = t.rowid WHERE ${where} ORDER BY t.rowid DESC LIMIT ?`,
    )
    .bind(`terms : (${match})`, ...used.map(([, value]) => value ?? null), ...page[1], limit)
    .all<{ id: string }>();
  return results.map((row) => row.id);
}

/** Sessions in which this owner's own words or answers match, the latest first. */
export async function searchSessions(
  database: D1Database,
  match: string,
  owner: string,
  limit: number,
): Promise<string[]> {
  const { results } = await database
    .prepare(
      `SELECT e.session_id AS id, max(t.rowid) AS newest FROM log_terms t JOIN log_entries e ON e.rowid = t.rowid
       WHERE t.log_terms MATCH ? AND e.user_id = ? GROUP BY e.session_id ORDER BY newest DESC LIMIT ?`,
    )
    .bind(`owner : ${ownerToken(owner)} AND terms : (${match})`, owner, limit)
    .all<{ id: string }>();
  return results.map((row) => row.id);
}

export async function eraseFromIndex(database: D1Database, target: Erasure): Promise<void> {
  const [condition, values] = erasureCondition(target);
  await database.batch([
    database
      .prepare(`DELETE FROM log_terms WHERE rowid IN (SELECT rowid FROM log_entries WHERE ${condition})`)
      .bind(...values),
    database.prepare(`DELETE FROM log_entries WHERE ${condition}`).bind(...values),
  ]);
}

/** Which of these rows the index lacks. */
export async function unindexedIds(database: D1Database, ids: string[]): Promise<string[]> {
  const { results } = await database
    .prepare("SELECT value AS id FROM json_each(?) WHERE value NOT IN (SELECT id FROM log_entries)")
    .bind(JSON.stringify(ids))
    .all<{ id: string }>();
  return results.map(({ id }) => id);
}

export async function dropFromIndex(database: D1Database, ids: string[]): Promise<void> {
  const named = "id IN (SELECT value FROM json_each(?))";
  const json = JSON.stringify(ids);
  await database.batch([
    database
      .prepare(`DELETE FROM log_terms WHERE rowid IN (SELECT rowid FROM log_entries WHERE ${named})`)
      .bind(json),
    database.prepare(`DELETE FROM log_entries WHERE ${named}`).bind(json),
  ]);
}

/** A target without a session and a person is none: nothing is erased. */
function erasureCondition({ sessionId, userId, sessionIds, channels, until }: Erasure): [string, string[]] {
  if (sessionId === undefined && userId === undefined) return ["false", []];
  const conditions: [string, string | undefined][] = [
    ["session_id = ?", sessionId],
    ["user_id = ?", userId],
    ["session_id IN (SELECT value FROM json_each(?))", sessionIds && JSON.stringify(sessionIds)],
    ["channel IN (SELECT value FROM json_each(?))", channels && JSON.stringify(channels)],
    ["timestamp <= ?", until],
  ];
  const used = conditions.filter((condition): condition is [string, string] => condition[1] !== undefined);
  return [used.map(([sql]) => sql).join(" AND "), used.map(([, value]) => value)];
}

/** One token of letters and digits, so that it cannot be mistaken for query syntax. */
function ownerToken(owner: string | null): string {
  return `owner${(owner ?? "none").replace(/[^a-zA-Z0-9]/g, "")}`;
}
