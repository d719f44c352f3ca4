// Lets go of what is older than the operator wants: conversations, deliveries, log files. A bounded piece a minute.
import { faultMessage } from "../core/fault.ts";
import { LOG_KINDS } from "../core/log.ts";
import { DAY_MS, retentionCutoff } from "../core/retention.ts";
import type { ServiceBindings, Services } from "../services.ts";
import type { WriteBudget } from "./write-budget.ts";

/** A Worker on the free plan has fifty queries to D1 a call; each piece takes two or three. */
const PIECES = 8;
const CONVERSATIONS = 100;
const PLACE = "retention/place";
const LOGS_PRUNED = "logs/pruned";

export async function deleteOld(services: Services, budget: WriteBudget, now: number): Promise<void> {
  const { retention } = services;
  const { logMaxHistoryDays, retentionDays } = services.config.operations;
  const cutoff = retentionCutoff(retentionDays, now);
  const oldDelivery = Math.max(now - logMaxHistoryDays * DAY_MS, cutoff ?? 0);
  await inPieces(budget, () => retention.deleteDeliveries(oldDelivery));
  if (cutoff !== null) await inPieces(budget, () => retention.deleteTurns(cutoff));
}

/** What is left, and what the day's budget does not allow, goes with a later round. */
async function inPieces(
  budget: WriteBudget,
  piece: () => Promise<{ more: boolean; written: number }>,
): Promise<void> {
  for (let pieces = 0; pieces < PIECES && !budget.isSpent; pieces += 1) {
    const { more, written } = await piece();
    budget.spend(written);
    if (!more) return;
  }
}

/**
 * Walks through the list of conversations at most once a day, some at a time; a list that is longer than a day's walk takes more days.
 * Those in which people still talk let go of old turns themselves.
 */
export async function expireConversations(
  services: Services,
  env: ServiceBindings,
  storage: DurableObjectStorage,
  now: number,
): Promise<void> {
  const cutoff = retentionCutoff(services.config.operations.retentionDays, now);
  if (cutoff === null) return;
  const day = new Date(now).toISOString().slice(0, 10);
  const known = storage.kv.get<{ day: string; after: string | null }>(PLACE);
  // A walk that is under way goes on: begun anew each day, it would never come to the end of a long list.
  const isOn = known !== undefined && (known.day === day || known.after !== null);
  const place = isOn ? known : { day, after: "" };
  if (place.after === null) return;
  const { retention } = services;
  const found = await retention.conversations(cutoff, place.after, CONVERSATIONS);
  const expired: string[] = [];
  for (const { name, quiet } of found)
    if (quiet && (await expire(services, env, name, cutoff))) expired.push(name);
  if (expired.length > 0) await retention.deleteConversations(expired, cutoff);
  const after = found.length < CONVERSATIONS ? null : (found.at(-1)?.name ?? null);
  storage.kv.put(PLACE, { day, after });
}

/** One that fails keeps no other from being looked at; its own turn comes again tomorrow. */
async function expire(
  { telemetry }: Services,
  env: ServiceBindings,
  name: string,
  cutoff: number,
): Promise<boolean> {
  try {
    await env.CONVERSATIONS.getByName(name).expire(cutoff);
    return true;
  } catch (error) {
    telemetry.write("warn", "operations", "conversation_not_expired", { error: faultMessage(error) });
    return false;
  }
}

/** Once a day. */
export async function pruneLogs(
  services: Services,
  env: ServiceBindings,
  storage: DurableObjectStorage,
  now: number,
): Promise<void> {
  const today = new Date(now).toISOString().slice(0, 10);
  if (storage.kv.get<string>(LOGS_PRUNED) === today) return;
  const { logFiles, config } = services;
  const oldest = new Date(now - config.operations.logMaxHistoryDays * DAY_MS).toISOString().slice(0, 10);
  for (const kind of LOG_KINDS)
    for (const day of await logFiles.days(kind)) {
      if (day >= oldest) continue;
      const bytes = await logFiles.deleteDay(kind, day);
      await env.LOGS.getByName("logs-0").pruned(kind, bytes);
    }
  storage.kv.put(LOGS_PRUNED, today);
}
