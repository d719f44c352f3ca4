// GET /metrics: what a Prometheus server collects, for whoever has the admin token.
import type { Hono } from "hono";
import { DURATION_STEPS_MS, type Durations } from "../core/usage.ts";
import { servicesOf } from "../services.ts";
import { requireAdmin } from "./caller.ts";
import type { AppContext, AppEnv } from "./context.ts";
import { allLogKeepers, caretaker } from "./objects.ts";
import { mount } from "./routes.ts";

const PLATFORMS = ["dingtalk", "feishu"] as const;

type Samples = Record<string, number>;

export function mountMetrics(app: Hono<AppEnv>): void {
  mount(app, "/metrics", { GET: metrics });
}

async function metrics(context: AppContext): Promise<Response> {
  await requireAdmin(context);
  const { prometheusText, mergeSamples } = servicesOf(context.env);
  const parts = await Promise.all([
    countedRequests(context),
    countedTurns(context),
    countedDeliveries(context),
    platformCalls(context),
    sizes(context),
    watch(context),
  ]);
  return context.text(prometheusText(mergeSamples(parts)), 200, {
    "Content-Type": "text/plain; version=0.0.4; charset=utf-8",
    "Cache-Control": "no-store",
  });
}

/** Requests, calls to the model, log files: each shard knows its part. */
async function countedRequests(context: AppContext): Promise<Samples> {
  const sums = await Promise.all(allLogKeepers(context.env).map((keeper) => keeper.sums()));
  return servicesOf(context.env).mergeSamples(sums.map(({ samples }) => samples));
}

async function countedTurns(context: AppContext): Promise<Samples> {
  const { usage, sampleKey, mergeSamples } = servicesOf(context.env);
  const totals = await usage.totals();
  return mergeSamples(
    totals.map(({ channel, model, status, cached, count }) => ({
      [sampleKey("clawdbot_turns_total", { channel, model, status, cached })]: count.turns,
      [sampleKey("clawdbot_tokens_total", { channel, kind: "prompt" })]: count.promptTokens,
      [sampleKey("clawdbot_tokens_total", { channel, kind: "completion" })]: count.completionTokens,
      ...histogram(context, "clawdbot_answer_duration_seconds", channel, count.latency),
      ...histogram(context, "clawdbot_first_token_seconds", channel, count.firstToken),
    })),
  );
}

function histogram(context: AppContext, name: string, channel: string, durations: Durations): Samples {
  const { sampleKey } = servicesOf(context.env);
  const steps = durations.upTo.map((reached, step) => [
    sampleKey(`${name}_bucket`, { channel, le: (DURATION_STEPS_MS[step] ?? 0) / 1000 }),
    reached,
  ]);
  return {
    ...Object.fromEntries(steps),
    [sampleKey(`${name}_bucket`, { channel, le: "+Inf" })]: durations.count,
    [sampleKey(`${name}_sum`, { channel })]: durations.sumMs / 1000,
    [sampleKey(`${name}_count`, { channel })]: durations.count,
  };
}

async function countedDeliveries(context: AppContext): Promise<Samples> {
  const { deliveryList, usage, sampleKey } = servicesOf(context.env);
  const [unfinished, ended] = await Promise.all([deliveryList.countUnfinished(), usage.deliveries()]);
  return Object.fromEntries([
    ...unfinished.map(({ count, ...labels }) => [sampleKey("clawdbot_deliveries", labels), count]),
    ...ended.map(({ deliveries, ...labels }) => [sampleKey("clawdbot_deliveries_total", labels), deliveries]),
  ]);
}

/** Gauges, since a new month begins at nothing. */
async function platformCalls(context: AppContext): Promise<Samples> {
  const { config, sampleKey } = servicesOf(context.env);
  const samples: Samples = {};
  for (const platform of PLATFORMS) {
    const setting = config.channels[platform];
    if (setting.status !== "on") continue;
    const report = await context.env.ACCOUNTS.getByName(platform).report();
    for (const { month, operation, calls } of report.calls)
      samples[sampleKey("clawdbot_platform_calls", { platform, operation, month })] = calls;
    const { monthlyCalls } = setting.settings;
    if (monthlyCalls !== null)
      samples[sampleKey("clawdbot_platform_monthly_allowance", { platform })] = monthlyCalls;
  }
  return samples;
}

async function sizes(context: AppContext): Promise<Samples> {
  const { usage, searchUsage, sampleKey } = servicesOf(context.env);
  const [main, search] = await Promise.all([usage.databaseBytes(), searchUsage.databaseBytes()]);
  return {
    ...(main !== null && { [sampleKey("clawdbot_database_bytes", { database: "main" })]: main }),
    ...(search !== null && { [sampleKey("clawdbot_database_bytes", { database: "search" })]: search }),
  };
}

async function watch(context: AppContext): Promise<Samples> {
  const { sampleKey } = servicesOf(context.env);
  const { lastRunAt, active } = await caretaker(context.env).report();
  const alerts = Object.groupBy(active, ({ rule }) => rule);
  return {
    ...Object.fromEntries(
      Object.entries(alerts).map(([rule, held]) => [
        sampleKey("clawdbot_alerts", { rule }),
        held?.length ?? 0,
      ]),
    ),
    ...(lastRunAt !== null && { clawdbot_cron_last_run_timestamp_seconds: lastRunAt / 1000 }),
  };
}
