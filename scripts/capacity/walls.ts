// The walls in the order in which they are met: at how many messages a day each stands.
import { type Costs, type Load, messagesOf, useOfMessage } from "./costs.ts";
import { dayOfBusiestRate } from "./day-curve.ts";
import { DELETION_ROWS, MINUTES_A_DAY, PLATFORMS, WALKED_A_MINUTE } from "./own-limits.ts";
import { DAYS_A_MONTH, MOST_GIGABYTES, OBJECT_REQUESTS_A_SECOND, type Plan, TARIFFS } from "./plans.ts";
import { allowanceOf } from "./simulation/allowance.ts";
import { BATCH_SECONDS, BATCHES_A_MESSAGE } from "./simulation/database.ts";
import { storedBytes } from "./stored.ts";
import { isWallId, WALL_WORDS, type WallId } from "./wall-words.ts";

export interface Wall {
  id: WallId;
  /** A day; above it the wall is met. */
  messages: number;
  conversations: number;
}

type Found = [id: WallId, messages: number | null];

/** The nearest first. Those that would need more than a billion messages a day are left out. */
export function wallsOf(costs: Costs, load: Load, plan: Plan): Wall[] {
  const found = [
    ...(plan === "free" ? sumsOfADay(costs, load) : []),
    // Without an end everything is full one day, however little is said: see fullAfter.
    ...(load.keptDays === 0 ? [] : [...stores(costs, load, plan), ...deletion(costs, load, plan)]),
    ...speeds(costs, load),
    ...allowances(costs, load),
  ];
  return found
    .flatMap(([id, messages]) =>
      messages === null || messages > 1e9 ? [] : [{ id, messages, conversations: messages / load.turns }],
    )
    .toSorted((one, other) => one.messages - other.messages);
}

/** Whether the free plan does: nobody is refused, and nothing comes late. What nobody notices does not count, nor what a platform allows. */
export function fitsFree(costs: Costs, load: Load): boolean {
  return wallsOf(costs, load, "free").every(({ id, messages }) => {
    const { effect } = WALL_WORDS[id];
    return effect === "silent" || effect === "lost" || messagesOf(load) <= messages;
  });
}

/** How many deployments keep this load below every wall that more deployments move. */
export function deploymentsFor(costs: Costs, load: Load): number {
  const nearest = wallsOf(costs, load, "paid").find(({ id }) => WALL_WORDS[id].isDivisible);
  return nearest === undefined ? 1 : Math.max(1, Math.ceil(messagesOf(load) / nearest.messages));
}

function sumsOfADay(costs: Costs, load: Load): Found[] {
  return TARIFFS.flatMap(({ resource, unit, freeADay }): Found[] => {
    const each = useOfMessage(costs, load, resource);
    if (each === null || freeADay === null || !isWallId(resource)) return [];
    return [[resource, (freeADay / unit - (costs.day.use[resource] ?? 0)) / each]];
  });
}

/** By what one message a day leaves there once deletion and arrival are in balance. */
function stores(costs: Costs, load: Load, plan: Plan): Found[] {
  const one = storedBytes(costs, { ...load, conversations: 1 / load.turns });
  const { database, objects } = MOST_GIGABYTES[plan];
  return [
    ["d1_size", (database * 1e9) / one.main],
    ["search_size", (database * 1e9) / one.search],
    ["object_size", objects === null ? null : (objects * 1e9) / one.objects],
  ];
}

/** Messages in all with which the main database is full when nothing is ever deleted. */
export function fullAfter(costs: Costs, { kind }: Load, plan: Plan): number {
  return (MOST_GIGABYTES[plan].database * 1e9) / costs.kinds[kind].kept.d1_bytes;
}

function deletion(costs: Costs, load: Load, plan: Plan): Found[] {
  const { expiry, kept } = costs.kinds[load.kind];
  const rows = expiry.d1_rows_written;
  return [
    ["deletion_rows", rows === null ? null : DELETION_ROWS[plan] / rows],
    // /v1 keeps no conversations.
    ["list_walk", kept.object_bytes === 0 ? null : walkedConversations() * load.turns],
  ];
}

/**
 * Conversations a day at which the oldest is kept twice as long as was asked. When its turn comes, a place of the list holds what came
 * in RETENTION_DAYS and in the round before; with a round as long as RETENTION_DAYS that is twice their conversations.
 */
function walkedConversations(): number {
  return (WALKED_A_MINUTE * MINUTES_A_DAY) / 2;
}

function speeds(costs: Costs, { kind }: Load): Found[] {
  const batches = dayOfBusiestRate(1 / BATCH_SECONDS) / BATCHES_A_MESSAGE[kind];
  if (kind !== "feishu" && kind !== "dingtalk") return [["d1_writer", batches]];
  const { operationMs, fixedCalls } = PLATFORMS[kind];
  const calls = costs.kinds[kind].message.platform_calls ?? fixedCalls;
  // All updates of cards are calls of one kind, and each call asks the account first.
  const updates = calls - fixedCalls + (kind === "dingtalk" ? 1 : 0);
  return [
    ["d1_writer", batches],
    ["platform_pace", dayOfBusiestRate(1000 / operationMs) / updates],
    ["account_object", dayOfBusiestRate(OBJECT_REQUESTS_A_SECOND) / (calls + 1)],
  ];
}

function allowances(costs: Costs, { kind }: Load): Found[] {
  if (kind !== "feishu" && kind !== "dingtalk") return [];
  return [["platform_month", allowanceOf(costs, kind) / DAYS_A_MONTH]];
}
