// /api/admin/search-index: makes the full-text index anew, should it have been lost or have missed rows.
import type { Hono } from "hono";
import type { AppContext, AppEnv } from "../context.ts";
import { caretaker } from "../objects.ts";
import { mount } from "../routes.ts";

export function mountSearchIndex(app: Hono<AppEnv>): void {
  mount(app, "/api/admin/search-index", {
    GET: async (context: AppContext) => context.json(await caretaker(context.env).rebuildState()),
    POST: async (context: AppContext) => context.json(await caretaker(context.env).rebuildIndex(), 202),
  });
}
