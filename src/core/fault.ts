// An unexpected error, looked at from outside: what may be logged of it, and whether it is likely to pass.

/** For a log line: the innermost cause. What wraps it (drizzle's errors do) quotes the query with its values. */
export function faultMessage(error: unknown): string {
  const cause = causesOf(error).at(-1);
  return (cause instanceof Error ? cause.message : String(cause)).slice(0, 500);
}

/** Durable Objects say `retryable` or `overloaded`; D1 says D1_ERROR. */
export function isPassingFault(error: unknown): boolean {
  return causesOf(error).some(
    (cause) =>
      cause instanceof Error &&
      (Reflect.get(cause, "retryable") === true ||
        Reflect.get(cause, "overloaded") === true ||
        cause.message.startsWith("D1_ERROR")),
  );
}

/** The error, its cause, and so on; not for ever, since a cause may be its own. */
function causesOf(error: unknown): unknown[] {
  const causes = [error];
  let last = error;
  while (last instanceof Error && last.cause !== undefined && causes.length < 10) {
    last = last.cause;
    causes.push(last);
  }
  return causes;
}
