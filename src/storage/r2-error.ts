// R2 says what it does not take with a number at the end of an error's message: `put: … (10037)`.

/** Null when the error is not of R2. */
export function r2Code(error: unknown): number | null {
  const code = error instanceof Error ? /\((\d+)\)\s*$/.exec(error.message)?.[1] : undefined;
  return code === undefined ? null : Number(code);
}
