// Every queue there is, simulated: how long it takes at which load, and where it bends.
import type { Costs, Load } from "../costs.ts";
import { simulateAccount } from "./account.ts";
import { simulateCards } from "./cards.ts";
import { simulateConversation } from "./conversation.ts";
import { simulateDatabase } from "./database.ts";
import type { Point } from "./knee.ts";
import { simulateLogShard } from "./log-shard.ts";
import { simulateDeletion, simulateWalk } from "./retention.ts";

export type QueueId =
  | "conversation"
  | "database"
  | "account"
  | "feishu_cards"
  | "dingtalk_cards"
  | "log_shard"
  | "deletion"
  | "walk";

/** What its loads count. */
export type LoadUnit = "messages_a_minute" | "messages_a_day" | "conversations_a_day";

export interface Queue {
  id: QueueId;
  unit: LoadUnit;
  points: Point[];
  knee: number | null;
}

export const SEED = 20_261_126;

/** `load`: how many are in a conversation, and how long they are kept; how many conversations there are is each queue's own matter. */
export function simulateQueues(costs: Costs, load: Omit<Load, "conversations">, seed = SEED): Queue[] {
  const { expiry } = costs.kinds[load.kind];
  const calls = costs.kinds.feishu.message.platform_calls ?? 0;
  const keptDays = load.keptDays === 0 ? 30 : load.keptDays;
  const rows = expiry.d1_rows_written ?? 0;
  return [
    { id: "conversation", unit: "messages_a_minute", ...simulateConversation(seed) },
    { id: "database", unit: "messages_a_day", ...simulateDatabase(seed) },
    { id: "account", unit: "messages_a_day", ...simulateAccount(calls, seed) },
    { id: "feishu_cards", unit: "messages_a_day", ...simulateCards("feishu", seed) },
    { id: "dingtalk_cards", unit: "messages_a_day", ...simulateCards("dingtalk", seed) },
    { id: "log_shard", unit: "messages_a_day", ...simulateLogShard(seed) },
    {
      id: "deletion",
      unit: "conversations_a_day",
      ...simulateDeletion({ plan: "paid", keptDays, turns: load.turns, rows }),
    },
    { id: "walk", unit: "conversations_a_day", ...simulateWalk(keptDays) },
  ];
}
