// The operator's list of deliveries in D1: what came in and what went out, newest first.
import { and, eq, lt, lte, type SQL, sql } from "drizzle-orm";
import type { DeliveryRecord } from "../core/delivery.ts";
import type { Erasure } from "../core/message.ts";
import { insertFromJson } from "./insert.ts";
import { deliveries } from "./schema.ts";
import { prepare } from "./statement.ts";

/** Rows of one delivery arrive in the order of its states, the last one holds. */
export const UPSERT_DELIVERIES = `${insertFromJson(deliveries)} ON CONFLICT (id) DO UPDATE SET
state = excluded.state, attempts = excluded.attempts, last_error = excluded.last_error, updated_at = excluded.updated_at,
next_attempt_at = excluded.next_attempt_at`;

export interface DeliveryQuery {
  state?: string;
  channel?: string;
  /** Id of the last row of the page before. */
  before: string | null;
  limit: number;
}

export interface DeliveryCount {
  channel: string;
  direction: string;
  state: string;
  count: number;
}

export class DeliveryList {
  readonly #database: D1Database;

  constructor(database: D1Database) {
    this.#database = database;
  }

  async list(query: DeliveryQuery): Promise<DeliveryRecord[]> {
    const { id, state, channel } = deliveries;
    const conditions: (SQL | undefined)[] = [
      query.state === undefined ? undefined : sql`${state} = ${query.state}`,
      // Says what the state says already, so that the index of the unfinished ones is used.
      query.state === undefined || query.state === "done" ? undefined : UNFINISHED,
      query.channel === undefined ? undefined : eq(channel, query.channel),
      query.before === null ? undefined : lt(id, query.before),
    ];
    const wanted = and(sql`true`, ...conditions);
    const { results } = await prepare(
      this.#database,
      sql`SELECT * FROM ${deliveries} WHERE ${wanted} ORDER BY ${id} DESC LIMIT ${query.limit}`,
    ).all<typeof deliveries.$inferSelect>();
    return results.map(({ user_id, object_name, ...record }) => record);
  }

  /** Name of the Durable Object that owns this delivery; null when there is no such delivery. */
  async objectNameOf(id: string): Promise<string | null> {
    return this.#database
      .prepare("SELECT object_name FROM deliveries WHERE id = ?")
      .bind(id)
      .first<string>("object_name");
  }

  /** Of those that are not done: their number stays small. */
  async countUnfinished(): Promise<DeliveryCount[]> {
    const { results } = await this.#database
      .prepare(
        "SELECT channel, direction, state, count(*) AS count FROM deliveries WHERE state <> 'done' GROUP BY 1, 2, 3",
      )
      .all<DeliveryCount>();
    return results;
  }
}

const UNFINISHED = sql`state <> 'done'`;

/** Conversations whose first turn nobody else knows of yet. */
export async function namesOfWaiting(
  database: D1Database,
  target: Erasure,
  limit: number,
): Promise<string[]> {
  const { results } = await prepare(
    database,
    sql`SELECT DISTINCT object_name AS name FROM ${deliveries} WHERE ${and(UNFINISHED, meantBy(target))} LIMIT ${limit}`,
  ).all<{ name: string }>();
  return results.map(({ name }) => name);
}

export function eraseDeliveries(database: D1Database, target: Erasure): D1PreparedStatement {
  return prepare(database, sql`DELETE FROM ${deliveries} WHERE ${meantBy(target)}`);
}

/** A target without a session and a person is none: nothing is meant. */
function meantBy({ sessionId, userId, sessionIds, channels, until }: Erasure): SQL {
  const { session_id, user_id, channel, created_at } = deliveries;
  const conditions = and(
    sessionId === undefined && userId === undefined ? sql`false` : undefined,
    sessionId === undefined ? undefined : eq(session_id, sessionId),
    userId === undefined ? undefined : eq(user_id, userId),
    sessionIds === undefined
      ? undefined
      : sql`${session_id} IN (SELECT value FROM json_each(${JSON.stringify(sessionIds)}))`,
    channels === undefined
      ? undefined
      : sql`${channel} IN (SELECT value FROM json_each(${JSON.stringify(channels)}))`,
    until === undefined ? undefined : lte(created_at, until),
  );
  return conditions ?? sql`false`;
}
