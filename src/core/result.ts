// An expected outcome is a value. Results also cross the border of a Durable Object, where thrown classes do not survive.
import type { Failure } from "./error.ts";

export type Result<T> = { ok: true; value: T } | { ok: false; failure: Failure };

export function succeed<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function fail<T = never>(failure: Failure): Result<T> {
  return { ok: false, failure };
}
