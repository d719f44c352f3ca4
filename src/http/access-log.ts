// One line of the access log a request, and its place in the counts. Written behind the answer.
import { matchedRoutes } from "hono/route";
import { servicesOf } from "../services.ts";
import { addressOf } from "./address.ts";
import type { AppContext } from "./context.ts";

/** Around everything else, so that refusals have their line too. */
export async function logAccess(context: AppContext, next: () => Promise<void>): Promise<void> {
  const startedAt = Date.now();
  // Who goes away before the answer has a line too: without this the handler ended with the connection.
  const written = Promise.withResolvers<void>();
  context.executionCtx.waitUntil(written.promise);
  try {
    await next();
    write(context, startedAt);
  } finally {
    written.resolve();
  }
}

function write(context: AppContext, startedAt: number): void {
  const { telemetry } = servicesOf(context.env);
  const path = pathOf(context);
  const route = routeOf(path);
  const channel = channelOf(context, path);
  const country = context.req.raw.cf?.country;
  telemetry.request(context.var.uncounted === true ? "closed" : route, {
    request_id: context.var.requestId,
    method: context.req.method,
    path,
    status: context.res.status,
    duration_ms: Date.now() - startedAt,
    ...(channel !== null && { channel }),
    ip: addressOf(context),
    ...(typeof country === "string" && { country }),
    user_agent: context.req.header("user-agent") ?? "",
  });
}

/** The pattern of the route: what a caller put into an address (a session's id, a file's name) is nobody else's business. */
function pathOf(context: AppContext): string {
  const { path } = context.req;
  const patterns = matchedRoutes(context).map((route) => route.path);
  const pattern = patterns.findLast((candidate) => !OF_MANY.has(candidate));
  if (pattern !== undefined) return pattern;
  // Nothing of ours: what it was looking for, as far as that is words.
  const [first = "", ...rest] = path.split("/").slice(1);
  return `/${/^[a-z._-]{0,20}$/i.test(first) ? first : "…"}${rest.length > 0 ? "/…" : ""}`;
}

/** Patterns of what stands before many routes. */
const OF_MANY = new Set(["*", "/*", "/api/*", "/v1/*", "/webhooks/*", "/api/admin/*", "/api/chat/*"]);

const ROUTES: [prefix: string, route: string][] = [
  ["/api/admin", "admin"],
  ["/api/", "chat"],
  ["/v1/", "openai"],
  ["/webhooks/feishu", "feishu"],
  ["/webhooks/dingtalk", "dingtalk"],
  ["/webhooks/signed", "signed"],
  ["/health", "health"],
  ["/metrics", "metrics"],
];

function routeOf(path: string): string {
  return ROUTES.find(([prefix]) => path.startsWith(prefix))?.[1] ?? "page";
}

function channelOf(context: AppContext, path: string): string | null {
  if (path.startsWith("/api/chat")) return context.req.header("authorization") === undefined ? "web" : "api";
  if (path.startsWith("/v1/")) return "openai";
  return /^\/webhooks\/(feishu|dingtalk|signed)$/.exec(path)?.[1] ?? null;
}
