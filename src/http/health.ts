// GET /health: what works and what does not, without spending a call on any messaging platform.
import type { Hono } from "hono";
import { version } from "../../package.json";
import { type Services, servicesOf } from "../services.ts";
import { isKnownAdmin } from "./caller.ts";
import type { AppContext, AppEnv } from "./context.ts";
import { caretaker } from "./objects.ts";
import { mount } from "./routes.ts";

type CheckStatus = "ok" | "off" | "error";

interface Check {
  status: CheckStatus;
  latency_ms?: number;
  message?: string;
}

const CHECK_LIMIT_MS = 5_000;

export function mountHealth(app: Hono<AppEnv>): void {
  mount(app, "/health/live", { GET: (context) => context.json({ status: "ok" }) });
  mount(app, "/health", { GET: health });
}

async function health(context: AppContext): Promise<Response> {
  const services = servicesOf(context.env);
  const admin = await isKnownAdmin(context);
  const { env } = context;
  const [database, cache, storage, conversations, model, cronLastRun] = await Promise.all([
    measure(admin, () => env.DB.prepare("SELECT id FROM conversation_logs LIMIT 1").all()),
    measure(admin, () => env.CACHE.get("health")),
    measure(admin, () => env.FILES.head("health")),
    measure(admin, () => env.CONVERSATIONS.getByName("health").ping()),
    checkModel(services, admin),
    lastRun(context),
  ]);
  const { channels } = services.config;
  const [dingtalk, feishu] = [checkChannel(channels.dingtalk), checkFeishu(channels.feishu, admin)];
  const checks = { database, cache, storage, conversations, model, dingtalk, feishu };
  const status = overall(services, checks);
  const problems = services.problems.length > 0 && { problems: services.problems };
  return context.json(
    { status, version, ...problems, cron_last_run: cronLastRun, checks },
    status === "down" ? 503 : 200,
    { "Cache-Control": "no-store" },
  );
}

/** The heartbeat: whoever watches from outside sees by its age whether alerts are still looked after. */
async function lastRun(context: AppContext): Promise<string | null> {
  const { lastRunAt } = await caretaker(context.env)
    .report()
    .catch(() => ({ lastRunAt: null }));
  return lastRunAt === null ? null : new Date(lastRunAt).toISOString();
}

/** From the settings alone: no call of the month is spent on health. */
function checkChannel(setting: Services["config"]["channels"]["dingtalk" | "feishu"]): Check {
  if (setting.status === "misconfigured") return { status: "error", message: setting.message };
  return { status: setting.status === "on" ? "ok" : "off" };
}

function checkFeishu(setting: Services["config"]["channels"]["feishu"], admin: boolean): Check {
  const isUnsigned = setting.status === "on" && setting.settings.encryptKey === null;
  return isUnsigned && admin ? { status: "ok", message: ENCRYPT_KEY_IS_SAFER } : checkChannel(setting);
}

const ENCRYPT_KEY_IS_SAFER =
  "Events arrive unsigned: only the verification token says that they are genuine. Set FEISHU_ENCRYPT_KEY, the safe one.";

function overall(services: Services, checks: Record<string, Check>): "ok" | "degraded" | "down" {
  if (services.problems.length > 0) return "down";
  if (["database", "conversations"].some((name) => checks[name]?.status === "error")) return "down";
  return Object.values(checks).some((check) => check.status === "error") ? "degraded" : "ok";
}

async function measure(admin: boolean, check: () => unknown): Promise<Check> {
  const started = Date.now();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${CHECK_LIMIT_MS / 1000} s`)), CHECK_LIMIT_MS);
  });
  try {
    await Promise.race([check(), limit]);
    return { status: "ok", latency_ms: Date.now() - started };
  } catch (error) {
    const message = admin && error instanceof Error ? error.message : "It does not answer.";
    return { status: "error", latency_ms: Date.now() - started, message };
  } finally {
    clearTimeout(timer);
  }
}

async function checkModel(services: Services, admin: boolean): Promise<Check> {
  if (services.model === null)
    return { status: "off", message: "No model is connected; the documents answer." };
  const { reachable, latencyMs } = await services.model.catalogue();
  if (reachable) return { status: "ok", latency_ms: latencyMs };
  const hint = admin ? " Check MODEL_ENDPOINT and MODEL_API_KEY, and the service's own status." : "";
  return { status: "error", latency_ms: latencyMs, message: `The model does not answer.${hint}` };
}
