// Looks at everything that alerts are about. What does not answer is unknown, and stops nobody else from being looked at.
import { faultMessage } from "../core/fault.ts";
import { billingMonth, callsIn } from "../core/quota.ts";
import { LOG_SHARDS, type ServiceBindings, type Services } from "../services.ts";

type Observations = Parameters<Services["judge"]>[0];

const WINDOW_MS = 5 * 60_000;
const DEAD_LETTERS_MS = 3_600_000;
const MODEL_CALLS = 3;
/** Names in the column `model` of answers that no model made. */
const NO_MODELS = ["embedded", "command"];
const PLATFORMS = ["feishu", "dingtalk"] as const;

export async function observe(services: Services, env: ServiceBindings, now: number): Promise<Observations> {
  const { watchList, model } = services;
  const attempt = async <T>(what: string, look: () => Promise<T>): Promise<T | null> => {
    try {
      return await look();
    } catch (error) {
      services.telemetry.write("warn", "operations", "not_observed", {
        subject: what,
        error: faultMessage(error),
      });
      return null;
    }
  };
  const [modelOutcomes, requestMinutes, firstTokensMs, deadLetters, stuck, quotas, main, search, backup] =
    await Promise.all([
      attempt("model", async () => (model === null ? [] : watchList.modelOutcomes(MODEL_CALLS, NO_MODELS))),
      attempt("requests", () => requestMinutesOf(env)),
      attempt("first tokens", () => watchList.firstTokens(now - WINDOW_MS, NO_MODELS)),
      attempt("dead letters", () => watchList.deadLetters(now - DEAD_LETTERS_MS)),
      attempt("stuck", () => watchList.stuck(now - WINDOW_MS)),
      attempt("quota", () => quotasOf(services, env, now)),
      attempt("database", () => services.usage.databaseBytes()),
      attempt("search database", () => services.searchUsage.databaseBytes()),
      attempt("backup", async () => ({ at: await lastBackup(services, env) })),
    ]);
  return {
    modelOutcomes,
    requestMinutes,
    firstTokensMs,
    deadLetters,
    stuck,
    quotas,
    databases: [
      { name: "main", bytes: main },
      { name: "search", bytes: search },
    ],
    lastBackup: backup,
  };
}

async function requestMinutesOf(env: ServiceBindings) {
  const shards = Array.from({ length: LOG_SHARDS }, (_, shard) => env.LOGS.getByName(`logs-${shard}`));
  return (await Promise.all(shards.map((shard) => shard.sums()))).flatMap(({ minutes }) => minutes);
}

async function quotasOf({ config }: Services, env: ServiceBindings, now: number) {
  const month = billingMonth(now);
  const quotas: { platform: string; used: number; allowance: number }[] = [];
  for (const platform of PLATFORMS) {
    const setting = config.channels[platform];
    const allowance = setting.status === "on" ? setting.settings.monthlyCalls : null;
    if (allowance === null) continue;
    const { calls } = await env.ACCOUNTS.getByName(platform).report();
    quotas.push({ platform, used: callsIn(month, calls), allowance });
  }
  return quotas;
}

/** Null where none is made every day: whoever makes them by hand is not reminded. */
async function lastBackup({ config }: Services, env: ServiceBindings): Promise<number | null> {
  if (config.operations.backupKeepDays === 0) return null;
  return (await env.BACKUPS.getByName("backups").summary()).lastCompleteAt;
}
