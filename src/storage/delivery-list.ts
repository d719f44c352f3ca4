// The operator's list of deliveries in D1: what came in and what went out, newest first.
import { and, count, desc, eq, lt, lte, type SQL, sql } from "drizzle-orm";
import { type DrizzleD1Database, drizzle } from "drizzle-orm/d1";
import type { DeliveryRecord } from "../core/delivery.ts";
import type { Erasure } from "../core/message.ts";
import { insertFromJson } from "./insert.ts";
import { deliveries } from "./schema.ts";

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
    const rows = await drizzle(this.#database)
      .select()
      .from(deliveries)
      .where(and(...conditions))
      .orderBy(desc(id))
      .limit(query.limit);
    return rows.map(({ user_id, object_name, ...record }) => record);
  }

  /** Name of the Durable Object that owns this delivery; null when there is no such delivery. */
  async objectNameOf(id: string): Promise<string | null> {
    const [row] = await drizzle(this.#database)
      .select({ name: deliveries.object_name })
      .from(deliveries)
      .where(eq(deliveries.id, id));
    return row?.name ?? null;
  }

  /** Of those that are not done: their number stays small. */
  async countUnfinished(): Promise<DeliveryCount[]> {
    const { channel, direction, state } = deliveries;
    return drizzle(this.#database)
      .select({ channel, direction, state, count: count() })
      .from(deliveries)
      .where(UNFINISHED)
      .groupBy(channel, direction, state);
  }
}

const UNFINISHED = sql`state <> 'done'`;

/** Conversations whose first turn nobody else knows of yet. */
export async function namesOfWaiting(
  database: DrizzleD1Database,
  target: Erasure,
  limit: number,
): Promise<string[]> {
  const rows = await database
    .selectDistinct({ name: deliveries.object_name })
    .from(deliveries)
    .where(and(UNFINISHED, meantBy(target)))
    .limit(limit);
  return rows.map(({ name }) => name);
}

export function eraseDeliveries(database: DrizzleD1Database, target: Erasure) {
  return database.delete(deliveries).where(meantBy(target));
}

/** A target without a session and a person is none: nothing is meant. */
function meantBy({ sessionId, userId, sessionIds, channels, until }: Erasure): SQL | undefined {
  const { session_id, user_id, channel, created_at } = deliveries;
  return and(
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
}
