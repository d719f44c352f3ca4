// What one message costs by the way it comes, and what every day costs besides. The numbers stand in costs.json, which the bench writes.
import { readFileSync } from "node:fs";
import * as v from "valibot";

/** By these ways messages come. `cached`: of the page, answered from the cache; `openai`: /v1; `signed`: the signed webhook. */
export const KINDS = ["web", "cached", "api", "openai", "feishu", "dingtalk", "signed"] as const;
export type Kind = (typeof KINDS)[number];

/** What is used up and counted by somebody. */
export const RESOURCES = [
  "worker_requests",
  "worker_cpu_ms",
  /** Calls of Durable Objects, their alarms included. */
  "durable_requests",
  /** How long objects are in memory together. */
  "durable_milliseconds",
  "durable_rows_written",
  "durable_rows_read",
  "d1_queries",
  "d1_rows_written",
  "d1_rows_read",
  "kv_reads",
  "kv_writes",
  "r2_class_a",
  "r2_class_b",
  /** To Feishu or DingTalk. */
  "platform_calls",
  "log_lines",
] as const;
export type Resource = (typeof RESOURCES)[number];

/** Bytes that a message leaves behind: in both D1 databases, in its object, in log files, and in each backup. */
const STORES = ["d1_bytes", "search_bytes", "object_bytes", "log_bytes", "backup_bytes"] as const;
type Store = (typeof STORES)[number];

/** Null: nobody has counted it yet. */
export type Use = Record<Resource, number | null>;
export type Kept = Record<Store, number>;

export interface KindCosts {
  /** Of these the numbers were counted in the local runtime; all others follow from reading the code. */
  counted: string[];
  message: Use;
  /** Once for each conversation: its tables, and of the web page its opening. */
  conversation: Use;
  /** To delete a message when RETENTION_DAYS are over. */
  expiry: Use;
  kept: Kept;
}

export interface Costs {
  conditions: { counted_on: string; turns: number; answer_seconds: number; answer_bytes: number };
  kinds: Record<Kind, KindCosts>;
  /** Whatever is said: crons, alarms, log files. */
  day: { counted: string[]; use: Use };
}

const amount = v.pipe(v.number(), v.finite(), v.minValue(0));
const names = v.array(v.picklist([...RESOURCES, ...STORES]));
const use = v.strictObject(
  Object.fromEntries(RESOURCES.map((name) => [name, v.nullable(amount)])) as Record<
    Resource,
    v.NullableSchema<typeof amount, undefined>
  >,
);
const kept = v.strictObject(
  Object.fromEntries(STORES.map((name) => [name, amount])) as Record<Store, typeof amount>,
);
const kind = v.strictObject({ counted: names, message: use, conversation: use, expiry: use, kept });
const costs = v.strictObject({
  conditions: v.strictObject({
    counted_on: v.pipe(v.string(), v.isoDate()),
    turns: v.pipe(amount, v.minValue(1)),
    answer_seconds: amount,
    answer_bytes: amount,
  }),
  kinds: v.strictObject(Object.fromEntries(KINDS.map((name) => [name, kind])) as Record<Kind, typeof kind>),
  day: v.strictObject({ counted: names, use }),
});

/** Throws with the place of what does not fit. */
export function parseCosts(value: unknown): Costs {
  const parsed = v.safeParse(costs, value);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new Error(`costs.json: ${v.getDotPath(issue) ?? "the whole"}: ${issue.message}`);
}

export function readCosts(): Costs {
  return parseCosts(JSON.parse(readFileSync(new URL("costs.json", import.meta.url), "utf8")));
}

/** What is said in a day, and how long it is kept. */
export interface Load {
  kind: Kind;
  /** A day. */
  conversations: number;
  /** Messages with their answers, of one conversation. */
  turns: number;
  /** RETENTION_DAYS; 0: nothing is ever deleted. */
  keptDays: number;
}

export function messagesOf({ conversations, turns }: Load): number {
  return conversations * turns;
}

/** Of one message, its share of opening the conversation and its later deletion included. Null: not counted. */
export function useOfMessage(
  costs: Costs,
  load: Omit<Load, "conversations">,
  resource: Resource,
): number | null {
  const { message, conversation, expiry } = costs.kinds[load.kind];
  const [each, opening, deleting] = [message[resource], conversation[resource], expiry[resource]];
  if (each === null) return null;
  return each + (opening ?? 0) / load.turns + (load.keptDays === 0 ? 0 : (deleting ?? 0));
}
