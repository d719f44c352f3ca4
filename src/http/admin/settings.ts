// GET /api/admin/settings: what is in force, and what is wrong with it. Secrets by their fingerprints.
import type { Hono } from "hono";
import { version } from "../../../package.json";
import { servicesOf } from "../../services.ts";
import type { AppContext, AppEnv } from "../context.ts";
import { mount } from "../routes.ts";

export function mountSettings(app: Hono<AppEnv>): void {
  mount(app, "/api/admin/settings", {
    GET: async (context: AppContext) => {
      const data = await servicesOf(context.env).describeSettings();
      return context.json({ data, next_cursor: null, version });
    },
  });
}
