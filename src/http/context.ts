// What every handler finds in its context.
import type { Context, Handler } from "hono";
import type { Bindings } from "../bindings.ts";
import { type Failure, FailureError } from "../core/error.ts";
import type { Result } from "../core/result.ts";

export interface AppEnv {
  Bindings: Bindings;
  /** `uncounted`: says nothing about how we are, such as the closed door of what nobody has configured. */
  Variables: { requestId: string; uncounted?: boolean };
}

export type AppContext = Context<AppEnv>;
export type AppHandler = Handler<AppEnv>;

/** Leaves the handler; app.ts answers with it. */
export function refuse(failure: Failure): never {
  throw new FailureError(failure);
}

export function invalid(code: string, message: string, param?: string): never {
  return refuse({ kind: "invalid", code, message, ...(param !== undefined && { param }) });
}

/** The value of a result, or the answer to its failure. */
export function unwrap<T>(result: Result<T>): T {
  return result.ok ? result.value : refuse(result.failure);
}
