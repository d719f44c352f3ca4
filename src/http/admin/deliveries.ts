// /api/admin/deliveries: what came from the platforms and what goes back, and the operator's two words about it.
import type { Hono } from "hono";
import { encodeCursor } from "../../core/cursor.ts";
import { timeOf } from "../../core/identifier.ts";
import { servicesOf } from "../../services.ts";
import { type AppContext, type AppEnv, refuse } from "../context.ts";
import { listName, readCursor, readLimit } from "../paging.ts";
import { mount } from "../routes.ts";
import { CHANNELS, readChoice } from "./admin-query.ts";

const STATES = ["pending", "done", "dead"];

export function mountDeliveries(app: Hono<AppEnv>): void {
  mount(app, "/api/admin/deliveries", { GET: listDeliveries });
  mount(app, "/api/admin/deliveries/:id/retry", { POST: (context) => control(context, "retry") });
  mount(app, "/api/admin/deliveries/:id/discard", { POST: (context) => control(context, "discard") });
}

async function listDeliveries(context: AppContext): Promise<Response> {
  const limit = readLimit(context);
  const list = listName(context, "deliveries");
  const before = readCursor(context, list, 1, ([id]) => timeOf(id ?? "") !== null)?.[0] ?? null;
  const state = readChoice(context, "state", STATES);
  const channel = readChoice(context, "channel", CHANNELS);
  const rows = await servicesOf(context.env).deliveryList.list({
    ...(state && { state }),
    ...(channel && { channel }),
    before,
    limit: limit + 1,
  });
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  return context.json({
    data,
    next_cursor: rows.length > limit && last ? encodeCursor(list, [last.id]) : null,
  });
}

async function control(context: AppContext, wish: "retry" | "discard"): Promise<Response> {
  const id = context.req.param("id") ?? "";
  const { deliveryList } = servicesOf(context.env);
  const objectName = timeOf(id) === null ? null : await deliveryList.objectNameOf(id);
  if (objectName === null) return refuse(NO_SUCH_DELIVERY);
  const record = await context.env.CONVERSATIONS.getByName(objectName).controlDelivery(id, wish);
  return record === null ? refuse(NO_SUCH_DELIVERY) : context.json(record);
}

const NO_SUCH_DELIVERY = {
  kind: "not_found",
  code: "delivery_not_found",
  message: "There is no such delivery. GET /api/admin/deliveries lists those there are.",
} as const;
