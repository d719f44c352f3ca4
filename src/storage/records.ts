// Finished turns in D1: written at least once and without doubles, read back by the operator, erased at a person's wish.
import { and, eq, gte, lt, lte, or, type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { firstIdAt } from "../core/identifier.ts";
import type {
  ConversationEntry,
  DeliveryEntry,
  Erasure,
  LogFilter,
  LogRow,
  TurnRecord,
} from "../core/message.ts";
import { matchAll } from "../core/terms.ts";
import type { Rating, SessionSummary } from "../core/wire.ts";
import { eraseDeliveries, namesOfWaiting, UPSERT_DELIVERIES } from "./delivery-list.ts";
import type { Erasures } from "./erasures.ts";
import { insertFromJson } from "./insert.ts";
import { eraseFromIndex, indexRows, searchIds, searchSessions } from "./log-index.ts";
import { conversationLogs, conversations } from "./schema.ts";
import { prepare } from "./statement.ts";

export interface LogQuery extends LogFilter {
  q?: string;
  /** Id of the last row of the page before. */
  before: string | null;
  limit: number;
}

export interface SessionQuery {
  owner: string;
  q?: string;
  before: { pinned: boolean; updatedAt: string; name: string } | null;
  limit: number;
}

export type SessionRow = SessionSummary & { name: string };

/** As SQLite keeps it. */
type StoredRow = Omit<LogRow, "cached"> & { cached: number };

/** All rows by one parameter and one statement, whatever their number: D1 counts both. */
const INSERT_LOGS = `${insertFromJson(conversationLogs)} ON CONFLICT (id) DO NOTHING`;
const UPSERT_ENTRIES = `${insertFromJson(conversations)} ON CONFLICT (name) DO UPDATE SET
updated_at = excluded.updated_at, owner = excluded.owner, title = excluded.title, pinned = excluded.pinned`;
/** The newest so many conversations of a person are searched by their titles. */
const TITLES_SEARCHED = 2_000;

export class Records {
  readonly #database: D1Database;
  readonly #search: D1Database;
  readonly #erasures: Erasures;

  constructor(database: D1Database, search: D1Database, erasures: Erasures) {
    this.#database = database;
    this.#search = search;
    this.#erasures = erasures;
  }

  /** Makes rows searchable. Safe to repeat. */
  async index(records: TurnRecord[]): Promise<void> {
    await indexRows(
      this.#search,
      records.map(({ row }) => row),
    );
  }

  /** Safe to repeat: a row that is there already stays as it is. At most two megabytes of JSON a call. */
  async save(records: TurnRecord[], deliveries: DeliveryEntry[] = []): Promise<void> {
    const rows = records.map(({ row }) => row);
    const entries = records.flatMap(({ row, conversation }) =>
      conversation === null
        ? []
        : [{ ...conversation, session_id: row.session_id, updated_at: row.timestamp }],
    );
    const writes: [string, object[]][] = [
      [INSERT_LOGS, rows],
      [UPSERT_ENTRIES, entries],
      [UPSERT_DELIVERIES, deliveries],
    ];
    const statements = writes
      .filter(([, values]) => values.length > 0)
      .map(([statement, values]) => this.#database.prepare(statement).bind(JSON.stringify(values)));
    await this.#database.batch(statements);
  }

  /** Where a conversation stands in the list, when no turn that was just finished says so. Safe to repeat. */
  async saveEntry(entry: ConversationEntry, session_id: string, updated_at: string): Promise<void> {
    const entries = [{ ...entry, session_id, updated_at }];
    await this.#database.prepare(UPSERT_ENTRIES).bind(JSON.stringify(entries)).run();
  }

  async rate(id: string, rating: Rating | null): Promise<void> {
    await this.#database
      .prepare("UPDATE conversation_logs SET rating = ? WHERE id = ?")
      .bind(rating, id)
      .run();
  }

  /** Newest first. */
  async list(query: LogQuery): Promise<LogRow[]> {
    if (query.q === undefined) {
      const { id } = conversationLogs;
      const wanted = and(sql`true`, ...filterConditions(query));
      return this.#rows(sql`WHERE ${wanted} ORDER BY ${id} DESC LIMIT ${query.limit}`);
    }
    const match = matchAll(query.q);
    if (match === null) return [];
    const ids = await searchIds(this.#search, match, query, query.before, query.limit);
    const rows = await this.#rows(sql`WHERE ${inJson(conversationLogs.id, ids)}`);
    // Turns of one millisecond stand in the index in another order than their ids: the next page begins behind its last one.
    const found = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => found.get(id)).filter((row) => row !== undefined);
  }

  async #rows(which: SQL): Promise<LogRow[]> {
    const { results } = await prepare(
      this.#database,
      sql`SELECT * FROM ${conversationLogs} ${which}`,
    ).all<StoredRow>();
    return results.map((row) => ({ ...row, cached: row.cached === 1 }));
  }

  /** Pinned ones first, then the latest. */
  async sessions(query: SessionQuery): Promise<SessionRow[]> {
    const conditions = [eq(conversations.owner, query.owner)];
    if (query.q !== undefined) {
      const match = matchAll(query.q);
      const found = match === null ? [] : await searchSessions(this.#search, match, query.owner, 500);
      conditions.push(sql`(${inJson(conversations.session_id, found)} OR ${isTitled(query.owner, query.q)})`);
    }
    // Apart, so that each comes off an index of its own in its order.
    const isBehindPinned = query.before !== null && !query.before.pinned;
    const [pinned, others] = await Promise.all([
      isBehindPinned ? [] : this.#sessions(true, query.before, query.limit, conditions),
      this.#sessions(false, isBehindPinned ? query.before : null, query.limit, conditions),
    ]);
    return [...pinned, ...others].slice(0, query.limit);
  }

  async #sessions(
    pinned: boolean,
    before: SessionQuery["before"],
    limit: number,
    conditions: SQL[],
  ): Promise<SessionRow[]> {
    const { name, session_id, title, updated_at } = conversations;
    const wanted = and(
      ...conditions,
      pinned ? sql`pinned = 1` : sql`pinned = 0`,
      before === null ? undefined : sql`(${updated_at}, ${name}) < (${before.updatedAt}, ${before.name})`,
    );
    const { results } = await prepare(
      this.#database,
      sql`SELECT ${name}, ${session_id}, ${title}, ${updated_at} FROM ${conversations} WHERE ${wanted}
        ORDER BY ${updated_at} DESC, ${name} DESC LIMIT ${limit}`,
    ).all<Omit<SessionRow, "pinned">>();
    return results.map((row) => ({ ...row, pinned }));
  }

  /** Names of the Durable Objects that hold this session, or turns of this person, those too that are just being answered. */
  async objectNames(target: Erasure, limit: number): Promise<string[]> {
    const { name, session_id } = conversations;
    const spokeIn = sql`SELECT ${conversationLogs.session_id} FROM ${conversationLogs} WHERE ${logsOf(target)}`;
    const sessions = or(entriesOf(target), sql`${session_id} IN (${spokeIn})`);
    const [known, waiting] = await Promise.all([
      prepare(
        this.#database,
        sql`SELECT ${name} FROM ${conversations} WHERE ${sessions} LIMIT ${limit}`,
      ).all<{ name: string }>(),
      namesOfWaiting(this.#database, target, limit),
    ]);
    return [...new Set([...known.results.map((row) => row.name), ...waiting])];
  }

  /** How many log rows an erasure would reach. */
  async count(target: Erasure): Promise<number> {
    const counted = sql`SELECT count(*) AS n FROM ${conversationLogs} WHERE ${logsOf(target)}`;
    return (await prepare(this.#database, counted).first<number>("n")) ?? 0;
  }

  /** Of conversations whose objects know nothing of them, such as those that came with a backup of another deployment. */
  async eraseAbandoned(target: Erasure, names: string[]): Promise<void> {
    const { session_id, name } = conversations;
    const { results } = await prepare(
      this.#database,
      sql`SELECT ${session_id} AS id FROM ${conversations} WHERE ${inJson(name, names)}`,
    ).all<{ id: string }>();
    await this.erase({ ...target, sessionIds: results.map(({ id }) => id) });
  }

  /** Safe to repeat. Noted first: a row that a backup brings back in between is then known. */
  async erase(target: Erasure): Promise<void> {
    await this.#erasures.note(target);
    const database = this.#database;
    await eraseFromIndex(this.#search, target);
    await database.batch([
      prepare(database, sql`DELETE FROM ${conversationLogs} WHERE ${logsOf(target)}`),
      prepare(database, sql`DELETE FROM ${conversations} WHERE ${entriesOf(target)}`),
      eraseDeliveries(database, target),
    ]);
  }
}

/** A target without a session and a person is none: nothing is erased. */
function logsOf({ sessionId, userId, sessionIds, channels, until }: Erasure): SQL {
  const { session_id, user_id, channel, timestamp } = conversationLogs;
  if (sessionId === undefined && userId === undefined) return sql`false`;
  const meant = and(
    sessionId === undefined ? undefined : eq(session_id, sessionId),
    userId === undefined ? undefined : eq(user_id, userId),
    sessionIds === undefined ? undefined : inJson(session_id, sessionIds),
    channels === undefined ? undefined : inJson(channel, channels),
    until === undefined ? undefined : lte(timestamp, until),
  );
  return meant ?? sql`false`;
}

/** Of a person in a session: the session's entry if it is theirs. The session gives itself a new one while others are left. */
function entriesOf({ sessionId, userId, sessionIds, objectName, until }: Erasure): SQL {
  const { name, session_id, owner, updated_at } = conversations;
  if (sessionId === undefined && userId === undefined) return sql`false`;
  const meant = and(
    sessionId === undefined ? undefined : eq(session_id, sessionId),
    userId === undefined ? undefined : eq(owner, userId),
    sessionIds === undefined ? undefined : inJson(session_id, sessionIds),
    objectName === undefined ? undefined : eq(name, objectName),
    until === undefined ? undefined : lte(updated_at, until),
  );
  return meant ?? sql`false`;
}

function filterConditions(query: LogQuery): SQL[] {
  const { id, session_id, user_id, channel, status } = conversationLogs;
  const conditions: (SQL | undefined)[] = [
    query.sessionId === undefined ? undefined : eq(session_id, query.sessionId),
    query.userId === undefined ? undefined : eq(user_id, query.userId),
    query.channel === undefined ? undefined : sql`${channel} = ${query.channel}`,
    query.status === undefined ? undefined : sql`${status} = ${query.status}`,
    // Ids carry the time of their row, and are the key: no other index is needed.
    query.from === undefined ? undefined : gte(id, firstIdAt(Date.parse(query.from))),
    query.to === undefined ? undefined : lt(id, firstIdAt(Date.parse(query.to))),
    query.before === null ? undefined : lt(id, query.before),
  ];
  return conditions.filter((condition) => condition !== undefined);
}

/** Conversations whose titles hold these words as they stand, whatever their case. */
function isTitled(owner: string, words: string): SQL {
  return sql`${conversations.name} IN (SELECT name FROM (
    SELECT name, title FROM conversations WHERE owner = ${owner} ORDER BY updated_at DESC LIMIT ${TITLES_SEARCHED})
    WHERE instr(lower(title), lower(${words.trim()})) > 0)`;
}

/** One parameter for any number of values: D1 takes a hundred parameters at most. */
function inJson(column: SQLiteColumn, values: string[]): SQL {
  return sql`${column} IN (SELECT value FROM json_each(${JSON.stringify(values)}))`;
}
