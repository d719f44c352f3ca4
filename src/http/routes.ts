// Mounts the methods of one path, and the 405 for all others.
import type { Hono } from "hono";
import { type AppEnv, type AppHandler, refuse } from "./context.ts";

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export function mount(app: Hono<AppEnv>, path: string, handlers: Partial<Record<Method, AppHandler>>): void {
  const allow: string[] = [];
  for (const [method, handler] of Object.entries(handlers)) {
    app.on(method, path, handler);
    allow.push(...(method === "GET" ? ["GET", "HEAD"] : [method]));
  }
  app.all(path, () => refuse({ kind: "method_not_allowed", allow }));
}
