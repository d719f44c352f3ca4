// GET /metrics: what a Prometheus server collects, for whoever has the admin token.
import type { Hono } from "hono";
import { servicesOf } from "../services.ts";
import { requireAdmin } from "./caller.ts";
import type { AppContext, AppEnv } from "./context.ts";
import { mount } from "./routes.ts";

const PLATFORMS = ["dingtalk", "feishu"] as const;

interface Sample {
  labels: Record<string, string>;
  value: number;
}

export function mountMetrics(app: Hono<AppEnv>): void {
  mount(app, "/metrics", { GET: metrics });
}

async function metrics(context: AppContext): Promise<Response> {
  await requireAdmin(context);
  const { deliveryList } = servicesOf(context.env);
  const [unfinished, ledger] = await Promise.all([deliveryList.countUnfinished(), readLedger(context)]);
  const text = [
    family("clawdbot_platform_calls", "Calls to a platform's API in a month, by operation.", ledger.calls),
    family(
      "clawdbot_platform_monthly_allowance",
      "Calls a month that the operator configured.",
      ledger.allowances,
    ),
    family(
      "clawdbot_deliveries",
      "Deliveries that wait or that failed for good.",
      unfinished.map(({ count, ...labels }) => ({ labels, value: count })),
    ),
  ].join("");
  return context.text(text, 200, {
    "Content-Type": "text/plain; version=0.0.4; charset=utf-8",
    "Cache-Control": "no-store",
  });
}

async function readLedger(context: AppContext): Promise<{ calls: Sample[]; allowances: Sample[] }> {
  const { config } = servicesOf(context.env);
  const calls: Sample[] = [];
  const allowances: Sample[] = [];
  for (const platform of PLATFORMS) {
    const setting = config.channels[platform];
    if (setting.status !== "on") continue;
    const report = await context.env.ACCOUNTS.getByName(platform).report();
    for (const { month, operation, calls: value } of report.calls)
      calls.push({ labels: { platform, operation, month }, value });
    const { monthlyCalls } = setting.settings;
    if (monthlyCalls !== null) allowances.push({ labels: { platform }, value: monthlyCalls });
  }
  return { calls, allowances };
}

/** One metric in the text format; its samples are gauges, since a new month begins at nothing. */
function family(name: string, help: string, samples: Sample[]): string {
  const lines = samples.map(({ labels, value }) => {
    const pairs = Object.entries(labels).map(([key, text]) => `${key}="${escapeLabel(text)}"`);
    return `${name}{${pairs.join(",")}} ${value}\n`;
  });
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join("")}`;
}

function escapeLabel(text: string): string {
  return text.replace(/[\\"\n]/g, (character) => (character === "\n" ? "\\n" : `\\${character}`));
}
