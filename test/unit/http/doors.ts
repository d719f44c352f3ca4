// Doors of the operator with played services behind them: what a request is answered with, as the whole app would say it.
import { Hono } from "hono";
import { describeFailure, FailureError } from "../../../src/core/error.ts";
import type { ErrorEnvelope } from "../../../src/core/wire.ts";
import type { AppEnv } from "../../../src/http/context.ts";

export type Call = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Response>;

/** `env` is what handlers find their Durable Objects in. */
export function doorsOf(mount: (app: Hono<AppEnv>) => void, env: object = {}): Call {
  const app = new Hono<AppEnv>();
  app.use(async (context, next) => {
    context.set("requestId", "r-1");
    await next();
  });
  mount(app);
  app.notFound((context) => context.text("no such door", 404));
  app.onError((error, context) => {
    if (!(error instanceof FailureError)) throw error;
    const { status, body, headers } = describeFailure(error.failure);
    return context.json({ error: body, request_id: "r-1" }, status, headers);
  });
  return async (method, path, body, headers = {}) => {
    const isPlain = body === undefined || typeof body === "string" || body instanceof Uint8Array;
    const type: Record<string, string> = isPlain ? {} : { "content-type": "application/json" };
    const sent = isPlain ? body : JSON.stringify(body);
    return app.request(
      path,
      { method, headers: { ...type, ...headers }, ...(sent !== undefined && { body: sent as BodyInit }) },
      env as AppEnv["Bindings"],
    );
  };
}

/** Status, code and the field at fault, if one is; or the status alone. */
export async function saidBy(response: Response): Promise<string> {
  if (response.status < 400) return String(response.status);
  const { error } = (await response.json()) as ErrorEnvelope;
  return [response.status, error.code, error.param].filter((part) => part !== null).join(" ");
}
