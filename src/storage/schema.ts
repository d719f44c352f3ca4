// The tables of the D1 bound as DB: finished turns, which conversations belong to whom, and what was counted of both.
import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** One finished turn a row. `id` is a UUID version 7, so it sorts by time. */
export const conversationLogs = sqliteTable(
  "conversation_logs",
  {
    id: text("id").primaryKey(),
    session_id: text("session_id").notNull(),
    user_input: text("user_input").notNull(),
    bot_response: text("bot_response").notNull(),
    timestamp: text("timestamp").notNull(),
    channel: text("channel", { enum: ["web", "api", "openai", "dingtalk", "feishu", "signed"] }).notNull(),
    user_id: text("user_id"),
    user_name: text("user_name"),
    model: text("model"),
    status: text("status", { enum: ["ok", "stopped", "failed"] }).notNull(),
    cached: integer("cached", { mode: "boolean" }).notNull(),
    prompt_tokens: integer("prompt_tokens"),
    completion_tokens: integer("completion_tokens"),
    latency_ms: integer("latency_ms"),
    first_token_ms: integer("first_token_ms"),
    rating: text("rating", { enum: ["up", "down"] }),
    request_id: text("request_id").notNull(),
    error: text("error"),
    /** Of the model file that `model` names. */
    model_version: integer("model_version"),
  },
  (table) => [
    index("conversation_logs_session").on(table.session_id, table.id),
    index("conversation_logs_user").on(table.user_id, table.id),
  ],
);

/** One conversation a row: what its owner's sidebar lists, and where its Durable Object is. */
export const conversations = sqliteTable(
  "conversations",
  {
    /** Name of the Durable Object. */
    name: text("name").primaryKey(),
    session_id: text("session_id").notNull(),
    owner: text("owner").notNull(),
    title: text("title").notNull(),
    updated_at: text("updated_at").notNull(),
    /** 1: it stands first in its owner's list. */
    pinned: integer("pinned").notNull().default(0),
  },
  (table) => [
    index("conversations_owner").on(table.owner, table.updated_at, table.name),
    index("conversations_pinned").on(table.owner, table.updated_at, table.name).where(sql`pinned = 1`),
    index("conversations_session").on(table.session_id),
  ],
);

/** Where a shared conversation is. Whether it is open, its object says. */
export const shares = sqliteTable("shares", {
  /** Hex SHA-256 of the token in the address. */
  id: text("id").primaryKey(),
  object_name: text("object_name").notNull(),
});

/** What came from a platform and what goes back, one row each: the operator's copy. The conversation's object owns the state. */
export const deliveries = sqliteTable(
  "deliveries",
  {
    id: text("id").primaryKey(),
    message_id: text("message_id").notNull(),
    channel: text("channel").notNull(),
    direction: text("direction", { enum: ["in", "out"] }).notNull(),
    state: text("state", { enum: ["pending", "done", "dead"] }).notNull(),
    attempts: integer("attempts").notNull(),
    last_error: text("last_error"),
    session_id: text("session_id").notNull(),
    created_at: text("created_at").notNull(),
    updated_at: text("updated_at").notNull(),
    next_attempt_at: text("next_attempt_at"),
    user_id: text("user_id").notNull(),
    object_name: text("object_name").notNull(),
  },
  (table) => [
    // Only of what is not done: most rows are, and each index entry is one more row that D1 counts.
    index("deliveries_unfinished").on(table.state, table.id).where(sql`state <> 'done'`),
    index("deliveries_session").on(table.session_id),
  ],
);

/** A column that counts from nothing. */
const tally = (name: string) => integer(name).notNull().default(0);

/**
 * Turns counted by hour, and over all time where `period` is 'total'. Written by triggers on conversation_logs (migration 0002),
 * in the transaction that brings a row, so a row that is written twice counts once. Outlives the rows. `…_le_N`: turns
 * of at most N milliseconds.
 */
export const usage = sqliteTable(
  "usage",
  {
    /** Such as 2026-11-25T19, UTC. */
    period: text("period").notNull(),
    channel: text("channel").notNull(),
    /** Empty when unknown. */
    model: text("model").notNull(),
    status: text("status", { enum: ["ok", "stopped", "failed"] }).notNull(),
    cached: integer("cached", { mode: "boolean" }).notNull(),
    turns: tally("turns"),
    prompt_tokens: tally("prompt_tokens"),
    completion_tokens: tally("completion_tokens"),
    latency_count: tally("latency_count"),
    latency_ms: tally("latency_ms"),
    latency_le_100: tally("latency_le_100"),
    latency_le_250: tally("latency_le_250"),
    latency_le_500: tally("latency_le_500"),
    latency_le_1000: tally("latency_le_1000"),
    latency_le_2000: tally("latency_le_2000"),
    latency_le_5000: tally("latency_le_5000"),
    latency_le_10000: tally("latency_le_10000"),
    latency_le_20000: tally("latency_le_20000"),
    latency_le_60000: tally("latency_le_60000"),
    first_token_count: tally("first_token_count"),
    first_token_ms: tally("first_token_ms"),
    first_token_le_100: tally("first_token_le_100"),
    first_token_le_250: tally("first_token_le_250"),
    first_token_le_500: tally("first_token_le_500"),
    first_token_le_1000: tally("first_token_le_1000"),
    first_token_le_2000: tally("first_token_le_2000"),
    first_token_le_5000: tally("first_token_le_5000"),
    first_token_le_10000: tally("first_token_le_10000"),
    first_token_le_20000: tally("first_token_le_20000"),
    first_token_le_60000: tally("first_token_le_60000"),
  },
  (table) => [
    primaryKey({ columns: [table.period, table.channel, table.model, table.status, table.cached] }),
  ],
);

/** Deliveries that were done, ever; written by triggers, as `usage` is. */
export const deliveryTotals = sqliteTable(
  "delivery_totals",
  {
    channel: text("channel").notNull(),
    direction: text("direction").notNull(),
    state: text("state", { enum: ["done", "dead"] }).notNull(),
    deliveries: tally("deliveries"),
  },
  (table) => [primaryKey({ columns: [table.channel, table.direction, table.state] })],
);

/** Holds a row only inside the transaction that puts rows back from a backup: what was counted once is not counted again. */
export const restoring = sqliteTable("restoring", { id: integer("id").primaryKey() });
