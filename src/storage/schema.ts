// The tables of the D1 bound as DB: finished turns, and which conversations belong to whom.
import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

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
  },
  (table) => [
    index("conversations_owner").on(table.owner, table.updated_at, table.name),
    index("conversations_session").on(table.session_id),
  ],
);

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
