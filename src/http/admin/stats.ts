// GET /api/admin/stats: what the console's charts show, from counts: its cost does not grow with the logs.
import type { Hono } from "hono";
import { billingMonth, callsIn } from "../../core/quota.ts";
import { type Durations, quantileMs, type UsageCount } from "../../core/usage.ts";
import { type Services, servicesOf } from "../../services.ts";
import { type AppContext, type AppEnv, invalid } from "../context.ts";
import { allLogKeepers, caretaker } from "../objects.ts";
import { mount } from "../routes.ts";
import { readChoice, readTimes } from "./admin-query.ts";

const HOUR_MS = 3_600_000;
const MOST_BUCKETS = 1_000;
const ERROR_MINUTES = 5;
const MOST_MODELS = 30;
const PLATFORMS = ["feishu", "dingtalk"] as const;

type Line = Awaited<ReturnType<Services["usage"]["series"]>>[number];

export function mountStats(app: Hono<AppEnv>): void {
  mount(app, "/api/admin/stats", { GET: stats });
}

async function stats(context: AppContext): Promise<Response> {
  const { usage, sumUsage } = servicesOf(context.env);
  const bucket = readChoice(context, "bucket", ["hour", "day"]) === "day" ? "day" : "hour";
  // Of `2026-11-25T19`: the day, or all of it.
  const length = bucket === "day" ? 10 : 13;
  const { from, to, times } = readRange(context, bucket === "day" ? 24 * HOUR_MS : HOUR_MS);
  const [lines, now] = await Promise.all([
    usage.series(from.slice(0, 13), to.slice(0, 13), bucket),
    present(context),
  ]);
  const grouped = (key: (line: (typeof lines)[number]) => string) => [...Map.groupBy(lines, key)];
  const byTime = new Map(grouped(({ period }) => period.slice(0, length)));
  return context.json({
    from,
    to,
    bucket,
    series: times.map((time) => ({
      time,
      ...toCount(sumUsage(byTime.get(time.slice(0, length)) ?? [])),
    })),
    totals: toCount(sumUsage(lines)),
    by_channel: grouped(({ channel }) => channel).map(([channel, part]) => ({
      channel,
      ...toCount(sumUsage(part)),
    })),
    by_model: grouped(modelNames(lines)).map(([model, part]) => ({ model, ...toCount(sumUsage(part)) })),
    now,
  });
}

/** The most used ones by their names; callers may name what they like. */
function modelNames(lines: Line[]): (line: Line) => string {
  const turns = Map.groupBy(lines, ({ model }) => model);
  const sum = (part: Line[]) => part.reduce((total, { count }) => total + count.turns, 0);
  const byUse = [...turns].sort(([, one], [, other]) => sum(other) - sum(one)).map(([model]) => model);
  const named = new Set(byUse.slice(0, MOST_MODELS));
  return ({ model }) => (named.has(model) ? model : "other");
}

/** Whole buckets: the one in which `from` falls is the first, that of `to` the last. */
function readRange(context: AppContext, step: number): { from: string; to: string; times: string[] } {
  const { from, to } = readTimes(context);
  const end = to === undefined ? servicesOf(context.env).now() : Date.parse(to);
  const begin = from === undefined ? end - 24 * HOUR_MS : Date.parse(from);
  if (begin >= end) return invalid("invalid_filter", "from must be before to.", "from");
  const first = Math.floor(begin / step) * step;
  const behind = Math.ceil(end / step) * step;
  const count = (behind - first) / step;
  if (count > MOST_BUCKETS)
    return invalid(
      "invalid_filter",
      `At most ${MOST_BUCKETS} points at once: ask for less time, or by day.`,
      "from",
    );
  const times = Array.from({ length: count }, (_, index) => new Date(first + index * step).toISOString());
  return { from: new Date(first).toISOString(), to: new Date(behind).toISOString(), times };
}

function toCount(count: UsageCount) {
  return {
    turns: count.turns,
    failed: count.failed,
    stopped: count.stopped,
    cached: count.cached,
    prompt_tokens: count.promptTokens,
    completion_tokens: count.completionTokens,
    latency_ms: toDurations(count.latency),
    first_token_ms: toDurations(count.firstToken),
  };
}

function toDurations(durations: Durations) {
  if (durations.count === 0) return null;
  const mean = Math.round(durations.sumMs / durations.count);
  return { mean, p50: quantileMs(durations, 0.5), p95: quantileMs(durations, 0.95) };
}

async function present(context: AppContext) {
  const { deliveryList, usage, now } = servicesOf(context.env);
  const [deliveries, databaseBytes, sums, { lastRunAt, active }, platforms] = await Promise.all([
    deliveryList.countUnfinished(),
    usage.databaseBytes(),
    Promise.all(allLogKeepers(context.env).map((keeper) => keeper.sums())),
    caretaker(context.env).report(),
    platformCalls(context),
  ]);
  const since = Math.floor(now() / 60_000) - ERROR_MINUTES;
  const minutes = sums.flatMap((shard) => shard.minutes).filter(({ minute }) => minute > since);
  const logBytes = sums.flatMap(({ samples }) =>
    Object.entries(samples).flatMap(([name, value]) =>
      name.startsWith("clawdbot_log_bytes") ? [value] : [],
    ),
  );
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  return {
    deliveries,
    platforms,
    alerts: active.length,
    database_bytes: databaseBytes,
    log_bytes: sum(logBytes),
    cron_last_run: lastRunAt === null ? null : new Date(lastRunAt).toISOString(),
    requests: {
      minutes: ERROR_MINUTES,
      total: sum(minutes.map(({ requests }) => requests)),
      errors: sum(minutes.map(({ errors }) => errors)),
    },
  };
}

async function platformCalls(context: AppContext) {
  const { config, now } = servicesOf(context.env);
  const month = billingMonth(now());
  const on = PLATFORMS.filter((platform) => config.channels[platform].status === "on");
  return Promise.all(
    on.map(async (platform) => {
      const setting = config.channels[platform];
      const { calls } = await context.env.ACCOUNTS.getByName(platform).report();
      return {
        platform,
        month,
        calls: callsIn(month, calls),
        allowance: setting.status === "on" ? setting.settings.monthlyCalls : null,
      };
    }),
  );
}
