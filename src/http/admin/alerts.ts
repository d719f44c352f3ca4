// GET /api/admin/alerts: which alerts hold, which held, and whom they were told to.
import type { Hono } from "hono";
import { servicesOf } from "../../services.ts";
import type { AppContext, AppEnv } from "../context.ts";
import { caretaker } from "../objects.ts";
import { mount } from "../routes.ts";

export function mountAlerts(app: Hono<AppEnv>): void {
  mount(app, "/api/admin/alerts", { GET: listAlerts });
}

async function listAlerts(context: AppContext): Promise<Response> {
  const keeper = caretaker(context.env);
  const [data, { lastRunAt }] = await Promise.all([keeper.alerts(), keeper.report()]);
  return context.json({
    data,
    next_cursor: null,
    cron_last_run: lastRunAt === null ? null : new Date(lastRunAt).toISOString(),
    channels: servicesOf(context.env).alertChannels(),
  });
}
