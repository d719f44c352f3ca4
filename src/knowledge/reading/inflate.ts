// Deflated bytes → bytes, never more than a budget: a few kilobytes can unfold to gigabytes.

/** What may still be unfolded. Shared by all parts of one document. */
export interface InflateBudget {
  bytes: number;
}

/** Thrown when the budget is spent; the reader of the document says it in its words. */
export class BudgetSpent extends Error {}

/**
 * `whole: false`: what could be read before the damage, where there is some.
 * Takes what it reads out of the budget.
 */
export async function inflate(
  bytes: Uint8Array,
  format: "deflate" | "deflate-raw",
  budget: InflateBudget,
  { whole }: { whole: boolean },
): Promise<Uint8Array> {
  const stream = new Blob([bytes.slice()]).stream().pipeThrough(new DecompressionStream(format));
  const reader = stream.getReader();
  const parts: Uint8Array[] = [];
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      budget.bytes -= value.length;
      if (budget.bytes < 0) throw new BudgetSpent();
      parts.push(value);
    }
  } catch (error) {
    await reader.cancel().catch(() => undefined);
    if (whole || error instanceof BudgetSpent) throw error;
  }
  return join(parts);
}

function join(parts: Uint8Array[]): Uint8Array {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
